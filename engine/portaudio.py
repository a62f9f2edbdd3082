"""The devices that PortAudio knows, and a stream to one of them whose callback is the compiled kernel."""

from __future__ import annotations

from typing import Any

from engine import kernel
from engine.device import OutputDevice
from engine.errors import DeviceError
from engine.jack_latency import speaker_latency_s
from engine.portaudio_library import JACK, portaudio
from engine.seat import Seat


def devices() -> list[OutputDevice]:
    """All devices one could play on, as they are now. Raises `DeviceError` when PortAudio is missing."""
    return [
        OutputDevice(str(found["name"]), backend, int(found["max_output_channels"]), int(found["default_samplerate"]))
        for found, backend in _outputs(portaudio())
    ]


class PortAudioOutput:
    """A running stream. Until it takes over it plays silence."""

    def __init__(self, state_address: int, wanted: str, rate: int, block: int, channels: int) -> None:
        """Open a device by a part of its name; without a name JACK's when a JACK server runs, else the system's own.

        It gets as many of the channels, in pairs, as it takes. Raises `DeviceError`. Thread: the one for devices; takes
        as long as the device takes.
        """
        sounddevice = portaudio()
        found, self.backend = _choose(sounddevice, wanted)
        self.name = str(found["name"])
        self.seat = Seat(state_address, min(channels, int(found["max_output_channels"]) // 2 * 2))
        ffi = sounddevice._ffi
        try:
            self._stream = sounddevice._StreamBase(
                kind="output",
                device=int(found["index"]),
                samplerate=rate,
                blocksize=block,
                channels=self.seat.channels,
                dtype="float32",
                latency="low",
                clip_off=True,
                dither_off=True,
                callback=ffi.cast("PaStreamCallback*", kernel.callback.address),
                userdata=ffi.cast("void*", self.seat.address),
            )
            self._stream.start()
        except sounddevice.PortAudioError as wrong:
            raise DeviceError(f"{self.name} cannot be opened at {rate} Hz: {_reason(wrong)}.") from wrong
        told = speaker_latency_s(self.name) if self.backend == JACK else None
        self.latency_s = float(self._stream.latency) if told is None else told

    @property
    def active(self) -> bool:
        """What PortAudio says; a device that was pulled may go on saying yes."""
        return bool(self._stream.active)

    def take_over(self) -> None:
        """Let the stream, which runs already, be heard."""
        self.seat.open()

    def close(self) -> None:
        """Stop for good; returns when the callback has run for the last time."""
        self.seat.close()
        self._stream.close()


def _outputs(sounddevice: Any) -> list[tuple[dict[str, Any], str]]:
    backends = [str(api["name"]) for api in sounddevice.query_hostapis()]
    return [
        (found, backends[found["hostapi"]])
        for found in sounddevice.query_devices()
        if found["max_output_channels"] >= 2
    ]


def _choose(sounddevice: Any, wanted: str) -> tuple[dict[str, Any], str]:
    """The device that is wanted, as PortAudio describes it, and its backend."""
    outputs = _outputs(sounddevice)
    if not outputs:
        raise DeviceError("There is no sound device: connect one, or start JACK.")
    if wanted:
        fitting = [entry for entry in outputs if wanted.lower() in f"{entry[0]['name']}, {entry[1]}".lower()]
        if not fitting:
            names = ", ".join(str(found["name"]) for found, _ in outputs)
            raise DeviceError(f"There is no sound device {wanted!r}: connect it, or choose one of {names}.")
    else:
        usual = sounddevice.default.device[1]
        fitting = [entry for entry in outputs if entry[1] == JACK]
        fitting += [entry for entry in outputs if entry[0]["index"] == usual]
        fitting += outputs
    return fitting[0]


def _reason(wrong: Exception) -> str:
    """PortAudio's own words, without its numbers and ours around them."""
    return str(wrong.args[0]).removeprefix("Error opening _StreamBase: ").split(" [PaError")[0]
