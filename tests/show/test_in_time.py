"""Loops, cues, grids, sync, tempo and key through the hands of a player, and what the engine makes of them."""

import numpy as np
import pytest
from msgspec.structs import replace

import engine
from bench.stage import noise_song, write_pack
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.action import DECKS
from sfa_live.model.grid import Grid
from sfa_live.show import Show
from sfa_live.show.scenes import NO_SCENES
from tests.show.conftest import RATE, load, settle, write_free

BEAT_MS = 500.0


@pytest.fixture
def deck(show, shelf, packs, sound):
    """A show with a song of twenty seconds on deck A, 120 bpm; deck B is empty."""
    write_pack(packs, "long", noise_song(20.0))
    load(show, shelf, "A", "long")
    sound.render(64)
    settle(show, sound)
    return Deck(show, sound, "A")


class Deck:
    """One deck of a show, with the engine asked after each press whether it agrees."""

    def __init__(self, show, sound, name):
        self.show, self.sound, self.name = show, sound, name

    def __call__(self, *actions):
        for action in actions:
            self.show.apply(action)
        self.play(64)

    def play(self, frames):
        self.sound.render(frames)
        settle(self.show, self.sound)
        loop, seen = self.state.loop, self.seen
        assert self.state.playing == seen.playing
        if self.state.rolling is None:
            assert loop.on == seen.loop_on
            if loop.on:
                assert (seen.loop_start, seen.loop_end) == (self.frames(loop.start_ms), self.frames(loop.end_ms))

    def at(self, place_ms):
        """Put the deck there."""
        self(act.DeckSeek(self.name, place_ms))

    @staticmethod
    def frames(place_ms):
        return round(place_ms * RATE / 1000)

    @property
    def state(self):
        return self.show.state.decks[self.name]

    @property
    def seen(self):
        return self.sound.snapshot().decks["ABCD".index(self.name)]

    @property
    def place(self):
        return self.show.position_ms(self.name)


def bounds(deck):
    return deck.state.loop.on, deck.state.loop.start_ms, deck.state.loop.end_ms


# Loops.


def test_a_loop_is_shown_where_it_will_be_before_the_engine_has_answered(deck):
    deck.at(2100.0)
    deck.show.apply(act.DeckLoop("A", on=True))
    assert bounds(deck) == (True, 2000.0, 4000.0)


def test_a_loop_that_plays_changes_its_size_at_once_and_stays_within_a_64th_of_a_bar_and_sixteen_bars(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.DeckLoopSize("A", 1.0))
    assert bounds(deck) == (True, 2000.0, 2500.0)
    deck(act.LoopDouble("A"))
    assert bounds(deck) == (True, 2000.0, 3000.0)
    deck(act.LoopHalve("A"), act.LoopHalve("A"))
    assert bounds(deck) == (True, 2000.0, 2250.0)
    deck(act.DeckLoopSize("A", 1 / 32))
    before = deck.show.state
    with pytest.raises(ActionError, match="1/32 to 64"):
        deck.show.apply(act.LoopHalve("A"))
    assert deck.show.state is before


@pytest.mark.parametrize(
    "action",
    [
        act.DeckLoop("A", on=True),
        act.DeckLoopSize("A", 64.0),
        act.LoopDouble("A"),
        act.LoopMove("A", 4.0),
        act.LoopMove("A", -128.0),
        act.LoopRoll("A", beats=8.0, on=True),
        act.StemLoop("A", "drums", beats=8.0, on=True),
        act.LoopChain("A", (act.ChainedLoop(19_000.0, 21_000.0),)),
        act.LoopChain("A", (act.ChainedLoop(2_000.0, 2_000.0),)),
        act.LoopIn("A", 30_000.0),
        act.LoopOut("A", 1_000.0),
    ],
    ids=lambda action: action.name,
)
def test_a_loop_that_leaves_the_song_is_refused_and_nothing_has_changed(deck, action):
    deck(act.LoopIn("A", 17_000.0), act.LoopOut("A", 19_000.0))
    if isinstance(action, act.DeckLoop):
        deck(act.LoopFinish("A"))
    deck.at(18_900.0)
    before = deck.show.state
    with pytest.raises(ActionError) as wrong:
        deck.show.apply(action)
    assert deck.show.state is before
    assert wrong.value.message.endswith(".")


