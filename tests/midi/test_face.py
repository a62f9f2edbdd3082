"""What a controller shows beside plain lamps: rings, motors, texts, pages, what blinks and what lights itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from midi.devices.hands import REST, Hands
from midi.feedback import Face
from midi.feedback.pace import Pace
from midi.mapping import View
from sfa_live.model.show_state import ArmedState, MasterState
from tests.midi.hands import CC, NOTE, OFF, heard, mapping, show_with

LAMPS = '[lamps.x]\nsend = "note"\nlit = 127\noff = 0\nmuted = 5\n'
MUTE = '[[bind]]\nnote = 1\naction = "stem.mute"\ndeck = "A"\nstem = 1\nlamp = "x"\n'
BEND = 0xE0


class Unit:
    """A controller with this mapping, the hands on it and a clock that stands still between two looks."""

    def __init__(self, binds: str, head: str = "lamp_rate = 3000\n") -> None:
        self.state = show_with()
        self.view = View()
        self.beat = 0.0
        self.now = 100.0
        self.hands = Hands(lambda: None)
        self.face = Face(mapping(binds, head), self.hands, self.now)

    def look(self, wait: float = 0.05) -> list[bytes]:
        """What it is sent after a while."""
        self.now += wait
        return self.face.work(self.state, self.view, lambda: self.beat, self.now)

    def move(self, *data: int) -> None:
        """A hand moves something."""
        self.hands.note(heard(*data, at=self.now))

    def stem(self, **changes) -> None:
        """The first stem of deck A is otherwise now."""
        deck = self.state.decks["A"]
        stems = {**deck.stems, "vocals": replace(deck.stems["vocals"], **changes)}
        self.state = replace(self.state, decks={**self.state.decks, "A": replace(deck, stems=stems)})

    def arm(self) -> None:
        """The mute waits for the clock."""
        self.state = replace(
            self.state, armed={"1": ArmedState("stem.mute", {"deck": "A", "stem": "vocals"}, "1 bar", 8.0)}
        )


GAIN = 'action = "stem.gain"\ndeck = "A"\nstem = 1\n'


def test_what_waits_blinks_in_time_with_the_clock_where_the_unit_cannot():
    unit = Unit(LAMPS + MUTE)
    unit.look()
    unit.arm()
    seen = []
    for unit.beat in (0.1, 0.4, 0.6, 0.9, 1.2, 7.7):
        seen += unit.look()
    lit, dark = bytes((NOTE, 1, 127)), bytes((NOTE, 1, 0))
    assert seen == [lit, dark, lit, dark]
    assert unit.face.rest is not None, "it looks at the beat again"


@pytest.mark.parametrize(
    ("own", "sent"), [("armed = 2\n", (NOTE, 1, 2)), ("armed_channel = 15\n", (NOTE | 14, 1, 127))]
)
def test_a_unit_that_blinks_by_itself_is_told_once(own, sent):
    unit = Unit(LAMPS + own + MUTE)
    unit.look()
    unit.arm()
    seen = []
    for unit.beat in (0.1, 0.6, 1.1):
        seen += unit.look()
    assert seen == [bytes(sent)]


def test_a_lamp_that_the_unit_has_put_out_by_itself_is_lit_again_behind_the_release():
    unit = Unit(LAMPS + MUTE, 'echo = "release"\n')
    unit.stem(mute=True)
    assert unit.look() == [bytes((NOTE, 1, 5))]
    unit.move(NOTE, 1, 100)
    assert unit.look() == []
    unit.move(OFF, 1, 0)
    assert unit.look() == [bytes((NOTE, 1, 5))]


def test_a_unit_that_does_not_light_itself_is_told_nothing_twice():
    unit = Unit(LAMPS + MUTE)
    unit.look()
    unit.move(NOTE, 1, 100)
    unit.move(OFF, 1, 0)
    assert unit.look() == []


RING = '[rings.r]\nsend = "cc"\nnumber_offset = 16\nstyle = "fill"\n'


def test_a_ring_shows_the_value_wherever_it_came_from():
    unit = Unit(RING + '[[bind]]\ncc = 20\nring = "r"\n' + GAIN)
    assert unit.look() == [bytes((CC, 36, 96))]
    unit.stem(gain_db=6.0)
    assert unit.look() == [bytes((CC, 36, 127))]
    unit.stem(gain_db=-90.0)
    assert unit.look() == [bytes((CC, 36, 0))]


def test_a_knob_that_draws_its_own_ring_is_left_alone_while_it_is_turned_and_told_the_truth_at_rest():
    unit = Unit(RING + '[[bind]]\ncc = 20\nchannel = 1\nring = "r"\n' + GAIN)
    unit.look()
    unit.move(CC, 20, 127)
    unit.stem(gain_db=6.0)
    assert unit.look() == []
    assert unit.look(REST) == [bytes((CC, 36, 127))]


def test_the_ring_of_an_endless_knob_follows_at_once():
    unit = Unit(RING + '[[bind]]\ncc = 20\nencoder = "twos"\nring = "r"\n' + GAIN)
    unit.look()
    unit.move(CC, 20, 1)
    unit.stem(gain_db=6.0)
    assert unit.look() == [bytes((CC, 36, 127))]


def test_a_motor_fader_is_never_moved_under_a_hand_and_is_right_as_soon_as_it_has_let_go():
    unit = Unit('[[bind]]\nbend = true\nchannel = 1\nmotor = true\ntouch = "note 104"\n' + GAIN)
    assert len(unit.look()) == 1
    unit.move(NOTE, 104, 127)
    unit.move(BEND, 0, 127)
    unit.stem(gain_db=6.0)
    assert unit.look() == []
    unit.stem(gain_db=-90.0)
    assert unit.look(10.0) == [], "still touched"
    unit.move(OFF, 104, 0)
    assert unit.look() == [bytes((BEND, 0, 0))]
    assert unit.look() == []


def test_a_hand_whose_touch_is_told_late_is_not_fought():
    unit = Unit('[[bind]]\nbend = true\nchannel = 1\nmotor = true\ntouch = "note 104"\n' + GAIN)
    unit.look()
    unit.move(BEND, 0, 100)
    unit.stem(gain_db=3.0)
    assert unit.look() == []


def test_a_motor_fader_that_cannot_tell_a_touch_is_right_when_it_has_come_to_rest():
    unit = Unit("[[bind]]\ncc = 7\nchannel = 1\nmotor = true\n" + GAIN)
    assert unit.look() == [bytes((CC, 7, 96))]
    unit.move(CC, 7, 10)
    assert unit.look() == []
    assert unit.look(REST) == [bytes((CC, 7, 96))], "the show did not take it: back to the truth"


def test_a_fine_motor_is_told_both_its_halves():
    unit = Unit("[[bind]]\ncc14 = 7\nchannel = 1\nmotor = true\n" + GAIN)
    unit.stem(gain_db=6.0)
    assert unit.look() == [bytes((CC, 7, 127)), bytes((CC, 39, 127))]


def test_a_scribble_strip_tells_what_its_fader_is_for():
    text = '[texts.t]\nmessage = "F0 00 00 66 14 12 {column} {text} F7"\nwidth = 7\n'
    bind = '[[bind]]\ncc = "20..21"\ntext = "t"\ncolumn = [0, 1]\naction = "stem.gain"\ndeck = "A"\nstem = "1..2"\n'
    unit = Unit(text + bind)
    head = bytes.fromhex("F0 00 00 66 14 12")
    assert unit.look() == [head + b"\x00vocals \xf7", head + b"\x07drums  \xf7"]


LAYERED = (
    LAMPS
    + MUTE
    + '[[bind]]\nnote = 2\naction = "stem.solo"\ndeck = "A"\nstem = 1\nlamp = "x"\n'
    + '[[bind]]\nnote = 1\nlayer = "shift"\naction = "deck.slip"\ndeck = "A"\nlamp = "x"\n'
    + '[[bind]]\nnote = 3\npage = 2\naction = "deck.toggle"\ndeck = "A"\nlamp = "x"\n'
    + '[[bind]]\nnote = 9\naction = "surface.page"\npage = 2\nlamp = "x"\n'
)


def test_a_page_and_a_layer_show_what_a_press_would_do_there():
    unit = Unit(LAYERED, 'layers = ["shift"]\npages = 2\n')
    unit.stem(mute=True)
    deck = replace(unit.state.decks["A"], playing=True)
    unit.state = replace(unit.state, decks={**unit.state.decks, "A": deck})
    assert sorted(unit.look()) == [bytes((NOTE, n, v)) for n, v in ((1, 5), (2, 0), (3, 0), (9, 0))]
    unit.view = View(layers=frozenset({"shift"}))
    assert unit.look() == [bytes((NOTE, 1, 0))]
    unit.view = View(page=2)
    assert sorted(unit.look()) == [bytes((NOTE, n, v)) for n, v in ((1, 5), (3, 127), (9, 127))]
    unit.view = View()
    assert sorted(unit.look()) == [bytes((NOTE, n, 0)) for n in (3, 9)]


def test_a_lamp_follows_the_deck_and_the_bank_that_its_surface_is_at():
    bind = '[[bind]]\nnote = [1]\naction = "stem.mute"\ndeck = "focus"\nstem = [1]\nlamp = "x"\n'
    unit = Unit(LAMPS + bind)
    unit.stem(mute=True)
    assert unit.look() == [bytes((NOTE, 1, 5))]
    unit.view = View(focus="B")
    assert unit.look() == [bytes((NOTE, 1, 0))]


def test_mute_lamps_come_before_rings_and_rings_before_texts_and_only_the_latest_is_sent():
    text = '[texts.t]\nmessage = "F0 00 00 66 14 12 {column} {text} F7"\nwidth = 7\n'
    knob = '[[bind]]\ncc = 20\nencoder = "twos"\nring = "r"\ntext = "t"\n' + GAIN
    unit = Unit(text + RING + LAMPS + knob + MUTE, "lamp_rate = 10\n")
    seen = unit.look()
    for gain in (1.0, 2.0, 6.0):
        unit.stem(gain_db=gain)
        seen += unit.look()
    for _ in range(8):
        seen += unit.look()
    assert [message[0] for message in seen] == [NOTE, CC, 0xF0]
    assert seen[1] == bytes((CC, 36, 127)), "the values between were never sent"


def test_everything_is_told_again_when_the_unit_may_have_forgotten():
    unit = Unit(LAMPS + MUTE, '[connect]\nsend = ["F0 7D 01 F7"]\n')
    before = [*unit.look(), *unit.look()]
    unit.face.resync()
    assert [*unit.look(), *unit.look()] == before != []


MODE, BACK = '[connect]\nsend = ["F0 7D 01 F7"]\n', '[exit]\nsend = ["F0 7D 00 F7"]\n'
SOLO = '[[bind]]\nnote = 2\naction = "stem.solo"\ndeck = "A"\nstem = 1\nlamp = "x"\n'


def test_a_mapping_that_was_written_anew_neither_greets_the_unit_again_nor_lights_what_is_lit():
    unit = Unit(LAMPS + MUTE, MODE + BACK)
    unit.stem(mute=True, solo=True)
    assert [*unit.look(), *unit.look()][-1] == bytes((NOTE, 1, 5))
    unit.face = Face(mapping(LAMPS + MUTE + SOLO, MODE + BACK), unit.hands, unit.now, unit.face)
    assert [*unit.look(), *unit.look()] == [bytes((NOTE, 2, 127))]
    unit.face = Face(mapping(LAMPS + SOLO, MODE + BACK), unit.hands, unit.now, unit.face)
    assert [*unit.look(), *unit.look()] == [bytes((NOTE, 1, 0))]


def test_a_mapping_with_another_mode_finds_the_unit_as_it_was_before_the_last_one():
    unit = Unit(LAMPS + MUTE, MODE + BACK)
    unit.look()
    unit.face = Face(mapping(LAMPS + SOLO, MODE.replace("01", "02")), unit.hands, unit.now, unit.face)
    sent = [*unit.look(), *unit.look()]
    assert sent == [
        bytes((NOTE, 1, 0)),
        *(bytes.fromhex(f"F0 7D {mode} F7") for mode in ("00", "02")),
        bytes((NOTE, 2, 0)),
    ]


def test_another_mapping_goes_on_at_the_pace_of_the_one_before():
    many = "".join(MUTE.replace("note = 1", f"note = {note}") for note in range(40))
    unit = Unit(LAMPS + many, "lamp_rate = 300\n")
    sent = unit.look(0.0)
    unit.face = Face(
        mapping(LAMPS + many, 'lamp_rate = 300\n[connect]\nsend = ["F0 01 F7"]\n'), unit.hands, unit.now, unit.face
    )
    assert (len(sent), unit.look(0.01)) == (15, [])


@given(
    some.sampled_from((10, 119, 300, 2000)),
    some.lists(some.tuples(some.floats(0.0, 0.1), some.integers(1, 4)), max_size=60),
)
def test_never_more_than_the_units_rate_leaves_in_any_twentieth_of_a_second(rate, asked):
    pace, now, left = Pace(rate), 100.0, []
    for wait, messages in asked:
        now += wait
        if pace.take(messages, now):
            left.append((now, messages))
    for begin, first in left:
        most = max(1, int(rate * 0.05), first)
        assert sum(count for at, count in left if begin <= at < begin + 0.0499) <= most


def test_more_than_may_leave_at_once_leaves_and_what_comes_next_waits_as_long_as_it_would_have():
    pace = Pace(100)
    assert pace.take(12, 0.0)
    assert not pace.take(4, 0.09)
    assert pace.take(3, 0.11)


def test_a_unit_that_falls_asleep_is_kept_awake():
    unit = Unit(LAMPS + MUTE, '[keep_alive]\nsend = ["F0 7D 02 F7"]\nevery_ms = 200\n')
    seen = [message for _ in range(200) for message in unit.look(0.005)]
    assert seen.count(bytes.fromhex("F0 7D 02 F7")) in (5, 6)


def test_where_each_colour_of_a_lamp_has_a_number_of_its_own_the_others_go_out_first():
    unit = Unit(
        '[lamps.pads]\nsend = "note"\nlit = 127\noff = 0\ncolours = [0, 72]\nsounding = 127\nsounding_offset = 72\n'
        '[[bind]]\nnote = 36\naction = "stem.mute"\ndeck = "A"\nstem = 1\nlamp = "pads"\n'
    )
    assert unit.look() == [bytes((NOTE, 36, 0)), bytes((NOTE, 108, 127))]
    unit.stem(mute=True)
    assert unit.look() == [bytes((NOTE, 108, 0)), bytes((NOTE, 36, 127))]


def test_a_timecode_display_shows_bar_beat_and_tick_and_only_the_digits_that_have_changed_are_sent():
    unit = Unit("", 'lamp_rate = 3000\ntimecode = "mcu"\n')
    unit.beat = 5.5
    # Bar 2, beat 2, tick 13: a dot stands behind a group that another one follows.
    first = {message[1]: message[2] for message in unit.look()}
    signs = [0x20, 0x20, 0x72, 0x20, 0x72, 0x31, 0x33, 0x20, 0x20, 0x20]
    assert [first[number] for number in range(73, 63, -1)] == signs
    unit.beat = 5.5 + 1 / 24
    assert unit.look() == [bytes((CC, 68 - 1, 0x34))]
    assert unit.face.farewell() == [bytes((CC, number, 0x20)) for number in range(73, 63, -1)]


def test_a_unit_that_needs_peace_behind_its_plug_is_sent_nothing_for_so_long():
    unit = Unit("", '[connect]\nsend = ["F0 01 F7"]\nwait_ms = 200\n')
    assert unit.look(0.1) == []
    assert unit.look(0.15) == [bytes((0xF0, 1, 0xF7))]


def test_the_tempo_is_a_ring_too():
    unit = Unit(RING + '[[bind]]\ncc = 20\nring = "r"\naction = "clock.tempo"\nlow = 60.0\nhigh = 187.0\n')
    unit.state = replace(unit.state, master=MasterState(tempo=187.0))
    assert unit.look() == [bytes((CC, 36, 127))]
