"""Decks that go together through the hands of a player."""

import numpy as np
import pytest
from msgspec.structs import replace

import engine
from bench.stage import noise_song, write_pack
from sfa_live.model import action as act
from sfa_live.model.action import DECKS
from sfa_live.show import Show
from sfa_live.show.scenes import NO_SCENES
from tests.show.conftest import RATE, Deck, load, settle


@pytest.fixture
def two(show, shelf, packs, sound):
    """Deck A plays a song of 120 bpm, deck B one of 87."""
    for name, bpm in (("first", 120.0), ("second", 87.0), ("slow", 62.0)):
        write_pack(packs, name, noise_song(20.0), bpm=bpm)
    load(show, shelf, "A", "first")
    load(show, shelf, "B", "second")
    show.apply(act.DeckPlay("A"))
    show.apply(act.DeckPlay("B"))
    sound.render(64)
    settle(show, sound)
    return Deck(show, sound, "B")


def apart(sound, deck, factor=1.0):
    seen = sound.snapshot()
    beats = seen.decks[deck].beat - seen.clock.beat * factor
    return beats - round(beats)


def test_the_deck_that_plays_longest_leads(two):
    assert two.show.state.master.leader == "A"
    two(act.SyncLeader("B"))
    assert (two.show.state.master.leader, two.show.state.master.tempo) == ("B", 87.0)
    two(act.SyncLeader(None))
    assert (two.show.state.master.leader, two.show.state.master.tempo) == ("A", 120.0)


def test_sync_takes_tempo_and_beat_in_the_measure_that_is_nearest(two, shelf):
    two(act.SyncOnce("B"))
    assert two.state.tempo == pytest.approx((120 / 87 - 1) * 100, abs=0.01)
    assert two.seen.rate == pytest.approx(120 / 87)
    assert apart(two.sound, 1) == pytest.approx(0.0, abs=1e-3)
    load(two.show, shelf, "B", "slow")
    two(act.DeckPlay("B"), act.SyncLock("B"))
    assert (two.state.beat_factor, two.state.locked) == (0.5, True)
    assert two.seen.rate == pytest.approx(60 / 62)
    assert apart(two.sound, 1, 0.5) == pytest.approx(0.0, abs=1e-3)


def test_a_locked_deck_goes_with_the_clock_and_its_fader_too(two):
    two(act.SyncLock("B", on=True), act.ClockTempo(110.0))
    two.play(4800)
    assert two.state.tempo == pytest.approx((110 / 87 - 1) * 100, abs=0.01)
    assert two.show.state.decks["A"].tempo == pytest.approx((110 / 120 - 1) * 100, abs=0.01)
    two(act.DeckTempo("B", 40.0))
    assert two.show.state.master.tempo == pytest.approx(87 * 1.4, abs=0.01)


def test_a_locked_deck_whose_beats_are_doubled_plays_on_as_fast(two):
    two(act.SyncLock("B", on=True))
    rate = two.seen.rate
    two(act.GridDouble("B"))
    assert two.seen.rate == pytest.approx(rate)
    assert two.state.beat_factor == 2.0


def test_a_locked_deck_keeps_its_lock_and_takes_the_next_song_along(two, shelf):
    two(act.SyncLock("B", on=True))
    load(two.show, shelf, "B", "slow")
    two(act.DeckPlay("B"))
    assert (two.state.locked, two.state.beat_factor) == (True, 0.5)
    assert two.seen.rate == pytest.approx(60 / 62)


def test_the_clock_is_tapped(show, clock, sound):
    for _ in range(4):
        show.apply(act.ClockTap())
        clock.now += 60 / 131
    sound.render(64)
    settle(show, sound)
    assert show.state.master.tempo == pytest.approx(131.0, abs=0.1)
    assert sound.snapshot().clock.bpm == pytest.approx(131.0, abs=0.1)


def test_a_stem_that_had_taken_anothers_place_gives_it_back_when_its_song_goes(two):
    two(act.StemSwap("A", "drums", "B", on=True))
    assert two.state.stems["drums"].replaced_by == "A"
    two(act.DeckEject("A"))
    assert two.state.stems["drums"].replaced_by is None
    assert np.abs(two.sound.render(4800)).max() > 0


