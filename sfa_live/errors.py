"""What can go wrong, one family per floor, one sentence per case.

    SfaError
    ├── ActionError      something was asked that cannot be asked      400
    │   └── StaleError   it was asked of a show that has moved on      409
    ├── NotFoundError    a track, job, deck or file that is not there  404
    ├── NotReadyError    a song or part that is still being prepared   409
    ├── EngineError      the sound engine or its device                503
    ├── MidiError        a port or a MIDI back end                     503
    ├── PresetError      a controller mapping that cannot be used      400
    ├── IntakeError      a file that cannot become a track             422
    ├── JobError         a job that cannot move as asked               409
    ├── StoreError       the disk, the database, the data folder       507
    ├── LinkError        the rig or the server is away                 503
    ├── AccessError      a request that the gate refuses               403
    └── UsageError       a wrong option or a taken resource; exit 2    400

Every error carries a ``code`` that stays the same for ever (the browser switches on it) and a message: one sentence
that says what to do. Context is kept as fields by the subclasses that have any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class SfaError(Exception):
    """The root of everything this application raises on purpose."""

    code: ClassVar[str] = "error"
    #: The HTTP status that this family becomes at the edge.
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        #: The stable name of this very case; the family's own when it has no other.
        self.wire_code = code or self.code

    def to_wire(self) -> dict[str, str]:
        """The value that REST and Socket.IO answer with: ``{code, message}``."""
        return {"code": self.wire_code, "message": self.message}


class ActionError(SfaError):
    """Something was asked that cannot be asked: an unknown action, deck or stem, or a value out of range."""

    code = "bad_action"
    status = 400


class StaleError(ActionError):
    """Something was asked of a show that has moved on since."""

    code = "stale"
    status = 409


class NotFoundError(SfaError):
    """A track, job, deck or file that is not there."""

    code = "not_found"
    status = 404


class NotReadyError(SfaError):
    """A song that is still being prepared, or a part that has not started yet."""

    code = "not_ready"
    status = 409


class EngineError(SfaError):
    """The sound engine or its device cannot do what was asked."""

    code = "engine"
    status = 503


class MidiError(SfaError):
    """A MIDI port or back end cannot be used."""

    code = "midi"
    status = 503


class PresetError(SfaError):
    """A controller mapping that cannot be used; the message names the file, and every line with what is wrong there."""

    code = "bad_preset"
    status = 400

    def __init__(self, message: str, *, lines: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(message)
        #: Every mistake by itself: the line, and a sentence. None where the file could not be read at all.
        self.lines = tuple(lines)


class IntakeError(SfaError):
    """A file that cannot become a track, in a sentence that a musician understands."""

    code = "bad_file"
    status = 422


class JobError(SfaError):
    """A job that cannot move as asked."""

    code = "bad_job"
    status = 409


class StoreError(SfaError):
    """The disk, the database or the data folder does not play along."""

    code = "storage"
    status = 507


class LinkError(SfaError):
    """The other process is away; it is being restarted."""

    code = "rig_away"
    status = 503


class AccessError(SfaError):
    """A request that the gate refuses."""

    code = "forbidden"
    status = 403


class UsageError(SfaError):
    """A wrong option, or a port or folder that is taken. The command line exits with 2."""

    code = "usage"
    status = 400
