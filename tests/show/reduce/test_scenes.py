"""Scenes: everything as it was, at once or little by little, on this song or another."""

import numpy as np
import pytest
from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import LoopState, SceneState, ShowState
from sfa_live.show.reduce import Moment
from sfa_live.show.scenes import NO_SCENES, Scenes
from tests.show.reduce.stage import press, song, stage

RATE = 48_000


class Hands:
    """A show that keeps what its scenes hold."""

    def __init__(self, state: ShowState) -> None:
        self.state = state
        self.scenes: Scenes = NO_SCENES

    def press(self, action):
        change = press(self.state, action, Moment(lambda _deck: 1000.0, scenes=self.scenes))
        self.state = change.state
        self.scenes = change.scenes or self.scenes
        return change


LOOP = LoopState(on=True, start_ms=2000.0, end_ms=4000.0)
TURNED = (
    act.DeckAcapella("A"),
    act.StemMute("A", "drums"),
    act.StemSolo("A", "bass"),
    act.StemGain("A", "other", -7.0),
    act.StemFilter("A", "other", 0.5),
    act.DeckGain("A", -3.0),
    act.DeckEq("A", "mid", 4.0),
    act.DeckEqKill("A", "low"),
    act.DeckFilter("A", -0.25),
    act.DeckOriginal("A", 0.5),
)


@pytest.mark.parametrize("deck", ["A", None])
def test_a_scene_brings_back_everything_it_holds(deck):
    hands = Hands(stage(A=song(original=0.0)))
    fresh = hands.state
    for action in TURNED:
        hands.press(action)
    hands.state = replace(hands.state, decks={**hands.state.decks, "A": replace(hands.state.decks["A"], loop=LOOP)})
    hands.press(act.SceneStore(3, deck))
    stored = hands.state
    hands.state = replace(fresh, scenes=stored.scenes)
    hands.state = replace(
        hands.state,
        decks={**fresh.decks, "A": replace(fresh.decks["A"], scenes=stored.decks["A"].scenes)},
    )
    change = hands.press(act.SceneRecall(3, deck))
    assert hands.state == stored
    for command in (
        engine.SetMute(0, 1, on=True),
        engine.SetSolo(0, 2, on=True),
        engine.SetEq(0, engine.Band.LOW, 0.0),
        engine.SetDeckFilter(0, -0.25),
        # Under one touch the original waits.
        engine.SetBlend(0, 0.0),
        engine.SetLoop(0, True, 2 * RATE, 4 * RATE),
    ):
        assert command in change.commands


def test_what_a_scene_does_not_hold_stays():
    hands = Hands(stage(A=song(playing=True)))
    hands.press(act.SceneStore(1, "A"))
    hands.state = replace(
        hands.state, decks={**hands.state.decks, "A": replace(hands.state.decks["A"], tempo=5.0, side="both")}
    )
    hands.press(act.SceneRecall(1, "A"))
    deck = hands.state.decks["A"]
    assert (deck.tempo, deck.side, deck.playing) == (5.0, "both", True)


def test_a_scene_of_the_set_holds_the_crossfader_and_the_decks_with_a_song():
    hands = Hands(stage(A=song(), C=song()))
    hands.press(act.MixerCrossfader(-0.5))
    hands.press(act.SceneStore(16, label="drop"))
    assert hands.state.scenes == {"16": SceneState("drop", ("A", "C"))}
    hands.press(act.MixerCrossfader(1.0))
    change = hands.press(act.SceneRecall(16))
    assert hands.state.master.crossfader == -0.5
    assert engine.SetCrossfader(-0.5) in change.commands
    assert {command.deck for command in change.commands if isinstance(command, engine.SetDeckGain)} == {0, 2}


def test_storing_again_keeps_the_name_unless_another_is_given():
    hands = Hands(stage(A=song()))
    for label, told in (("verse", "verse"), (None, "verse"), ("hook", "hook")):
        hands.press(act.SceneStore(1, "A", label))
        assert hands.state.decks["A"].scenes["1"] == SceneState(told, ("A",))


def test_a_scene_on_another_song_sets_what_that_song_has_too():
    hands = Hands(stage(A=song(original=0.0)))
    for action in TURNED:
        hands.press(action)
    hands.press(act.SceneStore(1))
    other = song(track_id="other", loop=LOOP)
    stems = {"drums": other.stems["drums"], "guitar": replace(other.stems["other"], gain_db=-1.0)}
    hands.state = replace(hands.state, decks={**hands.state.decks, "A": replace(other, stems=stems)})
    hands.press(act.SceneRecall(1))
    deck = hands.state.decks["A"]
    assert deck.stems["drums"].mute
    assert deck.stems["guitar"].gain_db == -1.0
    assert deck.gain_db == -3.0
    # Without a voice acapella would silence everything; a place in the one song is none in the other.
    assert (deck.focus, deck.original, deck.loop) == (None, None, LOOP)


