"""Running spotdl: its command line, its progress, and what its words mean when no song came of it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Final

from msgspec import Struct

from sfa_live.errors import JobError
from workers.steps._protocol import Reporter

#: spotdl tells stages and no percentages; titles may hold a colon, so the stage is read from the line's end.
_STAGES: Final = {
    "searching for song": (10, "Looking for the song"),
    "getting audio meta": (25, "Found it"),
    "downloading": (35, "Downloading"),
    "converting": (70, "Converting"),
    "embedding metadata": (90, "Writing its tags"),
    "done": (100, "Downloaded"),
}
_LINES_KEPT: Final = 40

#: What the trouble is, by what spotdl or Python say about it. The first that is found counts.
_TROUBLES: Final = (
    (
        "No module named spotdl|No module named 'spotdl'",
        "not_installed",
        "spotdl is not installed. Install it with pip install 'sfa-live[download]', or name its command in spotdl_cmd.",
    ),
    ("ffmpeg", "no_ffmpeg", "spotdl needs FFmpeg, which is not installed. Install the system's ffmpeg package."),
    (
        "ConnectionError|Max retries|NameResolution|getaddrinfo|unreachable|ConnectTimeout|SSLError|timed out",
        "no_network",
        "The network cannot be reached. Look whether this machine is online, then try again.",
    ),
    (
        "429|rate.?limit|Too Many Requests",
        "rate_limited",
        "The music service asks for patience: too many songs were fetched. Try again in some minutes.",
    ),
    (
        "LookupError|No results found|not found|404|InvalidBase62|SongError",
        "not_found",
        "This song was not found. Look whether the address opens in Spotify, or add the song as a file.",
    ),
)


class Command(Struct, frozen=True):
    """How spotdl is run: one string as a person would type it; empty for the package installed beside us."""

    text: str

    @property
    def words(self) -> list[str]:
        """The command as words; no shell ever sees it."""
        return shlex.split(self.text) or [sys.executable, "-P", "-m", "spotdl"]


def run_spotdl(command: Command, url: str, folder: Path, reporter: Reporter) -> str:
    """Have spotdl put the song at ``url`` into ``folder/songs``; its last words are returned.

    It lives in ``folder`` as its home, so that no setting, cache or stolen login of a user's comes in or is left.
    """
    words = [
        *command.words,
        "download",
        url,
        *("--output", str(folder / "songs" / "{track-id}.{output-ext}")),
        *("--format", "mp3", "--threads", "1", "--simple-tui", "--no-cache"),
    ]
    homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    # Wide, as spotdl breaks its lines for a terminal even where there is none.
    environment = {**os.environ, **homes, "COLUMNS": "1000", "PYTHONUNBUFFERED": "1"}
    last: deque[str] = deque(maxlen=_LINES_KEPT)
    try:
        child = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as wrong:
        raise JobError(
            f"The command {words[0]} does not exist. Set spotdl_cmd to the command that runs spotdl.",
            code="not_installed",
        ) from wrong
    with child:
        for line in child.stdout or ():
            sys.stderr.write(line)
            last.append(line)
            stage = _STAGES.get(line.strip().rsplit(": ", 1)[-1].strip().lower())
            if stage is not None:
                reporter.progress(*stage)
    return "".join(last)


def explain(told: str) -> JobError:
    """The error for what spotdl said when there was no song in the end."""
    for pattern, code, sentence in _TROUBLES:
        if re.search(pattern, told, re.IGNORECASE):
            return JobError(sentence, code=code)
    return JobError(
        "spotdl ended without a song. Try again, or add the song as a file; the log has what it said.",
        code="fetch_failed",
    )
