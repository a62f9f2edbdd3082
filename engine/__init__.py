"""Stem playback in real time and offline. Knows nothing of MIDI, the web or the database."""

from __future__ import annotations

from engine.commands import (
    Command,
    Eject,
    Fade,
    Load,
    Pause,
    Play,
    Seek,
    SetCrossfader,
    SetDeckGain,
    SetLoop,
    SetMaster,
    SetMute,
    SetSolo,
    SetStemGain,
    SetTempo,
    Stop,
)
from engine.device import DeviceInfo, OutputDevice
from engine.errors import DeviceError
from engine.kernel.codes import Refusal, ResultKind
from engine.live import Engine
from engine.offline import OfflineEngine, warm
from engine.portaudio import devices
from engine.source import Source
from engine.units import Frames
from engine.values import DeckSnapshot, Level, Outcome, Result, Snapshot, Timing
from engine.wall import Sound

__all__ = [
    "Command",
    "DeckSnapshot",
    "DeviceError",
    "DeviceInfo",
    "Eject",
    "Engine",
    "Fade",
    "Frames",
    "Level",
    "Load",
    "OfflineEngine",
    "Outcome",
    "OutputDevice",
    "Pause",
    "Play",
    "Refusal",
    "Result",
    "ResultKind",
    "Seek",
    "SetCrossfader",
    "SetDeckGain",
    "SetLoop",
    "SetMaster",
    "SetMute",
    "SetSolo",
    "SetStemGain",
    "SetTempo",
    "Snapshot",
    "Sound",
    "Source",
    "Stop",
    "Timing",
    "devices",
    "warm",
]
