"""How every function of the kernel is compiled: no interpreter, no exceptions, every sum in the order it is written."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

#: ``error_model`` spares the callback Python's exceptions; ``fastmath`` stays off, because a sum whose order the
#: compiler may choose would depend on where the blocks end.
compiled: Final[Any] = njit(nogil=True, error_model="numpy", boundscheck=False)
