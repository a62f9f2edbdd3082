"""How every function of the kernel is compiled: no interpreter, no exceptions, the same sum in the same order always."""

from __future__ import annotations

from numba import njit

#: ``error_model`` spares the callback Python's exceptions; ``fastmath`` stays off, because a sum whose order the
#: compiler may choose would depend on where the blocks end.
compiled = njit(nogil=True, error_model="numpy", boundscheck=False)
