"""What runs on the audio thread: no interpreter, no allocation, nothing that waits; and ready at once."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from llvmlite.binding.object_file import ObjectFileRef
from numba import njit
from numba.core import config

from engine import kernel
from engine.kernel import cache, memory

#: What the callback may call: the clock, its thread's number, and mathematics without state.
ALLOWED = {"clock_gettime", "gettid", "pow", "floor", "ceil", "memset", "memcpy", "memmove"}


def test_the_callback_calls_nothing_but_the_clock_and_mathematics() -> None:
    (kept,) = Path(kernel.callback._cache.cache_path).glob("entry.callback-*.nbc")
    machine_code = kept.read_bytes().partition(b"\x7fELF")
    assert foreign_symbols(b"".join(machine_code[1:])) == ALLOWED


def test_words_between_threads_are_ordered_atomics() -> None:
    @njit("int64(intp)")
    def hand_over(address: int) -> int:
        state = memory.state_at(address)
        memory.release(state.commands_written, 5)
        return memory.claim(state.rendering) + memory.acquire(state.commands_written)

    (code,) = hand_over.inspect_llvm().values()
    assert re.search(r"store atomic i64 5, .* release", code)
    assert re.search(r"load atomic i64, .* acquire", code)
    assert re.search(r"cmpxchg .* acquire", code)


def foreign_symbols(object_file: bytes) -> set[str]:
    """Names that an ELF object wants from elsewhere."""
    parts = {part.name(): part.data() for part in ObjectFileRef.from_data(object_file).sections()}
    names = parts[b".strtab"]
    symbols = struct.iter_unpack("<IBBHQQ", parts[b".symtab"])
    wanted = {name for name, _, _, section, *_ in symbols if name and section == 0}
    return {names[start : names.index(b"\0", start)].decode() for start in wanted}


@pytest.mark.slow
def test_a_start_with_compiled_code_on_disk_is_quick_and_small() -> None:
    script = (
        "import time; began = time.monotonic(); import engine; live = engine.Engine.open('null');"
        "took = time.monotonic() - began; time.sleep(0.2); live.close();"
        "print(took, [line for line in open('/proc/self/status') if line.startswith('VmRSS')][0].split()[1])"
    )
    best = min(_run(script, dict(os.environ)) for _ in range(3))
    seconds, kilobytes = best
    assert seconds < 1.5
    assert kilobytes < 250_000


def test_code_is_kept_elsewhere_when_the_package_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__pycache__").write_text("not a folder, so nothing can be kept in it")
    monkeypatch.setattr(cache, "_KERNEL", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    before = config.CACHE_DIR
    with cache.kept_on_disk():
        assert Path(config.CACHE_DIR).parent == tmp_path / "user" / "sfa_live"
    assert before == config.CACHE_DIR


def _run(script: str, environment: dict[str, str]) -> tuple[float, int]:
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    seconds, kilobytes = ran.stdout.split()
    return float(seconds), int(kilobytes)
