"""Actions for a whole deck: songs, transport, tempo, key."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sfa_live.model.action.base import Action, DeckName, Level, Place

#: How the pitch is kept: the finest, the quick one, the one for small machines.
KeyLockMode = Literal["fine", "short", "light"]


class DeckLoad(Action, frozen=True):
    """Put a prepared song on a deck; it waits at its beginning."""

    name = "deck.load"
    deck: DeckName
    track_id: Annotated[str, Meta(min_length=1, max_length=64)]


class DeckEject(Action, frozen=True):
    """Take the song off a deck."""

    name = "deck.eject"
    deck: DeckName


class DeckPlay(Action, frozen=True):
    """Start the deck where it stands."""

    name = "deck.play"
    urgent = True
    rhythmic = True
    deck: DeckName


class DeckPause(Action, frozen=True):
    """Stop the deck where it stands."""

    name = "deck.pause"
    urgent = True
    deck: DeckName


class DeckToggle(Action, frozen=True):
    """Play when paused, pause when playing: the one button for both."""

    name = "deck.toggle"
    urgent = True
    rhythmic = True
    deck: DeckName


class DeckStop(Action, frozen=True):
    """Stop the deck and go back to the beginning."""

    name = "deck.stop"
    urgent = True
    deck: DeckName


class DeckSeek(Action, frozen=True):
    """Go to a place in the song, playing or not."""

    name = "deck.seek"
    urgent = True
    deck: DeckName
    position_ms: Place


class DeckJump(Action, frozen=True):
    """Go so many beats on, or back: the beat goes on unbroken."""

    name = "deck.jump"
    urgent = True
    rhythmic = True
    deck: DeckName
    beats: Annotated[float, Meta(ge=-128.0, le=128.0)]


class DeckTempo(Action, frozen=True):
    """Play faster or slower, in percent of the recording's tempo."""

    name = "deck.tempo"
    urgent = True
    deck: DeckName
    percent: Annotated[float, Meta(ge=-50.0, le=50.0)]


class DeckNudge(Action, frozen=True):
    """Push (or hold back) the deck while held, by so many percent of its tempo, as a hand on the record does."""

    name = "deck.nudge"
    urgent = True
    momentary = True
    deck: DeckName
    percent: Annotated[float, Meta(ge=-25.0, le=25.0)]
    on: bool | None = None


class DeckJog(Action, frozen=True):
    """Move the deck by so many milliseconds: a playing one is pushed there, a paused one goes."""

    name = "deck.jog"
    urgent = True
    deck: DeckName
    ms: Annotated[float, Meta(ge=-10_000.0, le=10_000.0)]


class DeckTap(Action, frozen=True):
    """Tap the tempo that the deck shall play at."""

    name = "deck.tap"
    urgent = True
    deck: DeckName


class DeckSlip(Action, frozen=True):
    """Slip: the song goes on below loops and jumps, and is heard from there when slip ends (without ``on``: toggle)."""

    name = "deck.slip"
    urgent = True
    momentary = True
    deck: DeckName
    on: bool | None = None


class DeckGain(Action, frozen=True):
    """The level of a whole deck, in dB."""

    name = "deck.gain"
    urgent = True
    deck: DeckName
    db: Level


class DeckKeyLock(Action, frozen=True):
    """Keep the key when the tempo moves (without ``on``: toggle)."""

    name = "deck.keylock"
    urgent = True
    momentary = True
    deck: DeckName
    on: bool | None = None


class DeckKeyLockMode(Action, frozen=True):
    """How the key is kept: "fine" sounds best, "short" costs a third of it, "light" is for small machines."""

    name = "deck.keylock_mode"
    deck: DeckName
    mode: KeyLockMode


class DeckKeyShift(Action, frozen=True):
    """Play in another key, so many semitones higher or lower, at the same tempo."""

    name = "deck.key_shift"
    urgent = True
    deck: DeckName
    semitones: Annotated[float, Meta(ge=-12.0, le=12.0)]


class DeckKeyExempt(Action, frozen=True):
    """Leave the drums at their pitch when the key is shifted (without ``on``: toggle)."""

    name = "deck.key_exempt"
    deck: DeckName
    on: bool | None = None
