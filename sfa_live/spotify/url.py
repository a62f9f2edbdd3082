"""A Spotify URL, read strictly and written anew, so that nothing typed by somebody reaches a command line."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from sfa_live.errors import IntakeError

_PATH: Final = re.compile(r"(?:/intl-[a-z]{2,8})?/(?P<kind>track|album|playlist)/(?P<id>[0-9A-Za-z]{22})/?")
_EXAMPLE: Final = "https://open.spotify.com/track/…"


class SpotifyLink(Struct, frozen=True):
    """What a Spotify URL names."""

    #: track, album or playlist
    kind: str
    id: str

    @property
    def url(self) -> str:
        """The URL, built from its parts alone."""
        return f"https://open.spotify.com/{self.kind}/{self.id}"


def parse_url(text: str) -> SpotifyLink:
    """What a Spotify URL names; `IntakeError` (code ``bad_url``) when it is none."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = urlsplit("")
    found = _PATH.fullmatch(parts.path)
    if parts.scheme != "https" or parts.netloc != "open.spotify.com" or found is None:
        raise IntakeError(f"This is not a Spotify URL. It looks like {_EXAMPLE}", code="bad_url")
    return SpotifyLink(found["kind"], found["id"])