def test_in_and_out_make_a_loop_that_holds_a_deck_that_has_just_passed_its_end(deck):
    deck.at(3000.0)
    deck(act.DeckPlay("A"), act.LoopIn("A"))
    deck.play(RATE)
    deck(act.LoopOut("A"))
    on, start, end = bounds(deck)
    assert on
    assert end - start == pytest.approx(1000.0, abs=10.0)
    assert start <= deck.place < end
    deck.play(3 * RATE)
    assert start <= deck.place < end


def test_while_presses_are_quantised_in_and_out_fall_on_the_nearest_beat(deck):
    deck(act.ClockQuantise("1/4"))
    deck.at(2900.0)
    deck(act.LoopIn("A"))
    deck.at(4100.0)
    deck(act.LoopOut("A"))
    assert bounds(deck) == (True, 3000.0, 4000.0)
    assert deck.state.loop.beats == 2.0
    assert deck.place == pytest.approx(3100.0, abs=0.1)


def test_an_end_before_the_beginning_is_no_loop(deck):
    deck.at(3000.0)
    deck(act.LoopIn("A"))
    deck.at(2000.0)
    with pytest.raises(ActionError, match=r"loop\.in"):
        deck(act.LoopOut("A"))


def test_a_loop_moves_with_the_deck_that_plays_in_it(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.LoopMove("A", 4.0))
    assert bounds(deck) == (True, 4000.0, 6000.0)
    assert deck.place == pytest.approx(4100.0, abs=0.1)


def test_finish_plays_the_loop_to_its_end_and_leave_goes_on_at_once(deck):
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.LoopFinish("A"))
    deck.play(RATE)
    assert 3000.0 < deck.place < 3200.0
    deck(act.DeckLoop("A", on=True), act.LoopLeave("A"))
    assert deck.place > 5000.0
    assert not deck.state.loop.on


def test_a_roll_ends_where_the_song_would_be_and_leaves_the_deck_its_own_loop(deck):
    deck.at(2100.0)
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True), act.LoopRoll("A", beats=0.25, on=True))
    assert deck.state.rolling == 0.25
    deck.play(RATE)
    assert 2000.0 <= deck.place <= 2260.0
    deck(act.LoopRoll("A", beats=0.25, on=False))
    assert bounds(deck) == (True, 2000.0, 4000.0)
    assert deck.place == pytest.approx(3100.0, abs=15.0)


def test_slip_switched_on_under_a_roll_stays_on_when_the_roll_ends(deck):
    deck(act.DeckPlay("A"), act.LoopRoll("A", beats=0.25, on=True), act.DeckSlip("A", on=True))
    deck(act.LoopRoll("A", beats=0.25, on=False), act.DeckSeek("A", 10_000.0))
    deck.play(RATE)
    deck(act.DeckSlip("A", on=False))
    assert deck.place < 2000.0


def test_a_chain_plays_its_loops_one_after_another_and_tells_which_are_left(deck):
    loops = (act.ChainedLoop(1000.0, 1500.0, 2), act.ChainedLoop(4000.0, 4500.0, 1))
    deck.at(1000.0)
    deck(act.DeckPlay("A"), act.LoopChain("A", loops))
    assert deck.state.chain == loops
    deck.play(RATE + 4800)
    assert deck.state.chain == loops[1:]
    assert 4000.0 <= deck.place < 4500.0
    deck.play(RATE)
    assert (deck.state.chain, deck.state.loop.on) == ((), False)
    deck(act.LoopChain("A", loops), act.LoopChain("A", ()))
    assert (deck.state.chain, deck.state.loop.on) == ((), False)


def test_a_stem_loops_over_the_others(deck):
    deck.at(2100.0)
    deck(act.StemLoop("A", "vocals", beats=2.0))
    loop = deck.state.stems["vocals"].loop
    assert (loop.on, loop.start_ms, loop.end_ms) == (True, 2000.0, 3000.0)
    assert not deck.state.loop.on
    deck(act.StemLoop("A", "vocals", beats=2.0))
    assert not deck.state.stems["vocals"].loop.on


def test_a_jump_out_of_the_loop_leaves_it_and_one_within_it_does_not(deck):
    deck.at(2100.0)
    deck(act.DeckLoop("A", on=True), act.DeckJump("A", 1.0))
    assert deck.state.loop.on
    assert deck.place == pytest.approx(2600.0, abs=0.1)
    deck(act.DeckJump("A", 8.0))
    assert not deck.state.loop.on


