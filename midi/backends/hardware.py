"""What Linux knows of the hardware behind an ALSA port: maker, model, serial number, USB id, socket."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec.structs import replace

from midi.ports import NO_HARDWARE, Hardware, Listing

#: The sequencer gives the clients of card n the numbers from here on, so many per card.
_FIRST_CARD: Final = 16
_PER_CARD: Final = 4
#: From here on clients are programs.
_FIRST_PROGRAM: Final = 128
#: How far above a sound card its USB device is looked for.
_STOREYS: Final = 4


def of_alsa_client(listing: Listing, client: int) -> Listing:
    """A port with what its ALSA client's number tells."""
    return replace(listing, is_program=client >= _FIRST_PROGRAM, hardware=hardware_of(client))


def hardware_of(client: int, root: Path = Path("/")) -> Hardware:
    """The hardware of an ALSA sequencer client. ``root``: the file system's."""
    if client not in range(_FIRST_CARD, _FIRST_PROGRAM):
        return NO_HARDWARE
    place = f"alsa {client}"
    card = root / "sys/class/sound" / f"card{(client - _FIRST_CARD) // _PER_CARD}" / "device"
    if not card.exists():
        return Hardware(place=place)
    folder = card.resolve()
    for _ in range(_STOREYS):
        if (folder / "idVendor").is_file():
            return Hardware(
                place=place,
                manufacturer=_word(folder / "manufacturer"),
                model=_word(folder / "product"),
                serial=_word(folder / "serial"),
                usb=f"{_word(folder / 'idVendor')}:{_word(folder / 'idProduct')}".upper(),
                socket=folder.name,
            )
        folder = folder.parent
    return Hardware(place=place)


def _word(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip() or None
    except OSError:
        return None
