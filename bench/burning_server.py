"""The server, with a thread that serialises 100 MB of JSON in a loop: the worst neighbour that it could ever have.

    python -m bench.burning_server '<settings>'

It begins to burn when ``<data>/burn`` appears: browsers must have found their way in before.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Final

from sfa_live.server import main as serve
from sfa_live.settings import decode_settings

_BYTES: Final = 100_000_000


def _burn(sign: Path) -> None:
    row = {"title": "x" * 80, "beats": list(range(20))}
    rows = [row] * (_BYTES // len(json.dumps(row)))
    while not sign.exists():
        time.sleep(0.1)
    while True:
        json.dumps(rows)


if __name__ == "__main__":
    folder = decode_settings(sys.argv[1]).data
    threading.Thread(target=_burn, args=(folder / "burn",), name="burn", daemon=True).start()
    sys.exit(serve())
