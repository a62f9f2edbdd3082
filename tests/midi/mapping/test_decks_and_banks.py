"""Controls that follow the surface's deck, the deck that was loaded last, and the bank."""

from msgspec.structs import replace

from midi.mapping import Loaded, View, in_force, resolve, surface_is_on
from midi.surface import Surface
from sfa_live.model.action import DeckCue, DeckPlay, DeckStop, DeckTap, SceneRecall, StemGain, StemMute
from tests.midi.hands import FakeShow, Hand, mapping, surface

DECKS = '[[bind]]\nnote = [1, 2, 3, 4]\naction = "surface.deck"\ndeck = ["A", "B", "C", "D"]\n'
PLAY = '[[bind]]\nnote = 40\naction = "deck.play"\ndeck = "{}"\n'
BANK = '[[bind]]\nnote = [50, 51]\naction = "surface.bank"\nstep = [-1, 1]\nsize = {}\n'
MUTES = '[[bind]]\nnote = "36..39"\naction = "stem.mute"\ndeck = "A"\nstem = "1..4"\n'


def test_a_control_plays_on_the_deck_that_the_surface_has_chosen(show):
    hand = surface(show, DECKS + PLAY.format("focus"))
    hand.tap(40)
    hand.tap(3)
    hand.tap(40)
    assert show.heard == [DeckPlay(deck="A"), DeckPlay(deck="C")]


def test_a_control_plays_on_the_deck_that_was_loaded_last(show):
    hand = surface(show, PLAY.format("loaded"))
    hand.settle()
    for name in ("B", "D"):
        decks = {**show.state.decks, name: replace(show.state.decks[name], track_id=f"new on {name}")}
        show.state = replace(show.state, decks=decks)
        hand.settle()
        hand.tap(40)
    assert show.heard == [DeckPlay(deck="B"), DeckPlay(deck="D")]


def test_ejecting_a_song_loads_nothing(show):
    hand = surface(show, PLAY.format("loaded"))
    hand.settle()
    show.state = replace(show.state, decks={**show.state.decks, "C": replace(show.state.decks["C"], track_id=None)})
    hand.settle()
    assert hand.surface.view.loaded == "A"


def test_what_is_held_is_let_go_on_the_deck_where_it_was_pressed(show):
    hand = surface(
        show, DECKS + '[[bind]]\nnote = 36\naction = "stem.mute"\ndeck = "focus"\nstem = 1\nbutton = "hold"\n'
    )
    hand.press(36)
    hand.tap(2)
    hand.release(36)
    assert [(action.deck, action.on) for action in show.heard] == [("A", True), ("A", False)]


def test_a_bank_moves_the_numbers_of_rows_and_stops_at_their_end():
    show = FakeShow(stems=8)
    hand = surface(show, BANK.format(4) + MUTES)
    for note in (50, 51, 51, 51):
        hand.tap(note)
    hand.tap(36)
    assert show.heard == [StemMute(deck="A", stem=5, on=True)]
    assert hand.surface.view.bank == 4


def test_a_row_of_eight_scenes_has_two_banks(show):
    scenes = '[[bind]]\nnote = "20..27"\naction = "scene.recall"\nslot = "1..8"\n'
    fixed = '[[bind]]\nnote = 30\naction = "scene.recall"\nslot = 1\n'
    hand = surface(show, BANK.format(8) + scenes + fixed)
    hand.tap(51)
    hand.tap(51)
    hand.tap(20)
    hand.tap(30)
    assert show.heard == [SceneRecall(slot=9), SceneRecall(slot=1)]


def test_a_row_has_nothing_behind_its_last_number(show):
    cues = '[[bind]]\nnote = "20..27"\naction = "deck.cue"\ndeck = "A"\nslot = "1..8"\n'
    scenes = '[[bind]]\nnote = "60..61"\naction = "scene.recall"\nslot = "1..2"\n'
    hand = surface(show, BANK.format(4) + cues + scenes)
    hand.tap(51)
    hand.tap(23)
    hand.tap(24)
    assert show.heard == [DeckCue(deck="A", slot=8)]


def test_a_surface_that_comes_back_goes_on_where_it_was(show):
    preset = mapping(DECKS + PLAY.format("focus"), "pages = 3")
    hand = Hand(Surface("input:x", preset, show.deliver, show.current, view=View(page=3, focus="D")))
    hand.tap(40)
    assert show.heard == [DeckPlay(deck="D")]
    assert hand.surface.view.page == 3


LATCH = '[[bind]]\nnote = 98\naction = "surface.layer"\nlayer = "cd"\n{}'
SHIFTED = LATCH.format('button = "toggle"\n') + LATCH.format("").replace("98", "99").replace("cd", "held")
LAYERED = PLAY.format("A") + PLAY.format("C") + 'layer = "cd"\n' + PLAY.format("D") + 'layer = "held"\n'
BOTH = 'layers = ["cd", "held"]'


