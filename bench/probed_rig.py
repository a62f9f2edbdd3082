"""The rig, with its flight recorder written down at the end.

    python -m bench.probed_rig '<settings>'

leaves ``<data>/flight.npz``: ``starts`` of the last blocks, in nanoseconds of CLOCK_MONOTONIC, and their ``durations``.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

import numpy as np

from sfa_live.rig import Rig
from sfa_live.rig import main as main_of_the_rig
from sfa_live.settings import Settings, decode_settings


def main() -> None:
    """Be the rig until SIGTERM, then save when every block began."""
    rigs: list[Rig] = []

    class ProbedRig(Rig):
        def __init__(self, settings: Settings) -> None:
            super().__init__(settings)
            rigs.append(self)

    with patch("sfa_live.rig.Rig", ProbedRig):
        main_of_the_rig()
    starts, durations = rigs[0].sound.flight().T
    np.savez(decode_settings(sys.argv[1]).data / "flight.npz", starts=starts, durations=durations)


if __name__ == "__main__":
    main()
