"""What hands do to the show, and that the sound does the same."""

import numpy as np
import pytest

from bench.stage import write_pack
from sfa_live.errors import ActionError, EngineError
from sfa_live.model import action as act
from sfa_live.model.show_state import ShowState, apply_changes, to_wire
from tests.show.conftest import RATE, load, settle


def _samples(shelf, track="song"):
    header = shelf.take(track).header
    data = np.fromfile(shelf._packs / f"{track}.{RATE}.pack", "<f4", offset=header.data_offset)
    return data.reshape(header.frames, -1, 2)


def test_a_deck_that_plays_sounds_as_the_sum_of_its_stems(loaded, sound, shelf):
    loaded.apply(act.DeckPlay(deck="A"))
    heard = sound.render(4800)
    assert np.array_equal(heard, _samples(shelf)[:4800].sum(axis=1))


def test_a_muted_stem_is_neither_heard_nor_shown(loaded, sound, shelf):
    loaded.apply(act.StemMute(deck="A", stem="drums"))
    sound.render(480)
    loaded.apply(act.DeckPlay(deck="A"))
    heard = sound.render(4800)
    stems = _samples(shelf)[:4800]
    assert np.array_equal(heard, stems[:, [0, 2, 3]].sum(axis=1))
    assert loaded.state.decks["A"].stems["drums"].mute


def test_two_presses_are_two_toggles(loaded):
    for expected in (True, False, True):
        loaded.apply(act.StemMute(deck="A", stem=2))
        assert loaded.state.decks["A"].stems["drums"].mute is expected


def test_a_stem_that_is_not_there_names_those_that_are(loaded):
    with pytest.raises(ActionError, match="vocals, drums, bass, other"):
        loaded.apply(act.StemMute(deck="A", stem="kazoo"))
    with pytest.raises(ActionError, match="Deck B is empty"):
        loaded.apply(act.StemMute(deck="B", stem="drums"))


@pytest.mark.parametrize(
    "action",
    [
        act.DeckPlay(deck="B"),
        act.DeckSeek(deck="B", position_ms=0.0),
        act.DeckCue(deck="B", slot=1),
        act.DeckTap(deck="B"),
    ],
)
def test_an_empty_deck_refuses_what_needs_a_song(loaded, action):
    before = loaded.state
    with pytest.raises(ActionError, match="empty"):
        loaded.apply(action)
    assert loaded.state is before


def test_a_seek_moves_the_sound(loaded, sound, shelf):
    loaded.apply(act.DeckSeek(deck="A", position_ms=1000.0))
    loaded.apply(act.DeckPlay(deck="A"))
    heard = sound.render(4800)
    expected = _samples(shelf)[RATE : RATE + 4800].sum(axis=1)
    assert np.array_equal(heard[480:], expected[480:])
    with pytest.raises(ActionError, match="behind the end"):
        loaded.apply(act.DeckSeek(deck="A", position_ms=99_000.0))


