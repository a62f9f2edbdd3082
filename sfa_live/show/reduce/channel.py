"""A deck's channel on the mixer: equaliser, filter, level, side, cables, and the original beside the stems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import EqState, ShowState
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.change import Change, Moment, edit_deck, index_of, song_deck, with_deck
from sfa_live.show.reduce.hearing import blend
from sfa_live.show.reduce.stems import check_pair

#: The engine's names for the equaliser's bands, from the lowest.
BANDS: Final[Mapping[act.Band, engine.Band]] = {
    "low": engine.Band.LOW,
    "mid": engine.Band.MID,
    "high": engine.Band.HIGH,
}
#: The engine's names for the crossfader's sides.
SIDES: Final[Mapping[act.Side, engine.Side]] = {
    "left": engine.Side.LEFT,
    "both": engine.Side.BOTH,
    "right": engine.Side.RIGHT,
}
#: How loud songs are played when they are made equally loud, in LUFS.
_LOUDNESS: Final = -14.0
#: A quiet song is not raised by more than this, in dB; what is loud is lowered as far as needed.
_MOST_LIFT_DB: Final = 6.0
#: The pair of outputs that the headphones are on.
_HEADPHONES: Final = 2


def band_gain(eq: EqState, band: act.Band) -> float:
    """What a band is multiplied with; 0 while it is killed."""
    return 0.0 if band in eq.kills else gain_from_db(getattr(eq, band))


def trim_db(lufs: float | None) -> float:
    """What makes a song as loud as the others, in dB; 0 when its loudness is not known."""
    return 0.0 if lufs is None else round(min(_MOST_LIFT_DB, _LOUDNESS - lufs), 2)


def _eq(state: ShowState, action: act.DeckEq, _moment: Moment) -> Change:
    return _equalise(state, action.deck, action.band, replace(state.decks[action.deck].eq, **{action.band: action.db}))


def _eq_kill(state: ShowState, action: act.DeckEqKill, _moment: Moment) -> Change:
    eq = state.decks[action.deck].eq
    killed = {*eq.kills, action.band} if action.on else {*eq.kills} - {action.band}
    kills = tuple(band for band in get_args(act.Band) if band in killed)
    return _equalise(state, action.deck, action.band, replace(eq, kills=kills))


def _equalise(state: ShowState, name: act.DeckName, band: act.Band, eq: EqState) -> Change:
    command = engine.SetEq(index_of(name), BANDS[band], band_gain(eq, band))
    return edit_deck(state, name, command, eq=eq)


def _filter(state: ShowState, action: act.DeckFilter, _moment: Moment) -> Change:
    command = engine.SetDeckFilter(index_of(action.deck), action.value)
    return edit_deck(state, action.deck, command, filter=action.value)


def _gain(state: ShowState, action: act.DeckGain, _moment: Moment) -> Change:
    command = engine.SetDeckGain(index_of(action.deck), gain_from_db(action.db))
    return edit_deck(state, action.deck, command, gain_db=action.db)


def _normalise(state: ShowState, action: act.DeckNormalise, _moment: Moment) -> Change:
    trim = trim_db(state.decks[action.deck].lufs) if action.on else 0.0
    command = engine.SetTrim(index_of(action.deck), gain_from_db(trim))
    return edit_deck(state, action.deck, command, normalise=bool(action.on), trim_db=trim)


def _side(state: ShowState, action: act.DeckSide, _moment: Moment) -> Change:
    return edit_deck(state, action.deck, engine.SetSide(index_of(action.deck), SIDES[action.side]), side=action.side)


def _output(state: ShowState, action: act.DeckOutput, _moment: Moment) -> Change:
    check_pair(state, action.pair)
    command = engine.SetDeckOutput(index_of(action.deck), action.pair)
    return edit_deck(state, action.deck, command, output=action.pair)


def _headphones(state: ShowState, action: act.DeckHeadphones, _moment: Moment) -> Change:
    on = bool(action.on)
    if on and state.audio.channels // 2 < _HEADPHONES:
        raise ActionError(
            "The headphones are on outputs 3 and 4, and the device in use has two outputs. Start with --channels 4 on "
            "a device that has them.",
            code="no_output",
        )
    return edit_deck(state, action.deck, engine.SetHeadphones(index_of(action.deck), on), headphones=on)


def _original(state: ShowState, action: act.DeckOriginal, _moment: Moment) -> Change:
    if song_deck(state, action.deck).original is None:
        raise ActionError(
            f"The song on deck {action.deck} has no original beside its stems: it came as stems, or was prepared "
            "without. Prepare it again.",
            code="no_original",
        )
    after = replace(state.decks[action.deck], original=action.blend)
    return with_deck(state, action.deck, after, engine.SetBlend(index_of(action.deck), blend(after)))


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.DeckEq: _eq,
    act.DeckEqKill: _eq_kill,
    act.DeckFilter: _filter,
    act.DeckGain: _gain,
    act.DeckNormalise: _normalise,
    act.DeckSide: _side,
    act.DeckOutput: _output,
    act.DeckHeadphones: _headphones,
    act.DeckOriginal: _original,
}
