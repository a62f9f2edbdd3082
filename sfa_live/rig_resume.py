"""Going on where an earlier life of the rig was cut off, part by part: none that is lost takes another along."""

from __future__ import annotations

import asyncio
import logging

from sfa_live.errors import SfaError
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import MasterState
from sfa_live.show import Kept, Loader, Show

log = logging.getLogger("sfa_live.rig")


async def resume(show: Show, loader: Loader, kept: Kept) -> None:
    """Bring everything back. What cannot be had is left as it is in a new show, and told on the decks."""
    lost = _resume_mixer(show, kept)
    for name in DECKS:
        deck = kept.show.decks.get(name)
        if deck is None or deck.track_id is None:
            continue
        try:
            await asyncio.wrap_future(loader.resume(name, deck))
        except SfaError as wrong:
            # The loader has told it on the deck.
            log.warning("Deck %s could not be brought back: %s", name, wrong)
        except ValueError as wrong:
            log.warning("Deck %s could not be brought back: %s", name, wrong)
            show.fail_load(name, f"The deck could not be brought back as it was: {wrong}")
    if lost is not None:
        for name in DECKS:
            told = show.state.decks[name].message
            show.fail_load(name, lost if told is None else f"{told} {lost}")


def _resume_mixer(show: Show, kept: Kept) -> str | None:
    """The mixer and the scenes, else the scenes alone; then, in words, what is lost."""
    try:
        show.resume_master(kept.show.master, kept.scenes)
    except ValueError as wrong:
        log.warning("The mixer could not be brought back: %s", wrong)
        show.resume_master(MasterState(), kept.scenes)
        return f"The mixer could not be brought back and stands as in a new show: {wrong}"
    return None
