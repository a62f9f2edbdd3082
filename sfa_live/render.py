"""Play a script through the same show and kernel as on stage, without a device and faster than time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

import engine
from sfa_live.model.action import Action, DeckLoad
from sfa_live.model.units import Bpm
from sfa_live.settings import Settings
from sfa_live.show import Shelf, Show
from sfa_live.show.script import Line, read_script

log = logging.getLogger("sfa_live.render")

#: Sound is rendered in pieces of this length, in seconds.
_PIECE: Final = 1.0


def render_file(script: Path, out: Path, settings: Settings) -> None:
    """Render a script into a float32 WAV file: until its last action, and then until no deck plays any more.

    Raises `UsageError` for a script that cannot be used, `ActionError` for an action that the show refuses,
    `NotReadyError` for a song that is not prepared.
    """
    lines = read_script(script.read_text(encoding="utf-8").splitlines())
    part = out.with_name(out.name + ".part")
    try:
        with soundfile.SoundFile(part, "w", settings.rate, 2, "FLOAT", format="WAV") as file:
            for piece in render(lines, settings):
                file.write(piece)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def render(lines: tuple[Line, ...], settings: Settings) -> Iterator[npt.NDArray[np.float32]]:
    """The sound of a script in pieces of shape (frames, 2)."""
    sound = engine.OfflineEngine(rate=settings.rate, block=settings.block)
    show = Show(sound, "render", lambda: sound.snapshot().frame / settings.rate)
    shelf = Shelf(settings.media / "packs", settings.rate)
    for frame, action in _schedule(lines, shelf, settings.rate):
        yield from _until(sound, show, frame)
        _do(show, shelf, action)
    piece = round(_PIECE * settings.rate)
    while show.state.master.playing:
        yield from _until(sound, show, sound.snapshot().frame + piece)


def _schedule(lines: tuple[Line, ...], shelf: Shelf, rate: int) -> list[tuple[int, Action]]:
    """Actions with their frames, in the order of time; equal times keep the script's order."""
    first = next((line.action for line in lines if isinstance(line.action, DeckLoad)), None)
    tempo = shelf.card(first.track_id).bpm if first is not None else None
    bpm = None if tempo is None else Bpm(tempo)
    timed = [(round(line.place.resolve(bpm) * rate), line.action) for line in lines]
    return sorted(timed, key=lambda each: each[0])


def _until(sound: engine.OfflineEngine, show: Show, frame: int) -> Iterator[npt.NDArray[np.float32]]:
    left = frame - sound.snapshot().frame
    piece = round(_PIECE * sound.rate)
    while left > 0:
        yield sound.render(min(left, piece))
        left -= piece
        for result in sound.collect():
            show.settle(result)


def _do(show: Show, shelf: Shelf, action: Action) -> None:
    if isinstance(action, DeckLoad):
        show.finish_load(action, shelf.take(action.track_id))
    else:
        show.apply(action)
