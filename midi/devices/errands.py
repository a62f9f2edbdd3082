"""Calls into a driver, which may take as long as it likes: each port has a thread of its own for them.

A port whose driver hangs holds up nobody but itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from sfa_live.errors import SfaError

logger = logging.getLogger("sfa_live.midi")

#: Seconds without work after which the thread ends; the next errand starts another.
_IDLE: Final = 2.0

Errand = Callable[[], None]


class Errands:
    """What is to be done at one port, in order. Thread: any; the errands themselves run on their own."""

    def __init__(self, name: str, done: Callable[[], None]) -> None:
        """``done`` is called behind every errand, on its thread."""
        self._name = name
        self._done = done
        self._waiting: deque[Errand] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._since: float | None = None
        self._problem: str | None = None

    def run(self, errand: Errand) -> None:
        """Have this done behind what waits already. Returns at once."""
        with self._changed:
            self._waiting.append(errand)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=f"sfa-midi-port {self._name}", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    @property
    def busy(self) -> bool:
        """Whether something is not done yet."""
        return bool(self._waiting) or self._since is not None

    def hangs(self, now: float, patience: float) -> bool:
        """Whether one errand has taken longer than so many seconds. ``now``: `time.monotonic`."""
        since = self._since
        return since is not None and now - since > patience

    def take_problem(self) -> str | None:
        """What went wrong since the last call, in a sentence."""
        problem, self._problem = self._problem, None
        return problem

    def end(self) -> None:
        """No more errands: the thread shall end behind the last."""
        with self._changed:
            if self._thread is not None:
                self._waiting.append(_leave)
                self._changed.notify_all()

    def join(self, patience: float) -> bool:
        """Wait for the thread's end; False when that takes longer than so many seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(patience)
        return thread is None or not thread.is_alive()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            try:
                errand()
            except _Leave:
                break
            except SfaError as wrong:
                self._problem = wrong.message
            except Exception as wrong:
                # Whatever a driver raises: it is this port's trouble alone.
                logger.exception("%s", self._name)
                self._problem = f"its driver failed ({wrong})."
            finally:
                self._since = None
                del errand
                self._done()
        with self._changed:
            self._thread = None
            self._since = None
            self._waiting.clear()

    def _next(self) -> Errand | None:
        """The next errand; None after a while without one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting, _IDLE):
                self._thread = None
                return None
            self._since = time.monotonic()
            return self._waiting.popleft()


class _Leave(Exception):  # noqa: N818 - says no error: it is the last errand
    """The thread shall end."""


def _leave() -> None:
    raise _Leave
