"""Cables: stems through other channels, trim, and the blend with the original mix."""

import numpy as np
import pytest

from engine import (
    Band,
    Load,
    Pause,
    Play,
    Refusal,
    Seek,
    SetBlend,
    SetCrossfader,
    SetDeckFilter,
    SetDeckGain,
    SetEq,
    SetMute,
    SetSolo,
    SetStandIn,
    SetStemChannel,
    SetStemFilter,
    SetStemGain,
    SetTrim,
    Source,
)
from tests.engine.player import RAMP, RATE, Sound, answers, ask, constant, loaded, noise, sine, summed
from tests.engine.sound import level_db


def test_a_stem_goes_through_another_decks_fader_and_side() -> None:
    engine = loaded(np.hstack([constant(9000, 0.5), constant(9000, 0.125)]), playing=False)
    ask(engine, SetStemChannel(0, 1, 1), SetDeckGain(1, 0.5), SetDeckGain(0, 0.25), Play(0))
    assert engine.render(RAMP)[-1, 0] == 0.5 * 0.25 + 0.125 * 0.5
    ask(engine, SetCrossfader(1.0))
    assert engine.render(2 * RAMP)[-1, 0] == 0.125 * 0.5
    assert engine.snapshot().decks[1].peak[0] == pytest.approx(0.0625, rel=0.1)


def test_a_stem_goes_through_another_decks_equaliser() -> None:
    song = np.hstack([sine(RATE, 50.0, 0.2), sine(RATE, 50.0, 0.1)])
    engine = loaded(song, playing=False)
    ask(engine, SetStemChannel(0, 0, 3), SetEq(3, Band.LOW, 0.0), Play(0))
    engine.render(9600)
    assert level_db(engine.render(19_200), 50.0) == pytest.approx(-20.0, abs=0.2)


def test_a_switch_of_channels_is_a_crossfade_that_is_never_louder() -> None:
    engine = loaded(constant(9000, 0.5))
    engine.render(100)
    ask(engine, SetStemChannel(0, 0, 2))
    assert (engine.render(1000) == 0.5).all()


def test_a_guest_is_heard_whatever_is_soloed_on_its_own_deck() -> None:
    engine = loaded(np.hstack([constant(9000, 0.5), constant(9000, 0.25), constant(9000, 0.125)]))
    ask(engine, SetSolo(0, 2, on=True), SetStemChannel(0, 0, 1, guest=True))
    assert engine.render(2 * RAMP)[-1, 0] == 0.5 + 0.125
    ask(engine, SetStemChannel(0, 0, 0))
    assert engine.render(2 * RAMP)[-1, 0] == 0.125


def test_a_stem_is_silent_while_the_deck_of_its_stand_in_plays_and_no_longer() -> None:
    engine = loaded(np.hstack([constant(9000, 0.5), constant(9000, 0.25)]), constant(3000, 0.125))
    ask(engine, SetStandIn(0, 0, by=1))
    assert engine.render(2 * RAMP)[-1, 0] == 0.25 + 0.125
    ask(engine, Pause(1))
    back = engine.render(2 * RAMP)[:, 0]
    assert np.abs(np.diff(back)).max() < 2 * 0.5 / RAMP
    assert back[-1] == 0.5 + 0.25
    ask(engine, Play(1))
    assert engine.render(2 * RAMP)[-1, 0] == 0.25 + 0.125
    # Its song ends in here, without a command.
    assert engine.render(3000)[-1, 0] == 0.5 + 0.25
    ask(engine, SetStandIn(0, 0, by=None), Seek(1, 0), Play(1))
    assert engine.render(2 * RAMP)[-1, 0] == 0.5 + 0.25 + 0.125


def test_the_next_song_comes_through_its_own_channel() -> None:
    engine = loaded(constant(9000, 0.5), playing=False)
    ask(engine, SetStemChannel(0, 0, 1), SetDeckGain(1, 0.0))
    ask(engine, Load(0, Source.from_array(constant(9000, 0.25))), Play(0))
    assert (engine.render(100) == 0.25).all()


def test_two_decks_through_one_channel_are_still_the_sum_bit_for_bit() -> None:
    first, second = noise(3000, 2, seed=1), noise(3000, 2, seed=2)
    engine = loaded(first, second, playing=False)
    ask(engine, SetStemChannel(1, 0, 0), SetStemChannel(1, 1, 0), Play(0), Play(1))
    expected = first[:, 0:2] + first[:, 2:4] + second[:, 0:2] + second[:, 2:4]
    assert np.array_equal(engine.render(3000), expected)


def test_trim_goes_with_the_deck_and_not_with_the_channel() -> None:
    engine = loaded(np.hstack([constant(9000, 0.5), constant(9000, 0.125)]), constant(9000, 0.25), playing=False)
    ask(engine, SetTrim(0, 0.5), SetStemChannel(0, 1, 1), Play(0), Play(1))
    assert engine.render(RAMP)[-1, 0] == 0.5 * (0.5 + 0.125) + 0.25


