"""Everything that can be set, once, in one frozen value; nothing else reads the environment.

Precedence: command line, then ``SFA_…`` variables, then ``sfa.toml`` in the data folder, then the defaults.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from platformdirs import user_data_path

from sfa_live.errors import UsageError


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run of sfa_live."""

    #: The folder that holds everything: database, songs, stems, packs, the show's journal.
    data: Path
    #: Where the page is served.
    host: str = "127.0.0.1"
    port: int = 8765
    #: An output device by name (a part of it is enough), "null" for none, empty for the system's own.
    audio: str = ""
    #: Frames per block.
    block: int = 128
    #: Frames per second.
    rate: int = 48_000
    #: Channels of outputs: 2, 4, 6 or 8; the headphones are on the third and fourth.
    channels: int = 2
    #: MIDI back end by name: auto, jack, alsa, coremidi, windows, none.
    midi: str = "auto"
    #: The port that OSC is heard on, of this machine only; "off" is not at all.
    osc: int | Literal["off"] = "off"
    #: Have the demo songs made at the first start.
    demo: bool = True
    #: Empty: SQLite in the data folder.
    database_url: str = ""
    #: Empty: the embedded queue in the database.
    redis_url: str = ""
    #: A folder of Demucs models; empty: fetched ones, or the built-in separator where there are none.
    models: str = ""
    #: auto (Demucs when weights are there, else spectral), spectral, or a Demucs model's name.
    separator: str = "auto"
    #: The command that runs spotdl, as one string.
    spotdl_cmd: str = ""
    #: Threads that a separation may use; 0: all cores but one.
    threads: int = 0
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """The database's URL without a driver (``sqlite:///…`` or ``postgresql://…``)."""
        return self.database_url or f"sqlite:///{self.data / 'sfa.db'}"

    @property
    def run_folder(self) -> Path:
        """Where locks, sockets, the journal and process ids live."""
        return self.data / "run"

    @property
    def media(self) -> Path:
        """The media root: songs, stems, analyses, packs."""
        return self.data / "media"

    @property
    def marks(self) -> Path:
        """What hands have written on songs: cues, moved beats, scenes."""
        return self.data / "marks"

    @property
    def nights(self) -> Path:
        """The logs of what was done on stage."""
        return self.data / "nights"

    @property
    def recordings(self) -> Path:
        """Where the recordings of the show go."""
        return self.data / "recordings"


_ENVIRONMENT: Final = "SFA_"


def default_data_folder() -> Path:
    """Where sfa_live keeps everything when nobody says otherwise."""
    return user_data_path("sfa_live", appauthor=False)


def load_settings(options: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the command line's options (None is: not given), the environment and ``sfa.toml``.

    Raises `UsageError` with one sentence when a value cannot be used.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in options.items() if value is not None}
    known = set(Settings.__struct_fields__)
    named = {
        key.removeprefix(_ENVIRONMENT).lower(): value
        for key, value in environment.items()
        if key.startswith(_ENVIRONMENT) and value
    }
    named = {name: value for name, value in named.items() if name in known}
    data = Path(given.get("data") or named.get("data") or default_data_folder()).expanduser().absolute()
    merged = {**_read_file(data / "sfa.toml"), **named, **given, "data": data}
    unknown = sorted(merged.keys() - known)
    if unknown:
        names = ", ".join(sorted(known))
        raise UsageError(f"sfa.toml has a setting {unknown[0]!r} that does not exist. There are: {names}.")
    try:
        settings = msgspec.convert(merged, type=Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise UsageError(f"A setting cannot be used: {wrong}.") from wrong
    _check(settings)
    return settings


def encode_settings(settings: Settings) -> str:
    """Settings as one line, for a child's standard input or, where nothing in them is secret, its command line."""
    return msgspec.json.encode(settings, enc_hook=str).decode()


def decode_settings(word: str) -> Settings:
    """Settings from a parent: the word itself, or the first line of standard input when it is ``-``.

    Everybody on the machine can read a command line, and a database's address may hold a password.
    """
    word = sys.stdin.readline() if word == "-" else word
    return msgspec.json.decode(word, type=Settings, dec_hook=lambda kind, value: kind(value))


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as wrong:
        raise UsageError(f"{path} cannot be read: {wrong.strerror}.") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise UsageError(f"{path} cannot be read: {wrong}.") from wrong


def _check(settings: Settings) -> None:
    if not 1 <= settings.port <= 65_535:
        raise UsageError(f"Port {settings.port} does not exist: choose one from 1 to 65535.")
    if settings.osc != "off" and not 1 <= settings.osc <= 65_535:
        raise UsageError(f"OSC port {settings.osc} does not exist: choose one from 1 to 65535, or off.")
    if not 16 <= settings.block <= 4096:
        raise UsageError(f"A block of {settings.block} frames cannot be used: choose 16 to 4096.")
    if settings.channels not in (2, 4, 6, 8):
        raise UsageError(f"{settings.channels} channels cannot be used: choose 2, 4, 6 or 8.")
    if not 8_000 <= settings.rate <= 192_000:
        raise UsageError(f"A rate of {settings.rate} cannot be used: choose 8000 to 192000.")
