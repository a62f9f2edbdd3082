"""Room on the disk that a file has for itself before it needs it, whoever else fills the disk meanwhile."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import Final

#: Linux's "keep the file as long as it is".
_KEEP_SIZE: Final = 1


def reserve(number: int, size: int) -> None:
    """Have room for so many bytes of a file, from its beginning. Raises `OSError` when the disk has not.

    The file stays as long as it is, where the file system can do that; elsewhere it is as long as its room.
    """
    if sys.platform != "linux":
        _ask(number, size)
    elif not _reserve_behind(number, size):
        os.posix_fallocate(number, 0, size)


def _reserve_behind(number: int, size: int) -> bool:
    """False where the file system has no room behind a file's end."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long)
    while libc.fallocate(number, _KEEP_SIZE, 0, size) != 0:
        wrong = ctypes.get_errno()
        if wrong in {errno.EOPNOTSUPP, errno.ENOSYS}:
            return False
        if wrong != errno.EINTR:
            raise OSError(wrong, os.strerror(wrong))
    return True


def _ask(number: int, size: int) -> None:
    """The disk is only asked whether there is room."""
    there = os.fstatvfs(number)
    if there.f_bavail * there.f_frsize < size - os.fstat(number).st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
