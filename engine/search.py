"""Looking for a device that is not there: again and again, on a thread of its own, until it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from engine.device import Output
from engine.errors import DeviceError
from engine.portaudio_library import close, look

#: Seconds between two looks.
PAUSE_S: Final = 1.5


class Search:
    """One search; it ends when it has found, or when it is given up."""

    def __init__(self, open_device: Callable[[], Output], lost: Output | None) -> None:
        """``open_device`` raises `DeviceError` when it cannot; ``lost`` is closed first, for up to a second."""
        self._open_device = open_device
        self._lost = lost
        self._given_up = threading.Event()
        self._found: Output | None = None
        #: Why the last look failed.
        self.message: str | None = None
        self._thread = threading.Thread(target=self._run, name="engine-search", daemon=True)
        self._thread.start()

    def found(self) -> Output | None:
        """The device, once it is there and runs; its seat is still closed. Never waits."""
        return None if self._thread.is_alive() else self._found

    def give_up(self, patience_s: float) -> None:
        """End the search; waits no longer than told for a system that hangs."""
        self._given_up.set()
        self._thread.join(patience_s)
        if not self._thread.is_alive() and self._found is not None:
            close(self._found)

    def _run(self) -> None:
        if self._lost is not None:
            close(self._lost)
        while not self._given_up.is_set():
            try:
                self._found = look(self._open_device)
            except DeviceError as wrong:
                self.message = str(wrong)
                self._given_up.wait(PAUSE_S)
            else:
                return
