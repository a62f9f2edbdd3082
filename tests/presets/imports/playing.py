"""Playing on what was imported."""

from midi.surface import Surface
from presets.imports import Imported
from presets.read import read_preset
from presets.values import Preset
from sfa_live.model.action import Action
from tests.midi.hands import FakeShow, Hand, heard


def only(imported: Imported) -> Preset:
    """The one preset of an import, as the reader takes it."""
    (preset,) = imported.presets
    return read_preset(preset.text, preset.file, preset.file)


def play(imported: Imported, *messages: tuple[int, int, int]) -> list[Action]:
    """What a show is asked for when these messages come from the controller, one after another."""
    show = FakeShow()
    hand = Hand(Surface("input:x", only(imported), show.deliver, show.current))
    for message in messages:
        hand.hear(heard(*message))
        hand.settle()
    return show.heard
