"""Fill the compilers' caches, so that no musician waits for them: set-up runs ``python -m workers.steps.warm`` once.

librosa and the built-in separator compile parts of themselves when they first run, which takes some 15 seconds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from workers.steps._audio.wav import FloatWav
from workers.steps._protocol import Reporter, Request, Result, run
from workers.steps._spectral.separator import separate_spectral
from workers.steps.analyse import AnalyseRequest, analyse

_RATE = 22_050


class WarmRequest(Request, frozen=True):
    """Nothing to ask."""


class WarmResult(Result, frozen=True, tag="result"):
    """Nothing to tell: it is warm."""


def warm(_request: WarmRequest, reporter: Reporter) -> WarmResult:
    """Take three seconds of noise through everything that is compiled."""
    reporter.progress(0, "Compiling")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with FloatWav(folder / "noise.wav", _RATE) as file:
            file.write(np.random.default_rng(0).normal(0, 0.1, (3 * _RATE, 2)).astype(np.float32))
        separate_spectral(folder / "noise.wav", folder, lambda share: reporter.progress(50 * share, "Compiling"))
        analyse(AnalyseRequest(folder / "noise.wav", folder), reporter)
    return WarmResult()


if __name__ == "__main__":
    run(WarmRequest, warm, "compiling")
