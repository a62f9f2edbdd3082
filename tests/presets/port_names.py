"""How the systems name the ports of the controllers that have a shipped mapping, and what the controllers reply."""

from __future__ import annotations

from typing import Final, NamedTuple


class Ports(NamedTuple):
    """The ports of one direction that one controller has on one system, and which of them is the right one."""

    system: str
    mapping: str
    right: tuple[str, ...]
    others: tuple[str, ...] = ()


MAC, WINDOWS, LINUX, OLD_LINUX = "CoreMIDI", "Windows", "ALSA", "ALSA before Linux 6"

PORTS: Final = (
    Ports(MAC, "akai-apc-mini-mk2", ("APC mini mk2 Control",), ("APC mini mk2 Notes",)),
    Ports(WINDOWS, "akai-apc-mini-mk2", ("APC mini mk2",), ("MIDIIN2 (APC mini mk2)",)),
    Ports(WINDOWS + " out", "akai-apc-mini-mk2", ("APC mini mk2",), ("MIDIOUT2 (APC mini mk2)",)),
    Ports(
        LINUX,
        "akai-apc-mini-mk2",
        ("APC mini mk2:APC mini mk2 APC mini mk2 Contro 24:0",),
        ("APC mini mk2:APC mini mk2 APC mini mk2 Notes 24:1",),
    ),
    Ports(
        OLD_LINUX,
        "akai-apc-mini-mk2",
        ("APC mini mk2:APC mini mk2 MIDI 1 24:0",),
        ("APC mini mk2:APC mini mk2 MIDI 2 24:1",),
    ),
    Ports(
        MAC,
        "novation-launchpad-x",
        ("Launchpad X LPX MIDI In", "Launchpad X LPX MIDI Out"),
        ("Launchpad X LPX DAW In",),
    ),
    Ports(WINDOWS, "novation-launchpad-x", ("MIDIIN2 (LPX MIDI)",), ("LPX MIDI",)),
    Ports(WINDOWS + " out", "novation-launchpad-x", ("MIDIOUT2 (LPX MIDI)",), ("LPX MIDI",)),
    Ports(
        LINUX,
        "novation-launchpad-x",
        ("Launchpad X:Launchpad X LPX MIDI In 28:1",),
        ("Launchpad X:Launchpad X LPX DAW In 28:0",),
    ),
    Ports(
        OLD_LINUX,
        "novation-launchpad-x",
        ("Launchpad X:Launchpad X MIDI 2 28:1",),
        ("Launchpad X:Launchpad X MIDI 1 28:0",),
    ),
    Ports(
        MAC,
        "novation-launchpad-mini-mk3",
        ("Launchpad Mini MK3 LPMiniMK3 MIDI In", "Launchpad Mini MK3 LPMiniMK3 MIDI Out"),
        ("Launchpad Mini MK3 LPMiniMK3 DAW In",),
    ),
    Ports(WINDOWS, "novation-launchpad-mini-mk3", ("MIDIIN2 (LPMiniMK3 MIDI)",), ("LPMiniMK3 MIDI",)),
    Ports(WINDOWS + " out", "novation-launchpad-mini-mk3", ("MIDIOUT2 (LPMiniMK3 MIDI)",), ("LPMiniMK3 MIDI",)),
    Ports(
        LINUX,
        "novation-launchpad-mini-mk3",
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI 28:1",),
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 DA 28:0",),
    ),
    Ports(
        LINUX + " with both names cut alike",
        "novation-launchpad-mini-mk3",
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 28:1",),
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 28:0",),
    ),
    Ports(
        OLD_LINUX,
        "novation-launchpad-mini-mk3",
        ("Launchpad Mini MK3:Launchpad Mini MK3 MIDI 2 28:1",),
        ("Launchpad Mini MK3:Launchpad Mini MK3 MIDI 1 28:0",),
    ),
    Ports(
        MAC,
        "novation-launchpad-pro-mk3",
        ("Launchpad Pro MK3 LPProMK3 MIDI",),
        ("Launchpad Pro MK3 LPProMK3 DIN", "Launchpad Pro MK3 LPProMK3 DAW"),
    ),
    Ports(
        WINDOWS,
        "novation-launchpad-pro-mk3",
        ("LPProMK3 MIDI",),
        ("MIDIIN2 (LPProMK3 MIDI)", "MIDIIN3 (LPProMK3 MIDI)"),
    ),
    Ports(
        WINDOWS + " out",
        "novation-launchpad-pro-mk3",
        ("LPProMK3 MIDI",),
        ("MIDIOUT2 (LPProMK3 MIDI)", "MIDIOUT3 (LPProMK3 MIDI)"),
    ),
    Ports(
        LINUX,
        "novation-launchpad-pro-mk3",
        ("Launchpad Pro MK3:Launchpad Pro MK3 LPProMK3 MIDI 28:0",),
        (
            "Launchpad Pro MK3:Launchpad Pro MK3 LPProMK3 DIN 28:1",
            "Launchpad Pro MK3:Launchpad Pro MK3 LPProMK3 DAW 28:2",
        ),
    ),
    Ports(
        OLD_LINUX,
        "novation-launchpad-pro-mk3",
        ("Launchpad Pro MK3:Launchpad Pro MK3 MIDI 1 28:0",),
        ("Launchpad Pro MK3:Launchpad Pro MK3 MIDI 2 28:1", "Launchpad Pro MK3:Launchpad Pro MK3 MIDI 3 28:2"),
    ),
    Ports(MAC, "novation-launch-control-xl", ("Launch Control XL",), ("Launch Control XL HUI",)),
    Ports(WINDOWS, "novation-launch-control-xl", ("Launch Control XL 2",)),
    Ports(LINUX, "novation-launch-control-xl", ("Launch Control XL:Launch Control XL Launch Contro 20:0",)),
    Ports(OLD_LINUX, "novation-launch-control-xl", ("Launch Control XL:Launch Control XL MIDI 1 20:0",)),
    Ports(
        MAC,
        "novation-launch-control-xl-3",
        ("LCXL3 1 DAW In", "LCXL3 1 DAW Out"),
        ("LCXL3 1 MIDI In", "LCXL3 1 MIDI Out"),
    ),
    Ports(WINDOWS, "novation-launch-control-xl-3", ("MIDIIN2 (LCXL3 4 MIDI)",), ("LCXL3 4 MIDI",)),
    Ports(WINDOWS + " out", "novation-launch-control-xl-3", ("MIDIOUT2 (LCXL3 4 MIDI)",), ("LCXL3 4 MIDI",)),
    Ports(
        LINUX,
        "novation-launch-control-xl-3",
        ("LCXL3 1:LCXL3 1 LCXL3 1 DAW In 32:1",),
        ("LCXL3 1:LCXL3 1 LCXL3 1 MIDI In 32:0",),
    ),
    Ports(MAC, "korg-nanokontrol2", ("nanoKONTROL2 SLIDER/KNOB",)),
    Ports(MAC + " out", "korg-nanokontrol2", ("nanoKONTROL2 CTRL",)),
    Ports(WINDOWS, "korg-nanokontrol2", ("nanoKONTROL2",)),
    Ports(LINUX, "korg-nanokontrol2", ("nanoKONTROL2:nanoKONTROL2 nanoKONTROL2 _ CTR 20:0",)),
    Ports(OLD_LINUX, "korg-nanokontrol2", ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0",)),
    Ports(MAC, "akai-apc40-mk2", ("APC40 mkII",)),
    Ports(OLD_LINUX, "akai-apc40-mk2", ("APC40 mkII:APC40 mkII MIDI 1 20:0",)),
    Ports(MAC, "behringer-x-touch-mini", ("X-TOUCH MINI",)),
    Ports(OLD_LINUX, "behringer-x-touch-mini", ("X-TOUCH MINI:X-TOUCH MINI MIDI 1 20:0",)),
    Ports(MAC, "behringer-x-touch-compact", ("X-TOUCH COMPACT",)),
    Ports(OLD_LINUX, "behringer-x-touch-compact", ("X-TOUCH COMPACT:X-TOUCH COMPACT MIDI 1 20:0",)),
    Ports(WINDOWS, "mackie-control", ("MCU Pro USB v3.1",), ("MIDIIN2 (MCU Pro USB v3.1)",)),
    Ports(LINUX, "mackie-control", ("X-Touch:X-Touch X-TOUCH_INT 20:0",), ("X-Touch:X-Touch X-TOUCH_EXT 20:1",)),
    Ports(MAC, "mackie-control", ("X-Touch One",)),
    Ports(MAC, "mackie-control", ("Platform M+",)),
    Ports(MAC, "pioneer-ddj-flx4", ("DDJ-FLX4",)),
    Ports(WINDOWS, "pioneer-ddj-flx4", ("DDJ-FLX4 MIDI 1",)),
    Ports(OLD_LINUX, "pioneer-ddj-flx4", ("DDJ-FLX4:DDJ-FLX4 MIDI 1 20:0",)),
    Ports(
        MAC, "native-instruments-traktor-kontrol-f1", ("Traktor Kontrol F1 - 1 Input", "Traktor Kontrol F1 - 1 Output")
    ),
    Ports(WINDOWS, "native-instruments-traktor-kontrol-f1", ("Traktor Kontrol F1 - 1",)),
    Ports(
        MAC, "native-instruments-traktor-kontrol-x1", ("Traktor Kontrol X1 - 1 Input", "Traktor Kontrol X1 - 1 Output")
    ),
    Ports(MAC, "allen-heath-xone-k2", ("XONE:K2",)),
    Ports(OLD_LINUX, "allen-heath-xone-k2", ("XONE:K2:XONE:K2 MIDI 1 20:0",)),
    Ports(MAC, "djtechtools-midi-fighter-twister", ("Midi Fighter Twister",)),
    Ports(OLD_LINUX, "djtechtools-midi-fighter-twister", ("Midi Fighter Twister:Midi Fighter Twister MIDI 1 20:0",)),
    Ports(MAC, "djtechtools-midi-fighter-3d", ("Midi Fighter 3D",)),
    Ports(MAC, "akai-mpd218", ("MPD218 Port A",)),
    Ports(WINDOWS, "akai-mpd218", ("MPD218",)),
    Ports(OLD_LINUX, "akai-mpd218", ("MPD218:MPD218 MIDI 1 20:0",)),
    Ports(MAC, "akai-mpc-studio-mk2", ("MPC Studio mk2 Public",), ("MPC Studio mk2 Private",)),
    Ports(MAC, "akai-mpc", ("MPC Live II MIDI Port A",), ("MPC Live II MIDI Port B",)),
    Ports(MAC, "arturia-beatstep", ("Arturia BeatStep",)),
    Ports(OLD_LINUX, "arturia-beatstep", ("Arturia BeatStep:Arturia BeatStep MIDI 1 20:0",)),
    Ports(MAC, "behringer-bcf2000", ("BCF2000 Port 1",), ("BCF2000 Port 2", "BCF2000 Port 3")),
    Ports(WINDOWS, "behringer-bcf2000", ("BCF2000",)),
    Ports(OLD_LINUX, "behringer-bcf2000", ("BCF2000:BCF2000 MIDI 1 20:0",), ("BCF2000:BCF2000 MIDI 2 20:1",)),
    Ports(WINDOWS, "m-vave-smk-25", ("SMK25",), ("MIDIIN2 (SMK25)", "MIDIIN3 (SMK25)")),
    Ports(MAC, "m-vave-smk-25", ("M-VAVE SMK-25",)),
    Ports(
        OLD_LINUX,
        "m-vave-smk-25",
        ("SMK-25 II:SMK-25 II MIDI 1 20:0",),
        ("SMK-25 II:SMK-25 II MIDI 2 20:1", "SMK-25 II:SMK-25 II MIDI 3 20:2"),
    ),
)

#: Controllers whose names are like those of others, and which no shipped mapping may take.
STRANGERS: Final = (
    "APC MINI",
    "Akai APC40",
    "Arturia BeatStepPro",
    "Traktor Kontrol X1 MK2 - 1 Input",
    "Launchpad Mini",
    "MIDIIN2 (X-Touch)",
    "X-Touch-Ext:X-Touch-Ext X-TOUCH_INT 20:0",
    "MPC Studio mk2 Private",
    "nanoKONTROL Studio",
    "XONE:K3",
    "Tempest",
)

#: The identity replies behind ``F0 7E xx 06 02``, as far as they are known: all other units are found by name.
REPLIES: Final = {
    "akai-apc-mini-mk2": "47 4F 00 19 00 01 00 00",
    "akai-apc40-mk2": "47 29 00 19 00 01 00 00",
    "novation-launchpad-x": "00 20 29 03 01 00 00 00 01 02 03",
    "novation-launchpad-mini-mk3": "00 20 29 13 01 00 00 00 01 02 03",
    "novation-launchpad-pro-mk3": "00 20 29 23 01 00 00 00 01 02 03",
    "novation-launch-control-xl": "00 20 29 61 00 00 00 00 01 02 03",
    "novation-launch-control-xl-3": "00 20 29 48 01 00 00 00 01 02 03",
    "korg-nanokontrol2": "42 13 01 00 00 03 00 01 00",
    "djtechtools-midi-fighter-twister": "00 01 79 05 00 01 00 20 16 01 01",
}
