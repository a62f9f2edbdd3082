"""From the bytes that a driver hands over to whole MIDI messages, each with the moment at which it came."""
