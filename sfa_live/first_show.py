"""The first start of all: the demo songs go onto the decks by themselves, so that there is something to play."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

from sfa_live.errors import NotFoundError, SfaError
from sfa_live.link import RigLink
from sfa_live.model.action import DECKS
from sfa_live.model.track import TrackStatus
from sfa_live.music import Library

log = logging.getLogger("sfa_live.first_show")

#: How often the songs are looked at, in seconds.
_LOOK: Final = 0.3


async def put_on_decks(library: Library, link: RigLink, track_ids: Sequence[str]) -> None:
    """Put each song on a deck of its own, from A on, as soon as it can be played, unless somebody was quicker.

    Decks beyond the songs stay empty. Thread: the loop.
    """
    for deck, track_id in zip(DECKS, track_ids, strict=False):
        try:
            await _put(library, link, deck, track_id)
        except SfaError as wrong:
            log.warning("The demo song for deck %s was not loaded: %s", deck, wrong)


async def _put(library: Library, link: RigLink, deck: str, track_id: str) -> None:
    while (await library.track(track_id)).status != TrackStatus.READY or link.state is None:
        if (await library.track(track_id)).status == TrackStatus.FAILED:
            raise NotFoundError("it could not be made")
        await asyncio.sleep(_LOOK)
    standing: dict[str, Any] = link.state["decks"][deck]
    if standing["track_id"] is None and not standing["loading"]:
        await link.act("deck.load", {"deck": deck, "track_id": track_id}, origin="first start")
