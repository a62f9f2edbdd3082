"""Commands that turn faders, buttons, filters and cables."""

from __future__ import annotations

from engine.kernel import eq, ramp
from engine.kernel.codes import Op, Refusal
from engine.kernel.compiled import compiled
from engine.kernel.crossfader import change_law
from engine.kernel.ghost import haunted
from engine.kernel.route import lead_to, reaches
from engine.kernel.sizes import DECKS, STEMS
from engine.kernel.svf import rings

#: Ramps that a filter's knob takes at least: in less a sweep chirps, as a siren that passes.
_SWEEP_RAMPS = 4
#: Every stem of a deck; none of them.
_ALL = -1
_NONE = -2


@compiled
def refuse_turn(state, command):
    """Why a command of this file cannot be carried out; its deck is there."""
    op = command.op
    paired = op == Op.STEM_OUTPUT or op == Op.DECK_OUTPUT
    # Cued channels are heard on the second pair.
    if (paired and command.first > state.pairs) or (op == Op.HEADPHONES and command.on != 0 and state.pairs < 2):
        return Refusal.NO_SUCH_OUTPUT
    if op // 100 != 4 or op == Op.TRIM:
        return Refusal.NONE
    deck = state.decks[command.deck]
    if deck.cursor.load == 0:
        return Refusal.EMPTY_DECK
    if op == Op.BLEND:
        return Refusal.NONE if deck.original >= 0 else Refusal.NO_ORIGINAL
    there = command.stem >= 0 and command.stem < deck.cursor.stems
    return Refusal.NONE if there else Refusal.NO_SUCH_STEM


@compiled
def turn_stem(state, command):
    """Commands for the stems of a deck."""
    deck = state.decks[command.deck]
    op = command.op
    if op == Op.TRIM:
        _turn(deck.trim, command, state, _sounds(deck))
    elif op == Op.BLEND:
        _turn(deck.blend, command, state, deck.playing != 0)
    else:
        stem = deck.stems[command.stem]
        if op == Op.MUTE:
            stem.mute = command.on
            _aim_gates(state, deck, command.stem, _frames(state, command, deck.playing != 0))
        elif op == Op.SOLO:
            stem.solo = command.on
            _aim_gates(state, deck, _ALL, _frames(state, command, deck.playing != 0))
        elif op == Op.STAND_IN:
            stem.stand_in = command.first
            _aim_gates(state, deck, command.stem, _ramp_frames(state, deck.playing != 0))
        elif op == Op.STEM_GAIN:
            _turn(stem.fader, command, state, deck.playing != 0)
        elif op == Op.STEM_FILTER:
            _turn_filter(stem.filter, command, state, _sounds(deck))
        else:
            _plug(state, deck, stem, command)


@compiled
def _aim_gates(state, deck, named, frames):
    """Open and shut what a command has changed.

    The stem that it names goes there in its time even if it was on its way there already, in the time of another; a
    solo names them all.
    """
    soloed = _any_solo(deck)
    for index in range(deck.cursor.stems):
        gate = deck.stems[index].gate
        target = _wanted(state, deck, index, soloed)
        if target != gate.target or named in (index, _ALL):
            ramp.aim(gate, target, frames)


@compiled
def heed_stand_ins(state):
    """A stem in whose place another deck's plays is heard whenever that deck does not play."""
    for deck_index in range(DECKS):
        deck = state.decks[deck_index]
        for index in range(deck.cursor.stems):
            stem = deck.stems[index]
            if stem.stand_in >= 0:
                target = _wanted(state, deck, index, _any_solo(deck))
                if target != stem.gate.target:
                    ramp.aim(stem.gate, target, _ramp_frames(state, deck.playing != 0))


@compiled
def _any_solo(deck):
    for index in range(deck.cursor.stems):
        if index != deck.original and deck.stems[index].solo != 0:
            return True
    return False


@compiled
def _wanted(state, deck, index, soloed):
    """Where a stem's gate is to be. Mute wins over solo; any solo silences the stems of its deck that have none.

    A guest has left its deck: neither a solo there nor who has its place concerns it. Nothing touches the original mix.
    """
    stem = deck.stems[index]
    if index == deck.original:
        return 1.0
    if stem.mute != 0:
        return 0.0
    if stem.guest != 0:
        return 1.0
    replaced = stem.stand_in >= 0 and state.decks[stem.stand_in].playing != 0
    return 0.0 if replaced or (soloed and stem.solo == 0) else 1.0


