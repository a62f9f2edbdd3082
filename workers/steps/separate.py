"""Separate a song into stems. ``python -m workers.steps.separate``"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import soundfile

from sfa_live.errors import JobError
from workers.steps._neural.weights import Weights, find_weights, is_installed, known_models
from workers.steps._protocol import Reporter, Request, Result, run

#: The built-in separator's name, and the model that ``auto`` prefers.
SPECTRAL: Final = "spectral"
_PREFERRED: Final = "htdemucs"


class SeparateRequest(Request, frozen=True):
    """A decoded song; ``model`` is auto, spectral or a Demucs model; ``models`` a folder of weights, or empty."""

    source: Path
    out: Path
    model: str = "auto"
    models: str = ""
    #: 0: all cores but one, which the music keeps.
    threads: int = 0


class SeparateResult(Result, frozen=True, tag="result"):
    """Stems as files within ``out``; ``preview`` when a trained model would do better."""

    model: str
    preview: bool
    rate: int
    stems: dict[str, str]


def separate(request: SeparateRequest, reporter: Reporter) -> SeparateResult:
    """Separate with what the request names, or with the best that is there."""
    rate = soundfile.info(request.source).samplerate
    weights = choose(request.model, Path(request.models) if request.models else None)
    name = weights.model if weights else SPECTRAL
    message = f"Separating with {name}"
    reporter.progress(0, message)

    def tell(share: float) -> None:
        reporter.progress(100 * share, message)

    if weights is None:
        from workers.steps._spectral.separator import separate_spectral  # noqa: PLC0415 - numba, not beside torch

        stems = separate_spectral(request.source, request.out, tell)
        return SeparateResult(name, preview=True, rate=rate, stems=stems)

    from workers.steps._neural.separator import load_model, separate_neural  # noqa: PLC0415 - torch may not be there

    repository = request.out / "models"
    try:
        threads = request.threads or max(1, (os.cpu_count() or 1) - 1)
        stems = separate_neural(load_model(weights, repository), request.source, request.out, threads, tell)
    finally:
        shutil.rmtree(repository, ignore_errors=True)
    return SeparateResult(name, preview=False, rate=rate, stems=stems)


def choose(model: str, folder: Path | None) -> Weights | None:
    """The weights to use; None for the built-in separator. `JobError` for a model that is unknown or not there."""
    if model == SPECTRAL:
        return None
    if model == "auto":
        return find_weights(_PREFERRED, folder) if is_installed() else None
    known = known_models(folder)
    if model not in known:
        raise JobError(
            f"There is no separator called {model}. There are: auto, {SPECTRAL}, {', '.join(known)}.",
            code="unknown_model",
        )
    weights = find_weights(model, folder)
    if weights is None:
        where = f"the folder {folder}" if folder else "a folder, and name it in the setting 'models'"
        raise JobError(
            f"The weights of {model} are not on this machine. Put them into {where}, or choose auto or {SPECTRAL}.",
            code="no_weights",
        )
    return weights


if __name__ == "__main__":
    run(SeparateRequest, separate, "separating the song")
