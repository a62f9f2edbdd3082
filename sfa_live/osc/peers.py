"""Whoever plays by OSC: where its feedback goes, what it knows already, and what it is moving itself.

Pure book-keeping, nothing is sent here. Thread: the rig's loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from sfa_live.model.action import DeckName
from sfa_live.osc.packet import Value
from sfa_live.osc.telling import Told

#: An address of the internet protocol: host and port.
Place = tuple[str, int]

#: This many peers are known; one more, and one is forgotten: of those that have asked for nothing of their own, else of
#: all, the one that has been silent longest.
MOST_PEERS: Final = 16
#: A peer that says nothing for this long is told nothing until it does, in seconds.
SILENCE: Final = 600.0
#: A peer that moves a fader is not told where it is until this long after its last move, in seconds.
HOLD: Final = 0.25
#: How far a fader may be from what was asked for without being told, of its whole way.
_SAME: Final = 0.01
#: What faders' addresses end with.
_FADERS: Final = ("volume", "pitch", "crossfader", "master")


class Peer:
    """One sender, and where its feedback goes."""

    def __init__(self, target: Place) -> None:
        self.target = target
        #: The deck that ``/stem`` and ``/transport`` mean.
        self.deck: DeckName = "A"
        #: It has said where it is to be told, or what its deck is: it is remembered however long it rests.
        self.is_kept = False
        #: It wants to be told nothing.
        self.is_quiet = False
        self.heard = 0.0
        self._knows: dict[str, Told] = {}
        #: What it has moved itself: the value, and when (seconds of a clock that never goes back).
        self._moved: dict[str, tuple[Value, float]] = {}
        #: What changed and was not told yet, oldest first.
        self._news: dict[str, None] = {}

    def forget_all(self) -> None:
        """It knows nothing: everything is told again."""
        self._knows.clear()
        self._moved.clear()
        self._news.clear()

    def moved(self, address: str, value: Value, now: float) -> None:
        """It moved this itself. It knows until it lets go; then it is told only what came out differently."""
        if not self.is_quiet:
            self._moved[address] = (value, now)

    def choose(self, deck: DeckName) -> None:
        """It has chosen its deck."""
        self.deck, self.is_kept = deck, True

    def hush(self) -> None:
        """It wants to be told nothing, until it subscribes."""
        self.is_kept = self.is_quiet = True
        self.forget_all()

    def news(self, values: Mapping[str, Told], now: float, most: int) -> dict[str, Told]:
        """What it must be told now, at most so many values; what it is moving waits."""
        self._let_go(values, now)
        for address, value in values.items():
            if self._knows.get(address) == value:
                self._news.pop(address, None)
            else:
                self._news.setdefault(address)
        ready = (address for address in self._news if address not in self._moved)
        told = {address: values[address] for address in islice(ready, most)}
        for address in told:
            del self._news[address]
        self._knows |= told
        return told

    @property
    def waits(self) -> bool:
        """Whether there is something to tell later."""
        return bool(self._news or self._moved)

    def _let_go(self, values: Mapping[str, Told], now: float) -> None:
        """What it moved and has left alone since: a button is told what became of it, a fader only another value."""
        for address, (asked, when) in list(self._moved.items()):
            is_fader = _is_fader(address)
            if is_fader and now - when < HOLD:
                continue
            del self._moved[address]
            self._knows.pop(address, None)
            if is_fader and address in values and _is_same(asked, values[address]):
                self._knows[address] = values[address]


class Peers:
    """All that have said something."""

    def __init__(self) -> None:
        self._by_sender: dict[Place, Peer] = {}

    def told(self, now: float) -> list[Peer]:
        """Those that are to be told what is new."""
        return [peer for peer in self._by_sender.values() if not peer.is_quiet and now - peer.heard <= SILENCE]

    def heard(self, sender: Place, now: float) -> Peer:
        """Someone said something: the peer, a new one when it was not known."""
        peer = self._by_sender.get(sender)
        if peer is None:
            if len(self._by_sender) >= MOST_PEERS:
                del self._by_sender[min(self._by_sender, key=self._worth)]
            peer = self._by_sender[sender] = Peer(sender)
        elif now - peer.heard > SILENCE:
            peer.forget_all()
        peer.heard = now
        return peer

    def subscribe(self, peer: Peer, target: Place) -> None:
        """It wants to be told everything, there. Who was told there before was the same surface: its deck goes on."""
        for sender, other in list(self._by_sender.items()):
            if other is not peer and other.target == target:
                del self._by_sender[sender]
                if not peer.is_kept:
                    peer.deck = other.deck
        peer.target = target
        peer.is_kept, peer.is_quiet = True, False
        peer.forget_all()

    def forget_silent(self, now: float) -> None:
        """Forget those that have said nothing for long, and have nothing that they would miss."""
        for sender, peer in list(self._by_sender.items()):
            if now - peer.heard > SILENCE and not peer.is_kept:
                del self._by_sender[sender]

    def _worth(self, sender: Place) -> tuple[bool, float]:
        """Whose is the least is forgotten first."""
        peer = self._by_sender[sender]
        return peer.is_kept, peer.heard


def _is_fader(address: str) -> bool:
    """Whether a finger rests on it; a button's light may change under the finger."""
    return address.rpartition("/")[2] in _FADERS


def _is_same(asked: Value, value: Told) -> bool:
    return isinstance(asked, int | float) and isinstance(value, float) and abs(float(asked) - value) <= _SAME
