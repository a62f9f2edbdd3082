"""What is held comes back, whoever held it, in whatever order; and macros."""

import logging

from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from midi.mapping import Holds
from midi.surface import Surface
from sfa_live.errors import ActionError
from sfa_live.model.action import (
    DeckAcapella,
    DeckInstrumental,
    DeckNudge,
    DeckPause,
    DeckStop,
    LoopRoll,
    SceneRecall,
    StemMute,
    StemSolo,
    StemSwap,
)
from sfa_live.model.on import stem_at
from sfa_live.model.show_state import GuestState
from tests.midi.hands import WEB, FakeShow, Hand, mapping, surface

HOLD = '[[bind]]\nnote = {}\naction = "stem.mute"\ndeck = "A"\nstem = {}\nbutton = "momentary"\n'
TWO = HOLD.format(36, 2) + HOLD.format(37, '"drums"')
WHOLE = (
    TWO
    + HOLD.format(38, 2)
    + "on = false\n"
    + '[[bind]]\nnote = [39, 40]\naction = "stem.solo"\ndeck = "A"\nstem = [1, 2]\nbutton = "momentary"\n'
    + '[[bind]]\nnote = 41\naction = "stem.mute"\ndeck = "focus"\nstem = 2\nbutton = "momentary"\n'
    + HOLD.format(42, 3)
    + 'layer = "shift"\n'
    + '[[bind]]\nnote = 42\naction = "stem.solo"\ndeck = "A"\nstem = 3\nbutton = "momentary"\n'
    + '[[bind]]\nnote = 98\naction = "surface.layer"\nlayer = "shift"\n'
    + '[[bind]]\nnote = [99, 100]\naction = "surface.deck"\ndeck = ["A", "B"]\n'
    + HOLD.format(43, 4)
    + 'when = "long"\n'
    + HOLD.format(44, 4)
    + 'when = "double"\n'
)


def muted(show, ref=2, deck="A"):
    stem = stem_at(show.state.decks[deck], ref)
    assert stem is not None
    return stem.mute


def test_two_buttons_that_hold_the_same_thing_give_it_back_with_the_last_release(show):
    hand = surface(show, TWO)
    hand.press(36)
    hand.press(37)
    hand.release(36)
    assert muted(show)
    hand.release(37)
    assert not muted(show)
    assert len(show.heard) == 3


def test_the_button_that_came_last_has_its_way_and_then_the_one_before(show):
    hand = surface(show, HOLD.format(36, 2) + HOLD.format(37, 2) + "on = false\n")
    hand.press(36)
    hand.press(37)
    assert not muted(show)
    hand.release(37)
    assert muted(show)
    hand.release(36)
    assert not muted(show)


def test_two_controllers_can_hold_the_same_thing(show):
    holds = Holds()
    one, other = (
        Hand(Surface(name, mapping(TWO), show.deliver, show.current, holds=holds)) for name in ("input:a", "input:b")
    )
    one.press(36)
    other.press(36)
    one.let_go()
    assert muted(show)
    other.release(36)
    assert not muted(show)


def test_a_lost_release_is_made_good_by_the_next_one(show):
    hand = surface(show, TWO)
    hand.press(36)
    hand.press(36)
    hand.release(36)
    assert not muted(show)


def test_a_lost_release_is_made_good_when_the_button_means_something_else_by_now(show):
    shift = '[[bind]]\nnote = 98\naction = "surface.layer"\nlayer = "shift"\n'
    tap = '[[bind]]\nnote = 36\naction = "deck.tap"\ndeck = "A"\n'
    hand = surface(show, shift + tap + HOLD.format(36, 2) + 'layer = "shift"\n', 'layers = ["shift"]')
    hand.press(98)
    hand.press(36)
    hand.release(98)
    hand.press(36)
    assert not muted(show)


class ShowOfDecks(FakeShow):
    """One that knows one touch, nudges, rolls and swaps, too."""

    def deliver(self, action, origin):
        super().deliver(action, origin)
        name = getattr(action, "deck", None)
        if name is None:
            return
        deck = self.state.decks[name]
        match action:
            case DeckAcapella(on=on):
                deck = replace(deck, focus="acapella" if on else None)
            case DeckInstrumental(on=on):
                deck = replace(deck, focus="instrumental" if on else None)
            case DeckNudge(percent=percent, on=on):
                deck = replace(deck, nudge=percent if on else 0.0)
            case LoopRoll(beats=beats, on=on):
                deck = replace(deck, rolling=beats if on else None)
            case StemSwap(stem=stem, into=into, on=on):
                deck = self._with_stem(deck, stem, guest=GuestState(into) if on else None)
        self.state = replace(self.state, decks={**self.state.decks, name: deck})