def test_without_beats_a_loop_begins_here_and_counts_them_at_120(show, shelf, packs, sound):
    write_free(packs, "free", 10.0)
    load(show, shelf, "A", "free")
    deck = Deck(show, sound, "A")
    deck.at(2100.0)
    deck(act.DeckLoop("A"))
    assert bounds(deck) == (True, 2100.0, 4100.0)


# Cues.


def test_a_hot_cue_has_its_slots_colour_until_a_hand_paints_it(deck):
    deck(act.DeckCue("A", 2), act.CueSet("A", 2, label="drop", colour="#123456"), act.CueSet("A", 3))
    cues = deck.state.cues
    assert (cues["2"].label, cues["2"].colour, cues["3"].colour) == ("drop", "#123456", "#22c55e")


def test_a_layout_is_kept_where_the_cue_is_and_let_go_again(deck):
    deck.at(1000.0)
    deck(act.DeckCue("A", 1))
    deck.at(3000.0)
    deck(act.StemMute("A", "vocals"), act.StemSolo("A", "bass"), act.StemGain("A", "drums", -6.0))
    deck(act.CueSet("A", 1, layout=True))
    deck(act.StemMute("A", "vocals"), act.StemSolo("A", "bass"), act.StemGain("A", "drums", 0.0))
    assert deck.state.cues["1"].position_ms == 1000.0
    deck(act.DeckCue("A", 1))
    stems = deck.state.stems
    assert (stems["vocals"].mute, stems["bass"].solo, stems["drums"].gain_db) == (True, True, -6.0)
    assert deck.place == 1000.0
    deck(act.CueSet("A", 1, layout=False))
    assert deck.state.cues["1"].layout is None


