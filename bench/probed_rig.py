"""The rig, with its flight recorder and its loans written down.

    python -m bench.probed_rig '<settings>'

leaves at its end two files in the data folder: `FLIGHT`, a `Flight`, and `LOANS`, JSON: how many songs the engine was
lent, how many came back, how many of those were not out then, and how many it still holds.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import Any, Final
from unittest.mock import patch

import engine
from bench.flight import FlightLog
from sfa_live.rig import Rig
from sfa_live.rig import main as main_of_the_rig
from sfa_live.settings import Settings

#: Seconds between two looks at the flight recorder.
_PACE: Final = 4.0

FLIGHT: Final = "flight.bin"
LOANS: Final = "loans.json"


class Loans:
    """Counts the songs that go over the engine's wall and come back."""

    def __init__(self, sound: Any) -> None:
        self._out: Counter[int] = Counter()
        self.lent = self.returned = self.wrong = 0
        self._submit, self._collect = sound.submit, sound.collect
        sound.submit, sound.collect = self.submit, self.collect

    def submit(self, *commands: engine.Command, not_before: engine.Frames | None = None) -> engine.Outcome:
        """As the engine's own."""
        outcome: engine.Outcome = self._submit(*commands, not_before=not_before)
        if outcome is engine.Outcome.ACCEPTED:
            for command in commands:
                if isinstance(command, engine.Load):
                    self._out[id(command.source)] += 1
                    self.lent += 1
        return outcome

    def collect(self) -> list[engine.Result]:
        """As the engine's own."""
        results: list[engine.Result] = self._collect()
        for result in results:
            if result.source is not None:
                self.returned += 1
                if id(result.source) not in self._out:
                    self.wrong += 1
                    continue
                self._out[id(result.source)] -= 1
                if self._out[id(result.source)] == 0:
                    del self._out[id(result.source)]
        return results

    def told(self) -> dict[str, int]:
        """The counts."""
        return {
            "lent": self.lent,
            "returned": self.returned,
            "wrong": self.wrong,
            "held": self._out.total(),
        }


class ProbedRig(Rig):
    """A rig that knows what it did."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._probe_data = settings.data
        self._probe_flight = FlightLog(self.sound, settings.data / FLIGHT)
        self._probe_loans = Loans(self.sound)
        self._probe_ending = threading.Event()
        self._probe_thread = threading.Thread(target=self._keep, name="flight-log", daemon=True)
        self._probe_thread.start()

    def _keep(self) -> None:
        while not self._probe_ending.wait(_PACE):
            self._probe_flight.take()

    def write_down(self) -> None:
        """Leave the files."""
        self._probe_ending.set()
        self._probe_thread.join()
        self._probe_flight.close()
        (self._probe_data / LOANS).write_text(json.dumps(self._probe_loans.told()))


def main() -> None:
    """Be the rig until SIGTERM, then write it all down."""
    rigs: list[ProbedRig] = []

    def build(settings: Settings) -> ProbedRig:
        rigs.append(ProbedRig(settings))
        return rigs[-1]

    with patch("sfa_live.rig.Rig", build):
        main_of_the_rig()
    rigs[0].write_down()


if __name__ == "__main__":
    main()
