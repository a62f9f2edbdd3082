"""The state on the wire: a patch brings a copy to the same value as the whole."""

import itertools

from msgspec.structs import replace

from sfa_live.model.show_state import (
    DeckState,
    MidiDevice,
    ShowState,
    StemState,
    apply_changes,
    changes_between,
    to_wire,
)


def _loaded(state: ShowState, **stems: StemState) -> ShowState:
    return replace(state, decks={**state.decks, "A": DeckState(track_id="t", stems=stems)})


def test_nothing_changed_is_an_empty_patch():
    state = ShowState("e")
    assert changes_between(state, replace(state, seq=9)) == {}


def test_one_mute_is_one_pointer():
    old = _loaded(ShowState("e"), drums=StemState(1), bass=StemState(2))
    new = _loaded(old, drums=StemState(1, mute=True), bass=StemState(2))
    assert changes_between(old, new) == {"/decks/A/stems/drums/mute": True}


def test_patches_bring_a_copy_to_the_same_value_as_the_whole():
    states = [ShowState("e")]
    states.append(_loaded(states[-1], drums=StemState(1)))
    states.append(_loaded(states[-1], vocals=StemState(1), drums=StemState(2, gain_db=-90.0)))
    device = MidiDevice("input:x", "x", "input", "usb", "connected")
    states.append(replace(states[-1], midi=replace(states[-1].midi, devices=(device,))))
    states.append(replace(states[-1], decks={**states[-1].decks, "A": DeckState()}))
    copy = to_wire(states[0])
    for old, new in itertools.pairwise(states):
        apply_changes(copy, changes_between(old, new))
        assert copy == to_wire(new)
