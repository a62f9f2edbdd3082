"""The command line: ``sfa-live …``. Every command is a file in `sfa_live.commands`, imported when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sfa_live import __version__
from sfa_live.errors import SfaError, StoreError, UsageError

#: What an exit code means.
EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2

_EPILOG: Final = """examples:
  sfa-live serve                                  start, and open http://127.0.0.1:8765
  sfa-live serve --audio "Scarlett" --block 64    on that sound card, with short blocks
  sfa-live import song.mp3 "My Stems/" --wait     get a song and a folder of stems ready
  sfa-live devices                                what there is to play on and with
  sfa-live learn stem.mute deck=A stem=drums      move a pad, and it mutes the drums from then on
  sfa-live doctor                                 what is missing, and the line to type
  sfa-live presets convert mine.tsi               play on with a mapping of Traktor's
  sfa-live osc-layout -o sfa.tosc                 a surface for TouchOSC, for serve --osc 8000
  sfa-live render night.jsonl -o night.wav        play a script into a file, faster than time

exit codes: 0 all is well, 1 it did not work out, 2 it cannot be done like this (the message says why)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    command = importlib.import_module(f"sfa_live.commands.{options.command.replace('-', '_')}_command")
    try:
        code: int = command.run(options)
    except (UsageError, StoreError) as wrong:
        print(f"sfa-live: {wrong}", file=sys.stderr)
        return EXIT_USAGE
    except SfaError as wrong:
        print(f"sfa-live: {wrong}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "sfa-live",
        description="Play a song's stems live.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = _add(commands, "serve", "start everything: sound, page, workers")
    serve.add_argument("--audio", metavar="NAME", help='output device by a part of its name, "null" for none')
    serve.add_argument("--block", type=int, metavar="FRAMES", help="frames per block (128)")
    serve.add_argument(
        "--channels", type=int, metavar="COUNT", help="outputs: 2, 4 (with headphones on 3 and 4), 6 or 8 (2)"
    )
    serve.add_argument("--midi", metavar="SYSTEM", help="auto, jack, alsa, coremidi, windows or none (auto)")
    serve.add_argument(
        "--osc", metavar="PORT", help="hear OSC on this port of this machine, which needs no password (off)"
    )
    serve.add_argument("--lan", action="store_true", help="serve other machines too (not built yet)")
    serve.add_argument("--no-demo", dest="demo", action="store_false", default=None, help="make no demo songs")
    serve.add_argument("--log-level", metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR (INFO)")

    bring = _add(commands, "import", "get songs ready: files, folders of stems, Spotify URLs")
    bring.add_argument("songs", nargs="+", metavar="PATH|URL")
    bring.add_argument("--wait", action="store_true", help="wait until they are ready")

    _add(commands, "devices", "list sound devices and MIDI ports")
    learn = _add(commands, "learn", "move a control on your hardware, and it does what you name")
    learn.add_argument("action", nargs="?", metavar="ACTION", help="what it shall do, such as deck.play")
    learn.add_argument("arguments", nargs="*", metavar="NAME=VALUE", help="deck=A stem=drums")
    learn.add_argument("--on", metavar="PORT", help="only this controller, by its port's id")
    learn.add_argument("--undo", action="store_true", help="take back what was learnt last")

    _presets(commands)

    _add(commands, "doctor", "check this machine and this data folder")

    worker = _add(commands, "worker", "work on jobs, for a server elsewhere or beside this one")
    worker.add_argument("queue", nargs="?", choices=("download", "processing", "analysis"), help="only this queue")

    render = _add(commands, "render", "play a script, or the log of a night, into a WAV file")
    render.add_argument("script", type=Path, metavar="SCRIPT")
    render.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.wav")
    render.add_argument("--block", type=int, metavar="FRAMES", help="frames per block; the sound is the same")

    layout = _add(commands, "osc-layout", "write a tablet's surface for TouchOSC or Open Stage Control")
    layout.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.tosc|OUT.json")

    bench = _add(commands, "bench", "measure: gaps, touch, deck_load, separation, analysis, …")
    bench.add_argument("name", nargs="?", metavar="NAME")
    bench.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _presets(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``presets`` and what can be done with them; `convert` has a file of its own among the commands."""
    does = "the controllers' mappings as files"
    presets = commands.add_parser("presets", help=does, description=does[0].upper() + does[1:] + ".")
    each = presets.add_subparsers(dest="what", required=True, metavar="list|export|import|convert")
    _add(each, "list", "list them all, and whose they are")
    _add(each, "export", "print one").add_argument("name", metavar="NAME")
    _add(each, "import", "take one in and play by it").add_argument("file", type=Path, metavar="FILE")
    convert = _add(each, "convert", "make one of a file of Traktor's, TouchOSC's or the original system's")
    convert.set_defaults(command="convert")
    convert.add_argument("file", type=Path, metavar="FILE")
    convert.add_argument("-o", "--out", type=Path, metavar="DIR", help="where to write (presets in the data folder)")


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str
) -> argparse.ArgumentParser:
    """A command with the options that all of them share."""
    command = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
    command.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds everything (SFA_DATA)")
    command.add_argument("--port", type=int, help="where the page is served (8765)")
    command.add_argument("--rate", type=int, metavar="HZ", help="frames per second (48000)")
    return command


if __name__ == "__main__":
    sys.exit(main())
