"""Steps for tests: they hold their caller to the protocol, make tiny files, and misbehave as the song's script says.

A song is a JSON object, ``{"intake": "crash", "separate": "slow", …}``; a step it does not name goes well. The decoded
song of the fake intake is the script again, so that every later step finds it.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

NEEDS = {
    "intake": {"source", "filename", "out"},
    "fetch": {"url", "command", "out"},
    "separate": {"source", "out", "model", "models", "threads"},
    "analyse": {"source", "out", "truth"},
    "pack": {"track_id", "stems", "rate", "out", "original"},
    "synthesise": {"song", "out"},
}
MAY = {"intake": {"max_seconds", "max_channels", "max_rate"}}
STEMS = ("vocals", "drums")


def say(**line):
    print(json.dumps(line), flush=True)


def check(step, request):
    keys = set(request)
    assert NEEDS[step] <= keys <= NEEDS[step] | MAY.get(step, set()), f"{step} was asked with {sorted(keys)}"
    out = Path(request["out"])
    assert out.is_dir(), "the folder to write into is not there"
    assert "staging" in out.parts, "steps write into staging folders only"
    assert os.getpgid(0) != os.getpgid(psutil.Process(os.getppid()).ppid()), "a step has a process group of its own"
    return out


def script_of(step, request):
    source = Path(request["stems"][0]["path"] if step == "pack" else request.get("source", "/dev/null"))
    file = min(source.iterdir()) if source.is_dir() else source
    try:
        return json.loads(file.read_text())
    except ValueError:
        return {}


def misbehave(how, request, out):
    (out / "half.wav").write_bytes(b"x" * 1000)
    if how == "bad_file":
        say(type="error", code="bad_file", message="This file is no music. Choose another.")
        sys.exit(1)
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "empty":
        sys.exit(0)
    if how == "hang":
        subprocess.Popen(["sleep", "600"])
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    if how == "wait":
        for percent in range(100):
            say(type="progress", percent=percent, message="Waiting")
            time.sleep(0.1)
    if how == "slow":
        for percent in (10, 90, 50, 100):
            say(type="progress", percent=percent, message="Going on")
            time.sleep(0.3)
    if how == "kill worker":
        psutil.Process(psutil.Process(os.getppid()).ppid()).kill()
        time.sleep(60)
    if how == "kill worker once" and not (marker := Path(os.environ["FAKE_MARKER"])).exists():
        marker.touch()
        misbehave("kill worker", request, out)
    if how == "garbage":
        sys.stdout.write("not json\n[[1]]\n" + "[" * 100_000 + "\n" + "x" * 6_000_000 + "\n\n{}\n")
        print('{"type": "progress", "percent": "many"}\n{"type": "song"}\n\xff', flush=True)
    if how == "fill disk":
        with (out / "big").open("wb") as file:
            while file.tell() < int(os.environ.get("FAKE_DISK", "1000000000")):
                file.write(bytes(1 << 20))
        raise OSError(errno.ENOSPC, "the pretended disk is full")


def intake(request, out, script):
    body = json.dumps(script)
    (out / "source.wav").write_text(body)
    stems = {}
    if Path(request["source"]).is_dir():
        (out / "stems").mkdir()
        for file in Path(request["source"]).iterdir():
            (out / "stems" / f"{file.stem}.wav").write_text(body)
            stems[file.stem] = f"stems/{file.stem}.wav"
    tags = {"title": script.get("title"), "artist": script.get("artist"), "album": None}
    kind = "stems" if stems else "song"
    return {
        "kind": kind,
        **tags,
        "duration_ms": 2000,
        "rate": 44100,
        "frames": 88200,
        "source": "source.wav",
        "stems": stems,
    }


def fetch(request, out, script):
    (out / "original.mp3").write_text(json.dumps(script))
    return {"file": "original.mp3", "title": "Fetched", "artist": "Somebody", "album": "Somewhere"}


def separate(request, out, script):
    for name in STEMS:
        (out / f"{name}.wav").write_text(json.dumps(script))
    return {"model": "fake", "preview": True, "rate": 44100, "stems": {name: f"{name}.wav" for name in STEMS}}


def analyse(request, out, script):
    truth = request["truth"] or {}
    summary = {"tempo": truth.get("tempo", 120.0), "key": "A minor", "first_beat_ms": 512.5, "lufs": -9.5}
    beats = [0.0125 + 0.5 * number for number in range(9)]
    (out / "analysis.json").write_text(json.dumps({**summary, "beats": beats, "downbeats": beats[1::4]}))
    return summary


def pack(request, out, script):
    assert all(Path(stem["path"]).is_file() and isinstance(stem["preview"], bool) for stem in request["stems"])
    assert request["original"] is None or Path(request["original"]).name == "source.wav"
    name = f"{request['track_id']}.{request['rate']}.pack"
    (out / name).write_bytes(b"SFAPACK1")
    (out / "waveform.json").write_text("{}")
    stems = [{"name": stem["name"], "peak": 0.5, "lufs": -14.0} for stem in request["stems"]]
    return {"frames": 96000, "duration_ms": 2000, "stems": stems, "pack": name, "waveform": "waveform.json"}


def synthesise(request, out, script):
    (out / "stems").mkdir()
    (out / "source.wav").write_text("{}")
    (out / "stems" / "bass.wav").write_text("{}")
    truth = {"tempo": 124.0, "key": "A minor", "beats": [0.0], "downbeats": [0.0]}
    title = f"Synthetic {request['song']}"
    made = {"title": title, "artist": "sfa_live", "truth": truth, "rate": 48000}
    return {**made, "stems": {"bass": "stems/bass.wav"}, "source": "source.wav"}


def main(step):
    request = json.load(sys.stdin)
    out = check(step, request)
    script = script_of(step, request)
    if step in script:
        misbehave(script[step], request, out)
    say(type="progress", percent=50, message=f"Doing {step}")
    result = globals()[step](request, out, script)
    if "log" in script:
        with Path(script["log"]).open("a") as log:
            log.write(f"{step}\n")
    say(type="result", **result)


main(sys.argv[1])
