"""What each of the original system's actions is here.

Three of its ideas are other ones here. It had one player where here are four decks: what names no deck is for deck A.
It spoke of one track's stems: here they are the stems of whatever the deck plays. Its levels were shares of the fader's
way: here they follow the mixer's own scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from presets.imports.draft import Bind
from presets.imports.unlike import Unlike
from sfa_live.model.action import DECKS
from sfa_live.model.stem import MAX_STEMS

#: The action's part of a bind, and what is different here (None: nothing).
Translated = tuple[Bind, str | None]
Row = Mapping[str, Any]

_SCALE: Final = "three quarters of the way up is 0 dB here, the top +6 dB."
_NO_SAMPLER: Final = "there is no sampler here; a pad can be a hot cue (deck.cue), a scene (scene.recall) or a stem."
_NO_LIST: Final = (
    "a deck has no list of songs to go along in; the nearest is its next or last memory cue (cue.next, cue.previous)."
)


def translate(action: str, params: Row, row: Row) -> Translated:
    """An action of the original with its params. Raises `Unlike` with the reason when nothing here is like it."""
    if action in _LEFT_OUT:
        raise Unlike(_LEFT_OUT[action])
    if action not in _TRANSLATORS:
        raise Unlike(f"the original has no action {action!r}.")
    return _TRANSLATORS[action](params, row)


def _on_deck_a(action: str) -> Callable[[Row, Row], Translated]:
    return lambda _params, _row: ({"action": action, "deck": "A"}, "the original had one player; here it is deck A.")


def _on_deck(action: str, **more: Any) -> Callable[[Row, Row], Translated]:
    def _translate(params: Row, _row: Row) -> Translated:
        deck, near = _deck(params)
        return {"action": action, "deck": deck, **more}, near

    return _translate


def _deck(params: Row) -> tuple[str, str | None]:
    named = params.get("deck")
    if named is None:
        return "A", "no deck was named; it is deck A."
    for number, deck in enumerate(DECKS, start=1):
        if str(named).upper() in (str(number), deck):
            return deck, None
    raise Unlike(f"there is no deck {named!r}.")


def _cue(params: Row, _row: Row) -> Translated:
    deck, near = _deck(params)
    slot = _number(params.get("slot", 1), "cue slot", 8)
    return {"action": "deck.cue", "deck": deck, "slot": slot}, near


def _loop_size(params: Row, _row: Row) -> Translated:
    deck, near = _deck(params)
    try:
        beats = float(params["beats"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise Unlike("it does not say how many beats the loop shall have.") from wrong
    return {"action": "deck.loop_size", "deck": deck, "beats": beats}, near


def _seek(params: Row, _row: Row) -> Translated:
    place = params.get("position_ms")
    if not isinstance(place, int | float):
        raise Unlike("it does not say where to; name the place (deck.seek with position_ms) or jump (deck.jump).")
    return {"action": "deck.seek", "deck": "A", "position_ms": place}, "the original had one player; here it is deck A."


def _switched(action: str) -> Callable[[Row, Row], Translated]:
    """Mute or solo of a stem, as a toggle or held."""

    def _translate(params: Row, row: Row) -> Translated:
        stem, near = _stem(params, row)
        bind = {"action": action, **stem}
        return (bind | {"button": "momentary"} if params.get("behavior") == "hold" else bind), near

    return _translate


def _level(params: Row, row: Row) -> Translated:
    target = params.get("target")
    if target == "pan":
        raise Unlike("there is no panning here.")
    if target == "master":
        return {"action": "mixer.master"}, _SCALE
    stem, _ = _stem(params if target is None else {**params, "stem": target}, row)
    return {"action": "stem.gain", **stem}, f"the stem of the song on deck {stem['deck']}; {_SCALE}"


def _stem(params: Row, row: Row) -> tuple[Bind, str]:
    """A stem by its name; else by the pad's place: pads 1 to 8 are deck A's, 9 to 16 deck B's."""
    name = params.get("stem")
    if isinstance(name, str) and name and whole(name) is None:
        return {"deck": "A", "stem": name}, "it was one track's stem; here it is that of the song on deck A."
    place = row.get("parameter_index")
    if name is None and place not in (None, ""):
        at = _number(place, "pad", 2 * MAX_STEMS, first=0)
        deck = DECKS[at // MAX_STEMS]
        return {"deck": deck, "stem": at % MAX_STEMS + 1}, f"the pad's stem of the song on deck {deck}."
    if name is None:
        return {"deck": "A", "stem": 1}, "no stem was named; it is the first one of deck A."
    stem = _number(name, "stem", MAX_STEMS)
    return {"deck": "A", "stem": stem}, "it was one track's stem; here it is that of the song on deck A."


def _number(value: Any, what: str, most: int, first: int = 1) -> int:
    number = whole(value)
    if number is None or number not in range(first, first + most):
        raise Unlike(f"there is no {what} {value!r}; they are {first} to {first + most - 1}.")
    return number


def whole(value: Any) -> int | None:
    """A whole number, also where it is written as text; None when it is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _crossfader(_params: Row, _row: Row) -> Translated:
    return {"action": "mixer.crossfader"}, None


_LEFT_OUT: Final[Mapping[str, str]] = {
    "next_track": _NO_LIST,
    "prev_track": _NO_LIST,
    "pad_trigger": _NO_SAMPLER,
    "pad_volume": _NO_SAMPLER,
    "pad_pitch": _NO_SAMPLER,
    "pad_velocity": _NO_SAMPLER,
    "pad_master_volume": _NO_SAMPLER,
}

_TRANSLATORS: Final[Mapping[str, Callable[[Row, Row], Translated]]] = {
    "play": _on_deck_a("deck.play"),
    "stop": _on_deck_a("deck.stop"),
    "bpm_tap": _on_deck_a("deck.tap"),
    "seek": _seek,
    "stem_solo": _switched("stem.solo"),
    "stem_mute": _switched("stem.mute"),
    "stem_volume": _level,
    "dj_play": _on_deck("deck.toggle"),
    "dj_cue": _cue,
    "dj_crossfader": _crossfader,
    "dj_loop_toggle": _on_deck("deck.loop"),
    "dj_loop_size": _loop_size,
    "dj_pitch": _on_deck("deck.tempo", range=8),
    # The learn panel offered these too, though the original's table refused them.
    "dj_volume": _on_deck("deck.gain"),
    "dj_sync": _on_deck("sync.lock"),
    "dj_filter": _on_deck("deck.filter"),
    "dj_eq_high": _on_deck("deck.eq", band="high"),
    "dj_eq_mid": _on_deck("deck.eq", band="mid"),
    "dj_eq_low": _on_deck("deck.eq", band="low"),
}