def test_after_a_crash_everything_on_a_deck_is_as_it_was(two, shelf, clock):
    for action in (
        act.SyncLock("B", on=True),
        act.DeckKeyLock("B", on=True),
        act.DeckKeyShift("B", 3.0),
        act.GridNudge("B", 7.0),
        act.DeckLoopSize("B", 2.0),
        act.DeckLoop("B", on=True),
        act.StemLoop("B", "bass", beats=1.0, on=True),
        act.StemSwap("A", "drums", "B", on=True),
        act.DeckInstrumental("B", on=True),
        act.DeckSlip("B", on=True),
        act.DeckNudge("B", 3.0, on=True),
        act.LoopChain("A", (act.ChainedLoop(0.0, 2000.0, 2), act.ChainedLoop(4000.0, 5000.0))),
        act.ClockQuantise("1 bar"),
        act.SyncLeader("A"),
    ):
        two(action)
    before = two.show.state
    sound = engine.OfflineEngine(rate=RATE, block=64)
    show = Show(sound, "second", clock)
    show.resume_master(before.master, NO_SCENES)
    for name, track_id in zip(DECKS[:2], ("first", "second"), strict=True):
        show.resume(name, shelf.take(track_id), before.decks[name])
    sound.render(64)
    settle(show, sound)
    held = {"slip": False, "nudge": 0.0}
    for name in DECKS[:2]:
        was, now = before.decks[name], show.state.decks[name]
        for field in was.__struct_fields__:
            # What is written on the song is its marks', not the deck's.
            if field not in ("position_ms", "tempo", "grid", "grid_edited"):
                assert getattr(now, field) == held.get(field, getattr(was, field)), field
        assert now.tempo == pytest.approx(was.tempo, abs=0.02)
    assert replace(show.state.master, tempo=0.0) == replace(before.master, tempo=0.0)
    seen = sound.snapshot().decks
    assert (seen[0].loop_on, seen[0].loop_end, seen[1].loop_on) == (True, 2 * RATE, True)
    assert seen[1].following


@pytest.fixture
def three(show, shelf, packs, sound):
    """Deck A plays a song of 140 bpm; B, of 70 bpm, and C, of 138, are locked to it."""
    for name, bpm in (("first", 140.0), ("half", 70.0), ("third", 138.0)):
        write_pack(packs, name, noise_song(20.0), bpm=bpm)
    for name, song in zip(DECKS[:3], ("first", "half", "third"), strict=True):
        load(show, shelf, name, song)
        show.apply(act.DeckPlay(name))
    sound.render(64)
    settle(show, sound)
    deck = Deck(show, sound, "C")
    deck(act.SyncLock("B", on=True), act.SyncLock("C", on=True))
    deck.play(RATE)
    return deck


@pytest.mark.parametrize("end", [act.DeckEject("A"), act.SyncLeader("B"), act.DeckPause("A")])
def test_when_a_deck_at_half_time_has_to_lead_nobody_hears_it(three, end):
    rate = three.seen.rate
    three(end)
    decks = three.show.state.decks
    assert three.seen.rate == pytest.approx(rate)
    assert three.show.state.master.leader == "B"
    assert three.show.state.master.tempo == pytest.approx(140.0, abs=0.01)
    assert (decks["B"].beat_factor, decks["C"].beat_factor) == (0.5, 1.0)


def test_the_show_learns_the_measure_that_a_follower_takes_behind_another_leader(three):
    three(act.SyncLock("B", on=False))
    rate = three.seen.rate
    three(act.SyncLeader("B"))
    assert three.show.state.master.tempo == pytest.approx(70.0, abs=0.01)
    assert three.seen.rate == pytest.approx(rate)
    assert three.state.beat_factor == 2.0


def test_the_beats_of_the_leader_are_doubled_and_halved_unheard(three):
    rates = [seen.rate for seen in three.sound.snapshot().decks[:3]]
    for action, tempo in ((act.GridDouble("A"), 280.0), (act.GridHalve("A"), 140.0), (act.GridHalve("A"), 70.0)):
        three(action)
        assert three.show.state.master.tempo == pytest.approx(tempo, abs=0.01)
        assert [seen.rate for seen in three.sound.snapshot().decks[:3]] == pytest.approx(rates)


def test_a_second_press_on_the_lock_of_a_leader_at_half_time_changes_nothing(three):
    three(act.DeckEject("A"), act.SyncLock("B", on=True))
    assert three.show.state.master.tempo == pytest.approx(140.0, abs=0.01)
    assert three.show.state.decks["B"].beat_factor == 0.5


@pytest.mark.parametrize("beats", [0.25, 0.5, 1.5])
def test_a_loop_that_is_no_whole_number_of_beats_ends_in_the_beat(three, beats):
    three(act.DeckLoopSize("C", beats), act.DeckLoop("C", on=True))
    three.play(RATE + 4321)
    three(act.LoopFinish("C"))
    three.play(2 * RATE)
    assert apart(three.sound, 2) == pytest.approx(0.0, abs=1e-3)
