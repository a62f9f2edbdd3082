"""Any action of the vocabulary, made of what its fields say of themselves."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from msgspec import Meta

from sfa_live.model import action as act

#: Places in and a little behind the songs that are played, in milliseconds.
_PLACES = st.floats(0.0, 5000.0, allow_nan=False)
_QUANTA = st.sampled_from([None, None, None, "now", "1/32", "1/8", "1/4", "1/2"])
_FIELDS = {
    "deck": st.sampled_from(["A", "A", "A", "B", "B", "C"]),
    "into": st.sampled_from(["A", "B"]),
    "channel": st.sampled_from(["A", "B"]),
    "stem": st.sampled_from(["drums", "vocals", "bass", 1, 2]),
    "position_ms": st.one_of(st.none(), _PLACES),
    "first_ms": _PLACES,
    "slot": st.sampled_from([1, 2]),
    "beats": st.sampled_from([0.03125, 0.25, 0.5, 1.0, 2.0, 4.0]),
    "bpm": st.floats(60.0, 200.0),
    "loops": st.lists(
        st.builds(act.ChainedLoop, _PLACES.filter(lambda place: place < 3500), _PLACES, st.integers(1, 3)), max_size=3
    ).map(tuple),
    "quantise": _QUANTA,
}


def any_of(kind: type[act.Action]) -> st.SearchStrategy[act.Action]:
    """Actions of one kind with arguments that are in range."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {}
    for field in msgspec.structs.fields(kind):
        strategy = _FIELDS.get(field.name)
        if strategy is None or (field.name == "position_ms" and NoneType not in get_args(hints["position_ms"])):
            strategy = _PLACES if field.name == "position_ms" else _of(hints[field.name])
        fields[field.name] = strategy
    return st.builds(kind, **fields)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return st.one_of(*(_of(part) for part in get_args(hint)))
    if hint is NoneType:
        return st.none()
    if hint is bool:
        return st.booleans()
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    base: Any = hint.__origin__
    meta = next(note for note in hint.__metadata__ if isinstance(note, Meta))
    if base is float:
        return st.floats(meta.ge, meta.le)
    if base is int and meta.ge is not None and meta.le is not None:
        return st.integers(int(meta.ge), int(meta.le))
    return st.just("#123456") if meta.pattern else st.text(max_size=8)