def test_a_scene_on_a_deck_that_is_empty_meanwhile_sets_its_channel():
    hands = Hands(stage(A=song(gain_db=-4.0)))
    hands.press(act.SceneStore(1))
    hands.state = replace(hands.state, decks={**hands.state.decks, "A": replace(hands.state.decks["A"], gain_db=0.0)})
    hands.state = replace(hands.state, decks={**hands.state.decks, "A": stage().decks["A"]})
    hands.press(act.SceneRecall(1))
    assert hands.state.decks["A"].gain_db == -4.0


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (act.SceneRecall(2, "A"), "no scene 2"),
        (act.SceneRecall(2), "no scene 2 of the set"),
        (act.SceneStore(2, "B"), "Deck B is empty"),
        (act.SceneRecall(2, "B"), "Deck B is empty"),
        (act.SceneClear(2, "B"), "Deck B is empty"),
    ],
)
def test_a_scene_that_is_not_there_is_told(action, words):
    with pytest.raises(ActionError, match=words):
        press(stage(A=song()), action)


def test_a_set_without_a_song_has_nothing_to_keep():
    with pytest.raises(ActionError, match="nothing to keep"):
        press(stage(), act.SceneStore(1))


@pytest.mark.parametrize("deck", ["A", None])
def test_a_cleared_scene_is_gone(deck):
    hands = Hands(stage(A=song()))
    hands.press(act.SceneStore(1, deck))
    hands.press(act.SceneStore(2, deck))
    hands.press(act.SceneClear(1, deck))
    shown = hands.state.scenes if deck is None else hands.state.decks["A"].scenes
    assert list(shown) == ["2"]
    with pytest.raises(ActionError, match="no scene 1"):
        hands.press(act.SceneRecall(1, deck))


def test_a_morph_takes_its_beats_at_the_clocks_tempo():
    hands = Hands(stage(A=song()))
    hands.state = replace(hands.state, master=replace(hands.state.master, tempo=100.0))
    hands.press(act.SceneStore(1, "A"))
    change = hands.press(act.SceneRecall(1, "A", beats=4.0))
    spans = {type(command): command.over for command in change.commands if hasattr(command, "over")}
    assert set(spans.values()) == {round(2.4 * RATE)}
    assert {engine.SetMute, engine.SetSolo, engine.SetStemGain, engine.SetEq, engine.SetDeckGain} <= spans.keys()


def _sound(setup, change, seconds):
    """What is heard from the change on, of two stems that are 0.25 and 0.5 throughout."""
    sound = engine.OfflineEngine(rate=RATE)
    samples = np.concatenate([np.full((4 * RATE, 2), level, np.float32) for level in (0.25, 0.5)], axis=1)
    sound.submit(engine.Load(0, engine.Source.from_array(samples)), engine.Play(0), *setup)
    sound.render(RATE // 4)
    sound.submit(*change)
    return sound.render(round(seconds * RATE))[:, 0]


def test_a_mute_fades_over_the_beats_of_a_morph_and_nothing_jumps():
    two = song(stems={name: song().stems[name] for name in ("vocals", "drums")})
    hands = Hands(stage(A=two))
    hands.press(act.StemMute("A", "vocals"))
    hands.press(act.SceneStore(1, "A"))
    hands.press(act.StemMute("A", "vocals"))
    setup = hands.press(act.StemMute("A", "drums")).commands
    heard = _sound(setup, hands.press(act.SceneRecall(1, "A", beats=2.0)).commands, 1.5)
    assert heard[0] == pytest.approx(0.25, abs=1e-3)
    assert heard[RATE // 2] == pytest.approx(0.375, abs=1e-3)
    assert heard[RATE + 1] == np.float32(0.5)
    assert np.abs(np.diff(heard)).max() < 2e-5


def test_a_solo_fades_over_the_beats_of_a_morph():
    two = song(stems={name: song().stems[name] for name in ("vocals", "drums")})
    hands = Hands(stage(A=two))
    hands.press(act.StemSolo("A", "vocals"))
    hands.press(act.SceneStore(1, "A"))
    setup = hands.press(act.StemSolo("A", "vocals")).commands
    heard = _sound(setup, hands.press(act.SceneRecall(1, "A", beats=2.0)).commands, 1.5)
    assert heard[RATE // 2] == pytest.approx(0.5, abs=1e-3)
    assert heard[RATE + 1] == np.float32(0.25)


def test_a_hand_in_a_morph_wins():
    two = song(stems={name: song().stems[name] for name in ("vocals", "drums")})
    hands = Hands(stage(A=two))
    hands.press(act.StemMute("A", "vocals"))
    hands.press(act.SceneStore(1, "A"))
    hands.press(act.StemMute("A", "vocals"))
    morph = hands.press(act.SceneRecall(1, "A", beats=4.0)).commands
    back = hands.press(act.StemMute("A", "vocals")).commands
    assert _sound((), (*morph, *back), 0.1)[RATE // 100] == np.float32(0.75)
