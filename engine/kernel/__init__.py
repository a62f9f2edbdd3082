"""The kernel: all that runs on the audio thread, compiled, without interpreter, allocation, lock or wait.

Read it from the outside in: `entry` (the doors), `timing` (one block under the stop-watch), `mixer` (one block),
`schedule` and `apply` (commands), `hands` (those of the mixer), `deck` and `ghost` (one deck), `voice` and `sinc` (one
reading head), `channel` (from the stems to the outputs) with `loudness`, `filter`, `eq`, `crossfader` and `route`,
`outputs`, `tap` (what is recorded); `svf`, `ramp`, `buffers`, `limiter`, `meter`, `guard`; below them `ring`, `view`,
`memory` and `layout`, the wall itself.
"""

from __future__ import annotations

from engine.kernel.cache import kept_on_disk

with kept_on_disk():
    from engine.kernel.entry import (
        callback,
        free_reel,
        look,
        pop,
        push,
        recorded,
        reel_ended,
        refuse_more,
        run_null_clock,
        set_seat,
    )

__all__ = [
    "callback",
    "free_reel",
    "look",
    "pop",
    "push",
    "recorded",
    "reel_ended",
    "refuse_more",
    "run_null_clock",
    "set_seat",
]
