"""Both sides of a stem weighed at once: a compiler left to itself takes them one after the other."""

from __future__ import annotations

from llvmlite import ir
from numba import types

from engine.kernel.memory import intrinsic
from engine.kernel.sinc import TAPS

_I32 = ir.IntType(32)
_FLOAT = ir.FloatType()
_PAIR = ir.VectorType(_FLOAT, 2)
_NOTHING = ir.Constant(_PAIR, [0.0, 0.0])
_BOTH = ir.Constant(ir.VectorType(_I32, 2), [0, 0])
_SUM = types.UniTuple(types.float32, 2)


@intrinsic
def weigh_pair(typing_context, row, place, step, coefficients):
    """The sum of `TAPS` pairs of samples, each times its coefficient; gives left and right.

    The first pair is at ``place`` in the row, each further one ``step`` samples on; all of them must be there. They are
    added in two halves side by side, because a processor adds those at once.
    """

    def code(context, builder, signature, arguments):
        row_type, _, _, coefficients_type = signature.args
        first = builder.gep(context.make_array(row_type)(context, builder, arguments[0]).data, [arguments[1]])
        weights = context.make_array(coefficients_type)(context, builder, arguments[3]).data
        halves = [_NOTHING, _NOTHING]
        for tap in range(TAPS):
            here = builder.gep(first, [builder.mul(arguments[2], ir.Constant(arguments[2].type, tap))])
            pair = builder.load(builder.bitcast(here, _PAIR.as_pointer()), align=4)
            weight = builder.load(builder.gep(weights, [ir.Constant(_I32, tap)]))
            both = builder.shuffle_vector(builder.insert_element(_NOTHING, weight, _I32(0)), _NOTHING, _BOTH)
            half = tap * 2 // TAPS
            halves[half] = builder.fadd(halves[half], builder.fmul(both, pair))
        total = builder.fadd(*halves)
        sides = [builder.extract_element(total, _I32(side)) for side in range(2)]
        return context.make_tuple(builder, _SUM, sides)

    return _SUM(row, types.intp, types.intp, coefficients), code
