"""The key-locked sound, laid over a deck's cursor: heard while it shows the place where the cursor is.

The cursor goes its way by varispeed always, so the sound cannot stop; a stretcher's thread writes ahead what the same
way sounds like at the right pitch, and says of each frame which place of the song it shows. Going over to it and back
is a crossfade, which begins while there is still enough of both.
"""

from __future__ import annotations

from engine.kernel import ramp
from engine.kernel.codes import ResultKind
from engine.kernel.compiled import compiled
from engine.kernel.memory import acquire
from engine.kernel.ring import free_results, post_more
from engine.kernel.sizes import STRETCH_SLOTS
from engine.kernel.voice import advance, advance_unheard, read_looped_stem, read_stem

_MASK = STRETCH_SLOTS - 1
#: How far from the cursor, in seconds, the place may be that is gone over to, and the one that is stayed with.
_ENTER_S = 0.00025
_STAY_S = 0.00065
#: Frames that must be there beyond the crossfade before it is gone over to.
_SPARE = 256
#: Seconds after which a key lock that does not come counts as fallen behind.
_PATIENCE_S = 0.25
#: Frames that the cursor leaves to a ghost which fades out on the stretched sound.
_GHOST_ROOM = 1024
#: Frames by which a place may be over a loop's bounds and still be meant to be inside.
_EDGE = 64.0


@compiled
def wants_stretching(deck):
    """True when the deck is to be heard at another pitch than its speed gives."""
    key = deck.key
    return key.shift != 0.0 or (key.lock != 0 and deck.cursor.rate != 1.0)


@compiled
def laid_over(voice):
    """True when nothing but the stretched sound is heard of a voice."""
    return voice.mix.target == 1.0 and voice.mix.remaining == 0


@compiled
def settle(state, deck_index, start, count):
    """Decide whether the cursor's next frames go over to the stretched sound, or back; called before they are read."""
    deck = state.decks[deck_index]
    ring = state.rings[deck_index]
    mix = deck.cursor.mix
    frame = state.clock + start
    fade = state.constants.ramp_frames
    wanted = wants_stretching(deck)
    first = acquire(ring.start)
    frames = acquire(ring.end) - deck.cursor.heard
    if mix.target == 0.0:
        near = _near(state, deck, ring, first, frames, _ENTER_S)
        if wanted and near and frames >= fade + count + _SPARE:
            # What comes up from silence anyway needs no crossfade.
            ramp.aim(mix, 1.0, 0 if ramp.now(deck.cursor.fade) == 0.0 else fade)
            _be_back(state, deck_index, frame)
        else:
            _be_missed(state, deck_index, frame, wanted, count)
    elif not wanted or not _near(state, deck, ring, first, frames, _STAY_S):
        ramp.aim(mix, 0.0, fade)
    elif frames < fade + count:
        ramp.aim(mix, 0.0, fade)
        _fall(state, deck_index, frame)


@compiled
def _near(state, deck, ring, first, frames, seconds):
    """True when the next frame of the ring is there and shows the cursor's place, to so many seconds."""
    cursor = deck.cursor
    if first > cursor.heard or frames <= 0 or ring.load != cursor.load:
        return False
    place = ring.places[cursor.heard & _MASK]
    gap = place - cursor.position
    if deck.loop.on != 0 and deck.loop.start - _EDGE < place < deck.loop.end + _EDGE:
        # Of two that run in a circle one is always the first to come round.
        length = deck.loop.end - deck.loop.start
        if gap > 0.5 * length:
            gap -= length
        elif gap < -0.5 * length:
            gap += length
    return abs(gap) <= seconds * state.constants.sample_rate


@compiled
def _fall(state, deck_index, frame):
    key = state.decks[deck_index].key
    key.falls += 1
    if key.fallen == 0:
        key.fallen = 1
        _tell(state, deck_index, frame, 0)


@compiled
def _be_missed(state, deck_index, frame, wanted, count):
    """Bridging a jump takes a moment; what takes longer is a stretcher that does not come."""
    key = state.decks[deck_index].key
    if not wanted:
        key.fallen = 0
        key.missed = 0
        return
    key.missed += count
    if key.fallen == 0 and key.missed > _PATIENCE_S * state.constants.sample_rate:
        _fall(state, deck_index, frame)


@compiled
def _be_back(state, deck_index, frame):
    key = state.decks[deck_index].key
    key.missed = 0
    if key.fallen != 0:
        key.fallen = 0
        _tell(state, deck_index, frame, 1)


@compiled
def _tell(state, deck_index, frame, on):
    if free_results(state) > state.owed:
        post_more(state, ResultKind.STRETCH, 0, frame, 0, 0, deck_index, -1, 0, on, 0, 0.0)


@compiled
def part(ghost, cursor):
    """A ghost takes along what was heard; the cursor goes on in its own voice, and leaves the ghost's frames alone."""
    stretched = cursor.mix.target != 0.0 or cursor.mix.remaining != 0
    ghost.heard = cursor.heard
    ghost.mix.target = cursor.mix.target
    ghost.mix.step = cursor.mix.step
    ghost.mix.remaining = cursor.mix.remaining
    if stretched:
        cursor.heard += _GHOST_ROOM
    ramp.aim(cursor.mix, 0.0, 0)


@compiled
def draw_mix(voice, scratch, count):
    """Write how much of the next frames is stretched; 0 when nothing of them is, 2 when all is, else 1."""
    if voice.mix.remaining == 0:
        return 2 if voice.mix.target == 1.0 else 0
    ramp.draw(voice.mix, scratch.blend, count)
    return 1


@compiled
def advance_beneath(state, voice, share, count):
    """Move a voice on; what it plays itself is noted unless all of it is stretched. True as `advance`."""
    if share == 2:
        advance_unheard(voice, count)
        return True
    return advance(voice, state.scratch, state.constants.sinc, count)


@compiled
def hear_stem(state, deck_index, voice, stem, loop, plain, share, count):
    """Write what is heard of one stem of the frames that `advance` noted, to ``scratch.stem``; see `draw_mix`."""
    ring = state.rings[deck_index]
    sound = state.scratch.stem
    channel = 2 * stem
    if share == 2:
        for k in range(count):
            slot = (voice.heard + k) & _MASK
            sound[k, 0] = ring.samples[slot, channel]
            sound[k, 1] = ring.samples[slot, channel + 1]
        return
    if loop.on != 0:
        read_looped_stem(voice, stem, loop, plain, state.scratch, count, state.constants.ramp_frames)
    else:
        read_stem(voice, stem, plain, state.scratch, count)
    if share == 1:
        for k in range(count):
            slot = (voice.heard + k) & _MASK
            blend = state.scratch.blend[k]
            sound[k, 0] += blend * (ring.samples[slot, channel] - sound[k, 0])
            sound[k, 1] += blend * (ring.samples[slot, channel + 1] - sound[k, 1])
