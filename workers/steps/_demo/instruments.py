"""The demo songs' instruments, in pyo. Each takes a score's curves and sounds on two channels of the server.

A pyo object lives as long as somebody holds it, so every instrument hands back what it is made of.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyo

from workers.steps._demo.score import CURVE_RATE, Curve, Score

#: The vowels a (as in far), e, o, u by their three formants in Hz: what a voice glides between.
_VOWELS: Final = ((730, 1090, 2440), (530, 1840, 2480), (570, 840, 2410), (300, 870, 2240))
_FORMANT_LEVELS: Final = (1.0, 0.55, 0.3)
_FORMANT_WIDTHS: Final = (9.0, 11.0, 14.0)

Parts = list[Any]


class Player:
    """Plays curves as control signals, all from the first sample on."""

    def __init__(self) -> None:
        self.parts: Parts = []

    def signal(self, curve: Curve) -> Any:
        """A curve as a signal of pyo's."""
        table = pyo.DataTable(size=len(curve))
        np.asarray(table.getBuffer())[:] = curve
        reader = pyo.TableRead(table, freq=CURVE_RATE / len(curve), interp=2)
        reader.play()
        self.parts += [table, reader]
        return reader

    def hold(self, *parts: Any) -> Any:
        """Keep parts alive; the last is handed back."""
        self.parts.extend(parts)
        return parts[-1]


def drums(player: Player, score: Score, channel: int) -> None:
    """A kick that falls in pitch, a snare of noise and a body tone, hats from the left to the right."""
    kick = score.strokes(score.kick, 0.13)
    fall = score.strokes(score.kick, 0.025)
    body = pyo.Sine(freq=player.signal((score.kick_hz + 190 * fall**2).astype(np.float32)), mul=player.signal(kick))
    low = player.hold(body, pyo.Disto(body, drive=0.45, slope=0.6, mul=0.8))
    noise = pyo.Noise()
    rattle = pyo.ButBP(noise, freq=2100, q=0.8, mul=player.signal(score.strokes(score.snare, 0.07)))
    skin = pyo.Sine(freq=192, mul=player.signal(score.strokes(score.snare, 0.045) * 0.5))
    hat = pyo.ButHP(noise, freq=7800, mul=player.signal(score.strokes(score.hat, 0.028) * 0.35))
    middle = player.hold(noise, rattle, skin, low + rattle * 0.9 + skin)
    player.hold(pyo.Pan(middle, outs=2, pan=0.5).out(channel))
    player.hold(hat, pyo.Pan(hat, outs=2, pan=0.62).out(channel))


def bass(player: Player, score: Score, channel: int) -> None:
    """A saw through a filter that opens with every tone."""
    pitch = player.signal(score.pitch(score.bass, 0.012))
    level = score.loudness(score.bass, attack=0.006, fall=0.5, release=0.05)
    saw = pyo.LFO(freq=pitch, type=0, sharp=0.7)
    below = pyo.Sine(freq=pitch, mul=0.7)
    cut = player.signal((110 + 1100 * level**2 * score.colour(score.bass)).astype(np.float32))
    tone = pyo.MoogLP(saw + below, freq=cut, res=0.35, mul=player.signal(level))
    player.hold(saw, below, tone, pyo.Pan(tone, outs=2, pan=0.5).out(channel))


def chords(player: Player, score: Score, channel: int) -> None:
    """Detuned saws, a voice of the chord each, spread between the sides, in a room."""
    level = player.signal(score.loudness(score.chords[0], attack=0.015, fall=1.6, release=0.25))
    span = np.linspace(*score.opening, len(score.blank()), dtype=np.float32)
    cut = player.signal(900 + 4500 * span**2)
    for index, line in enumerate(score.chords):
        saw = pyo.SuperSaw(freq=player.signal(score.pitch(line)), detune=0.45, bal=0.6, mul=level)
        soft = pyo.ButLP(saw, freq=cut, mul=0.5)
        wide = pyo.Pan(soft, outs=2, pan=0.2 + 0.2 * index)
        player.hold(saw, soft, wide, pyo.Freeverb(wide, size=0.7, damp=0.6, bal=0.28).out(channel))


def voice(player: Player, score: Score, channel: int) -> None:
    """A buzz with vibrato and breath through the formants of vowels that glide into each other, with an echo."""
    level = score.loudness(score.voice, attack=0.05, fall=4.0, release=0.12)
    time = np.arange(len(level)) / CURVE_RATE
    vibrato = 1 + 0.009 * np.sin(2 * np.pi * 5.3 * time) * np.clip(level * 1.5 - 0.4, 0, 1)
    pitch = player.signal((score.pitch(score.voice, 0.06) * vibrato).astype(np.float32))
    buzz = pyo.LFO(freq=pitch, type=0, sharp=0.85)
    breath = pyo.Noise(mul=0.05)
    throat = player.hold(buzz, breath, buzz + breath)
    loud = player.signal(level)
    vowels = score.colour(score.voice, 0.09) * (len(_VOWELS) - 1)
    mouth: Any = None
    for index, (part, width) in enumerate(zip(_FORMANT_LEVELS, _FORMANT_WIDTHS, strict=True)):
        places = np.interp(vowels, range(len(_VOWELS)), [vowel[index] for vowel in _VOWELS]).astype(np.float32)
        formant = player.hold(pyo.Reson(throat, freq=player.signal(places), q=width, mul=loud * part * 3))
        mouth = formant if mouth is None else player.hold(mouth + formant)
    echo = pyo.Delay(mouth, delay=0.75 * score.beat_seconds, feedback=0.3, mul=0.22)
    sung = player.hold(echo, pyo.Pan(mouth, outs=2, pan=0.5))
    far = pyo.Pan(echo, outs=2, pan=0.7)
    player.hold(far, pyo.Freeverb(sung + far, size=0.75, damp=0.5, bal=0.22).out(channel))


#: The stems in the order of their channels, each two.
INSTRUMENTS: Final = {"vocals": voice, "drums": drums, "bass": bass, "other": chords}
