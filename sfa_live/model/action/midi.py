"""Actions for the controllers themselves: they change no sound and no show, only who may play and what lights up.

A controller is meant by any of its ports: its output follows its input, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta

from sfa_live.errors import ActionError
from sfa_live.model.action.base import Action

PortId = Annotated[str, Meta(min_length=1, max_length=256)]
PresetName = Annotated[str, Meta(min_length=1, max_length=128)]


class MidiAction(Action, frozen=True):
    """What the rig hands to its controllers, and never to the show. It is done at once: it has no beat."""

    def __post_init__(self) -> None:
        """Raises `ActionError` for one that is to wait for the clock."""
        super().__post_init__()
        if self.quantise not in (None, "now"):
            raise ActionError(f"{self.name} does not wait for the clock: leave 'quantise' out.")


class MidiResync(MidiAction, frozen=True):
    """Send a controller (without ``port_id``: all of them) its mode and every lamp, ring and fader anew."""

    name = "midi.resync"
    port_id: PortId | None = None


class MidiEnable(MidiAction, frozen=True):
    """Use a controller, or leave it to other programs (without ``on``: toggle)."""

    name = "midi.enable"
    port_id: PortId
    on: bool | None = None


class MidiMute(MidiAction, frozen=True):
    """Listen to a controller without doing what it says (without ``on``: toggle)."""

    name = "midi.mute"
    port_id: PortId
    on: bool | None = None


class MidiGuard(MidiAction, frozen=True):
    """Mute a controller by itself as soon as it floods (without ``on``: toggle)."""

    name = "midi.guard"
    port_id: PortId
    on: bool | None = None


class MidiPreset(MidiAction, frozen=True):
    """The mapping that a controller shall have, whatever it seems to be (without ``preset``: the one that fits)."""

    name = "midi.preset"
    port_id: PortId
    preset: PresetName | None = None


class MidiSetting(MidiAction, frozen=True):
    """What one unit is set to, such as its channel, where its mapping asks (without ``value``: as most units are)."""

    name = "midi.setting"
    port_id: PortId
    setting: Annotated[str, Meta(min_length=1, max_length=64)]
    value: Annotated[int, Meta(ge=0, le=16_383)] | None = None


class MidiLearn(MidiAction, frozen=True):
    """Wait for a control to be moved (on any controller, or on one): from then on it does ``action`` with ``args``."""

    name = "midi.learn"
    action: Annotated[str, Meta(min_length=1, max_length=64)]
    args: Mapping[str, Any] = {}
    port_id: PortId | None = None


class MidiLearnCancel(MidiAction, frozen=True):
    """Wait no more for a control to be moved."""

    name = "midi.learn_cancel"


class MidiLearnUndo(MidiAction, frozen=True):
    """Take back what was learnt or forgotten last; what it had replaced is back."""

    name = "midi.learn_undo"


class MidiForget(MidiAction, frozen=True):
    """Take away what a control does, by the control's name in the controller's mapping: ``note 36 channel 1``."""

    name = "midi.forget"
    port_id: PortId
    control: Annotated[str, Meta(min_length=1, max_length=128)]
