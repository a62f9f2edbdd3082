"""What the rig's event loop does all the time: take the engine's results, tell what changed, tell the levels."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

import engine
from sfa_live.errors import EngineError, StaleError
from sfa_live.model.action import DECKS
from sfa_live.model.meters import DeckMeters, Meters
from sfa_live.model.show_state import ShowState
from sfa_live.model.units import db_from_gain
from sfa_live.show import REFUSALS, Applied, Patch, Show

log = logging.getLogger("sfa_live.rig")

#: Meters are told this often at most, in seconds.
METERS_PACE: Final = 1 / 30
#: Patches are told this far apart at least, in seconds, so that a fader's flood becomes a few of them.
PATCH_PACE: Final = 0.008
#: How often the engine is asked for results while a hand waits for one, in seconds.
_ACK_PACE: Final = 0.001
#: After this long without an answer from the engine a hand is told so, in seconds.
_ACK_PATIENCE: Final = 2.0
#: This many answers are kept for hands that ask late.
_ANSWERS_KEPT: Final = 1024


class Pump:
    """Moves what the engine says to the show, and what the show says to the world. Thread: the rig's loop."""

    def __init__(
        self,
        sound: engine.Sound,
        show: Show,
        on_patch: Callable[[Patch], None],
        on_meters: Callable[[dict[str, Any]], None],
        on_returned: Callable[[engine.Source], None],
    ) -> None:
        self._sound = sound
        self._show = show
        self._on_patch = on_patch
        self._on_meters = on_meters
        self._on_returned = on_returned
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._answers: OrderedDict[int, engine.Result] = OrderedDict()
        self._waiting: dict[int, asyncio.Future[engine.Result]] = {}
        self._meters_due = 0.0
        self._patch_due = 0.0
        self._follow_due = 0.0

    def wake(self) -> None:
        """Something changed: look at once. Thread: any."""
        self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        """Pump until cancelled."""
        while True:
            self._take_all()
            now = time.monotonic()
            if now >= self._follow_due:
                self._follow_due = now + PATCH_PACE
                self._show.follow(self._sound.snapshot())
            if now >= self._patch_due and (patch := self._show.publish()) is not None:
                self._patch_due = now + PATCH_PACE
                self._on_patch(patch)
            if now >= self._meters_due:
                self._meters_due = now + METERS_PACE
                self._on_meters(msgspec.to_builtins(read_meters(self._sound, self._show.state)))
            await self._rest(now)

    async def frame_of(self, applied: Applied) -> int:
        """The frame at which the engine did what an action asked; the present one when there was nothing to do.

        The present one too for an action that waits for the beat. Raises `StaleError` when the engine refused it, and
        `EngineError` when it does not answer.
        """
        if applied.armed:
            return self._sound.snapshot().frame
        answers = [await self._answer(command_id) for command_id in applied.command_ids]
        for answer in answers:
            if answer.refusal is not engine.Refusal.NONE:
                raise StaleError(REFUSALS[answer.refusal], code="refused")
        return max(answer.frame for answer in answers) if answers else self._sound.snapshot().frame

    async def _rest(self, now: float) -> None:
        """Until something happens, a hand waits, or the next meters are due."""
        self._wake.clear()
        pause = max(0.0, self._meters_due - now)
        if self._waiting or self._show.unanswered:
            await asyncio.sleep(min(pause, _ACK_PACE))
            return
        patch_wait = self._patch_due - now
        if patch_wait > 0:
            await asyncio.sleep(min(pause, patch_wait))
            return
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _take_all(self) -> None:
        # Not in the loop that runs for ever: its last result, and the song in it, would stay until the next.
        for result in self._sound.collect():
            self._take(result)

    def _take(self, result: engine.Result) -> None:
        if result.command_id is not None and result.kind is engine.ResultKind.DONE:
            # Without the song that it has or gives back: that would stay mapped, and its file open, for as long.
            self._answers[result.command_id] = replace(result, command=None, source=None)
            if len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)
            waiting = self._waiting.pop(result.command_id, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(result)
        if result.refusal not in (engine.Refusal.NONE, engine.Refusal.CANCELLED):
            log.warning("The engine refused %s: %s", result.command, result.refusal.name)
        if result.source is not None:
            self._on_returned(result.source)
        self._show.settle(result)

    async def _answer(self, command_id: int) -> engine.Result:
        if command_id in self._answers:
            return self._answers[command_id]
        future = self._waiting[command_id] = self._loop.create_future()
        self._wake.set()
        try:
            return await asyncio.wait_for(future, _ACK_PATIENCE)
        except TimeoutError as late:
            raise EngineError("The engine has not answered; its sound device may be gone.", code="no_answer") from late
        finally:
            self._waiting.pop(command_id, None)


def read_meters(sound: engine.Sound, state: ShowState) -> Meters:
    """One look at the engine, in the terms of the show."""
    snapshot = sound.snapshot()
    per_ms = sound.rate / 1000.0
    decks: Mapping[str, DeckMeters] = {
        name: DeckMeters(
            position_ms=round(deck.position_frames / per_ms, 2),
            playing=deck.playing,
            beat=round(deck.beat, 3),
            peak=deck.peak,
            rms=deck.rms,
            stems={
                stem: round(max(level.peak), 5)
                for stem, level in zip(state.decks[name].stems, deck.stems, strict=False)
            },
        )
        for name, deck in zip(DECKS, snapshot.decks, strict=True)
    }
    return Meters(
        frame=snapshot.frame,
        beat=round(snapshot.clock.beat, 3),
        bpm=round(snapshot.clock.bpm, 2),
        peak=snapshot.peak,
        rms=snapshot.rms,
        limiter_db=round(db_from_gain(snapshot.limiter_gain), 2),
        load=round(100.0 * snapshot.timing.load, 2),
        decks=decks,
    )
