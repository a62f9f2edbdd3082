"""The memory that the two sides of the wall share, drawn once.

One `STATE` record, aligned to a cache line, holds everything the audio thread touches, except the samples of the
songs, their beats and the sinc table, which it reaches by address. Python sees the same bytes as a structured numpy
array; the compiled kernel sees a record whose fields it reads and writes by name. Every number is 8 bytes wide, or
float32 where it is sound.

Who writes what: the audio thread owns everything but the ring slots in front of ``commands.written``, the words
``commands.written``, ``results.read``, ``panics`` and ``panic_mark``, the stretch rings, and ``sinc``; those are
Python's. Words that both sides look at are only touched by the atomics of `kernel.memory`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.kernel.sizes import (
    BANDS,
    BUSES,
    CHAIN,
    CHUNK,
    COMMAND_SLOTS,
    DECKS,
    FLIGHT_SLOTS,
    GHOSTS,
    MEASURED,
    PAIRS,
    PENDING_SLOTS,
    REELS,
    RESULT_SLOTS,
    STEMS,
    STRETCH_SLOTS,
    TAPS,
)


def _record(*fields: tuple[str, object] | tuple[str, object, tuple[int, ...]]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


#: A word alone on its cache line, so that the two sides do not fight over it.
WORD: Final = _record(("value", "i8"), ("padding", "i8", (7,)))

#: A moment, as the system tells it.
TIMESPEC: Final = _record(("seconds", "i8"), ("nanoseconds", "i8"))

#: A gain on its way: the value is ``target - step * remaining``, so that where the blocks end does not matter.
RAMP: Final = _record(("target", "f8"), ("step", "f8"), ("remaining", "i8"))

#: What is heard of a signal: peaks with decay, mean squares, left and right.
LEVEL: Final = _record(("peak", "f8", (2,)), ("square", "f8", (2,)))

#: One reading head on one song. ``load`` numbers the loan of the samples; 0 is none. ``heard`` counts its frames: the
#: place in the deck's `STRETCH_RING` of the next one; ``mix`` is how much of it is heard from there.
VOICE: Final = _record(
    ("load", "i8"),
    ("samples", "i8"),
    ("frames", "i8"),
    ("stems", "i8"),
    ("position", "f8"),
    ("rate", "f8"),
    ("fade", RAMP),
    ("heard", "i8"),
    ("mix", RAMP),
)

#: A part that repeats, from ``start`` up to, not including, ``end``; ``length`` is what a turn really takes: the grid's
#: own measure, where the loop is so many beats, which is seldom a whole number of frames.
LOOP: Final = _record(("on", "i8"), ("start", "i8"), ("end", "i8"), ("length", "f8"))

#: One loop of a chain, and how often it is still to be played.
LINK: Final = _record(("start", "i8"), ("end", "i8"), ("times", "i8"))

#: A voice that fades out after the cursor has left it, with the stem gains and stem loops of that moment.
GHOST: Final = _record(("voice", VOICE), ("gains", "f4", (STEMS,)), ("loops", LOOP, (STEMS,)))

#: The beats of a song, lent under the number ``load``; 0 is none. ``hint`` is where they were looked up last.
GRID: Final = _record(("load", "i8"), ("beats", "i8"), ("count", "i8"), ("downbeat", "i8"), ("hint", "i8"))

#: Where a deck would be: ``frames`` of playing behind ``position``. ``rolling`` are the beats of the roll that is held
#: (0: none), ``pressed`` those of its button, ``kept`` that it was slipping before, ``loop`` what the roll hides.
SLIP: Final = _record(
    ("on", "i8"),
    ("position", "f8"),
    ("frames", "i8"),
    ("rolling", "f8"),
    ("kept", "i8"),
    ("loop", LOOP),
    ("pressed", "f8"),
)

#: What a filter remembers of the sound: its two integrators, left and right.
MEMORY: Final = _record(("first", "f8", (2,)), ("second", "f8", (2,)))

#: A filter with one knob; ``side`` is the side of the knob that its memory belongs to.
FILTER: Final = _record(("knob", RAMP), ("side", "i8"), ("memory", MEMORY))

#: One band of an equaliser; ``kept`` is how much of it is left: 0 when it is killed.
BAND: Final = _record(("gain", RAMP), ("memory", MEMORY), ("kept", RAMP))

#: The crossovers between the bands, for kills; ``share`` is how far, in frames of a crossfade, they are heard.
SPLIT: Final = _record(("share", "i8"), ("stages", MEMORY, (5,)))

#: Where a sound goes: the bus, and while it changes over, for ``moving`` frames, how much of it to which.
ROUTE: Final = _record(("bus", "i8"), ("moving", "i8"), ("sends", RAMP, (BUSES,)))

#: One stem: its fader, the gate that mute and solo open and shut, its filter, and its cable: ``pair`` from 1, 0 is
#: through ``channel``. ``broken`` is set when it played something that is not a number. A ``guest`` plays for the deck
#: of its channel, not for its own; ``stand_in`` is the deck whose guest has its place, -1 for none.
STEM: Final = _record(
    ("fader", RAMP),
    ("gate", RAMP),
    ("mute", "i8"),
    ("solo", "i8"),
    ("broken", "i8"),
    ("channel", "i8"),
    ("pair", "i8"),
    ("guest", "i8"),
    ("stand_in", "i8"),
    ("filter", FILTER),
    ("route", ROUTE),
    ("level", LEVEL),
    ("loop", LOOP),
)

#: How a deck keeps its pitch: whether it does, by which `Stretch`, how many semitones higher, which stems (a bit each)
#: stay; and how its key lock fares: it fell behind, since when it is missed, how often it fell.
KEY: Final = _record(
    ("lock", "i8"),
    ("mode", "i8"),
    ("shift", "f8"),
    ("exempt", "i8"),
    ("fallen", "i8"),
    ("missed", "i8"),
    ("falls", "i8"),
)

#: What makes a deck's rate: ``tempo`` is asked for, ``base`` is that or the clock's, ``bend`` and ``shift`` (song
#: frames per frame, for ``shift_left`` frames) are a hand on it. ``following``: locked, with a grid, and within reach.
PACE: Final = _record(
    ("tempo", "f8"),
    ("base", "f8"),
    ("bend", "f8"),
    ("shift", "f8"),
    ("shift_left", "i8"),
    ("locked", "i8"),
    ("factor", "f8"),
    ("following", "i8"),
)

#: One deck. ``since`` is the frame at which it began to play, ``turns`` counts those of its loop, ``looping`` says that
#: it runs towards the loop's end, ``astray`` that a loop has taken it out of the beat, ``border`` is where the next
#: beat of the grid begins, as far as a rate depends on it. ``original`` is the stem that is the untouched mix, -1 for
#: none; ``blend`` goes from the others (0) to it (1).
DECK: Final = _record(
    ("cursor", VOICE),
    ("playing", "i8"),
    ("since", "i8"),
    ("loop", LOOP),
    ("turns", "i8"),
    ("looping", "i8"),
    ("astray", "i8"),
    ("chain", LINK, (CHAIN,)),
    ("links", "i8"),
    ("slip", SLIP),
    ("grid", GRID),
    ("border", "f8"),
    ("pace", PACE),
    ("original", "i8"),
    ("blend", RAMP),
    ("trim", RAMP),
    ("stems", STEM, (STEMS,)),
    ("ghosts", GHOST, (GHOSTS,)),
    ("key", KEY),
)

#: A deck's channel on the mixer. ``slack`` is what its gain at the crossfader is still off by, after another side or
#: another curve was chosen.
CHANNEL: Final = _record(
    ("bands", BAND, (BANDS,)),
    ("split", SPLIT),
    ("filter", FILTER),
    ("cue", RAMP),
    ("gain", RAMP),
    ("side", "i8"),
    ("slack", RAMP),
    ("route", ROUTE),
    ("level", LEVEL),
)

#: Memory that a recording is written to, lent by Python until ``ended``: a ring of so many ``frames``, a power of two,
#: at the address of every place that is recorded, 0 for the others; all turn together. Python writes ``read`` and
#: ``unwanted``, the audio thread the rest.
REEL: Final = _record(
    ("written", WORD),
    ("read", WORD),
    ("ended", WORD),
    ("unwanted", WORD),
    ("started", "i8"),
    ("frames", "i8"),
    ("rings", "i8", (TAPS,)),
)

#: One command as it crosses the wall. ``due`` is the frame on the engine's clock, or `NOW`.
COMMAND: Final = _record(
    ("id", "i8"),
    ("op", "i8"),
    ("due", "i8"),
    ("quantum", "f8"),
    ("not_before", "i8"),
    ("deck", "i8"),
    ("stem", "i8"),
    ("on", "i8"),
    ("first", "i8"),
    ("second", "i8"),
    ("value", "f8"),
)

#: One answer as it comes back.
RESULT: Final = _record(
    ("kind", "i8"),
    ("id", "i8"),
    ("frame", "i8"),
    ("late", "i8"),
    ("refusal", "i8"),
    ("deck", "i8"),
    ("stem", "i8"),
    ("load", "i8"),
    ("first", "i8"),
    ("second", "i8"),
    ("value", "f8"),
)

#: A command that waits; ``order`` is its place among those due at the same frame, 0 an empty slot; ``beat`` is the beat
#: of the clock that it waits for, if its quantum is not 0.
PENDING: Final = _record(("order", "i8"), ("beat", "f8"), ("command", COMMAND))

DECK_VIEW: Final = _record(
    ("load", "i8"),
    ("playing", "i8"),
    ("position", "f8"),
    ("rate", "f8"),
    ("beat", "f8"),
    ("tempo", "f8"),
    ("following", "i8"),
    ("factor", "f8"),
    ("loop_on", "i8"),
    ("loop_start", "i8"),
    ("loop_end", "i8"),
    ("stretched", "i8"),
    ("heard", "i8"),
    ("key", KEY),
    ("stem_loops", LOOP, (STEMS,)),
    ("level", LEVEL),
    ("stems", LEVEL, (STEMS,)),
)

#: The master clock: at ``frame`` it was at ``beat``, and goes on at so many beats a frame. ``leader`` is the deck
#: that was chosen to lead, -1 for none; ``driver`` is the one whose beat it took last. ``outside``: somebody outside
#: leads, at ``outside_speed`` beats a frame; until the frame ``bent_until`` the clock is bent to meet them, 0 is not.
BEAT_CLOCK: Final = _record(
    ("frame", "i8"),
    ("beat", "f8"),
    ("beats_per_frame", "f8"),
    ("leader", "i8"),
    ("driver", "i8"),
    ("outside", "i8"),
    ("outside_speed", "f8"),
    ("bent_until", "i8"),
)

#: How the blocks run, counted by the audio thread itself. Times in nanoseconds.
TIMING: Final = _record(
    ("blocks", "i8"),
    ("late_blocks", "i8"),
    ("started", "i8"),
    ("worst_lateness", "i8"),
    ("worst_duration", "i8"),
    ("load", "f8"),
    ("thread", "i8"),
)

#: What Python may see of the engine, published as a whole after every block.
VIEW: Final = _record(
    ("frame", "i8"),
    ("time", "i8"),
    ("beat", "f8"),
    ("beats_per_frame", "f8"),
    ("leader", "i8"),
    ("limiter", "f8"),
    ("level", LEVEL),
    ("decks", DECK_VIEW, (DECKS,)),
    ("timing", TIMING),
)

#: Numbers that are fixed while the engine lives.
CONSTANTS: Final = _record(
    ("sample_rate", "f8"),
    ("ramp_frames", "i8"),
    ("limiter_release", "f8"),
    ("peak_fall", "f8"),
    ("rms_fall", "f8"),
    ("sinc", "i8"),
)

#: Room to work in; nothing here outlives a chunk.
SCRATCH: Final = _record(
    ("coefficients", "f4", (CHUNK, 32)),
    ("places", "i8", (CHUNK,)),
    ("phases", "f4", (CHUNK,)),
    ("stem", "f4", (CHUNK, 2)),
    ("stems", "f4", (STEMS, CHUNK, 2)),
    ("stem_sounds", "i8", (STEMS,)),
    ("buses", "f4", (BUSES, CHUNK, 2)),
    ("bus_sounds", "i8", (BUSES,)),
    ("cue", "f4", (CHUNK, 2)),
    ("cue_sounds", "i8"),
    ("curve", "f4", (CHUNK,)),
    ("kept", "f4", (BANDS, CHUNK)),
    ("trim", "f4", (CHUNK,)),
    ("crossfader", "f4", (CHUNK,)),
    ("output", "f4", (CHUNK,)),
    ("blend", "f4", (CHUNK,)),
    ("other", "f4", (CHUNK,)),
    ("peaks", "f4", (MEASURED,)),
    ("squares", "f8", (MEASURED,)),
    ("timespec", TIMESPEC),
)

#: A deck's key-locked sound, written ahead by its stretcher's thread and addressed by `VOICE.heard`: frames ``start``
#: up to ``end`` are there, of the loan ``load``, frame by frame with the place in the song that each one shows.
STRETCH_RING: Final = _record(
    ("start", WORD),
    ("end", WORD),
    ("load", "i8"),
    ("places", "f8", (STRETCH_SLOTS,)),
    ("samples", "f4", (STRETCH_SLOTS, 2 * STEMS)),
)

#: What a stretcher reads of a song: one continuous signal, loops and their seams included. ``broken`` counts, for each
#: stem, the frames before its first that is no sound; -1 is none. ``fed`` counts all frames.
FEED: Final = _record(
    ("head", VOICE),
    ("ghost", VOICE),
    ("loop_on", "i8"),
    ("loop_start", "i8"),
    ("loop_end", "i8"),
    ("ramp_frames", "i8"),
    ("fed", "i8"),
    ("chosen", "i8"),
    ("broken", "i8", (STEMS,)),
    ("loops", LOOP, (STEMS,)),
    ("scratch", SCRATCH),
)

STATE: Final = _record(
    ("commands_written", WORD),
    ("commands_read", WORD),
    ("results_written", WORD),
    ("results_read", WORD),
    ("shown_sequence", WORD),
    ("rendering", WORD),
    ("panics", WORD),
    ("panic_mark", WORD),
    ("shown", VIEW),
    ("draft", VIEW),
    ("constants", CONSTANTS),
    ("clock", "i8"),
    ("beat_clock", BEAT_CLOCK),
    ("next_due", "i8"),
    ("next_turn", "i8"),
    ("orders", "i8"),
    ("owed", "i8"),
    ("waiting", "i8"),
    ("panics_heeded", "i8"),
    ("panic_frame", "i8"),
    ("void_until", "i8"),
    ("decks", DECK, (DECKS,)),
    ("channels", CHANNEL, (DECKS,)),
    ("pairs", "i8"),
    ("crossfader", RAMP),
    ("curve", "i8"),
    ("master", RAMP),
    ("headphone_mix", RAMP),
    ("headphone_gain", RAMP),
    ("output", RAMP),
    ("limiters", "f8", (PAIRS,)),
    ("level", LEVEL),
    ("recording", "i8"),
    ("reels", "i8", (REELS,)),
    ("timing", TIMING),
    ("scratch", SCRATCH),
    ("pending", PENDING, (PENDING_SLOTS,)),
    ("commands", COMMAND, (COMMAND_SLOTS,)),
    ("results", RESULT, (RESULT_SLOTS,)),
    ("flight", "i8", (FLIGHT_SLOTS,)),
    ("durations", "i8", (FLIGHT_SLOTS,)),
    ("rings", STRETCH_RING, (DECKS,)),
)

#: Where a device sits down to render: Python closes it, and a device that runs on after that plays silence.
SEAT: Final = _record(("open", WORD), ("state", "i8"), ("channels", "i8"), ("blocks", "i8"), ("timespec", TIMESPEC))
