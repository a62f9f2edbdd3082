"""What the engine will not do, in words that a hand may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import engine

#: Why, and what to do. The show asks only for what can be done; this is what has changed before the engine came to it.
REFUSALS: Final[Mapping[engine.Refusal, str]] = {
    engine.Refusal.NO_SUCH_DECK: "There is no such deck.",
    engine.Refusal.EMPTY_DECK: "The song has just left that deck: load one first.",
    engine.Refusal.NO_SUCH_STEM: "The song that is on that deck now has no such stem.",
    engine.Refusal.BAD_LOOP: "That loop does not fit into the song: choose a shorter one, or another place.",
    engine.Refusal.TOO_MANY_WAITING: "Too much waits for the beat already: let some of it come first.",
    engine.Refusal.CANCELLED: "A panic came first, and this was let go of with it: ask again.",
    engine.Refusal.NO_GRID: "The song has no beat grid yet: tap its beats, or set it.",
    engine.Refusal.NO_ORIGINAL: "The song on that deck has no original beside its stems.",
    engine.Refusal.NO_SUCH_OUTPUT: "The device has no such output: see its channels.",
    engine.Refusal.TOO_MANY_LOOPS: "That chain of loops is full: let one of them play first.",
    engine.Refusal.TOO_MANY_REELS: "Too much is recorded already: stop a recording first.",
}
