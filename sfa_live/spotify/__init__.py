"""Songs named by a Spotify URL."""

from __future__ import annotations

from sfa_live.spotify.url import SpotifyLink, parse_url

__all__ = ["SpotifyLink", "parse_url"]
