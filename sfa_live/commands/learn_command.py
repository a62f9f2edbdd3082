"""``sfa-live learn``: a control on the hardware learns what was named."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

from sfa_live.commands import settings_from
from sfa_live.commands.client import ask
from sfa_live.errors import UsageError
from sfa_live.settings import Settings

#: How often the running show is looked at, in seconds.
_LOOK: Final = 0.1


def run(options: argparse.Namespace) -> int:
    """Wait until a control was moved; 1 when none was."""
    settings = settings_from(options)
    if options.undo:
        _act(settings, "midi.learn_undo", {})
        print("Taken back.")
        return 0
    if options.action is None:
        raise UsageError("Name what the control shall do, such as: sfa-live learn deck.play deck=A")
    asked = {"action": options.action, "args": arguments(options.arguments)}
    if options.on is not None:
        asked["port_id"] = options.on
    seq = _act(settings, "midi.learn", asked)["seq"]
    print(f"Move the control that shall do {options.action}. (Ctrl-C: none)", flush=True)
    try:
        learnt = _wait(settings, seq)
    except KeyboardInterrupt:
        _act(settings, "midi.learn_cancel", {})
        print("Nothing was learnt.")
        return 1
    if learnt is None or learnt["phase"] != "assigned":
        print((learnt or {}).get("message") or "Nothing was learnt: somebody else called it off.", file=sys.stderr)
        return 1
    layer = f", while {learnt['layer']} is held" if learnt["layer"] else ""
    print(f"{learnt['heard']}{layer}: {in_words(learnt)}. It is kept in {learnt['preset']}.toml.")
    for before in learnt["replaced"]:
        print(f"It did {in_words(before)} before. (Back: sfa-live learn --undo)")
    return 0


def arguments(words: list[str]) -> dict[str, Any]:
    """``deck=A beats=4`` as an action's arguments: numbers, true and false are what they look like."""
    args = {}
    for word in words:
        key, is_pair, value = word.partition("=")
        if not is_pair:
            raise UsageError(f"An argument is written name=value, such as deck=A, but there is {word!r}.")
        try:
            args[key] = json.loads(value)
        except ValueError:
            args[key] = value
    return args


def in_words(deed: Mapping[str, Any]) -> str:
    """``stem.mute deck=A stem=vocals``."""
    return " ".join([deed["action"], *(f"{key}={value}" for key, value in deed["args"].items())])


def _wait(settings: Settings, seq: int) -> dict[str, Any] | None:
    """What became of it, telling what is heard meanwhile."""
    told = None
    while True:
        state = ask(settings, "/api/state")
        learn: dict[str, Any] | None = state["midi"]["learn"] if state["seq"] >= seq else {"phase": "waiting"}
        if learn is None or learn["phase"] in ("assigned", "cancelled"):
            return learn
        words = " ".join(word for word in (learn.get("heard"), learn.get("message")) if word)
        if words and words != told:
            print(f"  {words}", flush=True)
        told = words
        time.sleep(_LOOK)


def _act(settings: Settings, action: str, args: Mapping[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = ask(settings, "/api/actions", {"action": action, "args": args})
    return done
