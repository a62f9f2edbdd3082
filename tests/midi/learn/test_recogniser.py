"""Whatever is moved is recognised, and whatever else moves is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midi.learn.found import Found
from midi.learn.recogniser import A_FADER, BOTH_WAYS, Look, Recogniser
from midi.wire.event import Event, Kind

ON, OFF, CC = Kind.NOTE_ON, Kind.NOTE_OFF, Kind.CC
#: A message without its time: kind, number, value.
Sent = tuple[Kind, int, int]
#: Seconds after which every hand has come to rest.
LATER = 5.0


def heard(sent: Iterable[Sent], *, fader: bool = False, apart: float = 0.01, channel: int = 2) -> Recogniser:
    recogniser = Recogniser(fader=fader)
    for at, (kind, number, value) in zip(count(100.0, apart), sent, strict=False):
        recogniser.hear(Event(kind, channel, number, value, at))
    return recogniser


def found(sent: Iterable[Sent], *, fader: bool = False, apart: float = 0.01) -> Found | None:
    sent = list(sent)
    look = heard(sent, fader=fader, apart=apart).look(100.0 + len(sent) * apart + LATER)
    return look.heard if look.is_certain else None


def ccs(number: int, values: Iterable[int]) -> list[Sent]:
    return [(CC, number, value) for value in values]


def test_a_pad_that_was_struck():
    assert found([(ON, 36, 90), (OFF, 36, 64)]) == Found("note", 2, 36, is_button=True)


def test_a_pad_is_known_as_soon_as_it_is_let_go_and_one_that_is_held_after_a_second():
    assert heard([(ON, 36, 90), (OFF, 36, 64)]).look(100.02).is_certain
    held = heard([(ON, 36, 90)])
    assert not held.look(100.5).is_certain
    assert held.look(101.1).is_certain


def test_the_release_of_a_pad_that_was_down_before_is_nothing():
    assert heard([(OFF, 36, 64)]).look(200.0) == Look()


def test_a_button_that_sends_cc():
    assert found(ccs(20, [127, 0])) == Found("cc", 2, 20, is_button=True)


def test_a_button_that_sends_cc_and_never_tells_its_release():
    assert found(ccs(20, [127])) == Found("cc", 2, 20, is_button=True)
    assert found(ccs(20, [127, 127, 127]), apart=0.3) == Found("cc", 2, 20, is_button=True)


def test_a_program_change():
    assert found([(Kind.PROGRAM, 5, 0)]) == Found("program", 2, 5, is_button=True)


def test_a_fader_with_the_range_that_was_seen():
    assert found(ccs(7, range(10, 100))) == Found("cc", 2, 7, low=10, high=99)


def test_a_fader_is_known_when_the_hand_rests():
    fader = heard(ccs(7, range(100)))
    assert not fader.look(101.0).is_certain
    assert fader.look(101.4).is_certain


def test_a_fader_that_stays_near_its_bottom_is_no_encoder():
    assert found(ccs(7, [1, 2, 3, 4, 5, 6, 5, 4, 3])) == Found("cc", 2, 7, low=1, high=6)


def test_a_pair_of_controllers():
    values = range(2000, 9000, 130)
    sent = [each for value in values for each in ((CC, 7, value >> 7), (CC, 39, value & 127))]
    assert found(sent) == Found("cc14", 2, 7, low=2000 >> 7, high=values[-1] >> 7)


def test_a_pair_whose_fine_half_comes_first():
    values = range(2000, 9000, 130)
    sent = [each for value in values for each in ((CC, 39, value & 127), (CC, 7, value >> 7))]
    assert found(sent) is not None
    assert found(sent) == Found("cc14", 2, 7, low=2000 >> 7, high=values[-1] >> 7)


def test_a_pair_that_is_moved_slowly_is_no_encoder():
    values = range(300, 1200, 9)
    sent = [each for value in values for each in ((CC, 7, value >> 7), (CC, 39, value & 127))]
    assert found(sent) == Found("cc14", 2, 7, low=2, high=values[-1] >> 7)


def test_a_fine_half_that_is_always_nothing_makes_no_pair():
    sent = [each for value in range(20, 90) for each in ((CC, 7, value), (CC, 39, 0))]
    assert found(sent) == Found("cc", 2, 7, low=20, high=89)


@pytest.mark.parametrize("fine_first", [False, True])
@pytest.mark.parametrize("step", [20, 45, 80, -20])
def test_a_pair_that_tells_its_coarse_half_only_when_that_has_changed(step: int, fine_first: bool):
    sent: list[Sent] = []
    was = -1
    for value in range(2000, 2000 + 60 * step, step):
        coarse = [(CC, 7, value >> 7)] if value >> 7 != was else []
        fine = [(CC, 39, value & 127)]
        sent += [*fine, *coarse] if fine_first else [*coarse, *fine]
        was = value >> 7
    moved = found(sent)
    assert moved is not None
    assert (moved.kind, moved.number) == ("cc14", 7)


def test_the_fine_half_is_no_control_of_its_own_while_the_coarse_one_moves():
    sent = [(CC, 39, value % 128) for value in range(100, 150)]
    sent.insert(28, (CC, 7, 20))
    sent.insert(0, (CC, 7, 19))
    assert found(sent) is None


def test_of_two_faders_that_could_be_a_pair_the_one_that_moves_is_meant():
    sent = ccs(39, range(10, 100))
    for place in (70, 50, 30):
        sent[place:place] = ccs(7, [60 + place // 10 % 3])
    assert found(sent) == Found("cc", 2, 39, low=10, high=99)


def test_a_pitch_bend():
    assert found((Kind.BEND, 0, value) for value in range(8192, 14000, 64)) == Found("bend", 2, 0, low=8192, high=13952)


def test_a_parameter_and_not_the_controllers_that_it_is_made_of():
    sent = []
    for value in range(0, 12000, 200):
        sent += [(CC, 99, 9), (CC, 98, 82), (CC, 6, value >> 7), (CC, 38, value & 127), (Kind.NRPN, 1234, value)]
    assert found(sent) == Found("nrpn", 2, 1234, low=0, high=11800)


@pytest.mark.parametrize(
    ("coding", "up", "down"),
    [
        ("twos", [1, 1, 2, 1, 1], [127, 127, 126]),
        ("offset", [65, 65, 66, 65], [63, 63, 62]),
        ("sign", [1, 1, 2, 1], [65, 65, 66]),
    ],
)
def test_an_encoder_that_is_turned_both_ways(coding: str, up: list[int], down: list[int]):
    for values in (up + down, down + up):
        seen = found(ccs(16, values))
        assert seen is not None
        assert (seen.kind, seen.number, seen.encoder) == ("cc", 16, coding)


@pytest.mark.parametrize(("values", "coding"), [([127, 127, 127, 126], "twos"), ([63, 63, 63], "offset")])
def test_an_encoder_whose_one_way_tells_its_coding(values: list[int], coding: str):
    seen = found(ccs(16, values))
    assert seen is not None
    assert seen.encoder == coding


@pytest.mark.parametrize("values", [[1, 1, 1, 2, 1], [65, 65, 65, 66]])
def test_an_encoder_that_may_be_one_of_two_is_asked_to_be_turned_both_ways(values: list[int]):
    look = heard(ccs(16, values)).look(200.0)
    assert (look.is_certain, look.ask) == (False, BOTH_WAYS)


@pytest.mark.parametrize("value", [1, 64 - 1, 65, 120])
def test_a_knob_at_rest_that_tells_its_place_again_and_again_is_no_encoder(value: int):
    assert found(ccs(16, [value] * 40), apart=0.25) is None
    moved = heard([*ccs(16, [value] * 40), (ON, 36, 90), (OFF, 36, 64)], apart=0.25).look(200.0)
    assert (moved.is_certain, moved.heard) == (True, Found("note", 2, 36, is_button=True))


def test_the_touch_of_a_fader_is_not_the_fader():
    moved = [(ON, 104, 127), *[(Kind.BEND, 0, value) for value in range(3000, 9000, 50)], (OFF, 104, 64)]
    assert found(moved) == Found("bend", 2, 0, low=3000, high=8950)
    touch_cc = [(CC, 101, 127), *ccs(1, range(20, 90)), (CC, 101, 0)]
    assert found(touch_cc) == Found("cc", 2, 1, low=20, high=89)


def test_a_hand_on_a_fader_is_given_time_to_move_it():
    assert not heard([(CC, 101, 127)]).look(100.6).is_certain


def test_where_a_fader_is_needed_a_button_is_refused_in_words():
    look = heard([(ON, 36, 90), (OFF, 36, 64)], fader=True).look(200.0)
    assert (look.is_certain, look.ask) == (False, A_FADER)


def test_pressure_clock_and_system_messages_are_nothing():
    noise = [(Kind.PRESSURE, 0, 90), (Kind.KEY_PRESSURE, 36, 90), (Kind.CLOCK, 0, 0), (Kind.SYSEX, 0, 0)] * 40
    assert heard(noise).look(200.0) == Look()
    assert found([(ON, 36, 90), *noise, (OFF, 36, 64)]) == Found("note", 2, 36, is_button=True)


#: What is moved, and what it is.
MEANT: Sequence[tuple[list[Sent], Found]] = [
    ([(ON, 36, 90), (OFF, 36, 64)], Found("note", 2, 36, is_button=True)),
    (ccs(20, [127, 0]), Found("cc", 2, 20, is_button=True)),
    (ccs(21, range(5, 80)), Found("cc", 2, 21, low=5, high=79)),
    (ccs(22, [1, 1, 2, 1, 127, 127, 126]), Found("cc", 2, 22, encoder="twos", low=1, high=127)),
    (ccs(22, [65, 65, 66, 63, 63, 63]), Found("cc", 2, 22, encoder="offset", low=63, high=66)),
    ([(Kind.BEND, 0, value) for value in range(4000, 12000, 100)], Found("bend", 2, 0, low=4000, high=11900)),
    (
        [each for value in range(200, 9000, 170) for each in ((CC, 9, value >> 7), (CC, 41, value & 127))],
        Found("cc14", 2, 9, low=1, high=8870 >> 7),
    ),
]


#: Other controls; 53 is the fine half of 21, and none of the others is meant.
OTHERS: Sequence[tuple[Kind, int]] = [
    (CC, 53),
    (CC, 70),
    (CC, 71),
    (CC, 90),
    (Kind.PRESSURE, 0),
    (Kind.KEY_PRESSURE, 36),
]


@st.composite
def trembling(draw: st.DrawFn) -> list[list[Sent]]:
    """What a rig sends by itself: faders that tremble about their places, pressure, the clock."""
    streams: list[list[Sent]] = [[(Kind.CLOCK, 0, 0)] * draw(st.integers(0, 20))]
    for kind, number in draw(st.lists(st.sampled_from(OTHERS), unique=True)):
        place, steps = draw(st.integers(1, 126)), draw(st.lists(st.sampled_from([-1, 0, 1]), max_size=60))
        # No fader says the same twice in a row: only what changed is sent.
        streams.append([(kind, number, place + step) for step, _ in groupby(steps)])
    return streams


@settings(deadline=None)
@given(meant=st.sampled_from(MEANT), noises=trembling(), random=st.randoms())
def test_what_is_meant_is_found_among_everything_else_that_moves(meant, noises, random):
    sent, control = meant
    streams = [list(sent), *noises]
    mixed: list[Sent] = []
    while any(streams):
        mixed.append(random.choice([stream for stream in streams if stream]).pop(0))
    assert found(mixed) == control
