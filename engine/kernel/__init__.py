"""The kernel: all that runs on the audio thread, compiled, without interpreter, allocation, lock or wait.

Read it from the outside in: `entry` (the doors), `timing` (one block under the stop-watch), `mixer` (one block),
`schedule` and `apply` (commands), `moving`, `looping` and `beat` (what they do to a deck's way), `hands` (what they do
on the mixer), `arrival` (what comes by itself), `beat_sync`, `beat_clock` and `beat_grid` (time in beats), `deck` and
`ghost` (one deck), `voice` and `sinc` (one reading head), `stretched` (its key-locked sound) and `feeding` (what a
stretcher reads), `channel` (from the stems to the outputs) with `loudness`, `filter`, `eq` and `isolator`, `crossfader`
and `route`, `outputs`, `tap` (what is recorded); `svf`, `ramp`, `buffers`, `limiter`, `meter`, `guard`; below them
`ring`, `view`, `memory` and `layout`, the wall itself.
"""

from __future__ import annotations

from engine.kernel.cache import kept_on_disk

with kept_on_disk():
    from engine.kernel.entry import (
        callback,
        feed,
        free_reel,
        hand_over,
        look,
        offer,
        panic,
        pop,
        put,
        recorded,
        reel_ended,
        refuse_more,
        run_null_clock,
        set_seat,
        withdraw,
    )

__all__ = [
    "callback",
    "feed",
    "free_reel",
    "hand_over",
    "look",
    "offer",
    "panic",
    "pop",
    "put",
    "recorded",
    "reel_ended",
    "refuse_more",
    "run_null_clock",
    "set_seat",
    "withdraw",
]
