"""How loud a stem is: its fader, the gate of mute and solo, and its share of the blend with the original mix."""

from __future__ import annotations

import numpy as np

from engine.kernel import ramp
from engine.kernel.compiled import compiled


@compiled
def stem_gain(deck, index):
    """A stem's gain at this moment."""
    stem = deck.stems[index]
    return ramp.now(stem.fader) * ramp.now(stem.gate) * _share(deck, index, ramp.now(deck.blend))


@compiled
def draw_stem_gain(deck, index, fade, curve, count):
    """Write a stem's gain, times a fade, for the next frames; False, and nothing, when it stays at 1.0."""
    stem = deck.stems[index]
    if stem.fader.remaining == 0 and stem.gate.remaining == 0 and deck.blend.remaining == 0 and fade.remaining == 0:
        share = _share(deck, index, deck.blend.target)
        steady = np.float32(stem.fader.target * stem.gate.target * share * fade.target)
        if steady == 1.0:
            return False
        for k in range(count):
            curve[k] = steady
        return True
    for k in range(count):
        share = _share(deck, index, ramp.at(deck.blend, k))
        curve[k] = np.float32(ramp.at(stem.fader, k) * ramp.at(stem.gate, k) * share * ramp.at(fade, k))
    return True


@compiled
def pass_stem_gains(deck, count):
    """Let frames pass for all stems."""
    ramp.skip(deck.blend, count)
    for index in range(len(deck.stems)):
        ramp.skip(deck.stems[index].fader, count)
        ramp.skip(deck.stems[index].gate, count)


@compiled
def _share(deck, index, blend):
    if deck.original < 0:
        return 1.0
    return blend if index == deck.original else 1.0 - blend
