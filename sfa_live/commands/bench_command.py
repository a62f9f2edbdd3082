"""``sfa-live bench``: figures, measured by the modules of the checkout's ``bench`` folder that have a ``run``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import pkgutil
import platform
import sys
from pathlib import Path

from sfa_live.errors import UsageError


def run(options: argparse.Namespace) -> int:
    """Run one bench, or list them."""
    names = _names()
    if options.name is None:
        print("\n".join(names))
        return 0
    if options.name not in names:
        raise UsageError(f"There is no bench {options.name!r}. There are: {', '.join(names)}.")
    bench, ending = (importlib.import_module(f"bench.{name}") for name in (options.name, "ending"))
    with ending.ending_on_sigterm():
        figures = bench.run(options.arguments)
    print(f"machine: {platform.processor() or platform.machine()}, Python {platform.python_version()}")
    width = max(map(len, figures), default=0)
    for name, value in figures.items():
        print(f"{name:<{width}}  {value}")
    return 0


def _names() -> list[str]:
    """Every bench by its name. Raises `UsageError` where the checkout is not."""
    root = Path(__file__).parents[2]
    if not (root / "bench").is_dir():
        raise UsageError("Benches are part of the source: run this from a checkout.")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    modules = (module.name for module in pkgutil.iter_modules([str(root / "bench")]))
    return sorted(name for name in modules if "def run(" in (root / "bench" / f"{name}.py").read_text(encoding="utf-8"))
