"""The server, with a thread that serialises 100 MB of JSON in a loop: the worst neighbour that it could ever have.

python -m bench.burning_server '<settings>'
"""

from __future__ import annotations

import json
import threading
from typing import Final

from sfa_live.server import main as serve

_BYTES: Final = 100_000_000


def _burn() -> None:
    row = {"title": "x" * 80, "beats": list(range(20))}
    rows = [row] * (_BYTES // len(json.dumps(row)))
    while True:
        json.dumps(rows)


if __name__ == "__main__":
    threading.Thread(target=_burn, name="burn", daemon=True).start()
    serve()
