"""A controller that knows its own face: it holds what it was last sent, as hardware does, and checks how it is treated.

It shows nothing before it is in its mode, lights its own buttons while they are held, forgets everything when it is
unplugged, loses what comes faster than it can take, and cannot bear a motor that pulls against a hand.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path

from midi.backends.in_process import Controller
from midi.devices.hands import Hands
from midi.devices.identity import REQUEST
from midi.feedback import Face
from midi.mapping import View
from presets import Preset, load_preset
from sfa_live.model.show_state import ShowState
from tests.midi.hands import CC, NOTE, OFF

BEND = 0xE0
MODE = bytes.fromhex("F0 7D 01 F7")
REPLY = bytes.fromhex("F0 7E 00 06 02 7D 11 22 33 44 01 00 00 00 F7")
#: Its motor fader's cap, and the button that turns its page.
CAP, PAGE, SHIFT = 104, 90, 91
#: Messages per second that it can take, and how many in one go.
RATE, BURST = 1000, 60

MAPPING = """
format = 1
name = "Fake unit"
echo = "release"
layers = ["shift"]
pages = 2
lamp_rate = 1000

[match]
ports = ["fake unit"]
identity = "7D 11 22"

[connect]
send = ["F0 7D 01 F7"]
settle_ms = 10

[lamps.pads]
send = "note"
lit = 127
off = 0
muted = 5
soloed = 13
silenced = 7
armed = 3

[rings.knobs]
send = "cc"
number_offset = 16
style = "fill"

[texts.strips]
message = "F0 7D 02 {column} {text} F7"
width = 6

[[bind]]
note = "0..7"
page = 1
action = "stem.mute"
deck = ["A", "A", "A", "A", "B", "B", "B", "B"]
stem = [1, 2, 3, 4, 1, 2, 3, 4]
lamp = "pads"

[[bind]]
note = "0..7"
page = 2
action = "stem.solo"
deck = ["A", "A", "A", "A", "B", "B", "B", "B"]
stem = [1, 2, 3, 4, 1, 2, 3, 4]
lamp = "pads"

[[bind]]
note = "0..1"
layer = "shift"
action = "deck.toggle"
deck = ["A", "B"]
lamp = "pads"

[[bind]]
note = "8..11"
action = ["deck.loop", "deck.slip", "sync.lock", "deck.headphones"]
deck = ["A", "A", "A", "A"]
lamp = "pads"

[[bind]]
note = 90
action = "surface.page"
lamp = "pads"

[[bind]]
note = 91
action = "surface.layer"
layer = "shift"

[[bind]]
cc = "20..23"
channel = 1
encoder = "twos"
action = "stem.gain"
deck = "A"
stem = "1..4"
ring = "knobs"
text = "strips"
column = "0..3"

[[bind]]
bend = true
channel = 1
motor = true
touch = "note 104"
action = "mixer.master"
"""


def fake_preset(folder: Path) -> Preset:
    """Its mapping, put into this folder."""
    (folder / "fake.toml").write_text(MAPPING)
    return load_preset(folder / "fake.toml")


class FakeUnit(Controller):
    """The hardware."""

    def __init__(self, name: str = "Fake unit", **more) -> None:
        super().__init__(name, **more)
        self.on_sent = self._take
        self.face: dict[bytes, bytes] = {}
        #: What was done to it that must not be.
        self.complaints: list[str] = []
        self._lock = threading.Lock()
        self._in_mode = False
        self._is_plugged = True
        self._held: set[int] = set()
        self._times: deque[float] = deque(maxlen=BURST + 1)

    def press(self, note: int) -> None:
        """A finger goes down: the unit lights the pad by itself."""
        self._held.add(note)
        self._show(bytes((NOTE, note)), b"\x7f")
        self.play(NOTE, note, 100)

    def release(self, note: int) -> None:
        """It comes up: the unit puts the pad out by itself."""
        self._held.discard(note)
        self._show(bytes((NOTE, note)), b"\x00")
        self.play(OFF, note, 0)

    def plugged(self, *, is_in: bool) -> None:
        """Its cable moves: it has forgotten everything."""
        with self._lock:
            self._is_plugged = is_in
            self._in_mode = False
            self._held.clear()
            self._times.clear()
            self.face.clear()

    def seen(self) -> dict[bytes, bytes]:
        """What one sees on it now."""
        with self._lock:
            return dict(self.face)

    def _take(self, message: bytes) -> None:
        if not self._is_plugged:
            return
        self.sent.append(message)
        if message == REQUEST:
            self.play(*REPLY)
            return
        with self._lock:
            if self._is_too_fast():
                self.complaints.append("it was sent more than it can take")
                return
            if message == MODE:
                self._in_mode = True
            elif self._in_mode:
                if message[0] == BEND and CAP in self._held:
                    self.complaints.append("its motor was moved under a hand")
                where, what = split(message)
                self.face[where] = what

    def _is_too_fast(self) -> bool:
        now = time.monotonic()
        self._times.append(now)
        return len(self._times) > BURST and now - self._times[0] < BURST / RATE * 0.5

    def _show(self, where: bytes, what: bytes) -> None:
        if where[1] not in (CAP, SHIFT):
            with self._lock:
                self.face[where] = what


def split(message: bytes) -> tuple[bytes, bytes]:
    """Which thing a message is for, and what that is to show."""
    if message[0] == 0xF0:
        return message[:4], message[4:]
    if message[0] == BEND:
        return message[:1], message[1:]
    assert message[0] in (NOTE, CC)
    return message[:2], message[2:]


def at_rest(preset: Preset, state: ShowState, view: View) -> dict[bytes, bytes]:
    """What one must see on it when the show is this and nobody touches anything: the table, told from nothing."""

    face, now, seen = Face(preset, Hands(lambda: None), 0.0), 0.0, {}
    while (messages := face.work(state, view, lambda: 0.0, now)) or face.rest is not None:
        seen.update(split(message) for message in messages if message != MODE)
        now += 0.01
        assert now < 10.0
    return seen
