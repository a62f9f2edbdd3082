"""How compiled code reaches shared memory: records and samples by address, words by ordered atomics.

Plain loads and stores would do for the indices of a ring on x86 only. Here a word that both sides look at is read with
acquire and written with release order, so that a Raspberry Pi is a rig too.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic as numba_intrinsic
from numba.np.numpy_support import carray, from_dtype

from engine.kernel.compiled import compiled
from engine.kernel.layout import FEED, REEL, SEAT, STATE, WORD

#: Numba calls an intrinsic with a typing context in front, which type checkers cannot know.
intrinsic: Any = numba_intrinsic

_STATE = from_dtype(STATE)
_SEAT = from_dtype(SEAT)
_FEED = from_dtype(FEED)
_REEL = from_dtype(REEL)
_WORD = from_dtype(WORD)
_FLOATS = types.CPointer(types.float32)
_DOUBLES = types.CPointer(types.float64)
_I64 = ir.IntType(64)


def _pointer(builder: Any, address: Any) -> Any:
    return builder.inttoptr(address, _I64.as_pointer())


@intrinsic
def state_at(typing_context, address):
    """The `STATE` record at an address."""

    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_STATE))

    return _STATE(types.intp), code


@intrinsic
def seat_at(typing_context, address):
    """The `SEAT` record at an address."""

    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_SEAT))

    return _SEAT(types.intp), code


@intrinsic
def feed_at(typing_context, address):
    """The `FEED` record at an address."""

    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_FEED))

    return _FEED(types.intp), code


@intrinsic
def reel_at(typing_context, address):
    """The `REEL` record at an address."""

    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_REEL))

    return _REEL(types.intp), code


@intrinsic
def address_of(typing_context, record):
    """Where a record lies."""

    def code(_context, builder, _signature, arguments):
        return builder.ptrtoint(arguments[0], _I64)

    return types.intp(record), code


@intrinsic
def _floats(typing_context, address):
    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_FLOATS))

    return _FLOATS(types.intp), code


@compiled
def samples_at(address, frames, channels):
    """Samples at an address. Shape: (frames, channels), float32, C order."""
    return carray(_floats(address), (frames, channels))


@intrinsic
def _first_of(typing_context, samples):
    def code(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return _FLOATS(samples), code


@compiled
def in_a_row(samples):
    """The same samples, side after side. Shape: (2 * frames,).

    What treats both sides alike is several times as fast so: a processor takes eight neighbours at once, but has to
    sort them where sides are named.
    """
    return carray(_first_of(samples), (2 * len(samples),))


@intrinsic
def _doubles(typing_context, address):
    def code(context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(_DOUBLES))

    return _DOUBLES(types.intp), code


@compiled
def beats_at(address, count):
    """Beats at an address. Shape: (count,), float64."""
    return carray(_doubles(address), (count,))


@intrinsic
def acquire(typing_context, word):
    """A word's value; what its writer did before it was written is seen too."""

    def code(_context, builder, _signature, arguments):
        pointer = builder.bitcast(arguments[0], _I64.as_pointer())
        return builder.load_atomic(pointer, "acquire", 8)

    return types.int64(_WORD), code


@intrinsic
def release(typing_context, word, value):
    """Write a word; whoever acquires it sees all that was done before."""

    def code(context, builder, _signature, arguments):
        pointer = builder.bitcast(arguments[0], _I64.as_pointer())
        builder.store_atomic(arguments[1], pointer, "release", 8)
        return context.get_dummy_value()

    return types.void(_WORD, types.int64), code


@intrinsic
def claim(typing_context, word):
    """Turn a word from 0 to 1; False when another thread has done so. Never waits."""

    def code(_context, builder, _signature, arguments):
        pointer = builder.bitcast(arguments[0], _I64.as_pointer())
        swap = builder.cmpxchg(pointer, _I64(0), _I64(1), "acquire", "monotonic")
        return builder.extract_value(swap, 1)

    return types.boolean(_WORD), code


@intrinsic
def fence_acquire(typing_context):
    """Nothing that is read below is read before what is read above."""

    def code(context, builder, _signature, _arguments):
        builder.fence("acquire")
        return context.get_dummy_value()

    return types.void(), code


@intrinsic
def fence_release(typing_context):
    """Nothing that is written below is seen before what is written above."""

    def code(context, builder, _signature, _arguments):
        builder.fence("release")
        return context.get_dummy_value()

    return types.void(), code


@intrinsic
def copy_word(typing_context, target, source):
    """Copy eight bytes between two addresses, whole, in no particular order."""

    def code(context, builder, _signature, arguments):
        value = builder.load_atomic(_pointer(builder, arguments[1]), "monotonic", 8)
        builder.store_atomic(value, _pointer(builder, arguments[0]), "monotonic", 8)
        return context.get_dummy_value()

    return types.void(types.intp, types.intp), code
