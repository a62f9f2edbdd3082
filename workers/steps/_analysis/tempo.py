"""A song's tempo and beats: one steady grid where the song keeps one, else beats that follow it."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from workers.steps._analysis.following import follow_beats

Envelope = NDArray[np.float32]
Floats = NDArray[np.float64]

#: Tempos that are looked for, in beats per minute; and the middle and spread (octaves) of what people call the beat.
_SLOWEST: Final = 55.0
_FASTEST: Final = 215.0
_USUAL: Final = 118.0
_SPREAD: Final = 0.75
#: No beat is quicker than this, in seconds; and how alike strokes must be for each to be a beat.
_FAST_PERIOD: Final = 60.0 / 190.0
_ALIKE: Final = 0.9
#: Beats that are followed come again at least this clearly from one to the next (correlation).
_LEAST_CLARITY: Final = 0.3
#: Overtones of the beat that place it in time: eighths and sixteenths stand on the same grid.
_OVERTONES: Final = 8
#: How much more the low drums count for where the beat is than all onsets together.
_LOW_WEIGHT: Final = 1.5
#: Onsets are heard this much before their frame's middle, in seconds: half a window's rise.
_EARLY: Final = 0.006
#: A beat that is placed this little before the song begins, in seconds, is its first.
_BEFORE_START: Final = 0.02
#: A beat must stand out by this many standard errors, and by this many standard deviations, to be one.
_LEAST_ERRORS: Final = 7.0
_LEAST_CONTRAST: Final = 0.35
#: A contrast of this many standard deviations is as sure as it gets.
_SURE: Final = 2.0
#: A song keeps its grid when in this share of its stretches, each so many seconds long, beats stay this near to it
#: (in beats).
_STEADY_SHARE: Final = 0.75
_STRETCH_SECONDS: Final = 12.0
_STEADY_WITHIN: Final = 0.12
#: Strokes that stand nowhere stay below this share of the strongest.
_SMEARED: Final = 0.15


class Beats(Struct, frozen=True):
    """Where the beats are, in seconds; ``tempo`` is None for music that has none."""

    tempo: float | None
    confidence: float
    times: Floats


def find_beats(onsets: Envelope, low: Envelope, rate: float, seconds: float) -> Beats:
    """Tempo and beats from onset strengths at ``rate`` per second over ``seconds`` of music."""
    nothing = Beats(None, 0.0, np.zeros(0))
    if len(onsets) < 4 * rate or onsets.max() <= 0:
        return nothing
    pulse = _flatten(onsets, rate) + _LOW_WEIGHT * _flatten(low, rate)
    period = _usual_period(pulse, rate)
    spectrum = _Spectrum(pulse, rate)
    period, first = spectrum.best_grid(period)
    times = np.arange(first % period - period, len(pulse) / rate, period)
    if _each_stroke_is_a_beat(low, onsets, rate, times):
        period /= 2
        times = np.arange(first % period - period, len(pulse) / rate, period)
    steady = _is_steady(pulse, rate, period, times)
    if not steady:
        if _clarity(pulse, rate, period) < _LEAST_CLARITY:
            return nothing
        times = follow_beats(pulse, rate, period)
        if _each_stroke_is_a_beat(low, onsets, rate, times):
            times = follow_beats(pulse, rate, period / 2)
        if len(times) < 4:
            return nothing
        period = float(np.median(np.diff(times)))
    contrast = _contrast(pulse, rate, times[times >= 0])
    if contrast < _LEAST_CONTRAST or contrast * np.sqrt(len(times)) < _LEAST_ERRORS:
        return Beats(None, round(max(0.0, min(0.2, contrast / _SURE / 4)), 3), np.zeros(0))
    times = times + _EARLY
    # A beat on the very first sample may be heard a little before it.
    times = np.maximum(0.0, times[(times > -_BEFORE_START) & (times < seconds)])
    confidence = min(1.0, contrast / _SURE) * (1.0 if steady else 0.6)
    return Beats(round(60.0 / period, 3), round(confidence, 3), times)


def _flatten(envelope: Envelope, rate: float) -> Floats:
    """The envelope with loud and quiet passages alike: what stands out within a few seconds, in standard deviations."""
    values = envelope.astype(np.float64)
    window = int(3 * rate)
    raised = np.maximum(0.0, values - uniform_filter1d(values, int(rate)))
    # Its running sum may end a hair below zero in silence.
    spread = np.sqrt(np.maximum(0.0, uniform_filter1d(np.square(raised), window)))
    flat: Floats = np.minimum(6.0, raised / (spread + 0.1 * spread.mean() + 1e-9))
    return flat


def _usual_period(pulse: Floats, rate: float) -> float:
    """The beat's period in seconds to a few percent: the onsets come again after 1, 2, 3 and 4 of it."""
    centred = pulse - pulse.mean()
    size = 2 ** int(np.ceil(np.log2(2 * len(centred))))
    again = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2)[: len(centred)]
    again /= again[0] + 1e-12
    tempos = np.geomspace(_SLOWEST, _FASTEST, 400)
    lags = 60.0 / tempos * rate
    places = np.arange(len(again))
    score = sum(np.interp(count * lags, places, again) for count in (1, 2, 3, 4))
    liking = np.exp(-0.5 * (np.log2(tempos / _USUAL) / _SPREAD) ** 2)
    return float(60.0 / tempos[np.argmax(np.maximum(score, 0.0) * liking)])


