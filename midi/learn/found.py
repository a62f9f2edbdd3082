"""A control as it was recognised from what was moved, and its name in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

ControlKind = Literal["note", "cc", "cc14", "bend", "program", "nrpn", "rpn"]

_NAMES: Final[Mapping[ControlKind, str]] = {
    "note": "Note {number}",
    "cc": "CC {number}",
    "cc14": "CC {number} with {fine}",
    "bend": "Pitch bend",
    "program": "Program {number}",
    "nrpn": "NRPN {number}",
    "rpn": "RPN {number}",
}
#: How an encoder codes its direction, as a player may find it in a manual.
_CODINGS: Final[Mapping[str, str]] = {
    "twos": "two's complement",
    "offset": "offset from 64",
    "sign": "sign and magnitude",
    "auto": "either way not seen yet",
}


class Found(Struct, frozen=True):
    """One knob, fader or button of a controller."""

    kind: ControlKind
    #: 0 to 15.
    channel: int
    #: Note, controller, program or parameter; 0 for the pitch bend.
    number: int
    is_button: bool = False
    #: Of a knob that tells steps: twos, offset, sign; auto while that is not known.
    encoder: str | None = None
    #: The values that were seen of a fader or knob, in the message's own unit.
    low: int = 0
    high: int = 0

    def words(self) -> str:
        """``CC 7, channel 1, a fader (0 to 127)``."""
        name = _NAMES[self.kind].format(number=self.number, fine=self.number + 32)
        return f"{name}, channel {self.channel + 1}, {self._what()}"

    def _what(self) -> str:
        if self.is_button:
            return "a button"
        if self.encoder is not None:
            return f"an endless knob ({_CODINGS[self.encoder]})"
        return f"a fader or knob ({self.low} to {self.high})"
