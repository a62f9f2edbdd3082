"""Presses that wait for the beat: done on its very sample, shown while they wait, taken back by the same press."""

import numpy as np
import pytest

from bench.stage import write_pack
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import apply_changes, to_wire
from sfa_live.show import Done, Show
from tests.show.conftest import RATE, load, settle

#: Frames of a beat at the clock's first tempo, 120 bpm.
BEAT = RATE // 2


@pytest.fixture
def stems():
    random = np.random.default_rng(3)
    return {
        name: (random.integers(-2000, 2000, (20 * RATE, 2)) / 32768).astype(np.float32)
        for name in ("vocals", "drums", "bass")
    }


@pytest.fixture
def playing(show, shelf, packs, sound, stems):
    """Four silent beats, then: a song of 120 bpm plays on deck A from the clock's fourth beat, in time with it."""
    write_pack(packs, "long", stems)
    load(show, shelf, "A", "long")
    sound.render(4 * BEAT)
    show.apply(act.DeckPlay("A"))
    sound.render(100)
    settle(show, sound)
    return show


def mixed(stems, *names):
    """What is heard of these stems together."""
    return np.sum([stems[name] for name in names], axis=0, dtype=np.float32)


def first_change(heard, plain):
    """The first sample that is not as in the plain song."""
    return int(np.argmax((heard != plain).any(axis=1)))


@pytest.mark.parametrize(
    "action",
    [
        act.StemMute("A", "drums", quantise="1/4"),
        act.StemSolo("A", "vocals", quantise="1/4"),
        act.DeckAcapella("A", quantise="1/4"),
        act.DeckSeek("A", 7000.0, quantise="1/4"),
        act.DeckJump("A", 4.0, quantise="1/4"),
        act.DeckPause("A", quantise="1/4"),
    ],
    ids=lambda action: action.name,
)
def test_what_waits_for_the_beat_is_heard_from_its_sample_on(playing, sound, stems, action):
    assert playing.apply(action).armed
    heard = sound.render(2 * BEAT)
    plain = mixed(stems, "vocals", "drums", "bass")[100 : 100 + 2 * BEAT]
    assert first_change(heard, plain) in (BEAT - 100, BEAT - 99)


def test_a_hot_cue_with_its_layout_comes_on_the_bar_to_the_sample(playing, sound, stems):
    playing.apply(act.StemMute("A", "bass", on=True))
    playing.apply(act.CueSet("A", 1, position_ms=3000.0, layout=True))
    playing.apply(act.StemMute("A", "bass", on=False))
    sound.render(BEAT)
    settle(playing, sound)
    playing.apply(act.DeckCue("A", 1, quantise="1 bar"))
    sound.render(3 * BEAT - 100)
    heard = sound.render(BEAT)
    there = mixed(stems, "vocals", "drums")[3 * RATE : 3 * RATE + BEAT]
    assert np.array_equal(heard[400:], there[400:])
    settle(playing, sound)
    assert playing.state.decks["A"].stems["bass"].mute
    assert playing.state.decks["A"].position_ms == 3000.0


def test_a_loop_begins_on_the_beat_and_repeats_to_the_sample(playing, sound, stems):
    playing.apply(act.DeckLoopSize("A", beats=1.0))
    playing.apply(act.DeckLoop("A", quantise="1 bar"))
    sound.render(4 * BEAT - 100)
    heard = sound.render(3 * BEAT)
    beat = mixed(stems, "vocals", "drums", "bass")[4 * BEAT : 5 * BEAT]
    for turn in range(3):
        piece = heard[turn * BEAT : (turn + 1) * BEAT]
        assert np.array_equal(piece[400:-400], beat[400:-400])
    settle(playing, sound)
    loop = playing.state.decks["A"].loop
    assert (loop.on, loop.start_ms, loop.end_ms) == (True, 2000.0, 2500.0)


def test_a_deck_starts_on_the_bar_to_the_sample(show, shelf, packs, sound, stems):
    write_pack(packs, "long", stems)
    load(show, shelf, "A", "long")
    sound.render(1000)
    assert show.apply(act.DeckPlay("A", quantise="1 bar")).armed
    heard = sound.render(5 * BEAT)
    assert not heard[: 4 * BEAT - 1000].any()
    assert np.array_equal(heard[4 * BEAT - 1000 :], mixed(stems, "vocals", "drums", "bass")[: BEAT + 1000])


