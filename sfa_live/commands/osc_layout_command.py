"""``sfa-live osc-layout``: a surface for a tablet, into a file."""

from __future__ import annotations

import argparse

from sfa_live.errors import UsageError
from sfa_live.osc.layout import layout_for


def run(options: argparse.Namespace) -> int:
    """Write the layout."""
    try:
        options.out.write_bytes(layout_for(options.out))
    except OSError as wrong:
        raise UsageError(f"{options.out} cannot be written: {wrong.strerror}.") from wrong
    print(options.out)
    return 0
