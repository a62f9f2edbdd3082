"""How a bench ends when it is told to: by way of everything that it has begun, so that no process of it stays."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

#: The exit code of a program that ends on SIGTERM.
_ENDED: Final = 128 + signal.SIGTERM


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Within it SIGTERM is a `SystemExit`: what is open is closed, as at an error. A second one does not disturb that.

    Thread: the main one.
    """
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, lambda *_: None)
    sys.exit(_ENDED)
