"""A voice reads one song at one place: the exact sample at the recording's speed, else a windowed sinc between samples.

Everything here is decided per frame from the position alone, so that the result does not depend on the blocks.
"""

from __future__ import annotations

import math

import numpy as np

from engine.kernel.compiled import compiled
from engine.kernel.memory import in_a_row, samples_at
from engine.kernel.pair import weigh_pair
from engine.kernel.sinc import BEFORE, FAST_BANKS, FASTEST, PHASES, TAPS


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
def copy_loop(target, source):
    """The same part repeats."""
    target.on = source.on
    target.start = source.start
    target.end = source.end
    target.length = source.length


@compiled
def frames_before(voice, bound, limit):
    """How many frames the voice plays, at most ``limit``, before its position reaches the bound."""
    position = voice.position
    # Far from the bound there is nothing to count; near it, the sums must be those that `advance` will make.
    if bound - position > (limit + 1) * voice.rate:
        return limit
    if voice.rate == 1.0 and position == math.floor(position):
        return min(limit, max(0, math.ceil(bound - position)))
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
        scratch.phases[k] = np.float32(position - whole)
        phase = (position - whole) * PHASES
        step = int(phase)
        share = np.float32(phase - step)
        row = first_row + step
        _interpolate(table[row], table[row + 1], share, scratch.coefficients[k])
        scratch.places[k] = int(whole)
        position += voice.rate
    voice.position = position
    return False


@compiled
def advance_unheard(voice, count):
    """Move on as `advance` does, by the same sums, over frames that are not read."""
    for _ in range(count):
        voice.position += voice.rate


@compiled
def _interpolate(low, high, share, into):
    for tap in range(len(into)):
        into[tap] = low[tap] + share * (high[tap] - low[tap])


@compiled
def read_stem(voice, stem, plain, scratch, count):
    """Write one stem of the frames that `advance` noted to ``scratch.stem``. Before and after the song is silence."""
    samples = samples_at(voice.samples, voice.frames, 2 * voice.stems)
    if plain:
        _copy(samples, 2 * stem, scratch.places[0], scratch.stem, count)
        return
    for k in range(count):
        _read_frame(samples, voice.frames, 2 * stem, scratch.places[k], False, scratch, k)


@compiled
def read_looped_stem(voice, stem, loop, plain, scratch, count, seam_frames):
    """As `read_stem`, for a stem that repeats a part of itself once the voice has come to the part's end.

    What is heard is a function of the voice's place alone: so many whole turns before it. The seam, too: in the first
    frames of a turn the one before goes on and fades out, as it does where a deck turns.
    """
    samples = samples_at(voice.samples, voice.frames, 2 * voice.stems)
    seam = min(float(seam_frames), loop.length)
    for k in range(count):
        place = scratch.places[0] + k if plain else scratch.places[k]
        turn = math.floor((place - loop.start) / loop.length)
        if turn < 1.0:
            _read_frame(samples, voice.frames, 2 * stem, place, plain, scratch, k)
            continue
        here = place - math.floor(turn * loop.length + 0.5)
        phase = np.float32(0.0) if plain else scratch.phases[k]
        share = np.float32((here - loop.start + 1 + phase) / seam)
        if share < np.float32(1.0):
            there = place - math.floor((turn - 1.0) * loop.length + 0.5)
            _read_frame(samples, voice.frames, 2 * stem, there, plain, scratch, k)
            left = scratch.stem[k, 0]
            right = scratch.stem[k, 1]
            _read_frame(samples, voice.frames, 2 * stem, here, plain, scratch, k)
            scratch.stem[k, 0] = left + share * (scratch.stem[k, 0] - left)
            scratch.stem[k, 1] = right + share * (scratch.stem[k, 1] - right)
        else:
            _read_frame(samples, voice.frames, 2 * stem, here, plain, scratch, k)


@compiled
def _read_frame(samples, frames, channel, place, plain, scratch, k):
    """One frame of a stem at a place of its own, with the coefficients of frame ``k``."""
    first = place - BEFORE
    if plain:
        inside = 0 <= place < frames
        scratch.stem[k, 0] = samples[place, channel] if inside else np.float32(0.0)
        scratch.stem[k, 1] = samples[place, channel + 1] if inside else np.float32(0.0)
    elif first >= 0 and first + TAPS <= frames:
        _weigh_inside(samples, channel, first, scratch, k)
    else:
        _weigh_at_edge(samples, channel, first, scratch, k)


@compiled
def _weigh_inside(samples, channel, first, scratch, k):
    """One frame out of `TAPS` whole ones."""
    step = samples.shape[1]
    left, right = weigh_pair(in_a_row(samples), first * step + channel, step, scratch.coefficients[k])
    scratch.stem[k, 0] = left
    scratch.stem[k, 1] = right


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
