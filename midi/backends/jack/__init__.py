"""MIDI through a JACK server."""
