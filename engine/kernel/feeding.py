"""What a stretcher reads of a song: one continuous signal, in which a loop has been played round and round already.

Thread: a stretcher's, never the audio thread. The reading itself is the kernel's own, so that the stretched sound is
made of what the unstretched one plays.
"""

from __future__ import annotations

import numpy as np

from engine.kernel import ramp
from engine.kernel.compiled import compiled
from engine.kernel.guard import silence, sound_frames
from engine.kernel.sizes import CHUNK, STEMS
from engine.kernel.subnormal import flush_subnormals, restore_subnormals
from engine.kernel.voice import copy_voice, read_looped_stem, read_stem


@compiled
def assemble(feed, out):
    """Write the next frames of the chosen stems. Shape: (channels, frames), float32, stem after stem."""
    before = flush_subnormals()
    head = feed.head
    done = 0
    while done < out.shape[1]:
        count = min(CHUNK, out.shape[1] - done)
        if head.position < 0:
            count = min(count, int(-head.position))
            out[:, done : done + count] = np.float32(0.0)
            head.position += count
        else:
            looping = feed.loop_on != 0 and head.position < feed.loop_end
            if looping:
                count = min(count, int(feed.loop_end - head.position))
            if feed.ghost.fade.remaining > 0:
                count = min(count, feed.ghost.fade.remaining)
            _copy_stems(feed, out, done, count)
            if looping and head.position >= feed.loop_end:
                _turn(feed)
        done += count
        feed.fed += count
    restore_subnormals(before)


@compiled
def _turn(feed):
    """The seam of a loop: as when the deck's cursor turns, the end fades out while the start fades in."""
    frames = min(feed.ramp_frames, feed.loop_end - feed.loop_start)
    copy_voice(feed.ghost, feed.head)
    feed.ghost.fade.target = 1.0
    feed.ghost.fade.remaining = 0
    ramp.aim(feed.ghost.fade, 0.0, frames)
    feed.head.fade.target = 0.0
    feed.head.fade.remaining = 0
    ramp.aim(feed.head.fade, 1.0, frames)
    feed.head.position -= feed.loop_end - feed.loop_start


@compiled
def _copy_stems(feed, out, start, count):
    scratch = feed.scratch
    ghostly = feed.ghost.fade.remaining > 0
    ramp.draw(feed.head.fade, scratch.curve, count)
    ramp.draw(feed.ghost.fade, scratch.other, count)
    channel = 0
    for stem in range(STEMS):
        if feed.chosen & (1 << stem) == 0:
            continue
        _read(feed, feed.head, stem, count)
        for k in range(count):
            out[channel, start + k] = scratch.stem[k, 0] * scratch.curve[k]
            out[channel + 1, start + k] = scratch.stem[k, 1] * scratch.curve[k]
        if ghostly:
            _read(feed, feed.ghost, stem, count)
            for k in range(count):
                out[channel, start + k] += scratch.stem[k, 0] * scratch.other[k]
                out[channel + 1, start + k] += scratch.stem[k, 1] * scratch.other[k]
        channel += 2
    feed.head.position += count
    feed.ghost.position += count


@compiled
def _read(feed, voice, stem, count):
    """One stem; from the first frame that is no sound, it is silent, because a stretcher would never forget it."""
    sound = feed.scratch.stem
    feed.scratch.places[0] = int(voice.position)
    loop = feed.loops[stem]
    if loop.on != 0:
        read_looped_stem(voice, stem, loop, True, feed.scratch, count, feed.ramp_frames)
    else:
        read_stem(voice, stem, True, feed.scratch, count)
    first = 0
    if feed.broken[stem] < 0:
        first = sound_frames(sound, count)
        if first < count:
            feed.broken[stem] = feed.fed + first
    silence(sound, first, count)
