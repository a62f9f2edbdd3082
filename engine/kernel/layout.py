"""The memory that the two sides of the wall share, drawn once.

One `STATE` record, aligned to a cache line, holds everything the audio thread touches, except the samples of the
songs and the sinc table, which it reaches by address. Python sees the same bytes as a structured numpy array; the
compiled kernel sees a record whose fields it reads and writes by name. Every number is 8 bytes wide, or float32 where
it is sound.

Who writes what: the audio thread owns everything but the ring slots in front of ``commands.written``, the words
``commands.written`` and ``results.read``, the stretch rings, and ``sinc``; those are Python's. Words that both sides
look at are only touched by the atomics of `kernel.memory`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

#: Decks in the rig, in the order in which they are summed; each has a mixer channel of its own.
DECKS: Final = 4
#: Stereo pairs of outputs, at most. The first is the master.
PAIRS: Final = 4
#: Stereo stems on a deck, at most.
STEMS: Final = 8
#: Voices that a deck may have fading out at once; one jump of the cursor makes one.
GHOSTS: Final = 4
#: Frames that are rendered in one piece, at most: what the scratch memory holds.
CHUNK: Final = 128
#: Slots of the rings. Powers of two, so that an index may run on for ever and be masked.
COMMAND_SLOTS: Final = 1024
RESULT_SLOTS: Final = 4096
#: Commands that wait for their frame, at most.
PENDING_SLOTS: Final = 256
#: Frames of key-locked sound that a deck has room for; a power of two.
STRETCH_SLOTS: Final = 8192
#: Blocks whose start times the flight recorder keeps.
FLIGHT_SLOTS: Final = 65_536
#: Bytes in a cache line, as far as alignment goes.
LINE: Final = 64


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

#: A voice that fades out after the cursor has left it, with the stem gains of that moment.
GHOST: Final = _record(("voice", VOICE), ("gains", "f4", (STEMS,)))

#: One stem's fader. ``broken`` is set when it played something that is not a number.
STEM: Final = _record(
    ("fader", RAMP), ("gain", "f8"), ("mute", "i8"), ("solo", "i8"), ("broken", "i8"), ("level", LEVEL)
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

DECK: Final = _record(
    ("cursor", VOICE),
    ("playing", "i8"),
    ("loop_on", "i8"),
    ("loop_start", "i8"),
    ("loop_end", "i8"),
    ("stems", STEM, (STEMS,)),
    ("ghosts", GHOST, (GHOSTS,)),
    ("gain", RAMP),
    ("side", RAMP),
    ("level", LEVEL),
    ("key", KEY),
)

#: One command as it crosses the wall. ``due`` is the frame on the engine's clock, or `NOW`.
COMMAND: Final = _record(
    ("id", "i8"),
    ("op", "i8"),
    ("due", "i8"),
    ("quantum", "f8"),
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

#: A command that waits; ``order`` is its place among those due at the same frame, 0 an empty slot.
PENDING: Final = _record(("order", "i8"), ("command", COMMAND))

DECK_VIEW: Final = _record(
    ("load", "i8"),
    ("playing", "i8"),
    ("position", "f8"),
    ("rate", "f8"),
    ("beat", "f8"),
    ("loop_on", "i8"),
    ("loop_start", "i8"),
    ("loop_end", "i8"),
    ("stretched", "i8"),
    ("heard", "i8"),
    ("key", KEY),
    ("level", LEVEL),
    ("stems", LEVEL, (STEMS,)),
)

#: The master clock: at ``frame`` it was at ``beat``, and goes on at so many beats a frame. ``leader`` is -1 for none.
BEAT_CLOCK: Final = _record(("frame", "i8"), ("beat", "f8"), ("beats_per_frame", "f8"), ("leader", "i8"))

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
    ("stem", "f4", (CHUNK, 2)),
    ("voice", "f4", (CHUNK, 2)),
    ("deck", "f4", (CHUNK, 2)),
    ("mix", "f4", (CHUNK, 2)),
    ("curve", "f4", (CHUNK,)),
    ("blend", "f4", (CHUNK,)),
    ("side", "f4", (CHUNK,)),
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
    ("scratch", SCRATCH),
)

STATE: Final = _record(
    ("commands_written", WORD),
    ("commands_read", WORD),
    ("results_written", WORD),
    ("results_read", WORD),
    ("shown_sequence", WORD),
    ("rendering", WORD),
    ("shown", VIEW),
    ("draft", VIEW),
    ("constants", CONSTANTS),
    ("clock", "i8"),
    ("beat_clock", BEAT_CLOCK),
    ("next_due", "i8"),
    ("orders", "i8"),
    ("owed", "i8"),
    ("decks", DECK, (DECKS,)),
    ("master", RAMP),
    ("output", RAMP),
    ("limiter", "f8"),
    ("level", LEVEL),
    ("timing", TIMING),
    ("scratch", SCRATCH),
    ("pending", PENDING, (PENDING_SLOTS,)),
    ("commands", COMMAND, (COMMAND_SLOTS,)),
    ("results", RESULT, (RESULT_SLOTS,)),
    ("flight", "i8", (FLIGHT_SLOTS,)),
    ("rings", STRETCH_RING, (DECKS,)),
)

#: Where a device sits down to render: Python closes it, and a device that runs on after that plays silence.
SEAT: Final = _record(("open", WORD), ("state", "i8"), ("blocks", "i8"), ("timespec", TIMESPEC))
