"""Where a deck is and how it goes on, as its stretcher sees it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Loop(NamedTuple):
    """A deck's loop, in frames of the song."""

    on: bool
    start: int
    end: int

    def walk(self, place: float, distance: float) -> float:
        """Where one is who goes on so far from a place."""
        if not self.on or place >= self.end or place + distance < self.end:
            return place + distance
        return self.start + (place + distance - self.end) % (self.end - self.start)

    def turns(self, distance: float) -> float:
        """How often one goes round in so many frames, at most."""
        return distance / (self.end - self.start) if self.on else 0.0

    def fold(self, gap: float) -> float:
        """The difference of two places, of which one may have gone round already and the other not yet."""
        length = self.end - self.start
        if self.on and abs(gap) > 0.5 * length:
            return gap - length if gap > 0.0 else gap + length
        return gap


class Recipe(NamedTuple):
    """What is to be made: another recipe is another sound."""

    load: int
    mode: int
    lock: bool
    shift: float
    exempt: int
    #: The stems that repeat a part of themselves, as the kernel keeps them; empty when none does.
    stem_loops: bytes


class Pace(NamedTuple):
    """A deck at the end of a block: its cursor is at ``position``, and its frame ``heard`` comes next."""

    recipe: Recipe
    playing: bool
    heard: int
    position: float
    speed: float
    loop: Loop
    falls: int

    @property
    def armed(self) -> bool:
        """Key lock or key shift is on."""
        return self.recipe.lock or self.recipe.shift != 0.0

    @property
    def wanted(self) -> bool:
        """The deck is to sound other than its speed makes it sound."""
        return self.recipe.load != 0 and (self.recipe.shift != 0.0 or (self.recipe.lock and self.speed != 1.0))

    @classmethod
    def of(cls, view: Any) -> Pace:
        """Read it from a deck's published `DECK_VIEW`."""
        key = view["key"]
        stem_loops = view["stem_loops"]
        recipe = Recipe(
            load=int(view["load"]),
            mode=int(key["mode"]),
            lock=bool(key["lock"]),
            shift=float(key["shift"]),
            exempt=int(key["exempt"]),
            stem_loops=stem_loops.tobytes() if stem_loops["on"].any() else b"",
        )
        return cls(
            recipe=recipe,
            playing=bool(view["playing"]),
            heard=int(view["heard"]),
            position=float(view["position"]),
            speed=float(view["rate"]),
            loop=Loop(bool(view["loop_on"]), int(view["loop_start"]), int(view["loop_end"])),
            falls=int(key["falls"]),
        )
