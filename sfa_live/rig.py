"""The rig: sound and hands. Everything that plays is built, started in order and stopped in reverse here.

    python -m sfa_live.rig '<settings>'

No web, no database, no codec, no model: nothing here may hold the interpreter. Everything heavy happens in other
processes, and this one goes on when they die.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final

from msgspec import to_builtins
from msgspec.structs import replace

import engine
from midi import MidiOrigin, MidiRig, MonitorLine, MonitorTicks
from sfa_live.conductor import Conductor
from sfa_live.errors import ActionError, EngineError, FloodError, UsageError
from sfa_live.link import LinkServer, socket_path
from sfa_live.model.action import (
    DECKS,
    Action,
    ClockTempo,
    DeckLoad,
    MidiAction,
    Panic,
    RecordStart,
    RecordStop,
    parse_action,
)
from sfa_live.model.show_state import MidiState, ShowState, to_wire
from sfa_live.osc import OscPort
from sfa_live.processes import beginning
from sfa_live.processes.heap import give_back_all, give_back_what_is_freed
from sfa_live.processes.pid_lock import hold
from sfa_live.rig_memory import Memory
from sfa_live.rig_pump import Pump
from sfa_live.rig_resume import resume
from sfa_live.rig_views import device_events, history_events, learn_events, read_audio
from sfa_live.settings import Settings, decode_settings
from sfa_live.show import Applied, Done, Kept, Loader, Patch, Recorder, Shelf, Show
from sfa_live.show.scenes import Scenes

log = logging.getLogger("sfa_live.rig")

#: The interpreter changes threads at least this often, in seconds: insurance for the MIDI thread.
_SWITCH_INTERVAL: Final = 2e-4
#: The device, its counters and the journal are looked after this often, in seconds.
_WATCH_PACE: Final = 0.25
#: The mappings' files are looked at this often, in seconds.
_MAPPINGS_PACE: Final = 3.0
#: The rig tidies up after this long without sound, and again and again, in seconds.
_REST: Final = 4.0
#: A rig that has lived this long with what it brought back is not killed by it, in seconds.
_SETTLED: Final = 3.0
#: How long a pad waits for room in the engine's ring, and how often it looks, in seconds.
_ROOM_PATIENCE: Final = 0.03
_ROOM_PACE: Final = 0.001
#: How long the sound takes to fade at the end, in seconds.
_FADE: Final = 0.03


class Rig:
    """One life of the rig. Thread: its event loop, unless a method says otherwise."""

    def __init__(self, settings: Settings) -> None:
        self._late_blocks = 0
        self.sound = engine.Engine.open(
            settings.audio, rate=settings.rate, block=settings.block, channels=settings.channels
        )
        self._memory = Memory(settings, self._look)
        self.show = Show(self.sound, uuid.uuid4().hex, time.monotonic, self._memory.done)
        shelf = Shelf(settings.media / "packs", settings.rate, self._memory.marks.read)
        self._loader = Loader(self.show, shelf, self._memory.note_marks)
        self._recorder = Recorder(self.show, settings.recordings)
        self._osc = OscPort(None if settings.osc == "off" else settings.osc, self._hear_osc, lambda: self.show.state)
        self._link = LinkServer(socket_path(settings), self)
        self._told_midi = MidiState()
        self._looking = threading.Lock()
        self._loop = asyncio.get_running_loop()
        self._pump = Pump(
            self.sound, self.show, self._tell_patch, partial(self._link.tell, "meters"), self._loader.dispose
        )
        self._conductor = Conductor(self.sound, self.show, self._pump.wake)
        self._midi = MidiRig(
            self.hear,
            lambda: self.show.state,
            backend=settings.midi,
            presets=[settings.data / "presets"],
            clock=self._conductor.heard,
            beat=lambda: self.sound.snapshot().clock.beat,
            settings=self._memory.devices,
        )

    async def run(self, ending: asyncio.Event) -> None:
        """Play until told to end."""
        async with AsyncExitStack() as stack:
            stack.callback(self.sound.close)
            stack.callback(self._loader.close)
            journal = self._memory.journal
            before = journal.read()
            self._memory.start()
            stack.callback(self._close_memory)
            stack.callback(self._recorder.close)
            self._recorder.mend()
            tasks = [
                asyncio.create_task(each)
                for each in (self._pump.run(), self._watch(), self._read_mappings(), self._tidy_up())
            ]
            stack.push_async_callback(_cancel, tasks)
            if before is not None and journal.may_resume():
                await resume(self.show, self._loader, before)
            self._loop.call_later(_SETTLED, journal.resumed)
            stack.callback(self._conductor.close)
            self._midi.add_tap(self._conductor.midi.hear)
            self._midi.on_devices(self._devices_changed)
            self._midi.start()
            stack.callback(self._midi.stop)
            self._osc.start()
            stack.callback(self._osc.stop)
            await self._link.start()
            stack.push_async_callback(self._link.stop)
            # Stopped first of all: whatever takes its time after it is not heard.
            stack.push_async_callback(self._fade)
            gc.collect()
            gc.freeze()
            log.info("The rig plays on %s, %d frames a block.", self.sound.device.name, self.sound.block)
            await _first_of(ending, tasks)
            log.info("The rig fades out.")

    # What the link asks.

    def whole(self) -> dict[str, Any]:
        """The whole state, in wire form, with every deck where it is now."""
        return to_wire(self._look()[0])

    async def act(self, name: object, args: object, origin: str) -> Mapping[str, int]:
        """Do what is asked over the link."""
        action = parse_action(name, args)
        log.info("%s: %s %s", origin, action.name, args or "")
        if isinstance(action, DeckLoad):
            applied = await asyncio.wrap_future(self._loader.load(action))
        elif isinstance(action, RecordStart | RecordStop):
            applied = Applied(await asyncio.wrap_future(self._record(action)), ())
        elif isinstance(action, MidiAction):
            await asyncio.wrap_future(self._midi.act(action))
            applied = Applied(self._look_at_midi(), ())
        else:
            applied = self._apply(action)
        self._pump.wake()
        return {"seq": applied.seq, "frame": await self._pump.frame_of(applied)}

    async def ask(self, question: object, body: Mapping[str, Any]) -> Any:
        """Answer what is asked of the controllers' mappings: their files are read and written where nobody waits."""
        return await asyncio.to_thread(self._midi.mappings.answer, question, body)

    def monitor(self, port_id: str | None) -> None:
        """Tell the last messages of a MIDI port, or of all of them ("*"), and then every one; None ends it."""
        self._midi.monitor(port_id, self._hear_message)
        for piece in [] if port_id is None else history_events(port_id, self._midi.heard(port_id)):
            self._link.tell("event", piece)

    # What the hands do.

    def hear(self, action: Action, origin: MidiOrigin) -> None:
        """Do what a pad asks, at the sample at which it asks. Thread: MIDI.

        Waits while the engine's ring is full: what comes meanwhile has room at the driver, but a note that was let go
        would be lost.
        """
        try:
            give_up = time.monotonic() + _ROOM_PATIENCE
            while not self._heard(action, origin.at, give_up):
                time.sleep(_ROOM_PACE)
        except ActionError as wrong:
            log.debug("%s: %s", origin.port_id, wrong)
        except EngineError as wrong:
            log.warning("%s: %s", origin.port_id, wrong)
        self._pump.wake()

    def _heard(self, action: Action, at: float | None, give_up: float) -> bool:
        """Do it; False when the engine has no room for it now. Thread: MIDI."""
        try:
            self._begin(action, at)
        except FloodError:
            if time.monotonic() >= give_up:
                raise
            return False
        return True

    def _hear_osc(self, action: Action) -> Future[Any] | None:
        """Do what a datagram asks, now; what takes its time is a future. Raises `SfaError`."""
        try:
            return self._begin(action)
        finally:
            self._pump.wake()

    def _begin(self, action: Action, at: float | None = None) -> Future[Any] | None:
        """Do it, or begin what takes its time. Thread: any. Raises `ActionError` and `EngineError`."""
        if isinstance(action, DeckLoad):
            return self._loader.load(action)
        if isinstance(action, RecordStart | RecordStop):
            return self._record(action)
        if isinstance(action, MidiAction):
            return self._midi.act(action)
        self._apply(action, at)
        return None

    def _apply(self, action: Action, at: float | None = None) -> Applied:
        """Do it; a panic also lets go of every button, a tempo (tapped or not) goes to Link, too. Thread: any."""
        applied = self.show.apply(action, at)
        if isinstance(action, Panic):
            self._midi.let_go()
            self._loop.call_soon_threadsafe(self._osc.let_go)
        elif isinstance(applied.deed, ClockTempo):
            self._loop.call_soon_threadsafe(self._conductor.give_tempo, applied.deed.bpm)
        return applied

    def _record(self, action: RecordStart | RecordStop) -> Future[int]:
        """Begin or end a recording, where nobody waits for the disk. Thread: any."""
        asked = self._recorder.do(action)
        asked.add_done_callback(partial(self._recorded, action))
        return asked

    def _recorded(self, action: RecordStart | RecordStop, asked: Future[int]) -> None:
        """Thread: the recorder's."""
        if (wrong := asked.exception()) is not None:
            log.warning("%s: %s", action.name, wrong)
        else:
            done = Done(self.sound.snapshot().frame, action)
            self._loop.call_soon_threadsafe(self._memory.done, done)
        self._pump.wake()

    # What goes out.

    def _tell_patch(self, patch: Patch) -> None:
        body = {"epoch": patch.state.epoch, "seq": patch.state.seq, "changes": patch.changes}
        self._link.tell("patch", body)
        self._midi.feedback(patch.state)
        self._conductor.heed(patch.state.master.clock)
        self._osc.feedback()
        self._memory.note()
        midi = patch.state.midi
        for event in device_events(self._told_midi.devices, midi.devices) + learn_events(self._told_midi, midi):
            self._link.tell("event", event)
        self._told_midi = midi

    def _hear_message(self, line: MonitorLine | MonitorTicks) -> None:
        """A monitored port sent something. Thread: MIDI's keeper."""
        name = "message" if isinstance(line, MonitorLine) else "message:clock"
        self._loop.call_soon_threadsafe(self._link.tell, "event", {"name": name, **to_builtins(line)})

    def _devices_changed(self, _: MidiState) -> None:
        """Ports came or went, or a control is learnt. Thread: those of MIDI's keeper and of those who learn."""
        self._look_at_midi()
        self._pump.wake()

    def _look_at_midi(self) -> int:
        """Show how MIDI is now; the number of the patch that tells it. Thread: any."""
        # Looked at by one at a time: an older look must not come behind a newer one.
        with self._looking:
            return self.show.set_midi(self._midi.state)

    def _look(self) -> tuple[ShowState, Scenes]:
        """The state with every playing deck where it is now, and what the scenes hold. Thread: any."""
        state, scenes = self.show.look()
        moving = {
            name: replace(state.decks[name], position_ms=round(self.show.position_ms(name), 2))
            for name in DECKS
            if state.decks[name].playing
        }
        return replace(state, decks={**state.decks, **moving}), scenes

    # What goes on by itself.

    async def _watch(self) -> None:
        """Look after the device, its counters and the journal."""
        while True:
            self.sound.check()
            before, self._late_blocks = self._late_blocks, self.sound.snapshot().timing.late_blocks
            late = self._late_blocks - before
            audio = read_audio(self.sound, self.show.state.audio, late, time.time())
            self.show.set_audio(replace(audio, disk=self._memory.trouble))
            self._recorder.check()
            self._conductor.check()
            if self.show.state.master.playing:
                self._memory.note()
            self._pump.wake()
            await asyncio.sleep(_WATCH_PACE)

    async def _read_mappings(self) -> None:
        """Have the controllers play by the mappings' files as they are, whoever has changed them."""
        while True:
            await asyncio.sleep(_MAPPINGS_PACE)
            await asyncio.to_thread(self._midi.renew)

    async def _tidy_up(self) -> None:
        """While nothing plays, give back the memory that nobody needs; while it plays, it is kept."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(_WATCH_PACE)
            if self.show.state.master.playing:
                last = time.monotonic()
            elif time.monotonic() - last >= _REST:
                await asyncio.to_thread(give_back_all)
                last = time.monotonic()

    async def _fade(self) -> None:
        """Let the sound end softly."""
        self.sound.submit(engine.Fade(0.0, engine.Frames(round(_FADE * self.sound.rate))))
        await asyncio.sleep(_FADE + 2 * self.sound.block / self.sound.rate)

    def _close_memory(self) -> None:
        """A rig that was asked to end comes back with everything in its place, but silent."""
        for result in self.sound.collect():
            self.show.settle(result)
        state, scenes = self._look()
        decks = {name: replace(deck, playing=False) for name, deck in state.decks.items()}
        silent = replace(state, decks=decks, master=replace(state.master, playing=False))
        self._memory.close(Kept(silent, scenes), self.sound.snapshot().frame)


async def _first_of(ending: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the end; a task that dies ends the rig with its error, and the supervisor starts another."""
    told = asyncio.create_task(ending.wait())
    done, _ = await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    for task in done:
        task.result()


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _play(settings: Settings) -> None:
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    await Rig(settings).run(ending)


def main() -> int:
    """Be the rig until SIGTERM; the exit code."""
    settings = decode_settings(sys.argv[1])
    beginning.begin(settings, outlives_parent=True)
    give_back_what_is_freed()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        with hold(settings.run_folder / "rig.lock", "A rig"):
            asyncio.run(_play(settings))
    except UsageError as wrong:
        log.error("%s", wrong)  # noqa: TRY400 - a sentence for the user, no traceback
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
