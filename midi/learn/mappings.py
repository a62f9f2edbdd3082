"""The mappings as files that come and go: listed, taken along, brought, taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import to_builtins

from presets import PresetFolder
from sfa_live.errors import ActionError


class Mappings:
    """What is asked of the mappings' files. Thread: any that may wait for a disk."""

    def __init__(self, folder: PresetFolder, renew: Callable[[], None]) -> None:
        """``renew()``: a mapping's file was written or has gone."""
        self._folder = folder
        self._renew = renew
        self._answers: Final[Mapping[str, Callable[..., Any]]] = {
            "presets.list": self._list,
            "presets.text": folder.text,
            "presets.controls": folder.controls,
            "presets.save": self._save,
            "presets.remove": self._remove,
        }

    def answer(self, question: object, body: Mapping[str, Any]) -> Any:
        """The answer as plain JSON values. Raises `SfaError` with the reason when there is none."""
        answer = self._answers.get(str(question))
        if answer is None:
            raise ActionError(f"Nobody knows {question!r}. There are: {', '.join(self._answers)}.")
        return answer(**body)

    def _list(self) -> Any:
        return to_builtins(self._folder.listed())

    def _save(self, name: str, text: str) -> Any:
        preset = self._folder.save(name, text)
        self._renew()
        return {"name": name, "title": preset.name, "controls": len(preset.controls)}

    def _remove(self, name: str) -> None:
        self._folder.remove(name)
        self._renew()
