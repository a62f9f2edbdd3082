"""How near the show's clock is to that of others, and how evenly it is sent to them.

    sfa-live bench clock [--seconds 20] [--block 128]

In: clocks that tick up to a millisecond early or late, and lose every twentieth tick, by seeds; then one in real time,
whose beat is compared with the engine's as it is heard. Out: a rig on JACK sends to a receiver of ours, which notes the
very frame of every tick; beside it deck A plays a click on every beat.
"""

from __future__ import annotations

import argparse
from typing import Any

from bench import clock_in, clock_out


def run(arguments: list[str]) -> dict[str, Any]:
    """Measure; the figures as a table of names and values."""
    parser = argparse.ArgumentParser("sfa-live bench clock")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--block", type=int, default=128)
    options = parser.parse_args(arguments)
    return {
        **clock_in.tempo(),
        **clock_in.phase(options.seconds, options.block),
        **clock_out.jitter(options.seconds, options.block),
    }
