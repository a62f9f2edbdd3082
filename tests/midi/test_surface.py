import pytest

from sfa_live.errors import ActionError
from sfa_live.model.action import (
    DeckLoop,
    DeckPause,
    DeckPlay,
    DeckTempo,
    MixerCrossfader,
    Panic,
    StemGain,
    StemMute,
)
from tests.midi.hands import CC, NOTE, OFF, WEB, FakeShow, surface

MUTE = '[[bind]]\nnote = 36\naction = "stem.mute"\ndeck = "A"\nstem = 2\n'
MUTE_CC = MUTE.replace("note = 36", "cc = 64")
HOLD = MUTE + 'button = "momentary"\n'


def test_a_toggle_acts_once_per_press_and_says_what_it_shall_be(show):
    pad = surface(show, MUTE)
    for _ in range(3):
        pad.hear((NOTE, 36, 100))
        pad.hear((OFF, 36, 0))
    assert show.heard == [StemMute("A", 2, on) for on in (True, False, True)]


def test_a_button_that_sends_127_and_0_does_not_fire_on_release(show):
    pad = surface(show, MUTE_CC)
    pad.hear((CC, 64, 127))
    pad.hear((CC, 64, 0))
    assert show.heard == [StemMute("A", 2, True)]


def test_a_button_that_only_ever_sends_127_fires_every_time(show):
    pad = surface(show, MUTE_CC)
    pad.hear((CC, 64, 127))
    pad.hear((CC, 64, 127))
    assert show.heard == [StemMute("A", 2, True), StemMute("A", 2, False)]


def test_a_knob_turned_over_a_button_fires_once(show):
    pad = surface(show, MUTE_CC)
    for value in range(128):
        pad.hear((CC, 64, value))
    assert len(show.heard) == 1


def test_a_toggle_follows_the_show_and_not_its_own_presses(show):
    pad = surface(show, MUTE)
    pad.hear((NOTE, 36, 100))
    show.deliver(StemMute("A", "drums", False), WEB)
    pad.hear((NOTE, 36, 100))
    assert show.heard[-1] == StemMute("A", 2, True)


@pytest.mark.parametrize("release", [(OFF, 36, 64), (NOTE, 36, 0)])
def test_a_held_button_gives_back_what_was_before(show, release):
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.hear(release)
    assert show.heard == [StemMute("A", 2, True), StemMute("A", 2, False)]


def test_a_held_mute_of_a_muted_stem_leaves_it_muted(show):
    show.deliver(StemMute("A", 2, True), WEB)
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.hear((OFF, 36, 0))
    assert show.heard[-1] == StemMute("A", 2, True)


def test_a_held_button_can_hold_something_off(show):
    show.deliver(StemMute("A", 2, True), WEB)
    pad = surface(show, HOLD + "on = false\n")
    pad.hear((NOTE, 36, 100))
    assert show.heard[-1] == StemMute("A", 2, False)
    pad.hear((OFF, 36, 0))
    assert show.heard[-1] == StemMute("A", 2, True)


def test_letting_go_releases_what_is_held_once(show):
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.let_go()
    pad.let_go()
    pad.hear((OFF, 36, 0))
    assert show.heard == [StemMute("A", 2, True), StemMute("A", 2, False)]


def test_one_button_plays_and_pauses(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.toggle"\ndeck = "B"\n')
    pad.hear((NOTE, 1, 1))
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckPlay("B"), DeckPause("B")]


def test_a_loop_button_flips_the_loop(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.loop"\ndeck = "A"\n')
    pad.hear((NOTE, 1, 1))
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckLoop("A", True), DeckLoop("A", False)]


def test_a_button_can_set_a_fixed_value(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.tempo"\ndeck = "A"\npercent = 0\n')
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckTempo("A", 0.0)]


def test_a_fader_speaks_once_a_round_with_its_latest_place(show):
    pad = surface(show, '[[bind]]\ncc = 20\naction = "stem.gain"\ndeck = "A"\nstem = 1\n')
    for value in (3, 50, 96):
        pad.hear((CC, 20, value))
    pad.settle()
    pad.settle()
    assert show.heard == [StemGain("A", 1, 0.0)]


def test_tempo_and_crossfader_reach_their_ends_and_their_middle(show):
    pad = surface(
        show,
        '[[bind]]\ncc = 1\naction = "deck.tempo"\ndeck = "A"\nrange = 16\n'
        '[[bind]]\ncc = 2\naction = "mixer.crossfader"\n'
        '[[bind]]\ncc = 3\naction = "mixer.crossfader"\ninvert = true\n',
    )
    for number, value in ((1, 0), (1, 64), (1, 127), (2, 0), (2, 64), (3, 0)):
        pad.hear((CC, number, value))
        pad.settle()
    tempos = [DeckTempo("A", percent) for percent in (-16.0, 0.0, 16.0)]
    assert show.heard == [*tempos, *(MixerCrossfader(value) for value in (-1.0, 0.0, 1.0))]


def test_an_action_for_a_stem_that_the_deck_lacks_is_ignored(show):
    pad = surface(
        show, MUTE.replace("stem = 2", "stem = 7") + '[[bind]]\ncc = 1\naction = "stem.gain"\ndeck = "A"\nstem = 8\n'
    )
    pad.hear((NOTE, 36, 100))
    pad.hear((CC, 1, 5))
    pad.settle()
    assert show.heard == []


def test_a_stem_can_be_named(show):
    pad = surface(show, MUTE.replace("stem = 2", 'stem = "bass"'))
    pad.hear((NOTE, 36, 100))
    assert show.state.decks["A"].stems["bass"].mute


def test_only_the_bound_channel_is_heard(show):
    pad = surface(show, MUTE + "channel = 10\n")
    pad.hear((NOTE | 0, 36, 100))
    assert show.heard == []
    pad.hear((NOTE | 9, 36, 100))
    assert len(show.heard) == 1


@pytest.mark.parametrize("wrong", [ActionError("no"), ValueError("a bug in the show")])
def test_a_show_that_refuses_does_not_stop_the_hands(show, wrong):
    refusing = True

    def deliver(action, origin):
        if refusing:
            raise wrong
        show.deliver(action, origin)

    refuser = FakeShow()
    refuser.deliver = deliver  # type: ignore[method-assign]
    pad = surface(refuser, '[[bind]]\nnote = 1\naction = "panic"\n')
    pad.hear((NOTE, 1, 1))
    refusing = False
    pad.hear((NOTE, 1, 1))
    assert show.heard == [Panic()]
