"""What the platform tells of the hardware behind a port."""

from midi.backends.hardware import hardware_of
from midi.ports import NO_HARDWARE


def test_linux_tells_what_is_behind_a_sequencer_port(tmp_path):
    usb_device = tmp_path / "sys/devices/usb1/1-2"
    (usb_device / "1-2:1.0").mkdir(parents=True)
    for name, word in (("idVendor", "09e8"), ("idProduct", "004f"), ("serial", "A123"), ("product", "APC mini mk2")):
        (usb_device / name).write_text(f"{word}\n")
    card = tmp_path / "sys/class/sound/card1"
    card.mkdir(parents=True)
    (card / "device").symlink_to(usb_device / "1-2:1.0")
    found = hardware_of(20, tmp_path)
    assert (found.usb, found.serial, found.model, found.socket) == ("09E8:004F", "A123", "APC mini mk2", "1-2")
    assert found.place == hardware_of(20, tmp_path).place != hardware_of(24, tmp_path).place
    assert hardware_of(130, tmp_path) == NO_HARDWARE
