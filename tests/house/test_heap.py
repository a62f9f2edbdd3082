"""Memory that is freed goes back to the system, whatever else lies behind it."""

import subprocess
import sys

import pytest

#: As a night of stretchers does it: large pieces and small ones in turns, then the large ones are freed.
_NIGHT = """
import ctypes, re, sys
from pathlib import Path
from sfa_live.processes.heap import give_back_what_is_freed

if sys.argv[1] == "asked":
    give_back_what_is_freed()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]

def piece(size):
    where = libc.malloc(size)
    ctypes.memset(where, 1, size)
    return where

def held():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

# Freed once, a piece of that size is what glibc keeps from then on.
libc.free(piece(16 << 20))
before = held()
large, small = zip(*((piece(1 << 20), piece(1 << 10)) for _ in range(60)))
for where in large:
    libc.free(where)
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems do as they like.")
@pytest.mark.parametrize(("how", "most_kb"), [("asked", 4_000), ("as it is", 100_000)])
def test_large_pieces_go_back_though_small_ones_stay_behind_them(how: str, most_kb: int) -> None:
    night = subprocess.run([sys.executable, "-c", _NIGHT, how], capture_output=True, text=True, check=True)
    assert int(night.stdout) < most_kb
    if how == "as it is":
        # The control: without it there would be nothing to prove.
        assert int(night.stdout) > 40_000
