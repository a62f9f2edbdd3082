"""The rig, with its flight recorder written down at the end.

python -m bench.probed_rig '<settings>'    ->  <data>/flight.npz: ``starts`` of all blocks, nanoseconds of CLOCK_MONOTONIC
"""

from __future__ import annotations

import sys

import numpy as np

import sfa_live.rig
from sfa_live.settings import decode_settings


def main() -> None:
    """Be the rig until SIGTERM, then save when every block began."""
    rigs = []
    build = sfa_live.rig.Rig.__init__

    def keep(rig: sfa_live.rig.Rig, *arguments: object) -> None:
        rigs.append(rig)
        build(rig, *arguments)

    sfa_live.rig.Rig.__init__ = keep
    sfa_live.rig.main()
    np.savez(decode_settings(sys.argv[1]).data / "flight.npz", starts=rigs[0].sound.flight())


if __name__ == "__main__":
    main()