class _Spectrum:
    """How strongly onsets come at every rate, fine enough to tell 120.00 from 120.02 beats per minute."""

    def __init__(self, pulse: Floats, rate: float) -> None:
        self._seconds = len(pulse) / rate
        size = 2 ** int(np.ceil(np.log2(16 * len(pulse))))
        self._values = np.fft.rfft(pulse - pulse.mean(), size)
        self._step = rate / size

    def best_grid(self, near: float) -> tuple[float, float]:
        """The period within 4 % of ``near`` whose grid the onsets fit best, and when its first beat is, in seconds."""
        step = 0.1 * near**2 / self._seconds / 4
        periods = np.arange(0.96 * near, 1.04 * near, step)
        scores, _ = self._fit(periods)
        middle = int(np.argmax(scores))
        finer = np.linspace(periods[max(0, middle - 1)], periods[min(len(periods) - 1, middle + 1)], 41)
        scores, phases = self._fit(finer)
        best = int(np.argmax(scores))
        return float(finer[best]), float(phases[best] * finer[best])

    def _fit(self, periods: Floats) -> tuple[Floats, Floats]:
        """For each period, how well the best placed grid fits, and that grid's phase in beats."""
        overtones = np.arange(1, _OVERTONES + 1)
        places = np.clip(overtones / periods[:, None] / self._step, 0, len(self._values) - 2)
        below = places.astype(int)
        share = places - below
        values = self._values[below] * (1 - share) + self._values[below + 1] * share
        phases = np.arange(128) / 128
        turns = np.exp(2j * np.pi * overtones[:, None] * phases)
        fits = np.real(values @ turns)
        best = fits.argmax(axis=1)
        rows = np.arange(len(periods))
        before, here, after = fits[rows, best - 1], fits[rows, best], fits[rows, (best + 1) % 128]
        bend = before - 2 * here + after
        offset = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1.0), 0.0)
        return here, (phases[best] + offset / 128) % 1.0


def _each_stroke_is_a_beat(low: Envelope, onsets: Envelope, rate: float, times: Floats) -> bool:
    """Whether the strokes half-way between slow beats are as strong as those on them, low and high."""
    if len(times) < 4 or np.diff(times).mean() < 2 * _FAST_PERIOD:
        return False

    def strength(envelope: Envelope, moments: Floats) -> float:
        places = np.rint(moments * rate).astype(int)[:, None] + (-1, 0, 1)
        return float(envelope[np.clip(places, 0, len(envelope) - 1)].max(axis=1).mean())

    on, between = times[1:-1], (times[1:-1] + times[2:]) / 2
    strengths = [(strength(one, on), strength(one, between)) for one in (low, onsets)]
    return all(min(pair) > _ALIKE * max(pair) for pair in strengths)


def _clarity(pulse: Floats, rate: float, period: float) -> float:
    """How much a moment is like the one about a period later, within a few seconds, where the song is clearest."""
    window = int(_STRETCH_SECONDS * rate)
    lags = np.arange(int(0.85 * period * rate), int(1.15 * period * rate) + 1)
    clear = []
    for start in range(0, max(1, len(pulse) - window + 1), window):
        piece = pulse[start : start + window] - pulse[start : start + window].mean()
        power = float(piece @ piece) + 1e-9
        clear.append(max(float(piece[lag:] @ piece[:-lag]) / power for lag in lags))
    return float(np.median(clear))


def _is_steady(pulse: Floats, rate: float, period: float, times: Floats) -> bool:
    """Whether the beats stay on the grid from stretch to stretch."""
    beats = max(8, int(_STRETCH_SECONDS / period))
    offsets = np.linspace(-0.5, 0.5, 49)
    places = np.arange(len(pulse))
    stays = []
    for start in range(0, max(1, len(times) - beats // 2), beats):
        stretch = times[start : start + beats]
        heard = np.interp((stretch[:, None] + offsets * period) * rate, places, pulse).mean(axis=0)
        first, last = (int(np.clip(moment * rate, 0, len(pulse) - 1)) for moment in (stretch[0], stretch[-1]))
        loudest = float(np.percentile(pulse[first : last + 1], 98))
        # Where strokes drift against the grid, they smear over all of the beat and stand nowhere.
        stands = heard.max() > _SMEARED * loudest
        near = abs(offsets[heard.argmax()]) <= _STEADY_WITHIN or heard[24] > 0.8 * heard.max()
        if loudest > 0.5:
            stays.append(stands and near)
    return not stays or float(np.mean(stays)) >= _STEADY_SHARE


def _contrast(pulse: Floats, rate: float, times: Floats) -> float:
    """How far the onsets on the beats stand above all moments, in standard deviations."""
    places = np.clip(np.rint(times * rate).astype(int), 1, len(pulse) - 2)
    near = np.maximum(pulse[places], np.maximum(pulse[places - 1], pulse[places + 1]))
    usual = np.maximum(pulse[1:-1], np.maximum(pulse[:-2], pulse[2:]))
    return float((near.mean() - usual.mean()) / (usual.std() + 1e-9))
