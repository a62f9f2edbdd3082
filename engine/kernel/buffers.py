"""Sound in pieces of a chunk: added, scaled, copied. Shapes: (frames, 2) and, for gains, (frames,), float32."""

from __future__ import annotations

from engine.kernel import ramp
from engine.kernel.compiled import compiled
from engine.kernel.memory import in_a_row


@compiled
def add(target, source, count):
    """Add sound to sound."""
    into = in_a_row(target)
    out_of = in_a_row(source)
    for k in range(2 * count):
        into[k] += out_of[k]


@compiled
def add_scaled(target, source, curve, count):
    """Add sound to sound, each frame with its own gain."""
    for k in range(count):
        target[k, 0] += source[k, 0] * curve[k]
        target[k, 1] += source[k, 1] * curve[k]


@compiled
def scale(samples, curve, count):
    """Multiply each frame with its own gain."""
    for k in range(count):
        samples[k, 0] *= curve[k]
        samples[k, 1] *= curve[k]


@compiled
def fade(samples, gain, curve, count):
    """Multiply with a ramp, and let it pass; at 1.0 nothing is touched."""
    if not ramp.rests(gain, 1.0):
        ramp.draw(gain, curve, count)
        scale(samples, curve, count)
