"""The desk at which controls learn: one at a time, with a way back.

A thread of its own listens to what was caught, decides and writes the file, so that neither the MIDI thread nor the
rig's loop ever waits for a disk. Everything that is asked is answered by a future.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from midi.learn.asked import check, needs_fader
from midi.learn.found import Found
from midi.learn.hands import Catch, Hands, Key
from midi.learn.recogniser import Look, Recogniser
from midi.learn.writing import Wanted, begin_with, learnt_name, with_learnt
from presets import PresetFolder, read_preset
from presets.edit import Edited, forget
from presets.shelf import LEARNT
from presets.written import Row, rows_of
from sfa_live.errors import ActionError, NotFoundError, PresetError, SfaError
from sfa_live.model.action import MidiLearn
from sfa_live.model.show_state import LearnState, MidiDevice, MidiState

logger = logging.getLogger("sfa_live.midi.learn")

#: Seconds between two looks at what was caught.
_LOOK: Final = 0.03
#: When nothing more is moved for so many seconds, somebody has forgotten that they were learning.
_PATIENCE: Final = 60.0
#: Nothing is caught any longer than this, in seconds, whatever moves: it may be no hand.
_LONGEST: Final = 180.0
#: So many steps can be taken back.
_STEPS: Final = 50


class Controllers(Protocol):
    """What the desk needs of those who look after the controllers. Thread: the desk's."""

    @property
    def state(self) -> MidiState:
        """The ports and the mappings they use."""

    def renew(self) -> None:
        """A mapping's file was written or has gone; returns when the controllers play by what is there now."""

    def choose(self, port_id: str, name: str | None) -> None:
        """Have a controller play by that mapping (None: by the one that fits); returns when it does."""

    def layer(self, port_id: str) -> str | None:
        """The layer in which a controller's surface is, held or latched; None is the base."""


class _Step(Struct, frozen=True):
    """A step that can be taken back."""

    port_id: str
    name: str
    #: The file before; None: there was none.
    text: str | None
    #: The file since.
    written: str
    #: The mapping was chosen for the controller; before, by hand, this was.
    has_chosen: bool
    chosen: str | None


class _Session:
    """One control that is being learnt."""

    def __init__(self, asked: MidiLearn, catch: Catch) -> None:
        self.asked = asked
        self.catch = catch
        begins = time.monotonic()
        self._ends = begins + _PATIENCE
        self._ends_anyway = begins + _LONGEST
        self._recognisers: dict[str, Recogniser] = {}

    @property
    def is_over(self) -> bool:
        """Whether it has been waited for long enough."""
        return time.monotonic() > min(self._ends, self._ends_anyway)

    def look(self) -> tuple[str | None, Look]:
        """What was moved, and on which port."""
        came = bool(self.catch.events)
        while self.catch.events:
            port_id, event = self.catch.events.popleft()
            if port_id not in self._recognisers:
                self._recognisers[port_id] = Recogniser(fader=needs_fader(self.asked.action, self.asked.args))
            self._recognisers[port_id].hear(event)
        now = time.monotonic()
        looks = [(port_id, recogniser.look(now)) for port_id, recogniser in self._recognisers.items()]
        found = max(looks, key=lambda each: (each[1].is_certain, each[1].heard is not None), default=(None, Look()))
        if came and found[1].heard is not None:
            self._ends = now + _PATIENCE
        return found

    def begin_again(self) -> None:
        """Forget what was moved."""
        self._recognisers.clear()