def test_a_stem_takes_anothers_place_on_the_next_bar(playing, shelf, sound, stems):
    load(playing, shelf, "B", "long")
    playing.apply(act.DeckPlay("B", quantise="1 bar"))
    sound.render(5 * BEAT)
    settle(playing, sound)
    playing.apply(act.StemSwap("A", "drums", "B", quantise="1 bar"))
    before = sound.render(3 * BEAT - 100)
    after = sound.render(BEAT)
    start = 5 * BEAT + 100
    plain = mixed(stems, "vocals", "drums", "bass")
    both = plain[start : start + len(before)] + plain[start - 4 * BEAT : start - 4 * BEAT + len(before)]
    assert np.allclose(before, both, atol=1e-6)
    start += len(before)
    swapped = plain[start : start + BEAT] + mixed(stems, "vocals", "bass")[start - 4 * BEAT : start - 3 * BEAT]
    assert np.allclose(after[400:], swapped[400:], atol=1e-6)
    settle(playing, sound)
    assert playing.state.decks["B"].stems["drums"].replaced_by == "A"


def test_what_waits_is_shown_with_its_beat_and_gone_when_it_is_done(playing, sound):
    copy = to_wire(playing.state)
    playing.apply(act.StemMute("A", 2, quantise="1 bar"))
    sound.render(64)
    settle(playing, sound)
    patch = playing.publish()
    apply_changes(copy, patch.changes)
    (shown,) = copy["armed"].values()
    assert shown == {
        "action": "stem.mute",
        "args": {"deck": "A", "stem": "drums", "on": True},
        "quantise": "1 bar",
        "beat": 8.0,
    }
    assert not playing.state.decks["A"].stems["drums"].mute
    sound.render(4 * BEAT)
    settle(playing, sound)
    apply_changes(copy, playing.publish().changes)
    assert copy["armed"] == {}
    assert copy["decks"]["A"]["stems"]["drums"]["mute"] is True


def test_the_same_press_takes_it_back(playing, sound, stems):
    playing.apply(act.StemMute("A", 2, quantise="1 bar"))
    sound.render(64)
    settle(playing, sound)
    playing.apply(act.StemMute("A", "drums", quantise="1 bar"))
    assert playing.state.armed == {}
    heard = sound.render(5 * BEAT)
    assert np.array_equal(heard, mixed(stems, "vocals", "drums", "bass")[164 : 164 + 5 * BEAT])
    settle(playing, sound)
    assert not playing.state.decks["A"].stems["drums"].mute


def test_now_does_it_at_once_and_nothing_is_left_waiting(playing, sound):
    playing.apply(act.ClockQuantise("1 bar"))
    assert playing.apply(act.StemMute("A", "drums")).armed
    sound.render(64)
    settle(playing, sound)
    assert not playing.apply(act.StemMute("A", "drums", quantise="now")).armed
    assert playing.state.decks["A"].stems["drums"].mute
    assert playing.state.armed == {}
    sound.render(5 * BEAT)
    settle(playing, sound)
    assert playing.state.decks["A"].stems["drums"].mute


def test_only_what_has_to_do_with_the_beat_waits_when_nothing_is_said(playing):
    playing.apply(act.ClockQuantise("1 bar"))
    assert not playing.apply(act.StemGain("A", "drums", db=-3.0)).armed
    assert not playing.apply(act.DeckTempo("A", 1.0)).armed
    assert not playing.apply(act.DeckPause("A")).armed
    assert playing.apply(act.StemGain("A", "drums", db=-6.0, quantise="1/4")).armed


def test_what_the_engine_need_not_know_waits_as_well(playing, sound):
    playing.apply(act.DeckCueClear("A", 1))
    playing.apply(act.CueSet("A", 2, position_ms=1000.0))
    assert playing.apply(act.DeckCueClear("A", 2, quantise="1 bar")).armed
    sound.render(BEAT)
    settle(playing, sound)
    assert "2" in playing.state.decks["A"].cues
    sound.render(4 * BEAT)
    settle(playing, sound)
    assert "2" not in playing.state.decks["A"].cues


def test_a_press_that_cannot_be_is_refused_at_once_and_leaves_what_waits(playing, sound):
    playing.apply(act.StemMute("A", "drums", quantise="1 bar"))
    sound.render(64)
    settle(playing, sound)
    with pytest.raises(ActionError, match="stems are"):
        playing.apply(act.StemMute("A", "kazoo", quantise="1 bar"))
    assert len(playing.state.armed) == 1


def test_a_stop_takes_back_a_start_that_waits(show, shelf, packs, sound, stems):
    write_pack(packs, "long", stems)
    load(show, shelf, "A", "long")
    show.apply(act.DeckPlay("A", quantise="1 bar"))
    sound.render(64)
    settle(show, sound)
    show.apply(act.DeckStop("A"))
    assert show.state.armed == {}
    assert not sound.render(5 * BEAT).any()
    settle(show, sound)
    assert not show.state.decks["A"].playing


def test_panic_leaves_nothing_waiting(playing, sound):
    for action in (act.StemMute("A", "drums", quantise="1 bar"), act.DeckSeek("A", 0.0, quantise="1/4")):
        playing.apply(action)
    sound.render(64)
    settle(playing, sound)
    assert len(playing.state.armed) == 2
    playing.apply(act.Panic())
    assert playing.state.armed == {}
    sound.render(5 * BEAT)
    settle(playing, sound)
    assert not playing.state.decks["A"].stems["drums"].mute
    assert not playing.state.decks["A"].playing


