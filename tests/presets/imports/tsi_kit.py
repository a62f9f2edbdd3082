"""Builds Traktor mapping files, byte by byte from the published description of the format, and not from the reader."""

import base64
import struct
from dataclasses import dataclass

BUTTON, FADER, ENCODER, LED = 0, 1, 2, 65535
TRIGGER, TOGGLE, HOLD, DIRECT, RELATIVE, INC, DEC, RESET, OUTPUT = range(9)
#: The deck that the controller is set to, and decks A to D.
DEVICE, A, B, C, D = range(-1, 4)
#: How an endless knob counts: 3Fh/41h or 7Fh/01h.
OFFSET, TWOS = 0, 1


def frame(letters: str, content: bytes) -> bytes:
    return letters.encode("ascii") + struct.pack(">I", len(content)) + content


def text(words: str) -> bytes:
    return struct.pack(">I", len(words)) + words.encode("utf-16-be")


def listed(letters: str, parts: list[bytes]) -> bytes:
    return frame(letters, struct.pack(">I", len(parts)) + b"".join(parts))


@dataclass
class Row:
    """One row of the controller manager."""

    message: str
    command: int
    hand: int = BUTTON
    mode: int = TOGGLE
    target: int = A
    #: A whole number, or a fraction for what a fader moves.
    value: int | float = 0
    out: bool = False
    invert: bool = False
    takeover: bool = False
    accelerate: float = 0.0
    comment: str = ""
    #: Up to two: (command, target, value).
    conditions: tuple[tuple[int, int, int], ...] = ()
    #: Of a lamp: the values for which it is on, and what it is sent for off and on.
    shown: tuple[int, int] = (0, 1)
    midi: tuple[int, int] = (0, 127)
    blink: bool = False

    def settings(self) -> bytes:
        value = struct.pack(">f" if isinstance(self.value, float) else ">i", self.value)
        (one, two) = (*self.conditions, (0, 0, 0), (0, 0, 0))[:2]
        return (
            struct.pack(">IiiiIII", 4, self.hand, self.mode, self.target, 0, self.invert, self.takeover)
            + struct.pack(">ff", 5.0, self.accelerate)
            + struct.pack(">II", 0, 1)
            + value
            + text(self.comment)
            + struct.pack(">iii", *one)
            + struct.pack(">iii", *two)
            + struct.pack(">IiIi", 1, self.shown[0], 1, self.shown[1])
            + struct.pack(">II", *self.midi)
            + struct.pack(">II", self.invert and self.out, self.blink)
            + struct.pack(">II", 1, 0x3D800000)
            + struct.pack(">I", 0)
        )

    def frame(self, number: int) -> bytes:
        return frame("CMAI", struct.pack(">iIi", number, self.out, self.command) + frame("CMAD", self.settings()))


def device(rows, *, name="Generic MIDI", port="Box MIDI", comment="", target=0, encoders=None) -> bytes:
    """One controller. ``target``: 0 is the deck in focus, 1 to 4 are decks; ``encoders``: the counting by message."""
    messages = sorted({row.message for row in rows})

    def definition(message: str) -> bytes:
        coding = (encoders or {}).get(message, TWOS)
        return frame("DCDT", text(message) + struct.pack(">IIfiI", 7, 0, 127.0, coding, 0xFFFFFFFF))

    data = (
        frame("DDIF", struct.pack(">i", target))
        + frame("DDIV", text("3.11.1 (R1)") + struct.pack(">I", 1))
        + frame("DDIC", text(comment))
        + frame("DDPT", text(port) + text(port))
        + frame("DDDC", listed("DDCI", [definition(message) for message in messages]) + listed("DDCO", []))
        + frame(
            "DDCB",
            listed("CMAS", [row.frame(messages.index(row.message)) for row in rows])
            + listed("DCBM", [frame("DCBM", struct.pack(">I", n) + text(m)) for n, m in enumerate(messages)]),
        )
        + frame("DVST", b"")
    )
    return frame("DEVI", text(name) + frame("DDAT", data))


def compact(rows) -> bytes:
    """A controller as a later Traktor writes it: lists without counts, short settings, the names among the inputs."""
    messages = sorted({row.message for row in rows})
    names = b"".join(frame("DCBM", struct.pack(">I", n) + text(m)) for n, m in enumerate(messages))

    def short(row: Row) -> bytes:
        head = struct.pack(">iIi", messages.index(row.message), row.out, row.command)
        return frame("CMAI", head + frame("CMAD", row.settings()[: 48 + 2 * len(row.comment) + 4]))

    data = frame("DDDC", frame("DDCI", names)) + frame("DDCB", frame("CMAS", b"".join(short(row) for row in rows)))
    return frame("DEVI", text("Generic MIDI") + frame("DDAT", data))


def tsi(*devices: bytes, keys: str = "") -> bytes:
    """The whole file."""
    block = frame("DIOM", frame("DIOI", struct.pack(">I", 1)) + listed("DEVS", list(devices)))
    entries = {"DeviceIO.Config.Controller": base64.b64encode(block).decode(), "DeviceIO.Config.Keyboard": keys}
    inside = "".join(f'<Entry Name="{name}" Type="3" Value="{value}"></Entry>' for name, value in entries.items())
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
    return f"{head}<NIXML><TraktorSettings>{inside}</TraktorSettings></NIXML>".encode()
