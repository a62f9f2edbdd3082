"""Single stems: what is heard, what goes where, and one touch for the voice."""

import pytest
from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.units import gain_from_db
from tests.show.reduce.stage import mutes, press, song, stage


@pytest.mark.parametrize(
    ("action", "field", "value", "command"),
    [
        (act.StemSolo("B", 3), "solo", True, engine.SetSolo(1, 2, on=True)),
        (act.StemGain("B", "bass", -6.0), "gain_db", -6.0, engine.SetStemGain(1, 2, gain_from_db(-6.0))),
        (act.StemFilter("B", "bass", 0.25), "filter", 0.25, engine.SetStemFilter(1, 2, 0.25)),
        (act.StemChannel("B", "bass", "D"), "channel", "D", engine.SetStemChannel(1, 2, 3)),
        (act.StemOutput("B", "bass", 2), "output", 2, engine.SetStemOutput(1, 2, 2)),
    ],
)
def test_a_stem_is_set_as_asked_by_name_or_number(action, field, value, command):
    change = press(stage(channels=4, B=song()), action)
    assert getattr(change.state.decks["B"].stems["bass"], field) == value
    assert change.commands == (command,)


def test_a_mute_is_a_toggle_and_only_its_stem_is_told_to_the_engine():
    muted = press(stage(A=song()), act.StemMute("A", "drums"))
    assert mutes(muted) == {(0, 1): True}
    heard = press(muted.state, act.StemMute("A", 2))
    assert mutes(heard) == {(0, 1): False}


def test_a_stem_back_on_its_own_channel_has_no_other():
    state = press(stage(A=song()), act.StemChannel("A", "drums", "C")).state
    change = press(state, act.StemChannel("A", "drums", "A"))
    assert change.state.decks["A"].stems["drums"].channel is None
    assert change.commands == (engine.SetStemChannel(0, 1, 0),)


def test_acapella_is_the_voice_alone_and_again_is_as_it_was():
    state = press(stage(A=song()), act.StemMute("A", "bass")).state
    voice = press(state, act.DeckAcapella("A"))
    assert mutes(voice) == {(0, 0): False, (0, 1): True, (0, 2): True, (0, 3): True}
    assert not voice.state.decks["A"].stems["bass"].mute
    back = press(voice.state, act.DeckAcapella("A"))
    assert mutes(back) == {(0, 0): False, (0, 1): False, (0, 2): True, (0, 3): False}
    assert back.state == state


def test_letting_go_of_the_other_touch_than_the_one_that_is_on_does_nothing():
    voice = press(stage(A=song()), act.DeckAcapella("A")).state
    change = press(voice, act.DeckInstrumental("A", on=False))
    assert (change.state, change.commands) == (voice, ())


def test_from_acapella_to_instrumental_is_one_touch():
    voice = press(stage(A=song()), act.DeckAcapella("A")).state
    change = press(voice, act.DeckInstrumental("A"))
    assert change.state.decks["A"].focus == "instrumental"
    assert mutes(change) == {(0, 0): True, (0, 1): False, (0, 2): False, (0, 3): False}


def test_a_mute_under_acapella_counts_when_the_focus_is_let_go():
    voice = press(stage(A=song()), act.DeckAcapella("A")).state
    muted = press(voice, act.StemMute("A", "drums"))
    assert mutes(muted) == {(0, 1): True}
    back = press(muted.state, act.DeckAcapella("A"))
    assert mutes(back) == {(0, 0): False, (0, 1): True, (0, 2): False, (0, 3): False}


def test_a_song_without_a_voice_says_what_it_has():
    deck = song()
    stems = {name: stem for name, stem in deck.stems.items() if name != "vocals"}
    with pytest.raises(ActionError, match="drums, bass, other"):
        press(stage(A=replace(deck, stems=stems)), act.DeckAcapella("A"))
