"""How a step can end other than well, and in which words."""

from __future__ import annotations

import signal
from typing import Final

from sfa_live.errors import SfaError

#: What a crash means for each step, in a musician's words.
_CRASHED: Final = {
    "intake": "The file made the decoder crash: it may be damaged. Export it again, as WAV or FLAC, and upload that.",
    "fetch": "The download crashed. Try again, or upload the file yourself.",
    "separate": "The separation crashed, most likely for want of memory. Close other programs, then retry.",
    "analyse": "The analysis crashed, most likely for want of memory. Close other programs, then retry.",
    "pack": "Packing the stems crashed, most likely for want of memory. Close other programs, then retry.",
    "synthesise": "Making the demo song crashed. Retry it.",
}


class StepError(SfaError):
    """A step that failed, with its sentence and its code."""

    code = "step"
    status = 422


class Interrupted(Exception):  # noqa: N818 - not an error: somebody wanted it so
    """A step that was stopped from outside: its job was cancelled, or its worker has to stop."""


def crashed(step: str, status: int) -> StepError:
    """What to say of a step that ended with that status and without a result."""
    if status == -signal.SIGKILL:
        return StepError(
            "The system stopped this step, most likely because memory ran out. Close other programs, then retry.",
            code="out_of_memory",
        )
    if status < 0:
        return StepError(_CRASHED.get(step, "This step crashed. Retry it."), code="crashed")
    return StepError(f"The {step} step ended without a result. Retry it; the log says more.", code="no_result")


def fell_silent(step: str, seconds: float) -> StepError:
    """What to say of a step that made no progress for so long."""
    return StepError(
        f"The {step} step made no progress for {seconds:.0f} seconds and was stopped. Retry it.", code="stuck"
    )
