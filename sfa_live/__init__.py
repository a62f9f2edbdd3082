"""sfa_live: play a song's stems live."""

__version__ = "0.1.0"
