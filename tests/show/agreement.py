"""Whether every knob of a show stands at the engine where its state says. Judged in the engine's own memory."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine import Curve
from sfa_live.model.action import DECKS
from sfa_live.model.show_state import DeckState, ShowState
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.channel import BANDS, SIDES, band_gain
from sfa_live.show.reduce.hearing import blend, silenced

#: Where the engine keeps an output pair among its buses: behind the decks' channels.
_FIRST_PAIR = len(DECKS)
#: Below this a band is killed: it has left the mix by another way than its gain.
_KILLED = 0.01


def disagreements(state: ShowState, memory: Any) -> list[str]:
    """The knobs that stand elsewhere, as ``name: engine, state``."""
    return [
        f"{name}: {at_engine}, {in_state}"
        for name, at_engine, in_state in _knobs(state, memory)
        if float(at_engine) != pytest.approx(float(in_state), rel=1e-5, abs=1e-5)
    ]


def _knobs(state: ShowState, memory: Any) -> Iterator[tuple[str, Any, Any]]:
    master = state.master
    yield "crossfader", memory["crossfader"]["target"], master.crossfader
    yield "master", memory["master"]["target"], gain_from_db(master.gain_db)
    yield "curve", memory["curve"], Curve[master.curve.upper()]
    for index, name in enumerate(DECKS):
        deck = state.decks[name]
        for knob, at_engine, in_state in _channel(deck, memory["channels"][index]):
            yield f"{name} {knob}", at_engine, in_state
        if deck.track_id is not None:
            for knob, at_engine, in_state in _song(deck, index, memory["decks"][index]):
                yield f"{name} {knob}", at_engine, in_state


def _channel(deck: DeckState, channel: Any) -> Iterator[tuple[str, Any, Any]]:
    yield "gain", channel["gain"]["target"], gain_from_db(deck.gain_db)
    yield "filter", channel["filter"]["knob"]["target"], deck.filter
    yield "side", channel["side"], SIDES[deck.side]
    yield "headphones", channel["cue"]["target"], deck.headphones
    yield "output", channel["route"]["bus"], _FIRST_PAIR + deck.output - 1
    for band, number in BANDS.items():
        kept = band_gain(deck.eq, band) >= _KILLED
        yield f"{band} kept", channel["bands"][int(number)]["kept"]["target"], kept


def _song(deck: DeckState, index: int, memory: Any) -> Iterator[tuple[str, Any, Any]]:
    yield "trim", memory["trim"]["target"], gain_from_db(deck.trim_db)
    if deck.rolling is None:
        yield "loop", memory["loop"]["on"], deck.loop.on
        yield "slip", memory["slip"]["on"], deck.slip
    if deck.original is not None:
        yield "blend", memory["blend"]["target"], blend(deck)
    for name, stem in deck.stems.items():
        fader = memory["stems"][stem.slot - 1]
        yield f"{name} gain", fader["fader"]["target"], gain_from_db(stem.gain_db)
        yield f"{name} filter", fader["filter"]["knob"]["target"], stem.filter
        yield f"{name} mute", fader["mute"], silenced(deck, name)
        yield f"{name} solo", fader["solo"], stem.solo
        yield f"{name} channel", fader["channel"], index if stem.channel is None else DECKS.index(stem.channel)
        yield f"{name} output", fader["pair"], stem.output
        yield f"{name} guest", fader["guest"], stem.guest is not None
        yield f"{name} place", fader["stand_in"], -1 if stem.replaced_by is None else DECKS.index(stem.replaced_by)
        yield f"{name} loop", fader["loop"]["on"], stem.loop.on
