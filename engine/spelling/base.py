"""The words that a command crosses the wall in."""

from __future__ import annotations

from typing import Final, NamedTuple

#: Later and further than anything that is played.
FAR: Final = 1 << 52


class Words(NamedTuple):
    """A command's words in the order in which they cross; see ``COMMAND`` in `engine.kernel.layout`."""

    op: int
    deck: int = -1
    stem: int = -1
    on: int = 0
    first: int = 0
    second: int = 0
    value: float = 0.0


def within(name: str, value: float, low: float, high: float) -> float:
    """The value as a float. Raises ValueError when it is out of range, or no number."""
    # Written so that NaN, which compares false with everything, fails it.
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}: choose one from {low} to {high}.")
    return float(value)


def count(name: str, value: float, low: int, high: int) -> int:
    """The value as a whole number. Raises ValueError when it is out of range."""
    return int(within(name, value, low, high))