ONE_OF = '[[bind]]\nnote = {}\naction = "{}"\ndeck = "A"\n{}button = "momentary"\n'
EXCLUSIVE = (
    ONE_OF.format(1, "deck.acapella", "")
    + ONE_OF.format(2, "deck.instrumental", "")
    + ONE_OF.format(3, "deck.nudge", "percent = 4\n")
    + ONE_OF.format(4, "deck.nudge", "percent = -4\n")
    + ONE_OF.format(5, "loop.roll", "beats = 1\n")
    + ONE_OF.format(6, "loop.roll", "beats = 0.5\n")
    + ONE_OF.format(7, "stem.swap", 'stem = 1\ninto = "B"\n')
    + ONE_OF.format(8, "stem.swap", 'stem = 1\ninto = "C"\n')
)
BEFORE = (
    (),
    (DeckInstrumental(deck="A", on=True), StemSwap(deck="A", stem=1, into="D", on=True)),
    (DeckNudge(deck="A", percent=2.0, on=True), LoopRoll(deck="A", beats=2.0, on=True)),
)


@given(some.sampled_from(BEFORE), some.lists(some.integers(1, 8), max_size=30))
def test_what_cannot_be_on_together_is_afterwards_as_it_was_before(before, touches):
    show = ShowOfDecks()
    for action in before:
        show.deliver(action, WEB)
    was = show.state
    hand = surface(show, EXCLUSIVE)
    down: set[int] = set()
    for note in touches:
        (hand.release if note in down else hand.press)(note)
        down ^= {note}
    for note in down:
        hand.release(note)
    assert show.state == was


def test_a_button_whose_release_was_lost_lets_go_of_the_deck_it_held_when_it_holds_another(show):
    hand = surface(show, WHOLE, 'layers = ["shift"]')
    hand.press(41)
    hand.tap(100)
    hand.press(41)
    assert (muted(show), muted(show, deck="B")) == (False, True)
    hand.release(41)
    assert not muted(show, deck="B")


TOUCHES = some.lists(
    some.tuples(some.sampled_from(("press", "release")), some.sampled_from([*range(36, 45), 98, 99, 100]))
    | some.tuples(some.just("wait"), some.sampled_from((0.01, 0.35, 0.6))),
    max_size=60,
)


@given(some.lists(some.booleans(), min_size=4, max_size=4), TOUCHES, some.booleans())
def test_whatever_is_pressed_in_whatever_order_all_is_as_before_when_all_is_let_go(mutes, touches, unplugged):
    show = FakeShow()
    for slot, on in enumerate(mutes, start=1):
        show.deliver(StemMute(deck="A", stem=slot, on=on), WEB)
    was = show.state
    hand = surface(show, WHOLE, 'layers = ["shift"]')
    for what, how in touches:
        getattr(hand, what)(how)
    if unplugged:
        hand.let_go()
    else:
        for note in range(36, 101):
            hand.release(note)
    assert show.state == was
    assert hand.surface.view.layers == set()


MACRO = (
    '[[bind]]\nnote = 1\nquantise = "1 bar"\nmacro = [\n'
    '  {action = "deck.stop", deck = "focus", quantise = "now"},\n'
    '  {action = "scene.recall", slot = 2},\n'
    '  {action = "surface.page", page = 2},\n'
    "]\n"
)


def test_a_macro_does_everything_in_order_and_waits_for_the_clock(show):
    hand = surface(show, MACRO, "pages = 2")
    hand.tap(1)
    assert show.heard == [DeckStop(deck="A", quantise="now"), SceneRecall(slot=2, quantise="1 bar")]
    assert hand.surface.view.page == 2


def test_what_is_refused_in_a_macro_is_logged_and_the_rest_is_done(show, caplog):
    heard = []

    def deliver(action, _):
        if isinstance(action, DeckStop):
            raise ActionError("There is no song on deck A.")
        heard.append(action)

    hand = Hand(Surface("input:test", mapping(MACRO, "pages = 2"), deliver, show.current))
    with caplog.at_level(logging.INFO, "sfa_live.midi.in"):
        hand.tap(1)
    assert heard == [SceneRecall(slot=2, quantise="1 bar")]
    assert caplog.messages == ["input:test: deck.stop was refused: There is no song on deck A."]


def test_a_held_solo_comes_back_off_although_the_deck_has_paused(show):
    hand = surface(show, '[[bind]]\nnote = 1\naction = "stem.solo"\ndeck = "A"\nstem = 1\nbutton = "hold"\n')
    hand.press(1)
    show.deliver(DeckPause(deck="A"), WEB)
    hand.release(1)
    assert show.heard[-1] == StemSolo(deck="A", stem=1, on=False)
