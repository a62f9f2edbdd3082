"""The analysis job: tempo, beats, key, loudness."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy.orm import Session

from sfa_live.errors import StoreError
from sfa_live.music import refresh_card, results
from workers.shop import Work

#: More than any analysis takes, in bytes.
_SIZE: Final = 8 * 1024**2


def analyse(work: Work) -> None:
    """Do an analysis job: measure the song, or take its score's word where there is one."""
    shop, task = work.shop, work.task
    store, truth = shop.store, shop.store.truth(task.track_id)
    if not store.source(task.track_id).is_file():
        raise StoreError("The decoded song is gone from the disk. Delete the song and take it in again.")
    store.require_space(_SIZE)
    with store.staging() as out:
        known = msgspec.json.decode(truth.read_bytes()) if truth.is_file() else None
        request = {"source": str(store.source(task.track_id)), "out": str(out), "truth": known}
        summary = work.step("analyse", request, (0, 99))
        store.settle(out)

        def record(session: Session) -> None:
            results.replace_analysis(session, task.track_id, task.id, summary)
            store.adopt(out / "analysis.json", store.analysis(task.track_id))

        shop.jobs.complete(task, record)
    refresh_card(shop.database, store, task.track_id)
