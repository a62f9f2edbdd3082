"""Play a script, or the log of a night, through the same show and kernel as on stage: no device, faster than time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

import engine
from sfa_live.errors import ActionError
from sfa_live.model.action import DeckLoad, RecordStart, RecordStop
from sfa_live.model.units import Bpm
from sfa_live.settings import Settings
from sfa_live.show import Shelf, Show, Song
from sfa_live.show.action_log import read_night
from sfa_live.show.marks import read_marks
from sfa_live.show.script import Begin, End, Freed, Line, Outside, ResumedDeck, ResumedMaster, SongPaper, read_script

log = logging.getLogger("sfa_live.render")

#: Sound is rendered in pieces of this length, in seconds.
_PIECE: Final = 1.0
#: The most bytes that the sizes in a WAV file's header can tell, with room for the header.
_WAV_BYTES: Final = (1 << 32) - (1 << 20)
#: Bytes of one rendered frame.
_FRAME_BYTES: Final = 8
#: What beats are taken for when it is guessed how long a script is.
_SLOW: Final = Bpm(60.0)


def render_file(script: Path, out: Path, settings: Settings) -> None:
    """Render a script into a float32 WAV file: until its last action, and then until no deck plays any more.

    A night ends where its sound ended, and begins with its first action. Raises `UsageError` for a script that cannot
    be used, `ActionError` for an action that the show refuses, `NotReadyError` for a song that is not prepared.
    """
    lines = read_script(read_night(script))
    begin = _begin_of(lines, settings)
    longest = max(line.place.resolve(_SLOW, begin.rate) for line in lines) * _FRAME_BYTES
    part = out.with_name(out.name + ".part")
    try:
        # RF64 is WAV with longer numbers in its header; players know both, old ones WAV alone.
        form = "RF64" if longest > _WAV_BYTES else "WAV"
        with soundfile.SoundFile(part, "w", begin.rate, 2, "FLOAT", format=form) as file:
            for piece in render(lines, settings):
                file.write(piece)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def render(lines: tuple[Line, ...], settings: Settings) -> Iterator[npt.NDArray[np.float32]]:
    """The sound of a script, as it leaves the first pair of outputs, in pieces of shape (frames, 2)."""
    begin = _begin_of(lines, settings)
    stage = _Stage(begin, settings)
    schedule = _schedule(lines, stage.shelf, begin.rate)
    night = isinstance(lines[0].deed, Begin)
    if night and schedule:
        stage.skip_to(schedule[0][0])
    for frame, line in schedule:
        yield from stage.until(frame)
        if isinstance(line.deed, End):
            return
        try:
            stage.do(line)
        except ActionError as wrong:
            if not night:
                raise
            # It fitted into that night by a hair, or not at all: the rest of the night is worth more.
            log.warning("At frame %d: %s", frame, wrong)
    yield from stage.to_the_end()


class _Stage:
    """A show that nobody waits for."""

    def __init__(self, begin: Begin, settings: Settings) -> None:
        self.sound = engine.OfflineEngine(rate=begin.rate, block=settings.block, channels=begin.channels)
        self.show = Show(self.sound, "render", lambda: self._frame / begin.rate)
        self.shelf = Shelf(settings.media / "packs", begin.rate, partial(read_marks, settings.marks))
        self._piece = round(_PIECE * begin.rate)

    @property
    def _frame(self) -> int:
        return self.sound.snapshot().frame

    def until(self, frame: int) -> Iterator[npt.NDArray[np.float32]]:
        """Play up to a frame."""
        while (left := frame - self._frame) > 0:
            yield self.sound.render(min(left, self._piece))[:, :2]
            for result in self.sound.collect():
                self.show.settle(result)
                if result.source is not None:
                    result.source.release()
            self.show.follow(self.sound.snapshot())

    def skip_to(self, frame: int) -> None:
        """Let the time pass in which the rig was on and nobody had done anything yet."""
        for _ in self.until(frame):
            pass

    def to_the_end(self) -> Iterator[npt.NDArray[np.float32]]:
        """Play until no deck plays any more; one that loops is not waited for."""
        while any(deck.playing and not deck.loop.on for deck in self.show.state.decks.values()):
            yield from self.until(self._frame + self._piece)

    def do(self, line: Line) -> None:
        """Do what a line says."""
        match line.deed:
            case DeckLoad() as action:
                self.show.finish_load(action, self._song(action.track_id, line.song))
            case ResumedDeck(deck, before):
                self.show.resume(deck, self._song(before.track_id or "", line.song), before)
            case ResumedMaster(before, scenes):
                self.show.resume_master(before, scenes)
            case Outside() | Freed() as outside:
                self.show.lead(outside)
            case RecordStart() | RecordStop() | Begin() | End():
                # What is rendered is a recording already.
                pass
            case action:
                self.show.apply(action)

    def _song(self, track_id: str, paper: SongPaper | None) -> Song:
        song = self.shelf.take(track_id)
        return song if paper is None else replace(song, card=paper.card, marks=paper.marks)


def _begin_of(lines: tuple[Line, ...], settings: Settings) -> Begin:
    first = lines[0].deed
    return first if isinstance(first, Begin) else Begin(settings.rate, settings.channels)


def _schedule(lines: tuple[Line, ...], shelf: Shelf, rate: int) -> list[tuple[int, Line]]:
    """Lines with their frames, in the order of time; equal times keep the script's order."""
    first = next((line.deed for line in lines if isinstance(line.deed, DeckLoad)), None)
    grid = shelf.card(first.track_id).grid if first is not None else None
    bpm = None if grid is None else Bpm(grid.bpm)
    timed = [(line.place.resolve(bpm, rate), line) for line in lines if not isinstance(line.deed, Begin)]
    return sorted(timed, key=lambda each: each[0])
