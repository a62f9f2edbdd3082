"""Numbers next to nothing are nothing: without this, a fade-out that ends in them makes a block forty times as costly.

A block is mixed so from its beginning to its end, because any gain that is not 1 is enough to meet them; the state of
the thread, which is the device's, is given back behind it. What a stretcher is fed is read the same way.
Processors other than x86 calculate with such numbers at full speed, and are left alone.
"""

from __future__ import annotations

import platform
from typing import Final

from llvmlite import ir
from numba import types

from engine.kernel.memory import intrinsic

_X86: Final = platform.machine().lower() in {"x86_64", "amd64"}
#: The bits of x86's MXCSR for "flush results to zero" and "take operands as zero".
_FLUSH: Final = 0x8040
_I32: Final = ir.IntType(32)


def _call(builder, name, pointer):
    kind = ir.FunctionType(ir.VoidType(), [pointer.type])
    builder.call(builder.module.declare_intrinsic(name, fnty=kind), [pointer])


@intrinsic
def flush_subnormals(typing_context):
    """Take numbers next to nothing as nothing from here on; gives the state before."""

    def code(_context, builder, _signature, _arguments):
        if not _X86:
            return _I32(0)
        place = builder.alloca(_I32)
        _call(builder, "llvm.x86.sse.stmxcsr", place)
        before = builder.load(place)
        builder.store(builder.or_(before, _I32(_FLUSH)), place)
        _call(builder, "llvm.x86.sse.ldmxcsr", place)
        return before

    return types.int32(), code


@intrinsic
def restore_subnormals(typing_context, before):
    """Calculate as before."""

    def code(context, builder, _signature, arguments):
        if _X86:
            place = builder.alloca(_I32)
            builder.store(arguments[0], place)
            _call(builder, "llvm.x86.sse.ldmxcsr", place)
        return context.get_dummy_value()

    return types.void(types.int32), code
