"""Layers, pages, combinations, double and long presses: one press acts once, and what was pressed is what lets go."""

import pytest

from midi.mapping.buttons import ButtonBinding
from midi.wire.event import Kind
from presets import Address
from sfa_live.model.action import DeckPause, DeckPlay, DeckStop, DeckTap, Panic, StemMute, StemSolo
from tests.midi.hands import CC, WEB, heard, surface

SHIFT = '[[bind]]\nnote = 98\naction = "surface.layer"\nlayer = "shift"\n'
MUTE = '[[bind]]\nnote = 36\naction = "stem.mute"\ndeck = "A"\nstem = 2\n'
SOLO = MUTE.replace("mute", "solo")
LAYERS = 'layers = ["shift", "more"]'
TAP = '[[bind]]\nnote = 40\naction = "deck.tap"\ndeck = "A"\n'
STOP = '[[bind]]\nnote = 40\naction = "deck.stop"\ndeck = "A"\n'
PANIC = '[[bind]]\nnote = 40\naction = "panic"\n'


def test_a_layer_is_open_as_long_as_its_button_is_held(show):
    hand = surface(show, SHIFT + MUTE + SOLO + 'layer = "shift"\n', LAYERS)
    hand.tap(36)
    hand.press(98)
    assert hand.surface.view.layers == {"shift"}
    hand.tap(36)
    hand.release(98)
    hand.tap(36)
    assert [(type(action), action.on) for action in show.heard] == [
        (StemMute, True),
        (StemSolo, True),
        (StemMute, False),
    ]


def test_a_layer_can_be_latched(show):
    hand = surface(show, SHIFT + 'button = "toggle"\n' + MUTE + SOLO + 'layer = "shift"\n', LAYERS)
    hand.tap(98)
    hand.tap(36)
    assert isinstance(show.heard[-1], StemSolo)
    hand.tap(98)
    hand.tap(36)
    assert isinstance(show.heard[-1], StemMute)
    assert hand.surface.view.layers == set()


def test_two_buttons_of_one_layer_keep_it_open_until_both_are_let_go(show):
    hand = surface(show, SHIFT + SHIFT.replace("98", "99"), LAYERS)
    hand.press(98)
    hand.press(99)
    hand.release(98)
    assert hand.surface.view.layers == {"shift"}
    hand.release(99)
    assert hand.surface.view.layers == set()


def test_a_control_without_a_bind_in_the_open_layer_does_what_it_always_does(show):
    hand = surface(show, SHIFT + MUTE, LAYERS)
    hand.press(98)
    hand.tap(36)
    assert show.heard == [StemMute(deck="A", stem=2, on=True)]


def test_of_two_open_layers_the_last_one_of_the_file_wins(show):
    more = SHIFT.replace("98", "99").replace('layer = "shift"', 'layer = "more"')
    hand = surface(show, SHIFT + more + MUTE + 'layer = "shift"\n' + SOLO + 'layer = "more"\n', LAYERS)
    hand.press(99)
    hand.press(98)
    hand.tap(36)
    assert isinstance(show.heard[0], StemSolo)


def test_what_was_pressed_lets_go_even_when_its_layer_has_closed_meanwhile(show):
    hand = surface(show, SHIFT + MUTE + 'button = "momentary"\nlayer = "shift"\n' + SOLO, LAYERS)
    hand.press(98)
    hand.press(36)
    hand.release(98)
    hand.release(36)
    assert show.heard == [StemMute(deck="A", stem=2, on=on) for on in (True, False)]


def test_pages_turn_and_come_round(show):
    turn = '[[bind]]\nnote = 1\naction = "surface.page"\nstep = 1\n'
    first = '[[bind]]\nnote = 2\naction = "surface.page"\npage = 1\n'
    hand = surface(show, turn + first + MUTE + "page = 1\n" + SOLO + "page = 2\n", "pages = 2")
    hand.tap(1)
    hand.tap(36)
    assert isinstance(show.heard[-1], StemSolo)
    hand.tap(1)
    hand.tap(36)
    assert isinstance(show.heard[-1], StemMute)
    hand.tap(1)
    hand.tap(2)
    assert hand.surface.view.page == 1


