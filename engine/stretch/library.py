"""Rubber Band behind one small class, so that another library can take its place. GPL: see the README."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pylibrb import Option, RubberBandStretcher

from engine.kernel.codes import Stretch

Channels = npt.NDArray[np.float32]

#: The package's own stubs lack what is called in mixed case.
_options: Any = Option
#: More than any hop asks for.
_LARGEST_PROCESS: Final = 8192
#: All channels of a deck share their decisions, or its stems would drift apart by milliseconds.
_ALWAYS: Final = Option.PROCESS_REALTIME | Option.THREADING_NEVER | Option.CHANNELS_TOGETHER
#: Resampling always comes last, so that what is fed can be counted in song frames at any pitch.
_SHIFTING: Final = _options.PitchHighConsistency
#: Frames that the resampler keeps back, counted.
_HELD: Final = 47.0
#: Semitones at which the lag of a shift was measured.
_SHIFTS: Final = (-12, -7, -3, -1, 0, 1, 3, 7, 12)
#: Song frames after which LIGHT is where it wants to be, and how much of its window's speed it may start off without it
#: being heard. It begins up to a quarter of a window beside the place that it then goes to by itself, in 0.05 to 0.1 s.
_RUN_IN: Final = 3072
_HARMLESS: Final = 0.0625
#: Stretchers that are kept for later, at most: as many as a deck uses at once. There are dozens of kinds, and one holds
#: up to some megabytes.
_IDLE: Final = 2


class _Mode(NamedTuple):
    options: Option
    #: Song frames by which a click comes later than the middle of its window says, for each unit that speed is
    #: below, or above, 1.0; and the same at speed 1.0 for each of `_SHIFTS`, the resampler's own delay included.
    #:
    #: Measured with noise bursts of 5 ms at places without a pattern, 300 for each of eight speeds from 0.8 to 1.25, by
    #: a matched filter and by the middle of their energy. FINE and LIGHT: what the filter finds. SHORT below 1.0:
    #: between the two. SHORT above 1.0 they give -300 to -460 and -275 to -420, and a few bursts come up to 1 ms late:
    #: -260 was chosen to keep those within 1 ms, and costs the others 0.1 ms. Shifts: the energy. Three other sets
    #: of bursts confirm it at 0.94 to 1.06; at 1.08 one of 321 is 1.01 ms off.
    lag_below: float
    lag_above: float
    shift_lags: tuple[float, ...]


_MODES: Final = {
    Stretch.FINE: _Mode(_ALWAYS | Option.ENGINE_FINER, 265.0, 225.0, (180, 123, 78, 54, 48, 29, -2, -36, -124)),
    Stretch.SHORT: _Mode(
        _ALWAYS | Option.ENGINE_FINER | Option.WINDOW_SHORT,
        140.0,
        -260.0,
        (-182, -64, -2, 27, 48, 36, 9, -74, -163),
    ),
    # Phases left to each bin: the two other ways break a steady tone in this engine (sidebands 0 to 40 dB below it).
    Stretch.LIGHT: _Mode(
        _ALWAYS | Option.ENGINE_FASTER | Option.WINDOW_SHORT | Option.TRANSIENTS_SMOOTH | Option.PHASE_INDEPENDENT,
        685.0,
        715.0,
        (68, 284, 174, 85, 48, 4, -50, 35, 39),
    ),
}


class Kind(NamedTuple):
    """Stretchers of one kind can take each other's place."""

    rate: int
    mode: Stretch
    channels: int
    shifts: bool


class Stretcher:
    """One instance of the library. Thread: one at a time; `process` leaves the interpreter to others."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        mode = _MODES[kind.mode]
        options = mode.options | _SHIFTING if kind.shifts else mode.options
        self._mode = mode
        self._band = RubberBandStretcher(kind.rate, kind.channels, options, 1.0, 1.0)
        self._band.set_max_process_size(_LARGEST_PROCESS)
        self._window = self._band.get_samples_required()
        #: Frames that are fed before the first that is to be heard.
        self.pad: int = self._band.get_preferred_start_pad()

    def reset(self, ratio: float, pitch: float) -> None:
        """Forget everything; ``ratio`` is output frames per input frame, ``pitch`` output pitch over input pitch."""
        self._band.reset()
        self._band.time_ratio = ratio
        self._band.pitch_scale = pitch
        self._window = self._band.get_samples_required()

    def set(self, ratio: float, pitch: float) -> None:
        """Go on with another ratio and pitch, from the next window on."""
        self._band.time_ratio = ratio
        self._band.pitch_scale = pitch

    @property
    def delay(self) -> int:
        """Output frames before the one that shows the first frame after the pad."""
        return int(self._band.get_start_delay())

    @property
    def required(self) -> int:
        """Frames that complete the next window."""
        return max(1, self._band.get_samples_required())

    @property
    def waiting(self) -> int:
        """Frames that were fed and are still in the window to come."""
        return int(self._window - self._band.get_samples_required())

    def process(self, samples: Channels) -> Channels:
        """Feed samples and take what has become of them. Shape of both: (channels, frames), float32, C order."""
        self._band.process(samples)
        return np.asarray(self._band.retrieve_available())

    def hold(self, pitch: float) -> float:
        """Output frames that the resampler keeps back at first, and gives out no sooner than with the next ones."""
        return _HELD * max(1.0, 1.0 / pitch) if self.kind.shifts else 0.0

    def run_in(self, speed: float, pitch: float) -> int:
        """Song frames to be fed besides the pad, before the first to be heard: until then nothing is in place."""
        return _RUN_IN if self.kind.mode is Stretch.LIGHT and abs(pitch / speed - 1.0) > _HARMLESS else 0

    def lag(self, speed: float, pitch: float) -> float:
        """Song frames by which the sound lags behind the middle of its window, at a speed and a pitch."""
        mode = self._mode
        lag = (mode.lag_above if speed > pitch else mode.lag_below) * (speed - 1.0)
        if self.kind.shifts:
            lag += float(np.interp(12.0 * math.log2(pitch), _SHIFTS, mode.shift_lags))
        return lag


class Pool:
    """The stretchers last used, to be used again: making one holds the interpreter for milliseconds. Thread: one."""

    def __init__(self) -> None:
        #: The one used last comes last.
        self._idle: list[Stretcher] = []

    def take(self, kind: Kind) -> Stretcher:
        """A stretcher of a kind; it must be reset."""
        for place, stretcher in enumerate(self._idle):
            if stretcher.kind == kind:
                return self._idle.pop(place)
        return Stretcher(kind)

    def give(self, stretcher: Stretcher) -> None:
        """Have a stretcher back. The one that was not used for longest goes when there are too many."""
        self._idle.append(stretcher)
        del self._idle[:-_IDLE]

    def clear(self) -> None:
        """Keep none."""
        self._idle.clear()