class Desk:
    """Where controls learn. Thread: any, unless a method says otherwise."""

    def __init__(self, folder: PresetFolder, controllers: Controllers, told: Callable[[], None]) -> None:
        """``told`` is called on the desk's thread when `state` has changed."""
        self._folder = folder
        self._controllers = controllers
        self._told = told
        self.hands = Hands()
        #: What is being learnt, or was last; None when nothing is.
        self.state: LearnState | None = None
        self._session: _Session | None = None
        self._steps: list[_Step] = []
        self._jobs: queue.SimpleQueue[tuple[Callable[[], None], Future[None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sfa-midi-learn", daemon=True)

    @property
    def steps(self) -> int:
        """How many steps can be taken back."""
        return len(self._steps)

    def start(self) -> None:
        """Be ready to learn."""
        self._thread.start()

    def stop(self) -> None:
        """Learn no more."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def learn(self, asked: MidiLearn) -> Future[None]:
        """Wait for a control to be moved, in place of any that was waited for. `ActionError` for what none can do."""
        check(asked.action, asked.args)
        return self._do(lambda: self._begin(asked))

    def cancel(self) -> Future[None]:
        """Wait no more, and speak no more of what was learnt last."""
        return self._do(self._cancel)

    def undo(self) -> Future[None]:
        """Take back the last step. `ActionError` when there is none."""
        return self._do(self._undo)

    def forget(self, port_id: str, control: str) -> Future[None]:
        """Take away what a control does. `NotFoundError` when there is no such controller or control."""
        return self._do(lambda: self._forget(port_id, control))

    # Everything below runs on the desk's thread.

    def _do(self, job: Callable[[], None]) -> Future[None]:
        done: Future[None] = Future()
        self._jobs.put((job, done))
        return done

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=_LOOK if self._session else None)
            except queue.Empty:
                self._watch()
                continue
            if job is None:
                break
            try:
                job[0]()
            except Exception as wrong:
                job[1].set_exception(wrong)
                if not isinstance(wrong, SfaError):
                    logger.exception("learning failed")
            else:
                job[1].set_result(None)

    def _begin(self, asked: MidiLearn) -> None:
        device = self._input(asked.port_id) if asked.port_id is not None else None
        self._end()
        port_id = device.port_id if device else None
        self._session = _Session(asked, self.hands.catch(port_id, self._passing()))
        self._tell(LearnState("waiting", asked.action, asked.args, port_id))

    def _watch(self) -> None:
        """Look at what was caught."""
        session, state = self._session, self.state
        if session is None or state is None:
            return
        try:
            self._look_at(session, state)
        except SfaError as wrong:
            session.begin_again()
            self._tell(replace(state, phase="waiting", heard=None, message=wrong.message))
        except Exception:
            logger.exception("learning failed")
            self._end()
            self._tell(replace(state, phase="cancelled", message="Something went wrong that should not have."))

    def _look_at(self, session: _Session, state: LearnState) -> None:
        port_id, look = session.look()
        if look.heard is not None and port_id is not None:
            layer = self._controllers.layer(port_id)
            message = look.ask
            state = replace(
                state, phase="heard", port_id=port_id, heard=look.heard.words(), layer=layer, message=message
            )
            self._tell(state)
            if look.is_certain:
                self._assign(session, state, port_id, look.heard)
                return
        if session.is_over:
            self._end()
            nothing = "Nothing was moved for a minute."
            doubtful = "What was moved left it open which control is meant: learn it again, and move that one alone."
            self._tell(replace(state, phase="cancelled", message=doubtful if state.heard else nothing))

    def _assign(self, session: _Session, state: LearnState, port_id: str, found: Found) -> None:
        wanted = Wanted(session.asked.action, session.asked.args, state.layer)
        device = self._input(port_id)
        name, edited = self._change(device, lambda text: with_learnt(text, found, wanted, device.settings))
        # Only now: until the controller plays by it, the control still did what it did before.
        self._end()
        replaced = tuple(_told(row) for row in edited.gone)
        self._tell(replace(state, phase="assigned", message=None, replaced=replaced, preset=name))

    def _cancel(self) -> None:
        state, was_waiting = self.state, self._session is not None
        self._end()
        if state is not None and was_waiting:
            self._tell(replace(state, phase="cancelled", message=None))
        self._tell(None)

    def _undo(self) -> None:
        if not self._steps:
            raise ActionError("There is nothing learnt that could be taken back.")
        self._end()
        step = self._steps[-1]
        if self._folder.own_text(step.name) != step.written:
            # What a hand has written, or brought, is worth more than the way back.
            self._steps = [other for other in self._steps if other.name != step.name]
            self._tell(None)
            raise ActionError(
                f"{step.name}.toml is not as learning left it: it stays as it is now, and what was learnt in it before "
                "cannot be taken back."
            )
        if step.text is None:
            self._folder.remove(step.name)
        else:
            self._folder.save(step.name, step.text)
        self._steps.pop()
        self._controllers.renew()
        if step.has_chosen:
            self._controllers.choose(step.port_id, step.chosen)
        self._tell(None)

    def _forget(self, port_id: str, control: str) -> None:
        def without(text: str) -> Edited:
            edited = forget(text, control)
            if not edited.gone:
                raise NotFoundError(f"The mapping has no control {control!r}.")
            return edited

        self._change(self._input(port_id), without)
        self._tell(self.state)

    def _change(self, device: MidiDevice, change: Callable[[str], Edited]) -> tuple[str, Edited]:
        """Write a controller's own mapping anew, and have it play by it; the mapping's name."""
        devices = self._controllers.state.devices
        base = self._folder.text(device.preset) if device.preset is not None else None
        if base is not None and device.preset is not None:
            # Whatever a hand has written there is told with its lines.
            read_preset(base, device.preset, f"{device.preset}.toml", device.settings)
        before = base if self._is_its_own(device) else None
        if before is not None and device.preset is not None:
            name, edited = device.preset, change(before)
        else:
            name = self._free_name(learnt_name(device))
            twins = [other.id for other in devices if (other.direction, other.name) == ("input", device.name)]
            edited = change(begin_with(base, device, has_twin=len(set(twins)) > 1))
        self._folder.save(name, edited.text, device.settings)
        self._controllers.renew()
        has_chosen = self._does_not_play(device, name)
        step = _Step(device.port_id, name, before, edited.text, has_chosen, device.chosen_preset)
        self._steps = [*self._steps, step][-_STEPS:]
        if has_chosen:
            self._controllers.choose(device.port_id, name)
        return name, edited

    def _is_its_own(self, device: MidiDevice) -> bool:
        """Whether a controller plays by a mapping that was learnt for it, and nobody else does."""
        name = device.preset
        if name is None or not name.startswith(LEARNT) or self._folder.own_text(name) is None:
            return False
        others = [each for each in self._controllers.state.devices if each.id != device.id]
        return not any(each.preset == name and each.status == "connected" for each in others)

    def _free_name(self, name: str) -> str:
        """The name, or the first of ``NAME-2``, ``NAME-3``, … that no file has."""
        names = itertools.chain((name,), (f"{name}-{number}" for number in itertools.count(2)))
        return next(each for each in names if self._folder.own_text(each) is None)

    def _does_not_play(self, device: MidiDevice, name: str) -> bool:
        """Whether a controller that is there plays by something else, so that the mapping must be chosen for it."""
        if device.chosen_preset not in (None, name):
            return True
        now = next((each for each in self._controllers.state.devices if each.port_id == device.port_id), device)
        return now.status == "connected" and now.preset != name

    def _end(self) -> None:
        """Let hands play again."""
        if self._session is not None:
            self.hands.let_pass(self._session.catch)
            self._session = None

    def _tell(self, state: LearnState | None) -> None:
        if state != self.state or state is None or state.phase != "heard":
            self.state = state
            self._told()

    def _input(self, port_id: str) -> MidiDevice:
        """The input of the controller that a port belongs to."""
        devices = self._controllers.state.devices
        named = next((device for device in devices if device.port_id == port_id), None)
        if named is None:
            names = ", ".join(device.port_id for device in devices if device.direction == "input")
            raise NotFoundError(f"There is no MIDI port {port_id!r}. There are: {names or 'none'}.")
        if named.direction == "input":
            return named
        inputs = [device for device in devices if device.direction == "input" and device.id == named.id]
        if not inputs:
            raise NotFoundError(f"{named.name} has no input: nothing can be learnt from it.")
        return inputs[0]

    def _passing(self) -> frozenset[Key]:
        """The buttons of all controllers that go on while something is learnt: they open a layer, or panic."""
        found: set[Key] = set()
        for device in self._controllers.state.devices:
            if device.direction == "input" and device.status == "connected" and device.preset is not None:
                try:
                    rows = rows_of(self._folder.text(device.preset), device.settings, f"{device.preset}.toml")
                except (NotFoundError, PresetError) as wrong:
                    logger.info("%s: %s", device.name, wrong)
                    continue
                for row in rows:
                    is_panic = row.action == "panic" and row.layer is None and not row.is_special
                    if row.action == "surface.layer" or is_panic:
                        found |= {(device.port_id, kind, channel - 1, number) for kind, channel, number in row.messages}
        return frozenset(found)


def _told(row: Row) -> dict[str, Any]:
    return {"control": row.control, "action": row.action, "args": dict(row.args)}
