"""What is held: as long as any button holds a thing it is as the last one wants it; then it is as it was before.

Several surfaces may share one `Holds`, so that two controllers can hold the same thing. Thread: MIDI.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from midi.mapping.forms import Forms
from sfa_live.model import action as act
from sfa_live.model.on import find_stem, is_on, stem_at
from sfa_live.model.show_state import ShowState

#: What does not say which thing is held, but how.
_HOW: Final = ("on", "quantise", "beats", "percent", "into")


class _Held:
    """One thing that is held."""

    def __init__(self, before: act.Action | None) -> None:
        #: What brings back what was; None: it was off, and the last holder's own "off" does.
        self.before = before
        #: Who holds it, in the order in which they came, and what they want.
        self.wanted: dict[Hashable, act.Action] = {}


class Holds:
    """All that is held."""

    def __init__(self) -> None:
        self._held: dict[Hashable, _Held] = {}
        #: What each holder holds, and what ends it.
        self._holders: dict[Hashable, tuple[Hashable, act.Action]] = {}

    def press(self, holder: Hashable, forms: Forms, state: ShowState) -> act.Action | None:
        """Hold it; what has to be asked of the show for that. None: it is not there, or cannot be held."""
        if forms.on is None or forms.off is None or is_on(state, forms.on) is None:
            return None
        wanted = forms.off if getattr(forms.asked, "on", None) is False else forms.on
        if holder in self._holders:
            # Its release was lost: what was before its first press stays what comes back.
            return wanted
        thing = _thing(forms.on, state)
        held = self._held.get(thing)
        if held is None:
            held = self._held[thing] = _Held(_before(forms.on, state))
        held.wanted[holder] = wanted
        self._holders[holder] = thing, forms.off
        return wanted

    def is_elsewhere(self, holder: Hashable, forms: Forms, state: ShowState) -> bool:
        """Whether it holds another thing than it would hold now: its release was lost, and its deck has moved."""
        held = self._holders.get(holder)
        return held is not None and forms.on is not None and held[0] != _thing(forms.on, state)

    def release(self, holder: Hashable) -> act.Action | None:
        """Let go; what has to be asked of the show for that. None: it holds nothing, or others hold on."""
        if holder not in self._holders:
            return None
        thing, ending = self._holders.pop(holder)
        held = self._held[thing]
        was_last = next(reversed(held.wanted)) == holder
        del held.wanted[holder]
        if held.wanted:
            return next(reversed(held.wanted.values())) if was_last else None
        del self._held[thing]
        return held.before or ending


def _thing(action: act.Action, state: ShowState) -> Hashable:
    """What an action switches, whatever it is called: stem 2 and "drums" are the same one."""
    if isinstance(action, act.DeckAcapella | act.DeckInstrumental):
        return "focus", action.deck
    fields = {key: getattr(action, key) for key in action.__struct_fields__ if key not in _HOW}
    if "stem" in fields:
        fields["stem"] = find_stem(state.decks[fields["deck"]], fields["stem"])
    return action.name, *fields.values()


def _before(on: act.Action, state: ShowState) -> act.Action | None:
    """What brings back what is now; None where the thing is off and its own "off" does."""
    if is_on(state, on):
        return on
    match on:
        case act.DeckAcapella(deck=name) if state.decks[name].focus == "instrumental":
            return act.DeckInstrumental(deck=name, on=True)
        case act.DeckInstrumental(deck=name) if state.decks[name].focus == "acapella":
            return act.DeckAcapella(deck=name, on=True)
        case act.DeckNudge(deck=name) if state.decks[name].nudge != 0.0:
            return act.DeckNudge(deck=name, percent=state.decks[name].nudge, on=True)
        case act.LoopRoll(deck=name) if (beats := state.decks[name].rolling) is not None:
            return act.LoopRoll(deck=name, beats=beats, on=True)
        case act.StemSwap(deck=name, stem=ref):
            stem = stem_at(state.decks[name], ref)
            guest = stem.guest if stem is not None else None
            return None if guest is None else act.StemSwap(deck=name, stem=ref, into=guest.at, on=True)
        case _:
            return None
