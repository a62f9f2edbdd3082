"""The kernel: all that runs on the audio thread, compiled, without interpreter, allocation, lock or wait.

Read it from the outside in: `entry` (the doors), `timing` (one block under the stop-watch), `mixer` (one block),
`schedule` and `apply` (commands), `moving`, `looping` and `beat` (what they do to a deck's way), `arrival` (what comes
by itself), `beat_sync`, `beat_clock` and `beat_grid` (time in beats), `deck` and `ghost` (one deck), `voice` and `sinc`
(one reading head), `ramp`, `limiter`, `meter`, `guard`; below them `ring`, `view`, `memory` and `layout`, the wall
itself.
"""

from __future__ import annotations

from engine.kernel.cache import kept_on_disk

with kept_on_disk():
    from engine.kernel.entry import callback, hand_over, look, panic, pop, put, run_null_clock, set_seat

__all__ = ["callback", "hand_over", "look", "panic", "pop", "put", "run_null_clock", "set_seat"]
