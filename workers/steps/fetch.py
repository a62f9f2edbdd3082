"""Fetch a song by its Spotify address, by running spotdl as a command. ``python -m workers.steps.fetch``

spotdl's exit status means nothing (it is 0 when a song failed), so the file alone decides whether there is a song.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from sfa_live.errors import IntakeError
from workers.steps._audio.sniff import sniff
from workers.steps._audio.tags import read_tags
from workers.steps._protocol import Reporter, Request, Result, run
from workers.steps._spotdl import Command, explain, run_spotdl

#: The one kind of address that is taken. What is handed on is built from the id alone.
_TRACK: Final = re.compile(r"https://open\.spotify\.com/(?:intl-[a-z]{2}/)?track/([0-9A-Za-z]{22})(?:\?[\w=&%.-]*)?")
#: A shorter file is an error page or a torso, in bytes.
_SMALLEST: Final = 1024


class FetchRequest(Request, frozen=True):
    """A track's address; ``command`` runs spotdl, empty for the one installed beside us."""

    url: str
    out: Path
    command: str = ""


class FetchResult(Result, frozen=True, tag="result"):
    """The file as it came, a name within ``out``, and what its tags say."""

    file: str
    title: str | None
    artist: str | None
    album: str | None


def fetch(request: FetchRequest, reporter: Reporter) -> FetchResult:
    """Fetch the song into ``out`` as ``original.<ext>``."""
    url = rebuild(request.url)
    reporter.progress(0, "Looking for the song")
    folder = request.out / "fetch"
    (folder / "songs").mkdir(parents=True)
    try:
        told = run_spotdl(Command(request.command), url, folder, reporter)
        songs = [
            path
            for path in sorted((folder / "songs").iterdir())
            if path.is_file() and path.stat().st_size >= _SMALLEST and sniff(path) is not None
        ]
        if not songs:
            raise explain(told)
        name = f"original{songs[0].suffix.lower()}"
        songs[0].replace(request.out / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tags = read_tags(request.out / name)
    return FetchResult(name, tags.title, tags.artist, tags.album)


def rebuild(url: str) -> str:
    """The track's address, built anew from its id; `IntakeError` for anything but a Spotify track."""
    found = _TRACK.fullmatch(url)
    if found is None:
        raise IntakeError(
            "This is not the address of a Spotify track. It looks like https://open.spotify.com/track/… with 22 "
            "letters and digits; copy it from the track's Share menu.",
            code="bad_url",
        )
    return f"https://open.spotify.com/track/{found[1]}"


if __name__ == "__main__":
    run(FetchRequest, fetch, "fetching the song")
