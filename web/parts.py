"""What the handlers work with, in one frozen value that the application carries."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiohttp import web

from sfa_live.jobs import JobFeed
from sfa_live.link import RigLink
from sfa_live.music import Library
from sfa_live.settings import Settings
from sfa_live.storage import MediaStore
from web.lag import LoopLag
from web.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The application's parts, built by the composition root."""

    settings: Settings
    store: MediaStore
    library: Library
    feed: JobFeed
    link: RigLink
    lag: LoopLag = field(default_factory=LoopLag)
    limits: Limits = field(default_factory=Limits)
    #: Where the built page lies.
    static: Path = Path(str(files("web") / "static"))
    #: When the server started, on the monotonic clock, in seconds.
    started: float = field(default_factory=time.monotonic)


PARTS: Final = web.AppKey("parts", Parts)


def parts_of(request: web.Request) -> Parts:
    """The application's parts, from a request."""
    return request.config_dict[PARTS]
