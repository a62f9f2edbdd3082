"""``sfa-live import``: songs into the library of the running server."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import aiohttp

from sfa_live.commands import settings_from
from sfa_live.commands.client import server_url
from sfa_live.errors import LinkError, SfaError, UsageError

#: How often the jobs of a song are looked at, in seconds.
_LOOK: Final = 0.3
#: Jobs in one of these come to nothing more.
_ENDED: Final = frozenset({"completed", "failed", "cancelled"})


def run(options: argparse.Namespace) -> int:
    """Import every song that was named; 1 when one of them could not be had."""
    settings = settings_from(options)
    for song in options.songs:
        if "://" not in song and not Path(song).exists():
            raise UsageError(f"There is no file or folder {song!r}.")
    return asyncio.run(_import_all(server_url(settings), options.songs, wait=options.wait))


async def _import_all(url: str, songs: list[str], *, wait: bool) -> int:
    failed = 0
    # A song may be large and a disk slow: no limit on the whole, a generous one on every pause.
    timeout = aiohttp.ClientTimeout(total=None, sock_read=120)
    async with aiohttp.ClientSession(url, timeout=timeout) as session:
        for song in songs:
            try:
                track = await _send(session, song)
                print(f"{track['title']}: taken in ({track['id']})")
                if wait:
                    await _wait(session, track["id"])
            except SfaError as wrong:
                failed += 1
                print(f"{song}: {wrong}")
            except aiohttp.ClientConnectionError as away:
                raise LinkError(
                    f"No sfa_live answers at {url}. Start it with: sfa-live serve", code="no_server"
                ) from away
    return 1 if failed else 0


async def _send(session: aiohttp.ClientSession, song: str) -> dict[str, Any]:
    if "://" in song:
        return await _track_in(session.post("/api/tracks", json={"url": song}))
    with ExitStack() as files:
        return await _track_in(session.post("/api/tracks", data=_form(song, files)))


def _form(path: str, files: ExitStack) -> aiohttp.FormData:
    """The form that uploads a file, or a folder as the stems of one song."""
    song, form = Path(path).absolute(), aiohttp.FormData(quote_fields=False)
    if song.is_dir():
        form.add_field("stems", "1")
    for each in sorted(song.iterdir()) if song.is_dir() else [song]:
        if each.is_file() and not each.name.startswith("."):
            name = f"{song.name}/{each.name}" if song.is_dir() else each.name
            form.add_field("file", files.enter_context(each.open("rb")), filename=name)
    return form


async def _track_in(asking: Any) -> dict[str, Any]:
    async with asking as answer:
        track: dict[str, Any] = (await _told(answer))["track"]
        return track


async def _wait(session: aiohttp.ClientSession, track_id: str) -> None:
    """Tell what is being done until the song is ready. Raises `SfaError` with the reason when it will not be."""
    before = None
    async for track in _looks(session, track_id):
        now = next((f"{job['step'] or job['kind']} {job['progress']} %" for job in track["jobs"] if _runs(job)), None)
        if now is not None and now != before:
            print(f"  {now}", flush=True)
        before = now
        if track["status"] == "failed":
            raise SfaError(track["error"] or "It could not be prepared; the log says why.", code="failed")
        if all(job["status"] in _ENDED for job in track["jobs"]):
            print(f"  {track['title']} is {track['status']}.")
            return


async def _looks(session: aiohttp.ClientSession, track_id: str) -> AsyncIterator[dict[str, Any]]:
    while True:
        async with session.get(f"/api/tracks/{track_id}") as answer:
            yield await _told(answer)
        await asyncio.sleep(_LOOK)


def _runs(job: dict[str, Any]) -> bool:
    return job["status"] not in _ENDED and job["status"] != "queued"


async def _told(answer: aiohttp.ClientResponse) -> Any:
    """The answer's value; its error in the server's own sentence."""
    body = await answer.json(content_type=None)
    if answer.ok:
        return body
    raise SfaError(body["error"]["message"], code=body["error"]["code"])