def test_a_knob_turned_just_before_a_panic_is_turned(playing, sound):
    playing.apply(act.StemMute("A", "drums"))
    playing.apply(act.Panic())
    sound.render(RATE // 10)
    settle(playing, sound)
    playing.apply(act.DeckSeek("A", 0.0))
    playing.apply(act.StemSolo("A", "drums", on=True))
    playing.apply(act.DeckPlay("A"))
    assert playing.state.decks["A"].stems["drums"].mute
    assert not sound.render(4800)[400:].any()


def test_a_press_taken_back_too_late_has_happened(playing, sound):
    """The beat passes between the engine's doing and the show's hearing of it."""
    playing.apply(act.StemMute("A", "drums", quantise="1/4"))
    sound.render(BEAT)
    playing.apply(act.StemMute("A", "drums", quantise="1/4"))
    sound.render(64)
    settle(playing, sound)
    assert playing.state.decks["A"].stems["drums"].mute
    assert playing.state.armed == {}


def test_a_new_song_is_not_touched_by_what_waited_for_the_old_one(playing, shelf, sound, stems):
    playing.apply(act.StemMute("A", "drums", quantise="1 bar"))
    sound.render(64)
    settle(playing, sound)
    load(playing, shelf, "A", "long")
    assert playing.state.armed == {}
    playing.apply(act.DeckPlay("A"))
    heard = sound.render(5 * BEAT)
    assert np.array_equal(heard[400:], mixed(stems, "vocals", "drums", "bass")[400 : 5 * BEAT])
    settle(playing, sound)
    assert not playing.state.decks["A"].stems["drums"].mute


def test_an_ejected_deck_has_nothing_waiting(playing, sound):
    playing.apply(act.DeckLoop("A", quantise="1 bar"))
    playing.apply(act.DeckEject("A"))
    sound.render(5 * BEAT)
    settle(playing, sound)
    assert playing.state.armed == {}
    assert playing.state.decks["A"].track_id is None


def test_a_song_comes_onto_the_deck_at_the_bar(playing, shelf, sound):
    applied = playing.finish_load(act.DeckLoad("A", "song", quantise="1 bar"), shelf.take("song"))
    assert applied.armed
    sound.render(BEAT)
    settle(playing, sound)
    assert playing.state.decks["A"].track_id == "long"
    assert playing.state.decks["A"].playing
    assert not playing.state.decks["A"].loading
    sound.render(4 * BEAT)
    settle(playing, sound)
    deck = playing.state.decks["A"]
    assert (deck.track_id, deck.playing, deck.position_ms) == ("song", False, 0.0)
    assert playing.state.armed == {}


def test_the_newest_song_that_waits_for_a_deck_is_the_one_that_comes(playing, shelf, sound):
    playing.finish_load(act.DeckLoad("A", "short", quantise="1 bar"), shelf.take("short"))
    playing.finish_load(act.DeckLoad("A", "song", quantise="1 bar"), shelf.take("song"))
    sound.render(5 * BEAT)
    settle(playing, sound)
    assert playing.state.decks["A"].track_id == "song"


def test_a_mute_that_waits_and_a_focus_that_comes_first_agree_in_the_end(playing, sound, stems):
    """The vocals are muted; unmuting them waits; meanwhile only the instruments shall be heard."""
    playing.apply(act.StemMute("A", "vocals", on=True))
    playing.apply(act.StemMute("A", "vocals", on=False, quantise="1 bar"))
    playing.apply(act.DeckInstrumental("A", on=True))
    sound.render(4 * BEAT)
    settle(playing, sound)
    sound.render(480)
    heard = sound.render(BEAT)
    start = 100 + 4 * BEAT + 480
    assert np.array_equal(heard, mixed(stems, "drums", "bass")[start : start + BEAT])
    assert not playing.state.decks["A"].stems["vocals"].mute


def test_every_action_done_is_told_with_its_frame_and_needs_no_clock_any_more(sound, clock, shelf):
    told: list[Done] = []
    show = Show(sound, "epoch", clock, told.append)
    load(show, shelf, "A", "song")
    show.apply(act.StemMute("A", 2, quantise="1/4"))
    sound.render(BEAT + 64)
    settle(show, sound)
    assert [(done.frame, done.action) for done in told] == [
        (0, act.DeckLoad("A", "song", quantise="now")),
        (BEAT, act.StemMute("A", "drums", on=True, quantise="now")),
    ]


def test_where_nothing_plays_the_first_start_does_not_wait_for_a_beat_that_nobody_hears(loaded, sound):
    loaded.apply(act.ClockQuantise("8 bars"))
    assert not loaded.apply(act.DeckPlay("A")).armed
    sound.render(64)
    settle(loaded, sound)
    assert loaded.state.decks["A"].playing
    assert loaded.apply(act.DeckJump("A", 1.0)).armed
