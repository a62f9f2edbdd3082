from typing import Any

import pytest
from msgspec.structs import replace

from sfa_live.errors import ActionError
from sfa_live.model.action import (
    ACTIONS,
    DeckEq,
    DeckFilter,
    DeckKeyShift,
    DeckLoop,
    DeckOriginal,
    DeckPause,
    DeckPlay,
    DeckTempo,
    LoopRoll,
    MixerCrossfader,
    Panic,
    StemFilter,
    StemGain,
    StemMute,
    StemSwap,
    parse_action,
)
from sfa_live.model.on import is_on
from sfa_live.model.show_state import EqState, GuestState, KeyState, LoopState, MidiDevice, MidiState, StemState
from tests.midi.hands import CC, NOTE, OFF, WEB, FakeShow, surface

MUTE = '[[bind]]\nnote = 36\naction = "stem.mute"\ndeck = "A"\nstem = 2\n'
MUTE_CC = MUTE.replace("note = 36", "cc = 64")
HOLD = MUTE + 'button = "momentary"\n'


def test_a_toggle_acts_once_per_press_and_says_what_it_shall_be(show):
    pad = surface(show, MUTE)
    for _ in range(3):
        pad.hear((NOTE, 36, 100))
        pad.hear((OFF, 36, 0))
    assert show.heard == [StemMute(deck="A", stem=2, on=on) for on in (True, False, True)]


def test_a_button_that_sends_127_and_0_does_not_fire_on_release(show):
    pad = surface(show, MUTE_CC)
    pad.hear((CC, 64, 127))
    pad.hear((CC, 64, 0))
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]


def test_a_button_that_only_ever_sends_127_fires_every_time(show):
    pad = surface(show, MUTE_CC)
    pad.hear((CC, 64, 127))
    pad.hear((CC, 64, 127))
    assert show.heard == [StemMute(deck="A", stem=2, on=True), StemMute(deck="A", stem=2, on=False)]


def test_a_knob_turned_over_a_button_fires_once(show):
    pad = surface(show, MUTE_CC)
    for value in range(128):
        pad.hear((CC, 64, value))
    assert len(show.heard) == 1


def test_a_toggle_follows_the_show_and_not_its_own_presses(show):
    pad = surface(show, MUTE)
    pad.hear((NOTE, 36, 100))
    show.deliver(StemMute(deck="A", stem="drums", on=False), WEB)
    pad.hear((NOTE, 36, 100))
    assert show.heard[-1] == StemMute(deck="A", stem=2, on=True)


@pytest.mark.parametrize("release", [(OFF, 36, 64), (NOTE, 36, 0)])
def test_a_held_button_gives_back_what_was_before(show, release):
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.hear(release)
    assert show.heard == [StemMute(deck="A", stem=2, on=True), StemMute(deck="A", stem=2, on=False)]


def test_a_held_mute_of_a_muted_stem_leaves_it_muted(show):
    show.deliver(StemMute(deck="A", stem=2, on=True), WEB)
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.hear((OFF, 36, 0))
    assert show.heard[-1] == StemMute(deck="A", stem=2, on=True)


def test_a_held_button_can_hold_something_off(show):
    show.deliver(StemMute(deck="A", stem=2, on=True), WEB)
    pad = surface(show, HOLD + "on = false\n")
    pad.hear((NOTE, 36, 100))
    assert show.heard[-1] == StemMute(deck="A", stem=2, on=False)
    pad.hear((OFF, 36, 0))
    assert show.heard[-1] == StemMute(deck="A", stem=2, on=True)


def test_letting_go_releases_what_is_held_once(show):
    pad = surface(show, HOLD)
    pad.hear((NOTE, 36, 100))
    pad.let_go()
    pad.let_go()
    pad.hear((OFF, 36, 0))
    assert show.heard == [StemMute(deck="A", stem=2, on=True), StemMute(deck="A", stem=2, on=False)]


def test_one_button_plays_and_pauses(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.toggle"\ndeck = "B"\n')
    pad.hear((NOTE, 1, 1))
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckPlay(deck="B"), DeckPause(deck="B")]


def test_a_loop_button_flips_the_loop(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.loop"\ndeck = "A"\n')
    pad.hear((NOTE, 1, 1))
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckLoop(deck="A", on=True), DeckLoop(deck="A", on=False)]


