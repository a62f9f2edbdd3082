"""``sfa-live presets``: the controllers' mappings as files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import quote

from sfa_live.commands import settings_from
from sfa_live.commands.client import ask, fetch
from sfa_live.errors import UsageError
from sfa_live.settings import Settings


def run(options: argparse.Namespace) -> int:
    """List, export or import."""
    settings = settings_from(options)
    match options.what:
        case "list":
            return _list(settings)
        case "import":
            return _import(settings, options.file)
        case _:
            sys.stdout.write(fetch(settings, f"/api/midi/presets/{quote(options.name, safe='')}").decode())
            return 0


def _list(settings: Settings) -> int:
    for preset in ask(settings, "/api/midi/presets")["presets"]:
        whose = "your own" if preset["own"] else "shipped"
        based = f", learnt from {preset['based_on']}" if preset["based_on"] else ""
        print(f"  {preset['name']}  ({preset['problem'] or preset['title']}; {whose}{based})")
    return 0


def _import(settings: Settings, path: Path) -> int:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise UsageError(f"{path} cannot be read: {wrong}.") from wrong
    taken = ask(settings, f"/api/midi/presets/{quote(path.stem, safe='')}", {"text": text}, method="PUT")
    print(f"{taken['name']}: {taken['title']}, {taken['controls']} controls.")
    return 0