def test_what_was_latched_is_open_on_a_surface_that_comes_back_and_what_was_held_is_not(show):
    preset = mapping(SHIFTED + LAYERED, BOTH)
    before = Hand(Surface("input:x", preset, show.deliver, show.current))
    before.tap(98)
    before.press(99)
    assert before.surface.view.layers == {"cd", "held"}
    hand = Hand(Surface("input:x", preset, show.deliver, show.current, view=before.surface.view))
    assert hand.surface.view.layers == {"cd"}
    hand.tap(40)
    hand.tap(98)
    hand.tap(40)
    assert show.heard == [DeckPlay(deck="C"), DeckPlay(deck="A")]


def test_a_layer_that_no_button_of_the_new_mapping_could_close_is_not_open_there(show):
    before = Hand(Surface("input:x", mapping(SHIFTED + LAYERED, BOTH), show.deliver, show.current))
    before.tap(98)
    held = mapping(LATCH.format("") + LAYERED, BOTH)
    hand = Hand(Surface("input:x", held, show.deliver, show.current, view=before.surface.view))
    assert hand.surface.view.layers == set()


def test_a_mapping_with_fewer_pages_and_banks_begins_on_its_last(show):
    preset = mapping(MUTES + BANK.format(4), "pages = 2")
    hand = Hand(Surface("input:x", preset, show.deliver, show.current, view=View(page=3, bank=12)))
    assert (hand.surface.view.page, hand.surface.view.bank) == (2, 7)


def test_a_surface_begins_on_the_deck_that_was_loaded_while_it_was_away(show):
    loaded = Loaded().look(show.state)
    decks = {**show.state.decks, "C": replace(show.state.decks["C"], track_id="new")}
    show.state = replace(show.state, decks=decks)
    preset, loaded = mapping(PLAY.format("loaded")), loaded.look(show.state)
    hand = Hand(Surface("input:x", preset, show.deliver, show.current, loaded=loaded))
    hand.settle()
    hand.tap(40)
    assert show.heard == [DeckPlay(deck="C")]


def test_every_change_of_the_view_is_told_once(show):
    seen: list[View] = []
    hand = Hand(Surface("input:x", mapping(DECKS), show.deliver, show.current, seen=seen.append))
    hand.tap(2)
    hand.tap(2)
    assert seen == [View(focus="B")]


def asked_in(control, view):
    there = resolve(control, view)
    return None if there is None else there.asked


def test_a_control_is_resolved_for_its_lamp(show):
    preset = mapping(BANK.format(4) + MUTES.replace('"A"', '"focus"') + PLAY.format("loaded"))
    *_, mute, play = preset.controls
    there = resolve(mute, View(focus="C", bank=4))
    assert there is not None
    assert (there.args, there.asked) == ({"deck": "C", "stem": 8}, StemMute(deck="C", stem=8))
    assert resolve(mute, View(bank=8)) is None
    assert asked_in(play, View(loaded="B")) == DeckPlay(deck="B")
    gain = mapping('[[bind]]\ncc = 1\naction = "stem.gain"\ndeck = "focus"\nstem = "1..1"\n').controls[0]
    assert asked_in(gain, View(focus="D")) == StemGain(deck="D", stem=1, db=0.0)


def test_a_control_that_names_its_deck_is_the_same_in_every_view(show):
    control = mapping(MUTES).controls[0]
    assert resolve(replace(control, banked=()), View(focus="C", bank=4)) is not None
    fixed = mapping(PLAY.format("B")).controls[0]
    assert resolve(fixed, View(focus="C", bank=4)) is fixed


def test_what_is_in_force_is_what_a_plain_press_would_do():
    binds = (
        '[[bind]]\nnote = 40\naction = "deck.tap"\ndeck = "A"\n'
        '[[bind]]\nnote = 40\naction = "deck.stop"\ndeck = "A"\nlayer = "shift"\n'
        '[[bind]]\nnote = 40\naction = "deck.play"\ndeck = "A"\npage = 2\n'
        '[[bind]]\nnote = 40\naction = "panic"\nwhen = "double"\n'
        '[[bind]]\nnote = 40\naction = "panic"\nwith = "note 98"\n'
    )
    preset = mapping(binds, 'layers = ["shift"]\npages = 2')

    def action(**view):
        return [type(each.asked) for each in in_force(preset.controls, preset.layers, View(**view))]

    assert action() == [DeckTap]
    assert action(page=2) == [DeckPlay]
    assert action(page=2, layers=frozenset({"shift"})) == [DeckStop]


def test_the_surfaces_own_buttons_know_whether_they_are_on():
    preset = mapping(
        DECKS
        + '[[bind]]\nnote = 98\naction = "surface.layer"\nlayer = "shift"\n'
        + '[[bind]]\nnote = 99\naction = "surface.page"\npage = 2\n'
        + PLAY.format("A"),
        'layers = ["shift"]\npages = 2',
    )
    view = View(focus="B", page=2, layers=frozenset({"shift"}))
    on = [surface_is_on(control.asked, view) for control in preset.controls]
    assert on == [False, True, False, False, True, True, None]
