"""The doors of the kernel: all that Python or PortAudio calls, compiled when this module is imported and kept on disk.

PortAudio, the null device's clock and the offline engine all call the same machine code, `callback`. Pointers and
counts are spelled ``intp``: that keeps the code cacheable.
"""

from __future__ import annotations

from typing import Any

from numba import cfunc, njit, types
from numba.np.numpy_support import from_dtype

from engine.kernel import ring, view
from engine.kernel.clock import nanoseconds, sleep_until
from engine.kernel.codes import NEVER
from engine.kernel.feeding import assemble
from engine.kernel.layout import RESULT
from engine.kernel.memory import acquire, feed_at, fence_release, reel_at, release, samples_at, seat_at, state_at
from engine.kernel.panic import call_panic
from engine.kernel.timing import run_block

_STREAM_CALLBACK = types.int32(*[types.intp] * 6)
_RESULTS = types.Array(from_dtype(RESULT), 1, "C")
_CHANNELS = types.Array(types.float32, 2, "C")
#: Nanoseconds that the null device may fall behind before it lets the missed time go.
_PATIENCE = 250_000_000


def _door(signature: Any) -> Any:
    return njit(signature, nogil=True, error_model="numpy", cache=True)


@_door(types.boolean(*[types.int64] * 5, types.float64, *[types.int64] * 6, types.float64))
def put(state, place, number, op, due, quantum, not_before, deck, stem, on, first, second, value):
    """Write a command so many places behind the last one handed over; False when the ring is full."""
    return ring.put_command(
        state_at(state), place, number, op, due, quantum, not_before, deck, stem, on, first, second, value
    )


@_door(types.void(types.intp, types.int64))
def hand_over(state, count):
    """Let the audio thread have so many commands that were put, all in the same block."""
    ring.hand_over(state_at(state), count)


@_door(types.void(types.intp))
def panic(state):
    """Have everything stop at the next block, past all rings."""
    call_panic(state_at(state))


@_door(types.int64(types.intp, _RESULTS))
def pop(state, taken):
    """Copy waiting results into ``taken``; how many it were."""
    return ring.pop_results(state_at(state), taken)


@_door(types.boolean(types.intp, types.intp))
def look(state, seen):
    """Copy the published `VIEW` to an address; False when it could not be read whole."""
    return view.look(state_at(state), seen)


@_door(types.void(types.intp, types.boolean))
def set_seat(seat, is_open):
    """Open or close a device's seat."""
    release(seat_at(seat).open, 1 if is_open else 0)


@_door(types.void(types.intp, _CHANNELS))
def feed(address, out):
    """Write the next frames of a `FEED`. Shape: (channels, frames). Thread: a stretcher's."""
    assemble(feed_at(address), out)


@_door(types.void(types.intp, types.int64))
def withdraw(state, deck):
    """Nothing of a deck's stretch ring may be heard until the next `offer`. Thread: the deck's stretcher."""
    release(state_at(state).rings[deck].start, NEVER)
    fence_release()


@_door(types.void(*[types.int64] * 5))
def offer(state, deck, load, start, end):
    """Let these frames of a deck's stretch ring be heard. Thread: the deck's stretcher."""
    stretched = state_at(state).rings[deck]
    stretched.load = load
    release(stretched.end, end)
    release(stretched.start, start)


@_door(types.int64(types.intp))
def recorded(reel):
    """How many frames lie in a reel's rings so far; what was there before `free_reel` is gone."""
    return acquire(reel_at(reel).written)


@_door(types.int64(types.intp))
def reel_ended(reel):
    """Why the audio thread has given a reel back, a `ReelEnd`; 0 while it has not."""
    return acquire(reel_at(reel).ended)


@_door(types.void(types.intp, types.int64))
def free_reel(reel, read):
    """Let the audio thread write over all frames before ``read``."""
    release(reel_at(reel).read, read)


@_door(types.void(types.intp))
def refuse_more(reel):
    """Have the audio thread give a reel back at its next piece of a block."""
    release(reel_at(reel).unwanted, 1)


@cfunc(_STREAM_CALLBACK, error_model="numpy", cache=True)
def callback(_input, output, frames, _times, _flags, seat):
    """PortAudio's stream callback; ``seat`` is its user data. 0 lets the stream go on."""
    place = seat_at(seat)
    run_block(place, samples_at(output, frames, place.channels))
    return 0


@_door(types.void(types.FunctionType(_STREAM_CALLBACK), types.intp, types.intp, types.intp))
def run_null_clock(render, seat_address, out, frames):
    """Render for nobody, on time, until the seat is closed. The deadlines are absolute: the clock does not drift."""
    seat = seat_at(seat_address)
    period = frames / state_at(seat.state).constants.sample_rate * 1e9
    begin = nanoseconds(seat.timespec)
    blocks = 0
    while acquire(seat.open) != 0:
        render(0, out, frames, 0, 0, seat_address)
        blocks += 1
        deadline = begin + int(blocks * period)
        if nanoseconds(seat.timespec) - deadline > _PATIENCE:
            begin = nanoseconds(seat.timespec)
            blocks = 0
        else:
            sleep_until(seat.timespec, deadline)
