"""Nothing leaves above full scale; what is below it is not touched."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import OfflineEngine, Play, SetDeckGain, SetMaster, SetStemGain
from tests.engine.player import RAMP, Sound, ask, loaded, noise, sine, summed

loud = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 400), st.sampled_from([2, 4, 8])),
    elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False),
)


@settings(max_examples=100, deadline=None)
@given(song=loud, gain=st.sampled_from([1.0, 2.0, 4.0]), block=st.sampled_from([16, 64, 333]))
def test_no_sample_is_ever_above_full_scale(song: Sound, gain: float, block: int) -> None:
    engine = loaded(song, block=block, playing=False)
    ask(engine, SetDeckGain(0, gain), SetMaster(gain), SetStemGain(0, 0, gain), Play(0))
    assert np.abs(engine.render(500)).max() <= 1.0


def test_twenty_four_decibels_too_much_come_out_at_full_scale() -> None:
    engine = loaded(sine(48_000, level=1.0), playing=False)
    ask(engine, SetDeckGain(0, 4.0), SetMaster(4.0), Play(0))
    out = engine.render(20_000)
    assert np.abs(out).max() == 1.0
    # Once the gain has come down, a tone stays a tone: it is turned down, not clipped.
    assert np.mean(np.abs(out[10_000:]) > 0.999) < 0.2


def test_it_opens_again_to_exactly_one() -> None:
    song = noise(200_000, 1)
    song[1000] = 3.0
    engine = loaded(song)
    engine.render(1100)
    assert engine.snapshot().limiter_gain < 0.5
    engine.render(110_000)
    assert engine.snapshot().limiter_gain == 1.0
    assert np.array_equal(engine.render(1000), summed(song)[111_100:112_100])


def test_sound_at_full_scale_is_not_touched() -> None:
    song = sine(4800)
    song[::7] = np.sign(song[::7])
    assert np.array_equal(loaded(song).render(4800), song)


@pytest.mark.parametrize("level", [1.0000001, 1.5, 3e4])
def test_both_sides_are_turned_down_alike(level: float) -> None:
    song = np.full((1000, 2), (level, level / 4), np.float32)
    out = loaded(song).render(RAMP)
    assert np.allclose(out[:, 1] / out[:, 0], 0.25, rtol=1e-6)


def test_silence_stays_silence() -> None:
    assert not OfflineEngine().render(1000).any()
