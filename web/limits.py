"""How much one client may ask of the server."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True):
    """Bounds on what comes in. Each is refused with 413 or 408 as soon as it is passed, not when all has arrived."""

    #: Bytes of one upload, all its files together.
    upload_bytes: int = 2_000_000_000
    #: Parts of one upload: files and fields.
    upload_parts: int = 64
    #: Bytes of a field of an upload, such as the title.
    field_bytes: int = 4_096
    #: An upload that does not bring `upload_pace_bytes` within this many seconds is given up.
    upload_patience: float = 30.0
    upload_pace_bytes: int = 65_536
    #: Seconds that a JSON body may take to arrive.
    body_patience: float = 10.0
    #: Actions of one browser that wait for the rig at the same time.
    actions_at_once: int = 256
    #: Browsers that are connected at the same time.
    sockets: int = 256
