"""The state on the wire: a patch brings a copy to the same value as the whole."""

import itertools

import msgspec
from msgspec.structs import replace

from sfa_live.model.action import ChainedLoop
from sfa_live.model.grid import Grid
from sfa_live.model.show_state import (
    ArmedState,
    CueState,
    DeckState,
    EqState,
    KeyState,
    MidiDevice,
    RecordState,
    ShowState,
    StemLayout,
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


def test_what_is_new_in_a_deck_travels_as_a_patch():
    old = _loaded(ShowState("e"), drums=StemState(1))
    deck = replace(
        old.decks["A"],
        grid=Grid.from_beats((0.0, 500.0, 1010.0)),
        cues={"1": CueState(500.0, "Drop", "#ff0000", {"drums": StemLayout(mute=True, solo=False, gain_db=-3.0)})},
        chain=(ChainedLoop(start_ms=0.0, end_ms=500.0, times=4),),
        eq=EqState(kills=("low",)),
        key_lock=KeyState(lock=True),
    )
    armed = {"7": ArmedState("stem.mute", {"deck": "A", "stem": "drums"}, "1 bar", 64.0)}
    new = replace(old, decks={**old.decks, "A": deck}, armed=armed, record=RecordState(on=True, files=("a.flac",)))
    changes = changes_between(old, new)
    assert {"/decks/A/eq/kills", "/decks/A/key_lock/lock", "/decks/A/grid", "/armed", "/record/on"} <= changes.keys()
    copy = to_wire(old)
    apply_changes(copy, changes)
    assert copy == to_wire(new)


def test_a_whole_state_comes_back_from_the_wire():
    state = _loaded(ShowState("e"), drums=StemState(1, replaced_by="B"))
    assert msgspec.convert(to_wire(state), ShowState) == state
    assert list(state.decks) == ["A", "B", "C", "D"]
