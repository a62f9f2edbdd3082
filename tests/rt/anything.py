"""Any command that the engine knows, drawn at random."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import engine
from engine import Band, BeatGrid, Command, Curve, Frames, Side, Source, Stretch
from engine.kernel.sizes import DECKS, STEMS

_BEATS: Final = (1 / 32, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 16.0)
_RATIOS: Final = (0.5, 0.94, 1.0, 1.0, 1.0, 1.03, 1.06, 1.5)
#: What a command waits for; mostly nothing.
_QUANTA: Final = (None, None, None, 1 / 8, 1 / 4, 1.0)
#: These come more often than the others, so that something sounds most of the time.
_OFTEN: Final[Mapping[type[Command], int]] = {engine.Play: 8, engine.Load: 3}


class Anything:
    """Commands from a seed, for decks with these songs and a grid at 120 bpm."""

    def __init__(self, songs: Sequence[Source], seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._songs = songs
        self._frames = max(song.frames for song in songs)
        self._grid = BeatGrid.from_beats([24_000.0 * beat for beat in range(64)])
        #: How to make one of every kind.
        self.kinds = self._kinds()
        self._bag = [kind for kind in self.kinds for _ in range(_OFTEN.get(kind, 1))]

    def draw(self) -> Command:
        """One command; some wait for the clock."""
        command = self.kinds[self._random.choice(self._bag)]()
        quantum = self._random.choice(_QUANTA)
        return command if quantum is None else dataclasses.replace(command, quantum=quantum)

    def _kinds(self) -> Mapping[type[Command], Callable[[], Command]]:
        some = self._random

        def deck() -> int:
            return some.randrange(DECKS)

        def stem() -> int:
            return some.randrange(STEMS)

        def on() -> bool:
            return some.random() < 0.5

        def gain() -> float:
            return some.choice((0.0, 0.25, 1.0, 1.0, 4.0))

        def knob() -> float:
            return some.choice((-1.0, -0.5, 0.0, 0.0, 0.3, 1.0))

        def over() -> int:
            return some.choice((0, 0, 480, 48_000))

        def place() -> int:
            return some.randrange(self._frames)

        def beats() -> float:
            return some.choice(_BEATS)

        def ratio() -> float:
            return some.choice(_RATIOS)

        def bounds() -> tuple[int, int]:
            start = place()
            return start, start + some.choice((240, 3_000, 24_000))

        return {
            engine.Mark: lambda: engine.Mark(deck()),
            engine.Cancel: lambda: engine.Cancel(engine.Mark().id - some.randrange(1, 9)),
            engine.Load: lambda: engine.Load(deck(), some.choice(self._songs)),
            engine.Eject: lambda: engine.Eject(deck()),
            engine.Play: lambda: engine.Play(deck()),
            engine.Pause: lambda: engine.Pause(deck()),
            engine.Stop: lambda: engine.Stop(deck()),
            engine.Seek: lambda: engine.Seek(deck(), place()),
            engine.Jump: lambda: engine.Jump(deck(), some.choice((-8.0, -1.0, 0.25, 4.0))),
            engine.SetTempo: lambda: engine.SetTempo(deck(), ratio()),
            engine.Bend: lambda: engine.Bend(deck(), some.choice((1.0, 1.0, 0.9, 1.1))),
            engine.Shift: lambda: engine.Shift(deck(), some.choice((-960.0, 480.0)), 4_800),
            engine.SetSlip: lambda: engine.SetSlip(deck(), on()),
            engine.SetLoop: lambda: engine.SetLoop(deck(), on(), *bounds()),
            engine.LoopHere: lambda: engine.LoopHere(deck(), beats()),
            engine.Roll: lambda: engine.Roll(deck(), on(), beats()),
            engine.SizeRoll: lambda: engine.SizeRoll(deck(), beats()),
            engine.LeaveLoop: lambda: engine.LeaveLoop(deck()),
            engine.ChainLoop: lambda: engine.ChainLoop(deck(), *bounds(), some.randrange(1, 4)),
            engine.ClearChain: lambda: engine.ClearChain(deck()),
            engine.SetStemLoop: lambda: engine.SetStemLoop(deck(), stem(), on(), *bounds()),
            engine.StemLoopHere: lambda: engine.StemLoopHere(deck(), stem(), beats()),
            engine.SetGrid: lambda: engine.SetGrid(deck(), some.choice((self._grid, self._grid, None))),
            engine.SetClock: lambda: engine.SetClock(some.uniform(100.0, 140.0)),
            engine.FollowClock: lambda: engine.FollowClock(
                some.uniform(100.0, 140.0), some.uniform(0.0, 64.0), Frames(place())
            ),
            engine.FreeClock: engine.FreeClock,
            engine.SetLeader: lambda: engine.SetLeader(some.choice((None, *range(DECKS)))),
            engine.Lock: lambda: engine.Lock(deck(), on(), some.choice((0.5, 1.0, 2.0))),
            engine.SyncOnce: lambda: engine.SyncOnce(deck()),
            engine.SetMute: lambda: engine.SetMute(deck(), stem(), on()),
            engine.SetSolo: lambda: engine.SetSolo(deck(), stem(), some.random() < 0.2),
            engine.SetStemGain: lambda: engine.SetStemGain(deck(), stem(), gain(), over()),
            engine.SetStemFilter: lambda: engine.SetStemFilter(deck(), stem(), knob(), over()),
            engine.SetBlend: lambda: engine.SetBlend(deck(), some.random(), over()),
            engine.SetStemChannel: lambda: engine.SetStemChannel(deck(), stem(), deck(), on()),
            engine.SetStandIn: lambda: engine.SetStandIn(deck(), stem(), some.choice((None, *range(DECKS)))),
            engine.SetStemOutput: lambda: engine.SetStemOutput(deck(), stem(), some.choice((0, 0, 1, 2))),
            engine.SetEq: lambda: engine.SetEq(deck(), some.choice(list(Band)), gain(), over()),
            engine.SetDeckFilter: lambda: engine.SetDeckFilter(deck(), knob(), over()),
            engine.SetTrim: lambda: engine.SetTrim(deck(), gain()),
            engine.SetDeckGain: lambda: engine.SetDeckGain(deck(), gain(), over()),
            engine.SetSide: lambda: engine.SetSide(deck(), some.choice(list(Side))),
            engine.SetDeckOutput: lambda: engine.SetDeckOutput(deck(), some.choice((1, 1, 1, 2))),
            engine.SetHeadphones: lambda: engine.SetHeadphones(deck(), on()),
            engine.SetHeadphoneMix: lambda: engine.SetHeadphoneMix(some.random()),
            engine.SetHeadphoneGain: lambda: engine.SetHeadphoneGain(gain()),
            engine.SetCrossfader: lambda: engine.SetCrossfader(some.uniform(-1.0, 1.0), over()),
            engine.SetCurve: lambda: engine.SetCurve(some.choice(list(Curve))),
            engine.SetMaster: lambda: engine.SetMaster(gain(), over()),
            engine.Fade: lambda: engine.Fade(some.choice((0.0, 1.0, 1.0, 1.0)), Frames(480)),
            engine.SetKeyLock: lambda: engine.SetKeyLock(deck(), on(), some.choice(list(Stretch))),
            engine.SetKeyShift: lambda: engine.SetKeyShift(deck(), some.choice((-3.0, 0.0, 0.0, 7.0))),
        }