@compiled
def _plug(state, deck, stem, command):
    if command.op == Op.STEM_CHANNEL:
        stem.channel = command.first
        stem.guest = command.on
        _aim_gates(state, deck, _NONE, _ramp_frames(state, deck.playing != 0))
    else:
        stem.pair = command.first
    bus = stem.channel if stem.pair == 0 else DECKS + stem.pair - 1
    lead_to(stem.route, bus, _ramp_frames(state, _sounds(deck) or rings(stem.filter.memory)))


@compiled
def reset_stems(state, deck_index):
    """All stems of a deck at unity, unfiltered, whole, and through its own channel."""
    deck = state.decks[deck_index]
    # What fades out keeps its own gains, but shares filters and cables with what comes.
    frames = _ramp_frames(state, haunted(deck))
    ramp.put(deck.blend, 0.0)
    for index in range(STEMS):
        stem = deck.stems[index]
        stem.mute = 0
        stem.solo = 0
        stem.broken = 0
        stem.channel = deck_index
        stem.pair = 0
        stem.guest = 0
        stem.stand_in = -1
        ramp.put(stem.fader, 1.0)
        ramp.put(stem.gate, 1.0)
        ramp.aim(stem.filter.knob, 0.0, _SWEEP_RAMPS * frames)
        lead_to(stem.route, deck_index, frames)


@compiled
def turn_channel(state, command):
    """Commands for a mixer channel."""
    channel = state.channels[command.deck]
    heard = _fed(state, command.deck)
    op = command.op
    if op == Op.EQ:
        frames = _frames(state, command, heard or eq.rings(channel))
        eq.turn_band(channel, command.on, command.value, frames, state.constants.ramp_frames)
    elif op == Op.DECK_FILTER:
        _turn_filter(channel.filter, command, state, heard)
    elif op == Op.DECK_GAIN:
        _turn(channel.gain, command, state, heard)
    elif op == Op.SIDE:
        change_law(state, channel, state.curve, command.on, _ramp_frames(state, heard))
    elif op == Op.DECK_OUTPUT:
        lead_to(channel.route, DECKS + command.first - 1, _ramp_frames(state, heard))
    else:
        ramp.aim(channel.cue, float(command.on), _ramp_frames(state, heard))


@compiled
def turn_master(state, command):
    """Commands for everything that leaves the engine."""
    heard = False
    for index in range(DECKS):
        heard |= _sounds(state.decks[index])
    op = command.op
    if op == Op.CROSSFADER:
        _turn(state.crossfader, command, state, heard)
    elif op == Op.CURVE:
        for index in range(DECKS):
            channel = state.channels[index]
            change_law(state, channel, command.on, channel.side, _ramp_frames(state, heard))
        state.curve = command.on
    elif op == Op.MASTER:
        _turn(state.master, command, state, heard)
    elif op == Op.HEADPHONE_MIX:
        _turn(state.headphone_mix, command, state, heard)
    elif op == Op.HEADPHONE_GAIN:
        _turn(state.headphone_gain, command, state, heard)
    else:
        ramp.aim(state.output, command.value, command.first)


@compiled
def _sounds(deck):
    return deck.playing != 0 or haunted(deck)


@compiled
def _fed(state, channel):
    """True when any stem that sounds goes through a channel."""
    for deck_index in range(DECKS):
        deck = state.decks[deck_index]
        if _sounds(deck):
            for index in range(STEMS):
                if reaches(deck.stems[index].route, channel):
                    return True
    return False


@compiled
def _turn(fader, command, state, heard):
    """Go to the command's value in the time it gives."""
    ramp.aim(fader, command.value, _frames(state, command, heard))


@compiled
def _turn_filter(knob_filter, command, state, heard):
    frames = _frames(state, command, heard)
    if heard or rings(knob_filter.memory):
        frames = max(frames, _SWEEP_RAMPS * state.constants.ramp_frames)
    ramp.aim(knob_filter.knob, command.value, frames)


@compiled
def _frames(state, command, heard):
    return command.first if command.first > 0 else _ramp_frames(state, heard)


@compiled
def _ramp_frames(state, heard):
    """Nobody hears a fader move in silence, so there it is where it should be at once."""
    return state.constants.ramp_frames if heard else 0
