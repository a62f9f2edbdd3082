"""Buttons in time: what a press is, with its double, its long one and its combinations. Thread: MIDI."""

from __future__ import annotations

from typing import Final

from midi.mapping.buttons import ButtonBinding
from midi.mapping.desk import Desk
from midi.mapping.keys import Key, Keys
from presets import When

#: Seconds within which a second press is a double one.
DOUBLE: Final = 0.3
#: Seconds after which a press is a long one.
LONG: Final = 0.5


class Presses:
    """All buttons of a surface that are down, or whose press is not clear yet."""

    def __init__(self, desk: Desk, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys
        self._down: set[Key] = set()
        self._unclear: set[Key] = set()

    def press(self, key: Key, velocity: int, at: float) -> None:
        """A button goes down. Down already, its release was lost: it is a press all the same."""
        key.is_down = True
        key.was_part = False
        self._down.add(key)
        plain = self._find(key, When.PRESS)
        if not key.is_timed:
            self._start(key, plain, velocity, at)
            return
        double = self._find(key, When.DOUBLE)
        if double is not None and key.tapped is not None and at - key.tapped <= DOUBLE:
            key.tapped = key.later = key.long = None
            self._start(key, double, velocity, at)
            return
        key.tapped = at if double is not None else None
        long = self._find(key, When.LONG)
        key.long = None if long is None else (long, velocity, at + LONG)
        if plain is not None and plain.control.wait:
            key.later = plain, velocity, at + (DOUBLE if double is not None else 0.0)
        else:
            self._start(key, plain, velocity, at)
        self._unclear.add(key)

    def release(self, key: Key, at: float) -> None:
        """A button goes up: what was pressed lets go, whatever the layers and pages are now."""
        if not key.is_down:
            return
        key.is_down = False
        self._down.discard(key)
        self._end(key, at)
        key.long = None
        if key.is_timed:
            self._start(key, self._find(key, When.RELEASE), 0, at)
            self._ripen(key, at)

    def settle(self, now: float) -> None:
        """Time has passed."""
        if not self._unclear:
            return
        for key in tuple(self._unclear):
            if key.long is not None and now >= key.long[2]:
                binding, velocity, _ = key.long
                key.long = key.later = key.tapped = None
                self._start(key, binding, velocity, now)
            self._ripen(key, now)
            if key.long is None and key.later is None:
                self._unclear.discard(key)

    def let_go(self) -> None:
        """Nothing is held any more, and nothing waits."""
        for key in (*self._down, *self._unclear):
            key.is_down = False
            key.later = key.long = key.tapped = None
            self._end(key, None)
        self._down.clear()
        self._unclear.clear()

    def _ripen(self, key: Key, now: float) -> None:
        """A press that waits is done as soon as it can be nothing else, and dropped when it was a part of another."""
        if key.later is None:
            return
        binding, velocity, clear = key.later
        if key.was_part:
            key.later = None
        elif now >= clear and not (key.is_down and (key.long is not None or key.is_part)):
            key.later = None
            self._start(key, binding, velocity, now)

    def _start(self, key: Key, binding: ButtonBinding | None, velocity: int, at: float) -> None:
        for old in [old for old in key.pressed if old is not binding]:
            if not self._stands_beside(binding, old):
                key.pressed.remove(old)
                old.release(self._desk, key.address, at)
        # What holds has nobody to hold it when the button is up already.
        if binding is None or (binding.holds and not key.is_down):
            return
        if binding.control.beside is not None:
            for part in self._keys.parts(binding.control.beside):
                part.was_part = part.was_part or part.is_down
        if binding.holds and binding not in key.pressed:
            key.pressed.append(binding)
        binding.press(self._desk, key.address, velocity, at)

    @staticmethod
    def _stands_beside(binding: ButtonBinding | None, held: ButtonBinding) -> bool:
        """A long press comes on top of the plain one that is still held; a new press takes its place."""
        return binding is not None and binding.control.when is When.LONG and held.control.when is not When.LONG

    def _end(self, key: Key, at: float | None) -> None:
        for binding in key.pressed:
            binding.release(self._desk, key.address, at)
        key.pressed.clear()

    def _find(self, key: Key, when: When) -> ButtonBinding | None:
        for binding in key.bindings.get(when, ()):
            if binding.is_there(self._desk, self._keys.is_down) and isinstance(binding, ButtonBinding):
                return binding
        return None
