"""A voice reads one song at one place: the exact sample at the recording's speed, else a windowed sinc between samples.

Everything here is decided per frame from the position alone, so that the result does not depend on the blocks.
"""

from __future__ import annotations

import math

import numpy as np

from engine.kernel.compiled import compiled
from engine.kernel.memory import samples_at
from engine.kernel.sinc import BEFORE, FAST_BANKS, FASTEST, PHASES, TAPS
from engine.kernel.subnormal import flush_subnormals, restore_subnormals

_HALF = TAPS // 2


@compiled
def copy_voice(target, source):
    """The same song at the same place; the fade is the caller's business."""
    target.load = source.load
    target.samples = source.samples
    target.frames = source.frames
    target.stems = source.stems
    target.position = source.position
    target.rate = source.rate


@compiled
def frames_before(voice, bound, limit):
    """How many frames the voice plays, at most ``limit``, before its position reaches the bound."""
    position = voice.position
    count = 0
    while count < limit and position < bound:
        position += voice.rate
        count += 1
    return count


@compiled
def advance(voice, scratch, sinc, count):
    """Move on by so many frames, noting what to read for each; True when it is a plain copy from ``places[0]`` on."""
    position = voice.position
    if voice.rate == 1.0 and position == math.floor(position):
        scratch.places[0] = int(position)
        voice.position = position + count
        return True
    bank = 0
    if voice.rate > 1.0:
        bank = min(FAST_BANKS, math.ceil((voice.rate - 1.0) * (FAST_BANKS / (FASTEST - 1.0))))
    table = samples_at(sinc, (FAST_BANKS + 1) * (PHASES + 1), TAPS)
    first_row = bank * (PHASES + 1)
    for k in range(count):
        whole = math.floor(position)
        phase = (position - whole) * PHASES
        step = int(phase)
        share = np.float32(phase - step)
        row = first_row + step
        for tap in range(TAPS):
            low = table[row, tap]
            scratch.coefficients[k, tap] = low + share * (table[row + 1, tap] - low)
        scratch.places[k] = int(whole)
        position += voice.rate
    voice.position = position
    return False


@compiled
def read_stem(voice, stem, plain, scratch, count):
    """Write one stem of the frames that `advance` noted to ``scratch.stem``. Before and after the song is silence."""
    samples = samples_at(voice.samples, voice.frames, 2 * voice.stems)
    if plain:
        _copy(samples, 2 * stem, scratch.places[0], scratch.stem, count)
        return
    before = flush_subnormals()
    for k in range(count):
        first = scratch.places[k] - BEFORE
        if first >= 0 and first + TAPS <= voice.frames:
            _weigh_inside(samples, 2 * stem, first, scratch, k)
        else:
            _weigh_at_edge(samples, 2 * stem, first, scratch, k)
    restore_subnormals(before)


@compiled
def _weigh_inside(samples, channel, first, scratch, k):
    """One frame out of `TAPS` whole ones, in two halves side by side: a processor adds them at once."""
    left = np.float32(0.0)
    right = np.float32(0.0)
    later_left = np.float32(0.0)
    later_right = np.float32(0.0)
    for tap in range(_HALF):
        coefficient = scratch.coefficients[k, tap]
        later = scratch.coefficients[k, tap + _HALF]
        left += coefficient * samples[first + tap, channel]
        right += coefficient * samples[first + tap, channel + 1]
        later_left += later * samples[first + tap + _HALF, channel]
        later_right += later * samples[first + tap + _HALF, channel + 1]
    scratch.stem[k, 0] = left + later_left
    scratch.stem[k, 1] = right + later_right


@compiled
def _weigh_at_edge(samples, channel, first, scratch, k):
    """One frame where the song begins or ends: what lies outside is silence."""
    left = np.float32(0.0)
    right = np.float32(0.0)
    for tap in range(max(0, -first), min(TAPS, len(samples) - first)):
        coefficient = scratch.coefficients[k, tap]
        left += coefficient * samples[first + tap, channel]
        right += coefficient * samples[first + tap, channel + 1]
    scratch.stem[k, 0] = left
    scratch.stem[k, 1] = right


@compiled
def _copy(samples, channel, place, target, count):
    inside = max(0, min(count, len(samples) - place))
    for k in range(inside):
        target[k, 0] = samples[place + k, channel]
        target[k, 1] = samples[place + k, channel + 1]
    for k in range(inside, count):
        target[k, 0] = np.float32(0.0)
        target[k, 1] = np.float32(0.0)
