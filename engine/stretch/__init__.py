"""Key lock: the deck's song at its tempo but at its own pitch, made ahead of the audio thread.

Read it from the outside in: `threads` (one per deck, live), `deck` (what a deck's stretcher does next), `session` (one
continuous stretch of a song), `line` (the stems that share a pitch), `song` (what is fed, and which place it is),
`library` (Rubber Band), `pace` (where the deck is). What the kernel does with it: `engine.kernel.stretched`.
"""

from __future__ import annotations

from engine.stretch.deck import DeckStretcher, Shared
from engine.stretch.threads import StretchThreads

__all__ = ["DeckStretcher", "Shared", "StretchThreads"]
