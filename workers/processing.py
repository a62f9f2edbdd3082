"""The processing job: stems, and the pack that the engine plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from sfa_live.errors import StoreError
from sfa_live.music import card_of, refresh_card, results
from sfa_live.music.results import StemFile
from workers.shop import Work

#: Stems and pack, with the recording beside them, take about so many times what the decoded song takes.
_GROWTH: Final = 10
#: Where packing begins on the bar, when the song had to be separated first.
_SEPARATED: Final = 85


def process(work: Work) -> None:
    """Do a processing job: separate the song, unless its stems came or are there, then pack them."""
    store, task = work.shop.store, work.task
    if not store.source(task.track_id).is_file():
        raise StoreError("The decoded song is gone from the disk. Delete the song and take it in again.")
    store.require_space(store.source(task.track_id).stat().st_size * _GROWTH)
    with work.shop.database.reading() as session:
        known = results.stems_of(session, task.track_id)
    with store.staging() as folder:
        stems = folder / "stems"
        stems.mkdir()
        if known and (known[0].model == "original" or not task.request.get("again", False)):
            made, start = known, 0
            places = {stem.name: store.stem(task.track_id, stem.name) for stem in made}
        else:
            made, start = _separate(work, stems), _SEPARATED
            places = {stem.name: stems / f"{stem.name}.wav" for stem in made}
        packed = _pack(work, made, places, folder, start)
        _adopt(work, folder, made, packed)


def _separate(work: Work, out: Path) -> list[StemFile]:
    shop, task = work.shop, work.task
    request = {
        "source": str(shop.store.source(task.track_id)),
        "out": str(out),
        "model": task.request["model"],
        "models": shop.settings.models,
        "threads": shop.threads,
    }
    made = work.step("separate", request, (0, _SEPARATED))
    for name, file in made["stems"].items():
        (out / file).rename(out / f"{name}.wav")
    model, preview = made["model"], made["preview"]
    return [StemFile(name, model, preview, (out / f"{name}.wav").stat().st_size) for name in made["stems"]]


def _pack(work: Work, stems: list[StemFile], places: dict[str, Path], folder: Path, start: int) -> dict[str, Any]:
    request = {
        "track_id": work.task.track_id,
        "stems": [{"name": stem.name, "path": str(places[stem.name]), "preview": stem.preview} for stem in stems],
        "rate": work.task.request["rate"],
        "out": str(folder),
        # Stems that came as files have no recording but their own sum.
        "original": None if stems[0].model == "original" else str(work.shop.store.source(work.task.track_id)),
    }
    return work.step("pack", request, (start, 98))


def _adopt(work: Work, folder: Path, made: list[StemFile], packed: dict[str, Any]) -> None:
    shop, task = work.shop, work.task
    store, rate = shop.store, task.request["rate"]
    work.progress.share(98, 100)
    work.progress(0, "Putting it in its place")
    loudness = {stem["name"]: stem["lufs"] for stem in packed["stems"]}
    stems = [StemFile(s.name, s.model, s.preview, s.file_size, loudness.get(s.name)) for s in made]
    store.settle(folder)

    def record(session: Session) -> None:
        results.name_track(
            session, task.track_id, title=None, artist=None, album=None, duration_ms=round(packed["duration_ms"])
        )
        results.replace_stems(session, task.track_id, task.id, stems)
        results.set_pack_rate(session, task.track_id, rate)
        if any((folder / "stems").iterdir()):
            store.adopt(folder / "stems", store.stems_folder(task.track_id))
        store.adopt(folder / packed["waveform"], store.waveform(task.track_id))
        # With the pack comes a card: whoever sees the song ready can load it.
        card = card_of(session, store, task.track_id)
        if card is not None:
            store.write_card(card)
        store.adopt(folder / packed["pack"], store.pack(task.track_id, rate))

    shop.jobs.complete(task, record)
    refresh_card(shop.database, store, task.track_id)
