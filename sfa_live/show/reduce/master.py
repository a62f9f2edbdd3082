"""What all decks share: crossfader, master, headphones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import engine
from sfa_live.model import action as act
from sfa_live.model.show_state import ShowState
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.change import Change, Moment, edit_master

#: The engine's names for the crossfader's curves.
CURVES: Final[Mapping[act.Curve, engine.Curve]] = {
    "linear": engine.Curve.LINEAR,
    "equal_power": engine.Curve.EQUAL_POWER,
    "sharp": engine.Curve.SHARP,
}


def _crossfader(state: ShowState, action: act.MixerCrossfader, _moment: Moment) -> Change:
    return edit_master(state, engine.SetCrossfader(action.value), crossfader=action.value)


def _curve(state: ShowState, action: act.MixerCurve, _moment: Moment) -> Change:
    return edit_master(state, engine.SetCurve(CURVES[action.curve]), curve=action.curve)


def _master(state: ShowState, action: act.MixerMaster, _moment: Moment) -> Change:
    return edit_master(state, engine.SetMaster(gain_from_db(action.db)), gain_db=action.db)


def _headphone_mix(state: ShowState, action: act.MixerHeadphoneMix, _moment: Moment) -> Change:
    return edit_master(state, engine.SetHeadphoneMix(action.value), headphone_mix=action.value)


def _headphone_gain(state: ShowState, action: act.MixerHeadphoneGain, _moment: Moment) -> Change:
    return edit_master(state, engine.SetHeadphoneGain(gain_from_db(action.db)), headphone_gain_db=action.db)


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.MixerCrossfader: _crossfader,
    act.MixerCurve: _curve,
    act.MixerMaster: _master,
    act.MixerHeadphoneMix: _headphone_mix,
    act.MixerHeadphoneGain: _headphone_gain,
}
