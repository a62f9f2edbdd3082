"""Where songs lie on the disk: one media root, files that are whole or not there."""

from __future__ import annotations

from sfa_live.storage.media import MediaStore
from sfa_live.storage.staging import Staging

__all__ = ["MediaStore", "Staging"]
