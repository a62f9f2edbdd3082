"""The OSC port: hands by datagram, and feedback to every one of them.

Whoever sends anything is told the whole show, and from then on what changes, 30 times a second at most and the latest
value only. Thread: the rig's loop, unless a method says otherwise.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from sfa_live.errors import ActionError, SfaError
from sfa_live.model.action import Action
from sfa_live.model.show_state import ShowState
from sfa_live.osc.addresses import SELECT, SUBSCRIBE, UNSUBSCRIBE, action_of, deck_of
from sfa_live.osc.inlet import Inlet
from sfa_live.osc.packet import Word, read_packet, write_message
from sfa_live.osc.peers import Peer, Peers, Place
from sfa_live.osc.telling import told, told_addresses

log = logging.getLogger("sfa_live.osc")

#: Does what a hand asks. What takes its time comes back as a future. Raises `SfaError`.
Deliver = Callable[[Action], Future[Any] | None]
Current = Callable[[], ShowState]

#: Seconds between two rounds of feedback, and the most values for one peer in one of them.
_PACE: Final = 1 / 30
_MOST: Final = 50
#: Sentences about what went wrong in one second, for all peers together.
_SENTENCES: Final = 4
#: A bundle that is due this soon is due now, in seconds; one that is due later than that has a wrong clock.
_SOON: Final = 0.002
_LATEST: Final = 60.0
#: This many messages may wait for their time.
_MOST_WAITING: Final = 512
#: A port that is taken is tried again this often, in seconds.
_RETRY: Final = 2.0


class OscPort:
    """OSC in and out on one port; None is off."""

    def __init__(self, port: int | None, deliver: Deliver, current: Current) -> None:
        self._port = port
        self._deliver = deliver
        self._current = current
        self._loop = asyncio.get_running_loop()
        self._inlet: Inlet | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._peers = Peers()
        self._waiting: set[asyncio.TimerHandle] = set()
        self._complained: deque[float] = deque(maxlen=_SENTENCES)

    @property
    def port(self) -> int | None:
        """Where it listens now; None while it does not."""
        return self._inlet.port if self._inlet else None

    def start(self) -> None:
        """Begin to listen; a port that another program has is tried again for ever."""
        if self._port is None:
            return
        try:
            self._inlet = Inlet(self._port, self._take)
        except OSError as wrong:
            if self._retry is None:
                log.warning(
                    "OSC port %d cannot be had (%s): it is tried again every %.0f s. Choose another with --osc PORT.",
                    self._port,
                    wrong.strerror,
                    _RETRY,
                )
            self._retry = self._loop.call_later(_RETRY, self.start)
            return
        log.info("OSC is heard on port %d of this machine; whoever can send there can play.", self._inlet.port)

    def stop(self) -> None:
        """Give the port back; what waits for its time is forgotten."""
        self.let_go()
        for timer in (self._retry, self._tick):
            if timer is not None:
                timer.cancel()
        if self._inlet is not None:
            self._inlet.close()
            self._inlet = None

    def let_go(self) -> None:
        """Forget what waits for its time, as for a panic."""
        for timer in self._waiting:
            timer.cancel()
        self._waiting.clear()

    def feedback(self) -> None:
        """The show has changed; the peers are told soon."""
        if self._tick is None and self._inlet is not None:
            self._tick = self._loop.call_later(_PACE, self._tell)

    # What comes in.

    def _take(self, data: bytes, sender: Place) -> None:
        peer = None
        try:
            words = read_packet(data)
            peer = self._peers.heard(sender, self._loop.time())
            now = time.time()
            for word in words:
                self._schedule(word, word.due - now, peer, sender)
            self.feedback()
        except SfaError as wrong:
            self._complain(wrong, peer.target if peer else sender)

    def _schedule(self, word: Word, wait: float, peer: Peer, sender: Place) -> None:
        """Do it, or have it wait for its time. Raises `ActionError` when that cannot be."""
        if wait <= _SOON:
            self._hear(word, peer, sender)
            return
        if wait > _LATEST:
            raise ActionError(f"A bundle is due in {wait:.0f} s: is the sender's clock right?", code="bad_osc")
        if len(self._waiting) >= _MOST_WAITING:
            raise ActionError("Too many bundles wait for their time: send them later.", code="full")
        # The timer is known to itself only when it is there.
        held: list[asyncio.TimerHandle] = []
        held.append(self._loop.call_later(wait, lambda: self._fall_due(held[0], word, peer, sender)))
        self._waiting.add(held[0])

    def _fall_due(self, timer: asyncio.TimerHandle, word: Word, peer: Peer, sender: Place) -> None:
        self._waiting.discard(timer)
        self._hear(word, peer, sender)

    def _hear(self, word: Word, peer: Peer, sender: Place) -> None:
        try:
            self._obey(word, peer, sender)
        except SfaError as wrong:
            self._complain(wrong, peer.target)
        except Exception:
            # Whatever one message did wrong: the hands must go on working.
            log.exception("%s could not be done.", word.address)

    def _obey(self, word: Word, peer: Peer, sender: Place) -> None:
        if word.address == SUBSCRIBE:
            self._peers.subscribe(peer, (sender[0], _port_of(word, sender[1])))
        elif word.address == UNSUBSCRIBE:
            peer.hush()
        elif word.address == SELECT:
            peer.choose(deck_of(word.args[0] if word.args else None))
        else:
            self._act(word, peer)

    def _act(self, word: Word, peer: Peer) -> None:
        log.debug("%s:%d: %s %s", *peer.target, word.address, word.args)
        try:
            action = action_of(word, peer.deck, self._current())
            slow = None if action is None else self._deliver(action)
        finally:
            # What was refused, too: the surface shows it as done.
            if word.address in told_addresses():
                peer.moved(word.address, word.args[-1] if word.args else None, self._loop.time())
                self.feedback()
        if slow is not None:
            slow.add_done_callback(partial(self._slow_done, peer.target))

    # What goes out.

    def _slow_done(self, target: Place, done: Future[Any]) -> None:
        """What took its time has ended. Thread: whoever did it."""
        wrong = done.exception()
        if isinstance(wrong, SfaError):
            self._loop.call_soon_threadsafe(self._complain, wrong, target)

    def _complain(self, wrong: SfaError, target: Place) -> None:
        """Tell a sender what is wrong, a few times a second at most."""
        now = self._loop.time()
        if self._inlet is None or (len(self._complained) == _SENTENCES and now - self._complained[0] < 1.0):
            return
        self._complained.append(now)
        log.debug("%s:%d: %s", *target, wrong)
        self._inlet.send(write_message("/error", wrong.message), target)

    def _tell(self) -> None:
        self._tick = None
        now = self._loop.time()
        self._peers.forget_silent(now)
        state = self._current()
        peers = self._peers.told(now)
        views = {deck: told(state, deck) for deck in {peer.deck for peer in peers}}
        waits = False
        for peer in peers:
            for address, value in peer.news(views[peer.deck], now, _MOST).items():
                if self._inlet is not None:
                    self._inlet.send(write_message(address, value), peer.target)
            waits = waits or peer.waits
        if waits:
            self.feedback()


def _port_of(word: Word, otherwise: int) -> int:
    """The port that a peer wants its feedback at. Raises `ActionError`."""
    if not word.args:
        return otherwise
    port = word.args[0]
    number = int(port) if isinstance(port, str) and port.isdecimal() else port
    if isinstance(number, int | float) and 0 < number < 65_536 and number == int(number):
        return int(number)
    raise ActionError(f"{port!r} is no port: send {SUBSCRIBE} with a number from 1 to 65535.")