def test_trim_may_be_set_before_a_song_is_there() -> None:
    engine = loaded()
    ask(engine, SetTrim(2, 0.5), Load(2, Source.from_array(constant(900, 0.5))), Play(2))
    assert (engine.render(100) == 0.25).all()


def with_original() -> tuple[Sound, Source]:
    """Two stems, and between them something else as the original."""
    song = np.hstack([constant(20_000, 0.25), constant(20_000, 0.75), constant(20_000, 0.125)])
    return song, Source.from_array(song, original=1)


def test_the_original_is_no_part_of_the_stems() -> None:
    engine = loaded()
    ask(engine, Load(0, with_original()[1]), Play(0))
    assert (engine.render(100) == 0.25 + 0.125).all()


@pytest.mark.parametrize("value", [0.0, 0.25, 0.5, 1.0])
def test_blend_goes_from_the_stems_to_the_original(value: float) -> None:
    engine = loaded()
    ask(engine, Load(0, with_original()[1]), SetBlend(0, value), Play(0))
    assert engine.render(100)[-1, 0] == (1 - value) * (0.25 + 0.125) + value * 0.75


def test_blend_takes_the_time_it_is_given_and_is_straight() -> None:
    engine = loaded()
    ask(engine, Load(0, with_original()[1]), Play(0))
    engine.render(100)
    ask(engine, SetBlend(0, 1.0, over=1000))
    out = engine.render(1000)[:, 0]
    assert np.allclose(out, 0.375 + 0.375 * np.arange(1, 1001) / 1000, atol=1e-6)


def test_solo_and_mute_do_not_touch_the_original() -> None:
    engine = loaded()
    ask(engine, Load(0, with_original()[1]), SetBlend(0, 0.5), SetSolo(0, 0, on=True), SetMute(0, 1, on=True), Play(0))
    assert (engine.render(100) == 0.5 * 0.25 + 0.5 * 0.75).all()
    ask(engine, SetSolo(0, 0, on=False), SetSolo(0, 1, on=True))
    assert engine.render(2 * RAMP)[-1, 0] == 0.5 * 0.375 + 0.5 * 0.75


def test_a_song_without_an_original_has_no_blend() -> None:
    engine = loaded(constant(900))
    commands = (SetBlend(0, 0.5), SetBlend(1, 0.5), SetBlend(0, 0.0))
    ask(engine, *commands)
    engine.render(1)
    told = answers(engine)
    refused = [told[command.id].refusal for command in commands]
    assert refused == [Refusal.NO_ORIGINAL, Refusal.EMPTY_DECK, Refusal.NO_ORIGINAL]


def test_a_source_without_that_stem_cannot_have_it_as_its_original() -> None:
    with pytest.raises(ValueError, match="original"):
        Source.from_array(constant(10, stems=2), original=2)


def test_a_stem_that_is_not_there_is_refused() -> None:
    engine = loaded(constant(900))
    commands = (SetStemChannel(0, 1, 0), SetStemFilter(0, 1, 0.5), SetStemGain(1, 0, 0.5))
    ask(engine, *commands)
    engine.render(1)
    told = answers(engine)
    refused = [told[command.id].refusal for command in commands]
    assert refused == [Refusal.NO_SUCH_STEM, Refusal.NO_SUCH_STEM, Refusal.EMPTY_DECK]


def test_twenty_four_decibels_too_much_stay_within_full_scale_on_every_path() -> None:
    engine = loaded(noise(RATE, 4, level=4.0), noise(RATE, 4, seed=2, level=4.0), playing=False)
    boosts = [SetEq(deck, band, 4.0) for deck in range(2) for band in Band]
    ask(engine, *boosts, SetTrim(0, 4.0), SetDeckFilter(0, 0.1), SetStemChannel(0, 1, 1), SetDeckGain(0, 4.0))
    ask(engine, SetStemFilter(1, 0, -0.1), SetStemGain(1, 0, 4.0), Play(0), Play(1))
    out = engine.render(RATE)
    assert np.isfinite(out).all()
    assert np.abs(out).max() == 1.0


def test_summed_is_what_a_deck_plays_with_everything_moved_and_back() -> None:
    song = noise(30_000, 4)
    engine = loaded(song)
    ask(engine, SetEq(0, Band.LOW, 0.0), SetDeckFilter(0, 0.5), SetStemFilter(0, 2, -0.5), SetTrim(0, 0.3))
    ask(engine, SetStemChannel(0, 1, 3), SetCrossfader(0.5))
    engine.render(5000)
    ask(engine, SetEq(0, Band.LOW, 1.0), SetDeckFilter(0, 0.0), SetStemFilter(0, 2, 0.0), SetTrim(0, 1.0))
    ask(engine, SetStemChannel(0, 1, 0), SetCrossfader(0.0))
    engine.render(1000)
    assert np.array_equal(engine.render(9000), summed(song)[6000:15_000])
