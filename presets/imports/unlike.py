"""What an importer says of a mapping that cannot be done here."""

from __future__ import annotations


class Unlike(Exception):  # noqa: N818 - never leaves this package: it becomes a line of the report
    """Nothing here is like it; the message is the reason, one sentence."""
