"""Values on disk: whole whenever the power fails, and there within a second."""

import math
import signal
import subprocess
import sys
import time

import pytest
from msgspec import Struct

from sfa_live.errors import StoreError
from sfa_live.show.keeper import Keeper, read_whole


class Value(Struct, frozen=True):
    number: int
    label: str = ""
    gain: float = 0.0


@pytest.fixture
def keeper():
    keeper = Keeper()
    keeper.start()
    yield keeper
    keeper.close()


def _until(path, number, seconds):
    ending = time.monotonic() + seconds
    while time.monotonic() < ending:
        value = read_whole(path, Value)
        if value is not None and value.number == number:
            return True
        time.sleep(0.01)
    return False


def test_the_newest_value_is_on_the_disk_within_a_second(tmp_path, keeper):
    for number in range(50):
        keeper.keep(tmp_path / "a" / "value.json", Value(number))
    assert _until(tmp_path / "a" / "value.json", 49, 1.0)
    keeper.keep(tmp_path / "a" / "value.json", Value(50))
    assert _until(tmp_path / "a" / "value.json", 50, 1.0)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["value.json"]


def test_what_is_not_written_yet_is_written_at_the_end(tmp_path):
    keeper = Keeper()
    keeper.start()
    keeper.keep(tmp_path / "one.json", Value(1))
    time.sleep(0.05)
    keeper.keep(tmp_path / "one.json", Value(2))
    keeper.keep(tmp_path / "two.json", Value(3))
    keeper.close()
    assert read_whole(tmp_path / "one.json", Value) == Value(2)
    assert read_whole(tmp_path / "two.json", Value) == Value(3)


def test_a_disk_that_refuses_is_tried_again_and_told_once(tmp_path, keeper, caplog):
    (tmp_path / "folder").write_text("in the way")
    keeper.keep(tmp_path / "folder" / "value.json", Value(1))
    keeper.keep(tmp_path / "other.json", Value(2))
    assert _until(tmp_path / "other.json", 2, 1.0)
    time.sleep(0.6)
    assert "value.json cannot be written" in keeper.trouble
    (tmp_path / "folder").unlink()
    assert _until(tmp_path / "folder" / "value.json", 1, 1.0)
    assert len([line for line in caplog.records if "cannot be written" in line.message]) == 1


@pytest.mark.parametrize("bad", [Value(2, label="a\udce9"), Value(2, gain=math.nan)])
def test_a_value_that_no_file_can_hold_is_told_and_the_next_one_is_written(tmp_path, keeper, caplog, bad):
    path = tmp_path / "value.json"
    keeper.keep(path, Value(1))
    assert _until(path, 1, 1.0)
    keeper.keep(path, bad)
    ending = time.monotonic() + 2.0
    while keeper.trouble is None and time.monotonic() < ending:
        time.sleep(0.01)
    assert "value.json stays as it was" in keeper.trouble
    assert read_whole(path, Value) == Value(1)
    keeper.keep(path, Value(3))
    assert _until(path, 3, 1.0)
    time.sleep(0.05)
    assert keeper.trouble is None
    assert len([line for line in caplog.records if "stays as it was" in line.message]) == 1


def test_a_damaged_file_that_cannot_be_put_aside_is_told_all_the_same(tmp_path):
    path = tmp_path / "value.json"
    path.write_bytes(b"{")
    (tmp_path / "value.damaged").mkdir()
    with pytest.raises(StoreError, match="cannot be put aside"):
        read_whole(path, Value)


@pytest.mark.parametrize("content", [b"", b"\0" * 300, b'{"number": 1', b'{"number": "one"}', b'"\xff\xfe"', b"[]"])
def test_a_damaged_file_is_put_aside_in_words(tmp_path, content):
    path = tmp_path / "value.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="kept as value"):
        read_whole(path, Value)
    assert (tmp_path / "value.damaged").read_bytes() == content
    assert read_whole(path, Value) is None


_WRITER = """
import sys
from pathlib import Path
from tests.show.test_keeper import Keeper, Value
keeper = Keeper()
keeper.start()
number = 0
while True:
    number += 1
    keeper.keep(Path(sys.argv[1]), Value(number))
    if number % 1000 == 0:
        print(number, flush=True)
"""


def test_a_writer_that_is_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    path = tmp_path / "value.json"
    for pause in (0.3, 0.41, 0.57):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, path], stdout=subprocess.PIPE)
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline()
            while not path.exists():
                time.sleep(0.01)
            time.sleep(pause)
        finally:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        value = read_whole(path, Value)
        assert value is not None
        assert value.number > 0
