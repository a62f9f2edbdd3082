"""How many there are of everything that the two sides of the wall share room for."""

from __future__ import annotations

from typing import Final

#: Decks in the rig, in the order in which they are summed; each has a mixer channel of its own.
DECKS: Final = 4
#: Stereo pairs of outputs, at most. The first is the master.
PAIRS: Final = 4
#: Places that sound is mixed in: the decks' channels, then the pairs of outputs.
BUSES: Final = DECKS + PAIRS
#: Stereo stems on a deck, at most.
STEMS: Final = 8
#: Bands of a channel's equaliser.
BANDS: Final = 3
#: Voices that a deck may have fading out at once; one jump of the cursor makes one.
GHOSTS: Final = 4
#: Loops in a deck's chain, at most.
CHAIN: Final = 8
#: Frames that are rendered in one piece, at most: what the scratch memory holds.
CHUNK: Final = 128
#: Samples that the meters take side by side; even, so that each is always of the same side.
MEASURED: Final = 32
#: Places where the sound can be recorded: the master, then every channel, then every stem of every deck.
TAPS: Final = 1 + DECKS + DECKS * STEMS
#: Recordings that may run at once.
REELS: Final = 4
#: Slots of the rings. Powers of two, so that an index may run on for ever and be masked.
COMMAND_SLOTS: Final = 1024
RESULT_SLOTS: Final = 4096
#: Commands that wait for their frame, at most.
PENDING_SLOTS: Final = 256
#: Frames of key-locked sound that a deck has room for; a power of two.
STRETCH_SLOTS: Final = 8192
#: Blocks whose starts and durations the flight recorder keeps.
FLIGHT_SLOTS: Final = 65_536
#: Bytes in a cache line, as far as alignment goes.
LINE: Final = 64
