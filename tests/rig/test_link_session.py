"""Ableton Link leads the clock: tempo, bar, start and stop; with a double that keeps aalink's contract, and really."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from midi.clock import Line
from sfa_live.conductor.link_session import LinkSession, open_session
from tests.parts import require_part


class FakeSession:
    """A session whose time is moved by hand. Read or written after it was left, it raises."""

    def __init__(self) -> None:
        self._fields: dict[str, object] = {
            "enabled": False,
            "start_stop_sync_enabled": False,
            "quantum": 1.0,
            "tempo": 120.0,
        }
        self._fields |= {"playing": False, "beat": 0.0, "num_peers": 0}

    def __getattr__(self, name: str):
        fields = self.__dict__["_fields"]
        if name not in fields:
            raise AttributeError(name)
        if not fields["enabled"]:
            raise AssertionError(f"{name} was read before the session was joined, or after it was left")
        return fields[name]

    def __setattr__(self, name: str, value: object) -> None:
        if name == "_fields":
            super().__setattr__(name, value)
            return
        if name in ("beat", "num_peers") or name not in self._fields:
            raise AttributeError(f"aalink lets nobody set {name}")
        self._fields[name] = value

    def go(self, **fields: object) -> None:
        """What happens in the session."""
        self._fields.update(fields)


class Stage:
    def __init__(self, session) -> None:
        #: The show's own tempo.
        self.bpm = 120.0
        self.lines: list[Line] = []
        self.told: list[tuple[str, str | None]] = []
        self.link = LinkSession(
            session,
            self.lines.append,
            lambda *told: self.told.append(told),
            lambda: Line(self.bpm, 33.3, time.monotonic()),
        )


async def test_alone_nobody_leads_and_with_a_peer_the_session_does_in_its_bars() -> None:
    session = FakeSession()
    stage = Stage(session)
    assert (session.quantum, session.start_stop_sync_enabled, session.enabled) == (4.0, True, True)
    session.go(beat=5.25)
    stage.link.look()
    assert (stage.lines, stage.told) == ([], [])
    session.go(num_peers=2, tempo=126.0)
    stage.link.look()
    assert stage.told == [("following", "2 Link peers")]
    # The bars are the session's; their number is as near to ours as that lets it be.
    assert (stage.lines[-1].bpm, stage.lines[-1].beat) == (126.0, 33.25)
    session.go(beat=6.0)
    stage.link.look()
    assert stage.lines[-1].beat == 34.0
    stage.link.close()


async def test_alone_the_session_has_the_shows_tempo_so_that_a_peer_takes_nobody_back() -> None:
    session = FakeSession()
    stage = Stage(session)
    stage.bpm = 128.0
    stage.link.look()
    assert session.tempo == 128.0
    session.go(num_peers=1)
    stage.bpm = 130.0
    stage.link.look()
    assert (session.tempo, stage.lines[-1].bpm) == (128.0, 128.0)
    session.go(num_peers=0)
    stage.link.look()
    assert session.tempo == 130.0
    stage.link.close()


async def test_a_start_counts_from_the_next_bar_on_and_a_stop_changes_nothing() -> None:
    session = FakeSession()
    stage = Stage(session)
    session.go(num_peers=1, beat=5.0)
    stage.link.look()
    session.go(playing=True, beat=8.5)
    stage.link.look()
    assert stage.lines[-1].beat == -3.5
    session.go(playing=False, beat=13.0)
    stage.link.look()
    assert stage.lines[-1].beat == 1.0
    stage.link.close()


async def test_a_start_that_is_seen_just_behind_its_bar_was_on_it() -> None:
    session = FakeSession()
    stage = Stage(session)
    session.go(num_peers=1, playing=True, beat=8.125)
    stage.link.look()
    session.go(playing=False, beat=9.0)
    stage.link.look()
    session.go(playing=True, beat=12.125)
    stage.link.look()
    assert stage.lines[-1].beat == 0.125
    stage.link.close()


async def test_when_the_last_peer_has_gone_it_is_told_and_leads_no_more() -> None:
    session = FakeSession()
    stage = Stage(session)
    session.go(num_peers=1)
    stage.link.look()
    session.go(num_peers=0)
    stage.link.look()
    stage.link.look()
    assert stage.told == [("following", "1 Link peer"), ("lost", None)]
    assert len(stage.lines) == 1
    stage.link.close()


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(8.0):
        while not true():
            await asyncio.sleep(0.05)


async def test_two_peers_on_this_machine_are_in_time_and_a_tempo_goes_both_ways() -> None:
    require_part("" if find_spec("aalink") else "aalink")
    other: Any = import_module("aalink").Link(133.0)
    other.quantum = 4.0
    other.start_stop_sync_enabled = True
    other.enabled = True
    stage = Stage(open_session(100.0))
    try:
        await _until(lambda: stage.lines)
        assert stage.told == [("following", "1 Link peer")]
        other.tempo = 126.5
        await _until(lambda: abs(stage.lines[-1].bpm - 126.5) < 0.01)
        now, beat = time.monotonic(), other.beat
        off = (stage.lines[-1].beat_at(now) - beat + 2.0) % 4.0 - 2.0
        assert abs(off) * 60.0 / 126.5 < 0.003
        stage.link.give_tempo(90.0)
        await _until(lambda: abs(other.tempo - 90.0) < 0.01)
        other.playing = True
        await _until(lambda: -4.0 <= stage.lines[-1].beat < 4.0)
    finally:
        stage.link.close()
        other.enabled = False
    await asyncio.sleep(0.1)
