"""From a deck's stems to the outputs: their filters and cables, then the channel's equaliser, filter, fader, side."""

from __future__ import annotations

from engine.kernel import ramp
from engine.kernel.buffers import add_scaled, fade, scale
from engine.kernel.compiled import compiled
from engine.kernel.crossfader import crossfade
from engine.kernel.eq import equalise
from engine.kernel.filter import filter_sound
from engine.kernel.guard import silence
from engine.kernel.meter import measure, rest
from engine.kernel.route import pass_by, send
from engine.kernel.sizes import CHUNK, STEMS
from engine.kernel.tap import channel_place, stem_place, tap


@compiled
def mix_stems(state, deck_index, count, peak_keep, rms_keep):
    """Send what a deck has rendered to ``scratch.stems`` on its way."""
    deck = state.decks[deck_index]
    scratch = state.scratch
    trimmed = not ramp.rests(deck.trim, 1.0)
    if trimmed:
        ramp.draw(deck.trim, scratch.trim, count)
    for index in range(STEMS):
        stem = deck.stems[index]
        samples = scratch.stems[index]
        sounds = _filter_stem(state, stem, index, count)
        tap(state, stem_place(deck_index, index), samples, count, sounds)
        if sounds:
            measure(stem.level, samples, scratch, count, peak_keep, rms_keep)
            if trimmed:
                scale(samples, scratch.trim, count)
            send(stem.route, samples, scratch, count)
        else:
            rest(stem.level, peak_keep, rms_keep)
            pass_by(stem.route, count)


@compiled
def _filter_stem(state, stem, index, count):
    """A stem's own filter, which may ring on when nothing goes in."""
    scratch = state.scratch
    sounds = scratch.stem_sounds[index] != 0
    if not sounds and stem.filter.side == 0 and ramp.rests(stem.filter.knob, 0.0):
        return False
    if not sounds:
        silence(scratch.stems[index], 0, CHUNK)
    return filter_sound(state, stem.filter, scratch.stems[index], count, sounds)


@compiled
def mix_channel(state, index, count, moving, peak_keep, rms_keep):
    """Send one channel to its pair of outputs, and to the headphones. ``moving``: see `crossfade`."""
    channel = state.channels[index]
    scratch = state.scratch
    samples = scratch.buses[index]
    if scratch.bus_sounds[index] == 0:
        silence(samples, 0, CHUNK)
    sounds = equalise(state, channel, samples, count, scratch.bus_sounds[index] != 0)
    sounds = filter_sound(state, channel.filter, samples, count, sounds)
    if sounds:
        _cue(scratch, channel, samples, count)
        fade(samples, channel.gain, scratch.curve, count)
        measure(channel.level, samples, scratch, count, peak_keep, rms_keep)
        tap(state, channel_place(index), samples, count, True)
        crossfade(state, channel, samples, count, moving)
        send(channel.route, samples, scratch, count)
    else:
        ramp.skip(channel.cue, count)
        ramp.skip(channel.gain, count)
        rest(channel.level, peak_keep, rms_keep)
        tap(state, channel_place(index), samples, count, False)
        pass_by(channel.route, count)
    ramp.skip(channel.slack, count)


@compiled
def _cue(scratch, channel, samples, count):
    if ramp.rests(channel.cue, 0.0):
        return
    if scratch.cue_sounds == 0:
        scratch.cue_sounds = 1
        silence(scratch.cue, 0, CHUNK)
    ramp.draw(channel.cue, scratch.curve, count)
    add_scaled(scratch.cue, samples, scratch.curve, count)