def test_a_song_that_ends_stops_its_deck_and_starts_again_on_play(show, sound, shelf):
    load(show, shelf, "A", "short")
    show.apply(act.DeckPlay(deck="A"))
    sound.render(RATE // 5)
    settle(show, sound)
    assert not show.state.decks["A"].playing
    assert not show.state.master.playing
    show.apply(act.DeckPlay(deck="A"))
    assert np.abs(sound.render(1024)).max() > 0


def test_a_hot_cue_is_set_by_the_first_press_and_reached_by_the_next(loaded, sound):
    loaded.apply(act.DeckPlay(deck="A"))
    sound.render(RATE // 2)
    loaded.apply(act.DeckCue(deck="A", slot=3))
    place = loaded.state.decks["A"].cues["3"].position_ms
    assert place == pytest.approx(500.0, abs=2.0)
    sound.render(RATE // 2)
    loaded.apply(act.DeckCue(deck="A", slot=3))
    sound.render(64)
    assert loaded.position_ms("A") == pytest.approx(place, abs=3.0)


def test_a_loop_of_two_beats_begins_on_the_beat_and_repeats(loaded, sound):
    loaded.apply(act.DeckLoopSize(deck="A", beats=2))
    loaded.apply(act.DeckSeek(deck="A", position_ms=600.0))
    sound.render(64)
    loaded.apply(act.DeckLoop(deck="A"))
    loop = loaded.state.decks["A"].loop
    assert (loop.start_ms, loop.end_ms) == (500.0, 1500.0)  # 120 bpm
    loaded.apply(act.DeckPlay(deck="A"))
    sound.render(2 * RATE)
    assert 500.0 <= loaded.position_ms("A") <= 1500.0
    loaded.apply(act.DeckLoop(deck="A"))
    sound.render(2 * RATE)
    settle(loaded, sound)
    assert not loaded.state.decks["A"].playing


def test_tempo_moves_position_and_the_master_tempo(loaded, sound):
    loaded.apply(act.DeckTempo(deck="A", percent=10.0))
    loaded.apply(act.DeckPlay(deck="A"))
    sound.render(RATE)
    assert loaded.position_ms("A") == pytest.approx(1100.0, abs=1.0)
    settle(loaded, sound)
    assert loaded.state.master.tempo == pytest.approx(132.0)


def test_tapping_sets_the_tempo_that_was_tapped(loaded, clock):
    for _ in range(5):
        loaded.apply(act.DeckTap(deck="A"))
        clock.now += 60 / 126
    assert loaded.state.decks["A"].tempo == pytest.approx(5.0, abs=0.1)


def test_panic_silences_everything_within_fifty_milliseconds(loaded, sound):
    loaded.apply(act.DeckPlay(deck="A"))
    sound.render(RATE // 4)
    loaded.apply(act.Panic())
    heard = sound.render(RATE // 4)
    assert np.abs(heard[: RATE // 1000]).max() > 0
    assert not heard[RATE // 20 :].any()
    assert not loaded.state.decks["A"].playing


def test_every_patch_has_the_next_number_and_keeps_a_copy_true(loaded):
    copy = to_wire(ShowState("epoch", audio=loaded.state.audio))
    numbers = []
    for action in (act.StemSolo(deck="A", stem=1), act.MixerMaster(db=-6.0), act.DeckPlay(deck="A")):
        applied = loaded.apply(action)
        patch = loaded.publish()
        assert patch.state.seq == applied.seq
        numbers.append(patch.state.seq)
        apply_changes(copy, patch.changes)
    assert numbers == [1, 2, 3]
    assert loaded.publish() is None
    assert copy | {"seq": 3} == to_wire(loaded.state)


def test_what_changes_nothing_gets_the_present_number(loaded):
    loaded.apply(act.DeckPlay(deck="A"))
    loaded.publish()
    assert loaded.apply(act.DeckPlay(deck="A")).seq == loaded.state.seq


def test_a_flooded_engine_refuses_and_the_show_stays_as_it_was(loaded):
    def flood():
        for number in range(100_000):
            loaded.apply(act.MixerCrossfader(value=(-1) ** number * 0.5))

    with pytest.raises(EngineError, match="Too much"):
        flood()
    before = loaded.state
    with pytest.raises(EngineError):
        loaded.apply(act.StemMute(deck="A", stem=1))
    assert loaded.state is before


def test_broken_samples_are_told_on_the_deck(show, sound, shelf, packs):
    broken = np.full((RATE, 2), np.nan, np.float32)
    write_pack(packs, "broken", {"drums": broken, "bass": np.zeros_like(broken)})
    load(show, shelf, "A", "broken")
    show.apply(act.DeckPlay(deck="A"))
    assert np.isfinite(sound.render(4800)).all()
    settle(show, sound)
    assert "drums" in show.state.decks["A"].message


def test_a_song_comes_on_before_the_engine_has_played_its_first_block(show, sound, shelf):
    show.follow(sound.snapshot())
    load(show, shelf, "A", "song")
    assert show.state.decks["A"].tempo == 0.0
    assert show.state.master.tempo == 120.0
