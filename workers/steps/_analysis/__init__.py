"""Listening to a song: tempo, beats, bars, key, loudness and the colour of its sound."""
