"""Files to file: WAV stems read, mixed by the engine and written as a float32 WAV.

    python -m bench.mixdown OUT.wav STEMS_PER_DECK FILE… [--dressed]

fills the decks in order with so many stems each, and tells as JSON how many seconds it read, rendered and wrote.
``--dressed``: with every equaliser and every filter in the way.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import soundfile

from engine import Band, Load, OfflineEngine, Play, SetDeckFilter, SetEq, SetStemFilter, Source

#: Frames a call: offline nobody waits for a block.
_BLOCK = 1024


def mix(out: str, stems: int, files: list[str], *, dressed: bool) -> dict[str, float]:
    """Mix ``files``; the seconds of every stage."""
    moments = [time.perf_counter()]
    rate = soundfile.info(files[0]).samplerate
    decks = [_song(files[first : first + stems]) for first in range(0, len(files), stems)]
    moments.append(time.perf_counter())
    engine = OfflineEngine(rate, _BLOCK)
    for deck, song in enumerate(decks):
        engine.submit(Load(deck, song))
        if dressed:
            _dress(engine, deck, stems)
        engine.submit(Play(deck))
    samples = engine.render(max(song.frames for song in decks))
    moments.append(time.perf_counter())
    soundfile.write(out, samples, rate, "FLOAT")
    moments.append(time.perf_counter())
    read, render, write = np.diff(moments)
    return {"seconds": len(samples) / rate, "read": read, "render": render, "write": write}


def _song(files: list[str]) -> Source:
    """Float32 stereo files side by side. As `bench.offline` writes them, their samples go on to the file's end."""
    frames = soundfile.info(files[0]).frames
    # A stereo frame is eight bytes, and moved as one.
    stems = [np.memmap(file, np.int64, "r", Path(file).stat().st_size - 8 * frames, (frames,)) for file in files]
    return Source.from_array(np.stack(stems, axis=1).view(np.float32))


def _dress(engine: OfflineEngine, deck: int, stems: int) -> None:
    for band in Band:
        engine.submit(SetEq(deck, band, 0.7))
    engine.submit(SetDeckFilter(deck, 0.2))
    for stem in range(stems):
        engine.submit(SetStemFilter(deck, stem, -0.2))


def main() -> None:
    """Mix as asked."""
    parser = argparse.ArgumentParser("bench.mixdown")
    parser.add_argument("out")
    parser.add_argument("stems", type=int)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--dressed", action="store_true")
    options = parser.parse_args()
    json.dump(mix(options.out, options.stems, options.files, dressed=options.dressed), sys.stdout)


if __name__ == "__main__":
    main()
