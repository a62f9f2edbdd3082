"""More than one pair of outputs: decks and stems on pairs of their own, headphones on the second."""

import numpy as np
import pytest

from engine import (
    Command,
    Engine,
    Fade,
    Frames,
    OfflineEngine,
    Play,
    Refusal,
    SetCrossfader,
    SetDeckGain,
    SetDeckOutput,
    SetHeadphoneGain,
    SetHeadphoneMix,
    SetHeadphones,
    SetMaster,
    SetStemOutput,
)
from tests.engine.player import RAMP, RATE, Sound, answers, ask, constant, loaded, noise, sine, summed
from tests.engine.sound import MARGIN, OWN_STEP, largest_step


def levels(engine: OfflineEngine) -> list[float]:
    """What each pair plays once all ramps are done."""
    engine.render(2 * RAMP)
    out = engine.render(10)
    assert (out == out[0]).all()
    return [float(out[0, channel]) for channel in range(0, out.shape[1], 2)]


def constants(channels: int, *commands: Command) -> OfflineEngine:
    """Two decks of two stems that are numbers, and commands before they play."""
    songs = [np.hstack([constant(20_000, 0.5), constant(20_000, 0.125)]), constant(20_000, 0.0625)]
    engine = loaded(*songs, playing=False, channels=channels)
    ask(engine, *commands, Play(0), Play(1))
    return engine


@pytest.mark.parametrize("channels", [2, 4, 6, 8])
def test_the_first_pair_is_the_master_and_the_others_are_silent(channels: int) -> None:
    song = noise(2000, 3)
    out = loaded(song, channels=channels).render(2000)
    assert out.shape == (2000, channels)
    assert np.array_equal(out[:, :2], summed(song))
    assert not out[:, 2:].any()


@pytest.mark.parametrize("channels", [0, 1, 3, 10])
def test_another_number_of_channels_is_refused_in_words(channels: int) -> None:
    with pytest.raises(ValueError, match="2 to 8 channels"):
        OfflineEngine(channels=channels)


def test_a_channel_goes_to_its_own_pair_after_its_fader() -> None:
    assert levels(constants(6, SetDeckOutput(0, 3), SetDeckGain(0, 0.5))) == [0.0625, 0.0, 0.3125]


def test_a_stem_goes_straight_to_a_pair() -> None:
    engine = constants(8, SetStemOutput(0, 1, 4), SetDeckGain(0, 0.5), SetCrossfader(1.0))
    assert levels(engine) == [0.0625, 0.0, 0.0, 0.125]
    ask(engine, SetStemOutput(0, 1, 0), SetCrossfader(0.0))
    assert levels(engine) == [0.3125 + 0.0625, 0.0, 0.0, 0.0]


def test_the_master_fader_moves_the_master_alone_and_fade_moves_all() -> None:
    engine = constants(4, SetDeckOutput(0, 2), SetMaster(0.5))
    assert levels(engine) == [0.03125, 0.625]
    ask(engine, Fade(0.5, Frames(10)))
    assert levels(engine) == [0.015625, 0.3125]


def test_cued_channels_are_heard_in_the_headphones_before_their_fader() -> None:
    engine = constants(4, SetHeadphones(0, on=True), SetDeckGain(0, 0.0))
    assert levels(engine) == [0.0625, 0.625]
    ask(engine, SetHeadphoneGain(0.5))
    assert levels(engine) == [0.0625, 0.3125]
    ask(engine, SetHeadphones(0, on=False), SetHeadphones(1, on=True))
    assert levels(engine) == [0.0625, 0.03125]


@pytest.mark.parametrize("mix", [0.0, 0.25, 1.0])
def test_the_headphones_mix_the_cue_with_the_master(mix: float) -> None:
    engine = constants(4, SetHeadphones(0, on=True), SetDeckGain(0, 0.0), SetHeadphoneMix(mix), SetMaster(0.5))
    assert levels(engine) == [0.03125, 0.625 * (1 - mix) + 0.03125 * mix]


def test_the_headphones_are_no_part_of_the_meters() -> None:
    engine = constants(4, SetHeadphones(0, on=True), SetDeckGain(0, 0.0), SetHeadphoneGain(4.0))
    engine.render(1000)
    seen = engine.snapshot()
    assert seen.decks[0].peak == (0.0, 0.0)
    assert seen.peak[0] == pytest.approx(0.0625)
    assert seen.limiter_gain == 1.0


def test_a_pair_that_is_not_there_is_refused_and_changes_nothing() -> None:
    engine = constants(4)
    commands = (SetDeckOutput(0, 3), SetStemOutput(0, 0, 4), SetDeckOutput(0, 2))
    ask(engine, *commands)
    engine.render(1)
    told = answers(engine)
    refused = [told[command.id].refusal for command in commands]
    assert refused == [Refusal.NO_SUCH_OUTPUT, Refusal.NO_SUCH_OUTPUT, Refusal.NONE]


def test_without_a_second_pair_there_are_no_headphones() -> None:
    engine = constants(2)
    commands = (SetHeadphones(0, on=True), SetHeadphones(0, on=False), SetHeadphoneMix(1.0))
    ask(engine, *commands)
    engine.render(1)
    told = answers(engine)
    refused = [told[command.id].refusal for command in commands]
    assert refused == [Refusal.NO_SUCH_OUTPUT, Refusal.NONE, Refusal.NONE]


@pytest.mark.parametrize(
    "move",
    [SetDeckOutput(0, 2), SetStemOutput(0, 0, 2), SetHeadphones(0, on=True), SetHeadphoneMix(1.0)],
    ids=lambda move: type(move).__name__,
)
def test_no_cable_clicks(move: Command) -> None:
    engine = loaded(sine(RATE), channels=4)
    engine.render(1013)
    ask(engine, move)
    assert largest_step(engine.render(4000)) <= OWN_STEP + MARGIN


def test_no_sample_of_any_pair_is_above_full_scale() -> None:
    engine = loaded(*(noise(20_000, 4, seed=k, level=3.0) for k in range(4)), channels=8, playing=False)
    ask(engine, SetDeckOutput(1, 2), SetDeckOutput(2, 3), SetDeckOutput(3, 4), SetStemOutput(0, 1, 3))
    ask(engine, SetHeadphones(1, on=True), SetHeadphoneGain(4.0), *(Play(deck) for deck in range(4)))
    out: Sound = engine.render(9000)
    assert np.isfinite(out).all()
    assert [float(np.abs(out[:, channel]).max()) for channel in range(8)] == [1.0] * 8


def test_the_null_device_has_as_many_channels_as_are_wanted() -> None:
    engine = Engine.open("null", channels=6)
    device = engine.device
    engine.close()
    assert (device.null, device.channels, device.message) == (True, 6, None)
