"""Who leads the clock from outside, and who gets it: what the show makes of it."""

import pytest
from msgspec.structs import replace

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import ClockState, MasterState
from sfa_live.show.scenes import NO_SCENES
from sfa_live.show.script import Freed, Outside, read_script, write_line
from tests.show.conftest import settle


def test_the_clock_is_sent_to_an_output_until_it_is_asked_again(show):
    for _ in range(2):
        show.apply(act.ClockSend("output:box"))
        show.apply(act.ClockSend("output:drums"))
        assert show.state.master.clock.sends in (("output:box", "output:drums"), ())
    assert show.state.master.clock.sends == ()


def test_it_is_sent_to_so_many_and_no_more(show):
    for number in range(16):
        show.apply(act.ClockSend(f"output:{number}", on=True))
    with pytest.raises(ActionError, match="switch one of them off"):
        show.apply(act.ClockSend("output:one more", on=True))
    show.apply(act.ClockSend("output:3", on=True))


def test_nobody_leads_who_was_not_chosen(show, sound):
    show.lead(Outside(bpm=90.0, beat=0.0, frame=0))
    sound.render(64)
    settle(show, sound)
    assert show.state.master.tempo == 120.0
    show.set_clock("following", "input:box")
    assert show.state.master.clock == ClockState()


def test_who_was_chosen_leads_until_another_is(show, sound):
    show.apply(act.ClockSourceChoose("midi", "input:box"))
    show.set_clock("following", "input:box")
    show.lead(Outside(bpm=90.0, beat=0.0, frame=0))
    sound.render(64)
    settle(show, sound)
    assert show.state.master.tempo == 90.0
    with pytest.raises(ActionError, match="follows input:box"):
        show.apply(act.ClockTempo(100.0))
    show.apply(act.ClockSourceChoose("internal"))
    show.apply(act.ClockTempo(100.0))
    sound.render(64)
    settle(show, sound)
    assert (show.state.master.tempo, show.state.master.clock) == (100.0, ClockState())


@pytest.mark.parametrize("status", ["waiting", "lost"])
def test_alone_in_a_link_session_a_hand_gives_the_clock_its_tempo(show, sound, status):
    show.apply(act.ClockSourceChoose("link"))
    show.set_clock("following", "1 Link peer")
    show.lead(Outside(bpm=90.0, beat=0.0, frame=0))
    show.apply(act.ClockTempo(100.0))
    sound.render(64)
    settle(show, sound)
    assert show.state.master.tempo == 90.0
    show.set_clock(status, None)
    show.lead(Freed())
    show.apply(act.ClockTempo(100.0))
    sound.render(64)
    settle(show, sound)
    assert show.state.master.tempo == 100.0
    assert sound.pulse().bpm == pytest.approx(100.0)


def test_a_night_holds_that_those_outside_were_gone():
    [line] = read_script([write_line(48_000, Freed()).decode()])
    assert line.deed == Freed()


def test_what_taps_come_to_is_told(show, clock):
    show.apply(act.ClockSourceChoose("link"))
    show.set_clock("following", "1 Link peer")
    assert show.apply(act.ClockTap()).deed is None
    clock.now += 0.5
    assert show.apply(act.ClockTap()).deed == act.ClockTempo(120.0)


def test_a_source_that_was_chosen_is_so_in_the_next_life_and_is_waited_for(show):
    clock = ClockState("midi", "input:box", "following", "input:box", ("output:drums",))
    show.resume_master(MasterState(tempo=126.0, clock=clock), NO_SCENES)
    assert show.state.master.clock == replace(clock, status="waiting", heard=None)