def test_a_button_can_set_a_fixed_value(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "deck.tempo"\ndeck = "A"\npercent = 0\n')
    pad.hear((NOTE, 1, 1))
    assert show.heard == [DeckTempo(deck="A", percent=0.0)]


def test_a_fader_speaks_once_a_round_with_its_latest_place(show):
    pad = surface(show, '[[bind]]\ncc = 20\naction = "stem.gain"\ndeck = "A"\nstem = 1\n')
    for value in (3, 50, 96):
        pad.hear((CC, 20, value))
    pad.settle()
    pad.settle()
    assert show.heard == [StemGain(deck="A", stem=1, db=0.0)]


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
    tempos = [DeckTempo(deck="A", percent=percent) for percent in (-16.0, 0.0, 16.0)]
    assert show.heard == [*tempos, *(MixerCrossfader(value=value) for value in (-1.0, 0.0, 1.0))]


def test_filters_equalisers_keys_and_blends_reach_their_ends_and_their_middle(show):
    pad = surface(
        show,
        '[[bind]]\ncc = 1\naction = "deck.filter"\ndeck = "C"\n'
        '[[bind]]\ncc = 2\naction = "deck.eq"\ndeck = "C"\nband = "low"\n'
        '[[bind]]\ncc = 3\naction = "deck.key_shift"\ndeck = "C"\nrange = 2\n'
        '[[bind]]\ncc = 4\naction = "deck.original"\ndeck = "C"\n'
        '[[bind]]\ncc = 5\naction = "stem.filter"\ndeck = "C"\nstem = "drums"\n',
    )
    for number in range(1, 6):
        for value in (0, 64, 127):
            pad.hear((CC, number, value))
            pad.settle()
    assert show.heard == [
        *(DeckFilter(deck="C", value=value) for value in (-1.0, 0.0, 1.0)),
        *(DeckEq(deck="C", band="low", db=db) for db in (-12.0, 0.0, 12.0)),
        *(DeckKeyShift(deck="C", semitones=semitones) for semitones in (-2.0, 0.0, 2.0)),
        *(DeckOriginal(deck="C", blend=blend) for blend in (0.0, 0.5039, 1.0)),
        *(StemFilter(deck="C", stem="drums", value=value) for value in (-1.0, 0.0, 1.0)),
    ]


def test_a_key_is_shifted_by_whole_semitones(show):
    pad = surface(show, '[[bind]]\ncc = 3\naction = "deck.key_shift"\ndeck = "A"\n')
    for value in range(128):
        pad.hear((CC, 3, value))
        pad.settle()
    assert {action.semitones for action in show.heard} == set(range(-12, 13))


def test_what_is_asked_can_wait_for_the_clock(show):
    pad = surface(show, MUTE + 'quantise = "1 bar"\n')
    pad.hear((NOTE, 36, 100))
    assert show.heard == [StemMute(deck="A", stem=2, on=True, quantise="1 bar")]


def test_a_roll_lasts_as_long_as_the_hand(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "loop.roll"\ndeck = "A"\nbeats = 0.25\n')
    pad.hear((NOTE, 1, 1))
    pad.hear((OFF, 1, 0))
    assert show.heard == [LoopRoll(deck="A", beats=0.25, on=on) for on in (True, False)]


def _deck(state, **changes):
    return replace(state, decks={**state.decks, "A": replace(state.decks["A"], **changes)})


SWITCHED: dict[str, tuple[str, dict[str, Any]]] = {
    "deck.slip": ("", {"slip": True}),
    "deck.keylock": ("", {"key_lock": KeyState(lock=True)}),
    "deck.key_exempt": ("", {"key_lock": KeyState(exempt=True)}),
    "sync.lock": ("", {"locked": True}),
    "deck.eq_kill": ('band = "mid"', {"eq": EqState(kills=("mid",))}),
    "deck.normalise": ("", {"normalise": True}),
    "deck.headphones": ("", {"headphones": True}),
    "deck.acapella": ("", {"focus": "acapella"}),
    "deck.instrumental": ("", {"focus": "instrumental"}),
    "deck.loop": ("", {"loop": LoopState(on=True)}),
    "stem.loop": ("stem = 2", {"stems": {"drums": StemState(2, loop=LoopState(on=True))}}),
    "stem.mute": ("stem = 2", {"stems": {"drums": StemState(2, mute=True)}}),
    "stem.solo": ("stem = 2", {"stems": {"drums": StemState(2, solo=True)}}),
}


@pytest.mark.parametrize("name", SWITCHED)
def test_a_toggle_switches_off_what_the_show_says_is_on_and_on_what_is_off(show, name):
    more, changes = SWITCHED[name]
    off: dict[str, Any] = {"key_lock": KeyState(exempt=False), "normalise": False, "focus": None}
    pad = surface(show, f'[[bind]]\nnote = 1\naction = "{name}"\ndeck = "A"\n{more}\n')
    show.state = _deck(show.state, **off)
    pad.hear((NOTE, 1, 1))
    show.state = _deck(show.state, **{**off, **changes})
    pad.hear((NOTE, 1, 1))
    assert [(action.name, action.on) for action in show.heard] == [(name, True), (name, False)]


def test_a_swap_is_on_while_the_stem_is_a_guest_there(show):
    pad = surface(show, '[[bind]]\nnote = 1\naction = "stem.swap"\ndeck = "A"\nstem = "drums"\ninto = "B"\n')
    drums = show.state.decks["A"].stems["drums"]
    for guest in (None, GuestState("B"), GuestState("C")):
        stems = {**show.state.decks["A"].stems, "drums": replace(drums, guest=guest)}
        show.state = _deck(show.state, stems=stems)
        pad.hear((NOTE, 1, 1))
    assert show.heard == [StemSwap(deck="A", stem="drums", into="B", on=on) for on in (True, False, True)]


def test_every_action_that_can_be_switched_is_known_to_buttons(show):
    show.state = replace(show.state, midi=MidiState(devices=(MidiDevice("x", "x", "input", "usb", "connected"),)))
    values = {"deck": "A", "stem": "vocals", "into": "B", "band": "low", "percent": 2.0, "port_id": "x"}
    for name, kind in ACTIONS.items():
        if "on" in kind.__struct_fields__:
            args = {key: value for key, value in values.items() if key in kind.__struct_fields__}
            assert is_on(show.state, parse_action(name, args)) is not None


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