def test_a_cue_taken_away_while_a_jump_to_it_waits_takes_the_jump_with_it(deck):
    deck(act.CueSet("A", 1, position_ms=5000.0), act.DeckCue("A", 1, quantise="1 bar"))
    assert deck.show.state.armed
    deck(act.DeckCueClear("A", 1))
    assert not deck.show.state.armed
    deck.play(5 * RATE // 2)
    assert deck.place == 0.0


def test_memory_cues_are_gone_through_forwards_and_backwards(deck):
    for place in (6000.0, 2000.0, 4000.0, 4000.5):
        deck(act.CueMemory("A", place))
    assert deck.state.memory == (2000.0, 4000.0, 6000.0)
    deck(act.CueNext("A"))
    deck(act.CueNext("A"))
    assert deck.place == 4000.0
    deck(act.CuePrevious("A"))
    assert deck.place == 2000.0
    deck.at(5500.0)
    deck(act.CuePrevious("A"))
    assert deck.place == 4000.0
    deck.at(4900.0)
    deck(act.CuePrevious("A"))
    assert deck.place == 2000.0
    deck.at(4100.0)
    deck(act.CueMemoryClear("A"))
    assert deck.state.memory == (2000.0, 6000.0)
    deck.at(6500.0)
    with pytest.raises(ActionError, match="no memory cue"):
        deck(act.CueNext("A"))


def test_the_next_memory_cue_waits_for_the_beat_and_is_taken_back_by_the_same_press(deck):
    deck(act.CueMemory("A", 6000.0), act.ClockQuantise("1 bar"), act.CueNext("A"))
    assert len(deck.show.state.armed) == 1
    deck(act.CueNext("A"))
    assert not deck.show.state.armed


# Tempo and key.


def test_a_nudge_pushes_while_it_is_held(deck):
    deck(act.DeckPlay("A"), act.DeckNudge("A", 4.0, on=True))
    assert (deck.seen.rate, deck.state.nudge, deck.state.tempo) == (pytest.approx(1.04), 4.0, 0.0)
    deck(act.DeckNudge("A", 4.0, on=False))
    assert (deck.seen.rate, deck.state.nudge) == (1.0, 0.0)


def test_a_jog_moves_a_standing_deck_at_once_and_pushes_a_playing_one(deck):
    deck.at(3000.0)
    deck(act.DeckJog("A", -20.0))
    assert deck.place == pytest.approx(2980.0)
    assert deck.state.position_ms == pytest.approx(2980.0)
    deck(act.DeckPlay("A"))
    before = deck.place
    deck(act.DeckJog("A", 10.0))
    deck.play(RATE // 2)
    assert deck.place == pytest.approx(before + 500.0 + 64 / 48 + 10.0, abs=0.1)


def test_slip_goes_on_below_a_jump(deck):
    deck(act.DeckPlay("A"), act.DeckSlip("A"), act.DeckSeek("A", 10_000.0))
    deck.play(RATE)
    assert deck.place > 10_000.0
    deck(act.DeckSlip("A"))
    assert deck.place == pytest.approx(1000.0, abs=15.0)


def test_key_lock_of_an_empty_deck_is_kept_for_its_next_song(show, shelf, sound):
    show.apply(act.DeckKeyLock("A", on=True))
    show.apply(act.DeckKeyShift("A", -3.0))
    applied = show.finish_load(act.DeckLoad("A", "song"), shelf.take("song"))
    assert applied.command_ids
    assert show.state.decks["A"].key_lock.lock
    sent = [command for command in sound._asked.values() if isinstance(command, engine.SetKeyLock | engine.SetKeyShift)]
    assert [command for command in sent if command.deck == 0][-2:] == [
        engine.SetKeyLock(0, True, engine.Stretch.SHORT),
        engine.SetKeyShift(0, -3.0, (1,)),
    ]


def test_the_drums_keep_their_pitch_unless_asked_otherwise(deck):
    deck.show.apply(act.DeckKeyShift("A", 2.0))
    deck.show.apply(act.DeckKeyExempt("A", on=False))
    sent = [command for command in deck.sound._asked.values() if isinstance(command, engine.SetKeyShift)]
    assert sent[-2:] == [engine.SetKeyShift(0, 2.0, (1,)), engine.SetKeyShift(0, 2.0, ())]


# Beats.


def test_the_beats_of_a_song_are_edited_and_reset(deck):
    found = deck.state.grid
    deck(act.GridNudge("A", 20.0))
    assert (deck.state.grid.first_ms, deck.state.grid_edited) == (20.0, True)
    deck.at(1530.0)
    deck(act.GridSetDownbeat("A"))
    assert (deck.state.grid.downbeat, deck.state.grid.ms_at(3)) == (3, pytest.approx(1530.0))
    deck(act.GridDouble("A"))
    assert deck.state.grid.bpm == 240.0
    deck(act.GridHalve("A"), act.GridHalve("A"))
    assert deck.state.grid.bpm == 60.0
    deck(act.GridSet("A", 90.0, 100.0))
    assert deck.state.grid == Grid(90.0, 100.0)
    deck(act.GridReset("A"))
    assert (deck.state.grid, deck.state.grid_edited) == (found, False)


def test_beats_cannot_be_doubled_beyond_reason(deck):
    deck(act.GridDouble("A"))
    with pytest.raises(ActionError, match="bpm"):
        deck(act.GridDouble("A"))


def test_tapping_gives_a_song_beats_with_the_first_tap_as_a_one(deck, clock):
    deck(act.DeckTempo("A", 10.0), act.DeckPlay("A"))
    deck.play(RATE)
    first = deck.place
    for _ in range(5):
        deck(act.GridTap("A"))
        deck.play(RATE // 2 - 64)
        clock.now += 0.5
    # 120 taps a minute while the deck plays 10 % faster: 109 beats a minute of the song itself.
    assert deck.state.grid.bpm == pytest.approx(120 / 1.1, abs=0.05)
    beats = deck.state.grid.beat_at(first)
    assert beats - 4 * round(beats / 4) == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize(
    "action",
    [
        act.DeckJump("A", 4.0),
        act.GridNudge("A", 5.0),
        act.GridHalve("A"),
        act.SyncOnce("A"),
        act.SyncLock("A", on=True),
        act.SyncLeader("A"),
    ],
    ids=lambda action: action.name,
)
def test_what_needs_beats_says_how_to_get_them(show, shelf, packs, action):
    write_free(packs, "free", 1.0)
    load(show, shelf, "A", "free")
    before = show.state
    with pytest.raises(ActionError, match=r"grid\.tap"):
        show.apply(action)
    assert show.state is before


# Sync.


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