def test_a_combination_wins_over_the_button_alone(show):
    hand = surface(show, TAP + PANIC + 'with = "note 98"\n')
    hand.tap(40)
    hand.press(98)
    hand.tap(40)
    hand.release(98)
    hand.tap(40)
    assert [type(action) for action in show.heard] == [DeckTap, Panic, DeckTap]


def test_a_button_that_waits_is_not_pressed_when_it_was_a_part_of_a_combination(show):
    hand = surface(show, MUTE + "wait = true\n" + PANIC + 'with = "note 36"\n')
    hand.press(36)
    hand.tap(40)
    hand.release(36)
    hand.wait(1.0)
    assert show.heard == [Panic()]
    hand.press(36)
    assert len(show.heard) == 1
    hand.release(36)
    assert show.heard[1:] == [StemMute(deck="A", stem=2, on=True)]


def test_a_double_press_acts_in_place_of_the_second_one(show):
    hand = surface(show, TAP + STOP + 'when = "double"\n')
    hand.tap(40)
    assert show.heard == [DeckTap(deck="A")]
    hand.wait(0.2)
    hand.tap(40)
    hand.wait(0.2)
    hand.tap(40)
    assert show.heard == [DeckTap(deck="A"), DeckStop(deck="A"), DeckTap(deck="A")]


def test_two_slow_presses_are_no_double_one(show):
    hand = surface(show, TAP + STOP + 'when = "double"\n')
    hand.tap(40)
    hand.wait(0.4)
    hand.tap(40)
    assert show.heard == [DeckTap(deck="A"), DeckTap(deck="A")]


def test_a_plain_press_that_waits_is_silent_when_a_double_one_comes(show):
    hand = surface(show, TAP + "wait = true\n" + STOP + 'when = "double"\n')
    hand.tap(40)
    hand.wait(0.2)
    hand.tap(40)
    hand.wait(1.0)
    assert show.heard == [DeckStop(deck="A")]
    hand.tap(40)
    hand.wait(0.29)
    assert len(show.heard) == 1
    hand.wait(0.02)
    assert show.heard[1:] == [DeckTap(deck="A")]


def test_a_long_press_acts_while_it_is_held_and_once(show):
    hand = surface(show, TAP + STOP + 'when = "long"\n')
    hand.press(40)
    assert show.heard == [DeckTap(deck="A")]
    hand.wait(0.49)
    assert len(show.heard) == 1
    hand.wait(0.02)
    hand.wait(2.0)
    hand.release(40)
    assert show.heard == [DeckTap(deck="A"), DeckStop(deck="A")]


def test_a_short_press_never_becomes_long(show):
    hand = surface(show, TAP + STOP + 'when = "long"\n')
    hand.tap(40)
    hand.wait(1.0)
    assert show.heard == [DeckTap(deck="A")]


def test_a_plain_press_that_waits_for_a_long_one_acts_on_its_release(show):
    hand = surface(show, TAP + "wait = true\n" + STOP + 'when = "long"\n')
    hand.press(40)
    hand.wait(0.2)
    assert show.heard == []
    hand.release(40)
    assert show.heard == [DeckTap(deck="A")]
    hand.press(40)
    hand.wait(0.6)
    hand.release(40)
    hand.wait(1.0)
    assert show.heard[1:] == [DeckStop(deck="A")]


def test_a_button_can_act_on_its_release(show):
    hand = surface(show, TAP + 'when = "release"\n')
    hand.press(40)
    assert show.heard == []
    hand.release(40)
    hand.release(40)
    assert show.heard == [DeckTap(deck="A")]


