"""Ready-made surfaces for tablets: one plan, written as a TouchOSC layout or an Open Stage Control session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sfa_live.errors import UsageError
from sfa_live.osc.layout.open_stage_control import as_session
from sfa_live.osc.layout.plan import Widget, plan
from sfa_live.osc.layout.touchosc import as_tosc

_WRITERS: Final[Mapping[str, Callable[[tuple[Widget, ...]], bytes]]] = {".tosc": as_tosc, ".json": as_session}


def layout_for(path: Path) -> bytes:
    """The layout as the file's ending asks for it. Raises `UsageError`."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"{path.name}: name the file sfa.tosc for TouchOSC, or sfa.json for Open Stage Control.")
    return writer(plan())


__all__ = ["layout_for"]
