"""What happened, written where it happened: in the same transaction, in the order of the commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from sfa_live.music.tables import CounterRow, EventRow

#: The counter's name; the first migration makes its row.
COUNTER: Final = "events"
_TOLD: Final = "told"


def tell(session: Session, name: str, payload: Mapping[str, Any]) -> None:
    """Have an event published when the transaction ends well."""
    session.info.setdefault(_TOLD, []).append({"name": name, "payload": dict(payload)})


def publish(session: Session) -> None:
    """Write what was told. Last in a transaction: the counter's row is then locked for the shortest time."""
    told: list[dict[str, Any]] = session.info.pop(_TOLD, [])
    if not told:
        return
    session.flush()
    counted = update(CounterRow).where(CounterRow.name == COUNTER).values(value=CounterRow.value + len(told))
    last = session.execute(counted.returning(CounterRow.value)).scalar_one()
    first = last - len(told) + 1
    session.execute(insert(EventRow), [{"id": first + at, **told[at]} for at in range(len(told))])


def last_event(session: Session) -> int:
    """The number of the newest event."""
    return session.execute(select(CounterRow.value).where(CounterRow.name == COUNTER)).scalar_one()


def events_after(session: Session, number: int, limit: int = 500) -> list[tuple[int, str, dict[str, Any]]]:
    """Events behind that number as ``(number, name, payload)``, oldest first."""
    found = select(EventRow.id, EventRow.name, EventRow.payload).where(EventRow.id > number)
    return [tuple(row) for row in session.execute(found.order_by(EventRow.id).limit(limit))]
