"""``sfa-live render``: a script into a file."""

from __future__ import annotations

import argparse

from sfa_live.commands import settings_from
from sfa_live.errors import UsageError
from sfa_live.render import render_file


def run(options: argparse.Namespace) -> int:
    """Render the script."""
    if not options.script.is_file():
        raise UsageError(f"There is no script {options.script}.")
    render_file(options.script, options.out, settings_from(options))
    print(options.out)
    return 0
