"""The kernel: all that runs on the audio thread, compiled, without interpreter, allocation, lock or wait.

Read it from the outside in: `entry` (the doors), `timing` (one block under the stop-watch), `mixer` (one block),
`schedule` and `apply` (commands), `deck` and `ghost` (one deck), `stretched` (its key-locked sound), `voice` and `sinc`
(one reading head), `ramp`, `limiter`, `meter`, `guard`; below them `ring`, `view`, `memory` and `layout`, the wall
itself. `feeding` alone runs on other threads: it reads songs for the stretchers.
"""

from __future__ import annotations

from engine.kernel.cache import kept_on_disk

with kept_on_disk():
    from engine.kernel.entry import (
        callback,
        feed,
        hand_over,
        look,
        offer,
        pop,
        put,
        run_null_clock,
        set_seat,
        withdraw,
    )

__all__ = [
    "callback",
    "feed",
    "hand_over",
    "look",
    "offer",
    "pop",
    "put",
    "run_null_clock",
    "set_seat",
    "withdraw",
]
