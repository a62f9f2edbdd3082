"""Where songs and recordings lie on the disk: files that are whole or not there."""

from __future__ import annotations

from sfa_live.storage.media import MediaStore
from sfa_live.storage.recordings import Recording, find_recording, list_recordings
from sfa_live.storage.staging import Staging

__all__ = ["MediaStore", "Recording", "Staging", "find_recording", "list_recordings"]
