"""An action on its way from a browser or a program to the rig."""

from __future__ import annotations

import asyncio

from sfa_live.errors import NotReadyError
from sfa_live.model.action import DeckLoad, parse_action, to_wire
from sfa_live.model.job import ENDED
from sfa_live.model.track import TrackStatus, TrackView
from web.parts import Parts


async def perform(parts: Parts, name: object, args: object) -> dict[str, int]:
    """Have the rig do it: ``{seq, frame}`` once it has. Raises `ActionError` with the valid names, `LinkError`, …

    A song that is not ready is refused here, because only the library knows how far it is.
    """
    action = parse_action(name, args)
    if isinstance(action, DeckLoad):
        await _require_pack(parts, action.track_id)
    wire = to_wire(action)
    return await parts.link.act(wire["action"], wire["args"])


async def _require_pack(parts: Parts, track_id: str) -> None:
    """`NotFoundError` for a song that nobody knows, `NotReadyError` for one without a pack at the rig's rate."""
    rate = parts.link.state["audio"]["rate"] if parts.link.state else parts.settings.rate
    if await asyncio.to_thread(parts.store.pack(track_id, rate).exists):
        return
    track = await parts.library.track(track_id)
    if track.status == TrackStatus.READY:
        await parts.library.prepare_again(track_id, rate=rate)
        raise NotReadyError(f"“{track.title}” is being prepared anew, because the rig plays at {rate} Hz.")
    if track.status == TrackStatus.FAILED:
        raise NotReadyError(f"“{track.title}” could not be prepared: {track.error or 'its job says why.'}")
    raise NotReadyError(f"“{track.title}” is not ready: {how_far(track)}.")


def how_far(track: TrackView) -> str:
    """How far a song's preparation is, in words: ``Separating, 40 %``."""
    running = [job for job in track.jobs if job.status not in ENDED]
    if not running:
        return "its jobs were cancelled; have them tried again"
    job = max(running, key=lambda job: job.progress)
    return f"{job.step or job.kind}, {job.progress} %"
