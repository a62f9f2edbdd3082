"""The download job: get the song, whatever it comes as, and decode it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy.orm import Session

from sfa_live.errors import JobError
from sfa_live.music import refresh_card, results
from sfa_live.music.results import StemFile
from workers.shop import Work
from workers.step_errors import StepError

#: A compressed song grows about so much when it is decoded to float32.
_GROWTH: Final = 14
#: A download whose size nobody knows ahead, in bytes.
_UNKNOWN_SIZE: Final = 300 * 1024**2
#: Codes of failures that are not the file's fault: it is kept, so that the job can be retried.
_NOT_THE_FILE: Final = frozenset(
    {"internal", "disk_full", "no_access", "out_of_memory", "bad_request", "stuck", "no_result", "crashed"}
)


def download(work: Work) -> None:
    """Do a download job: a demo song is synthesised, a URL fetched, a file or folder taken as it came."""
    make = {"demo": _synthesise, "spotify": _fetch, "upload": _take_upload}[work.task.request["source"]]
    with work.shop.store.staging() as folder:
        make(work, folder)


def _synthesise(work: Work, out: Path) -> None:
    work.shop.store.require_space(_UNKNOWN_SIZE)
    work.shop.jobs.start_processing(work.task)
    made = work.step("synthesise", {"song": work.task.request["song"], "out": str(out)}, (0, 98))
    (out / "truth.json").write_bytes(msgspec.json.encode(made["truth"]))
    _adopt(work, out, made)


def _fetch(work: Work, out: Path) -> None:
    work.shop.store.require_space(_UNKNOWN_SIZE)
    fetched_into, taken_into = out / "fetched", out / "taken"
    fetched_into.mkdir()
    taken_into.mkdir()
    request = {"url": work.task.request["url"], "command": work.shop.settings.spotdl_cmd, "out": str(fetched_into)}
    fetched = work.step("fetch", request, (0, 70))
    work.shop.jobs.start_processing(work.task)
    original = fetched_into / fetched["file"]
    taken = _intake(work, original, original.name, taken_into, (70, 98))
    names = {name: fetched.get(name) or taken.get(name) for name in ("title", "artist", "album")}
    original.rename(taken_into / original.name)
    _adopt(work, taken_into, {**taken, **names, "original": original.name})


def _take_upload(work: Work, out: Path) -> None:
    store, track_id = work.shop.store, work.task.track_id
    original = store.original(track_id)
    if original is None:
        raise JobError("The file could not be used and was not kept. Upload the song again.")
    store.require_space(store.size(track_id) * _GROWTH)
    work.shop.jobs.start_processing(work.task)
    try:
        taken = _intake(work, original, work.task.request["filename"], out, (0, 98))
    except StepError as wrong:
        if wrong.wire_code not in _NOT_THE_FILE:
            store.remove_original(track_id)
        raise
    _adopt(work, out, taken)


def _intake(work: Work, source: Path, filename: str, out: Path, share: tuple[int, int]) -> dict[str, Any]:
    return work.step("intake", {"source": str(source), "filename": filename, "out": str(out)}, share)


def _adopt(work: Work, out: Path, taken: dict[str, Any]) -> None:
    """Put what was made in its place and write its rows, with the end of the job, in one transaction."""
    store, task = work.shop.store, work.task
    work.progress.share(98, 100)
    work.progress(0, "Putting it in its place")
    stems: dict[str, str] = taken["stems"]
    files = [StemFile(name, "original", False, (out / path).stat().st_size) for name, path in stems.items()]
    store.settle(out)

    def record(session: Session) -> None:
        duration_ms = taken.get("duration_ms")
        results.name_track(
            session,
            task.track_id,
            title=taken.get("title"),
            artist=taken.get("artist"),
            album=taken.get("album"),
            duration_ms=None if duration_ms is None else round(duration_ms),
        )
        if stems:
            results.replace_stems(session, task.track_id, task.id, files)
            for name, path in stems.items():
                store.adopt(out / path, store.stem(task.track_id, name))
        store.adopt(out / taken["source"], store.source(task.track_id))
        for extra in ("original", "truth.json"):
            name = taken.get(extra, extra)
            if (out / name).exists():
                store.adopt(out / name, store.download_folder(task.track_id) / name)

    work.shop.jobs.complete(task, record)
    refresh_card(work.shop.database, store, task.track_id)
