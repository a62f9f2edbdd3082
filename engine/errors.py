"""What can go wrong with a device."""

from __future__ import annotations


class DeviceError(Exception):
    """A sound device that cannot be opened; the message is one sentence that says what to do."""