def test_nothing_is_held_by_a_button_that_is_up_already(show):
    hand = surface(show, MUTE + 'button = "momentary"\n')
    (binding,) = hand.surface._keys.bindings()
    assert isinstance(binding, ButtonBinding)
    (key,) = hand.surface._keys.parts(Address("note", (0,), 36))
    key.later = binding, 100, 0.0
    hand.surface._presses._unclear.add(key)
    hand.settle()
    assert show.heard == []


def test_a_long_press_can_hold_until_the_hand_goes(show):
    hand = surface(show, MUTE + 'when = "long"\nbutton = "momentary"\n')
    hand.press(36)
    hand.wait(0.6)
    hand.release(36)
    assert show.heard == [StemMute(deck="A", stem=2, on=on) for on in (True, False)]


PLAY_OR_STOP = (
    '[[bind]]\nnote = 40\naction = "deck.play"\ndeck = "A"\nonly = "stopped"\n'
    '[[bind]]\nnote = 40\naction = "deck.stop"\ndeck = "A"\nonly = "playing"\n'
)


def test_a_condition_decides_which_bind_is_there(show):
    hand = surface(show, PLAY_OR_STOP)
    hand.tap(40)
    hand.tap(40)
    assert show.heard == [DeckPlay(deck="A"), DeckStop(deck="A")]


@pytest.mark.parametrize(("only", "acts"), [("loaded", True), ("empty", False), ("stopped", True), ("playing", False)])
def test_a_condition_looks_at_the_binds_deck(show, only, acts):
    hand = surface(show, TAP + f'only = "{only}"\n')
    hand.tap(40)
    assert bool(show.heard) is acts


def test_a_program_change_is_one_press(show):
    hand = surface(show, '[[bind]]\nprogram = 3\naction = "deck.tap"\ndeck = "A"\n')
    for number in (2, 3):
        hand.turn(number, 0, Kind.PROGRAM)
    assert show.heard == [DeckTap(deck="A")]


def test_a_cc_button_in_a_layer_over_a_fader_is_still_a_button(show):
    fader = '[[bind]]\ncc = 20\naction = "stem.gain"\ndeck = "A"\nstem = 1\n'
    button = '[[bind]]\ncc = 20\naction = "deck.tap"\ndeck = "A"\nlayer = "shift"\n'
    hand = surface(show, SHIFT + fader + button, LAYERS)
    hand.press(98)
    hand.hear(heard(CC, 20, 127))
    hand.settle()
    assert show.heard == [DeckTap(deck="A")]


def test_nothing_waits_any_more_when_all_is_let_go(show):
    hand = surface(show, SHIFT + TAP + "wait = true\n" + STOP + 'when = "long"\n', LAYERS)
    hand.press(98)
    hand.press(40)
    hand.let_go()
    hand.wait(2.0)
    hand.release(40)
    hand.wait(2.0)
    assert show.heard == []
    assert hand.surface.view.layers == set()


def test_the_surfaces_own_actions_never_reach_the_show(show):
    own = (
        SHIFT
        + '[[bind]]\nnote = 1\naction = "surface.page"\nstep = 1\n'
        + '[[bind]]\nnote = 2\naction = "surface.deck"\ndeck = "C"\n'
        + '[[bind]]\nnote = 3\naction = "surface.bank"\nstep = 1\n'
    )
    hand = surface(show, own, LAYERS + "\npages = 3")
    for note in (98, 1, 2, 3):
        hand.tap(note)
    assert show.heard == []
    assert (hand.surface.view.page, hand.surface.view.focus) == (2, "C")


def test_a_press_tells_when_the_hand_moved(show):
    times = []
    hand = surface(show, MUTE)
    hand.surface._desk._deliver = lambda _, origin: times.append(origin.at)
    hand.tap(36)
    assert times == [hand.now]


def test_pausing_from_elsewhere_is_seen_by_the_condition(show):
    hand = surface(show, PLAY_OR_STOP)
    hand.tap(40)
    show.deliver(DeckPause(deck="A"), WEB)
    hand.tap(40)
    assert show.heard[-1] == DeckPlay(deck="A")
