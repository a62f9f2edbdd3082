"""The addresses that OSC surfaces know, as the original system had them, and what each asks for.

``/transport/…``, ``/stem/…`` and ``/pad/…`` are of the deck that the sender has chosen (``/deck/select``, A at first).
A button asks when it is pressed (0.5 or more, or no argument) and not when it is let go; ``mute``, ``solo`` are on from
0.5. ``docs/osc.md`` is the list for players.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.action import DECKS, Action, DeckName
from sfa_live.model.show_state import ShowState
from sfa_live.osc import faders
from sfa_live.osc.packet import Value, Word
from sfa_live.osc.stems import stem_at
from sfa_live.osc.vocabulary import DOWN, action_by_name

#: Pads 1 to 8 are the stems, those above are the hot cues.
_PADS_OF_STEMS: Final = 8


class Reach(NamedTuple):
    """What an address reaches: the deck, the number in it (of a stem, cue or pad), and the argument."""

    state: ShowState
    deck: DeckName
    number: int
    value: Value

    @property
    def stem(self) -> str:
        """The stem's name."""
        return stem_at(self.deck, self.state.decks[self.deck], self.number)

    @property
    def place(self) -> float:
        """Where the fader stands, 0 to 1."""
        return faders.place_of(self.value)


Make = Callable[[Reach], Action]


def _on_deck(kind: Callable[..., Action]) -> Make:
    return lambda reach: kind(deck=reach.deck)


def _mute(reach: Reach) -> Action:
    return act.StemMute(deck=reach.deck, stem=reach.stem, on=is_down(reach.value))


def _solo(reach: Reach) -> Action:
    return act.StemSolo(deck=reach.deck, stem=reach.stem, on=is_down(reach.value))


def _stem_volume(reach: Reach) -> Action:
    return act.StemGain(deck=reach.deck, stem=reach.stem, db=faders.level(reach.place))


def _deck_volume(reach: Reach) -> Action:
    return act.DeckGain(deck=reach.deck, db=faders.level(reach.place))


def _pitch(reach: Reach) -> Action:
    return act.DeckTempo(deck=reach.deck, percent=round(faders.PITCH_RANGE * faders.from_middle(reach.place), 3))


def _cue(reach: Reach) -> Action:
    # As a value from a wire: a number that there is no cue for is refused with a sentence.
    return act.parse_action("deck.cue", {"deck": reach.deck, "slot": reach.number})


def _pad(reach: Reach) -> Action:
    if reach.number <= _PADS_OF_STEMS:
        return act.StemMute(deck=reach.deck, stem=reach.stem)
    return _cue(reach._replace(number=reach.number - _PADS_OF_STEMS))


def _crossfader(reach: Reach) -> Action:
    return act.MixerCrossfader(value=faders.from_middle(reach.place))


def _master(reach: Reach) -> Action:
    return act.MixerMaster(db=faders.level(reach.place))


#: What does something with every value; ``#`` is a number (a deck's letter does as well).
_VALUES: Final[Mapping[str, Make]] = {
    "/stem/#/volume": _stem_volume,
    "/stem/#/mute": _mute,
    "/stem/#/solo": _solo,
    "/deck/#/stem/#/volume": _stem_volume,
    "/deck/#/stem/#/mute": _mute,
    "/deck/#/stem/#/solo": _solo,
    "/deck/#/volume": _deck_volume,
    "/deck/#/pitch": _pitch,
    "/mixer/crossfader": _crossfader,
    "/crossfader": _crossfader,
    "/mixer/master": _master,
}

#: What is asked for by a press.
_PRESSES: Final[Mapping[str, Make]] = {
    "/transport/play": _on_deck(act.DeckPlay),
    "/transport/stop": _on_deck(act.DeckStop),
    "/transport/next": _on_deck(act.CueNext),
    "/transport/prev": _on_deck(act.CuePrevious),
    "/play": _on_deck(act.DeckPlay),
    "/stop": _on_deck(act.DeckStop),
    "/pad/#": _pad,
    "/deck/#/play": _on_deck(act.DeckToggle),
    "/deck/#/stop": _on_deck(act.DeckStop),
    "/deck/#/cue": _cue,
    "/deck/#/cue/#": _cue,
    "/deck/#/loop": _on_deck(act.DeckLoop),
    "/panic": lambda _: act.Panic(),
}

#: What the peer asks for itself; see `OscPort`.
SUBSCRIBE: Final = "/subscribe"
UNSUBSCRIBE: Final = "/unsubscribe"
SELECT: Final = "/deck/select"

_NUMBER: Final = re.compile(r"/(\d{1,3}|[A-Da-d])(?=/|$)")
_ALL: Final = (*_VALUES, *_PRESSES, SUBSCRIBE, UNSUBSCRIBE, SELECT)


def is_down(value: Value) -> bool:
    """Whether a button that sent this is pressed: 0.5 or more, true, or no value at all."""
    return value is None or (isinstance(value, int | float) and value >= DOWN)


def action_of(word: Word, deck: DeckName, state: ShowState) -> Action | None:
    """What a message asks for; None for the release of a button.

    ``deck`` is the one that the sender has chosen. Raises `ActionError` in one sentence.
    """
    address, args = word.address, word.args
    if address.startswith("/action/"):
        return action_by_name(address.split("/")[2:], args)
    shape = _NUMBER.sub("/#", address)
    numbers = _NUMBER.findall(address)
    make = _VALUES.get(shape) or _PRESSES.get(shape)
    if make is None:
        raise ActionError(_unknown(address, shape, numbers), code="unknown_address")
    value = args[-1] if args else None
    if shape in _PRESSES and not is_down(value):
        return None
    if shape.startswith("/deck/"):
        deck = deck_of(numbers.pop(0))
    return make(Reach(state, deck, _number(numbers), value))


def deck_of(word: Any) -> DeckName:
    """A deck by its letter or number. Raises `ActionError`."""
    name = word.upper() if isinstance(word, str) else word
    for number, deck in enumerate(DECKS, start=1):
        if name in (deck, number, str(number)):
            return deck
    raise ActionError(f"There is no deck {word!r}. The decks are 1 to 4, or A to D.", code="unknown_deck")


def _number(numbers: list[str]) -> int:
    if not numbers:
        return 1
    if not numbers[0].isdigit():
        raise ActionError(f"{numbers[0]!r} is no number of a stem, a cue or a pad.")
    return int(numbers[0])


def _unknown(address: str, shape: str, numbers: list[str]) -> str:
    near = difflib.get_close_matches(shape, _ALL, n=1)
    if not near:
        return f"There is no address {address[:80]!r}. Any action is asked for as {'/action/deck/play'!r}."
    meant = near[0]
    for number in [*numbers, "1", "1"]:
        meant = meant.replace("#", number, 1)
    return f"There is no address {address[:80]!r}. Did you mean {meant!r}?"
