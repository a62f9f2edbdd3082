"""What runs on the audio thread: no interpreter, no allocation, nothing that waits; and ready at once."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from llvmlite.binding.object_file import ObjectFileRef
from numba import njit
from numba.core import config

from engine import kernel
from engine.kernel import cache, memory

#: What the callback may call: the clock, its thread's number, and functions without state.
ALLOWED = {"clock_gettime", "exp", "gettid", "memset", "sin", "tan"}
#: What numba's own door around a callback names, for an exception behind it and for arrays that own their memory.
DOOR = re.compile(r"Py\w+|numba_\w+|NRT_Free|NRT_MemInfo_call_dtor")


def test_the_callback_calls_nothing_but_the_clock_and_mathematics() -> None:
    foreign, _ = symbols(machine_code())
    assert {name for name in foreign if not DOOR.fullmatch(name)} == ALLOWED


def test_nothing_behind_the_callbacks_door_can_raise() -> None:
    # Each place that raises keeps its exception pickled in the code.
    _, own = symbols(machine_code())
    assert own
    assert not [name for name in own if "pickle" in name]


def test_words_between_threads_are_ordered_atomics() -> None:
    @njit("int64(intp)")
    def hand_over(address: int) -> int:
        state = memory.state_at(address)
        memory.release(state.commands_written, 5)
        return int(memory.claim(state.rendering) + memory.acquire(state.commands_written))

    (code,) = hand_over.inspect_llvm().values()
    assert re.search(r"store atomic i64 5, .* release", code)
    assert re.search(r"load atomic i64, .* acquire", code)
    assert re.search(r"cmpxchg .* acquire", code)


def machine_code() -> bytes:
    """The callback's ELF object, as it is kept on disk."""
    callback: Any = kernel.callback
    (kept,) = Path(callback._cache.cache_path).glob("entry.callback-*.nbc")
    return b"".join(kept.read_bytes().partition(b"\x7fELF")[1:])


def symbols(object_file: bytes) -> tuple[set[str], set[str]]:
    """Names that an ELF object wants from elsewhere, and its own."""
    parts = {part.name(): part.data() for part in ObjectFileRef.from_data(object_file).sections()}
    names = parts[b".strtab"]
    foreign: set[str] = set()
    own: set[str] = set()
    for start, _, _, section, *_ in struct.iter_unpack("<IBBHQQ", parts[b".symtab"]):
        name = names[start : names.index(b"\0", start)].decode()
        (own if section else foreign).add(name)
    return foreign - {""}, own


@pytest.mark.slow
def test_a_start_with_compiled_code_on_disk_is_quick_and_small() -> None:
    script = (
        "import time; import engine; live = engine.Engine.open('null');"
        "took = time.process_time(); time.sleep(0.2); live.close();"
        "print(took, [line for line in open('/proc/self/status') if line.startswith('VmRSS')][0].split()[1])"
    )
    # Time on the processor, which does not depend on what else the machine does.
    seconds, kilobytes = min(_run(script, dict(os.environ)) for _ in range(3))
    assert seconds < 1.5
    assert kilobytes < 250_000


def test_code_is_kept_elsewhere_when_the_package_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__pycache__").write_text("not a folder, so nothing can be kept in it")
    monkeypatch.setattr(cache, "_KERNEL", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    settings: Any = config
    before = settings.CACHE_DIR
    with cache.kept_on_disk():
        assert Path(settings.CACHE_DIR).parent == tmp_path / "user" / "sfa_live"
    assert before == settings.CACHE_DIR


def _run(script: str, environment: dict[str, str]) -> tuple[float, int]:
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    seconds, kilobytes = ran.stdout.split()
    return float(seconds), int(kilobytes)
