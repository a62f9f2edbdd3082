"""Whatever a file holds: presets that can be read, or one sentence. Never anything else."""

import base64
import io
import json
import re
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presets.imports import read_foreign
from presets.imports.packed import MOST_BYTES, MOST_UNPACKED
from presets.read import read_preset
from sfa_live.errors import PresetError
from tests.presets.imports import tsi_kit as kit
from tests.presets.imports.test_touchosc import new_layout, old_layout

GOOD_TSI = kit.tsi(
    kit.device(
        [
            kit.Row("Ch01.Note.C1", 100),
            kit.Row("Ch01.Note.C1", 100, kit.LED, kit.OUTPUT, out=True),
            kit.Row("Ch01.CC.007", 102, kit.FADER, kit.DIRECT),
            kit.Row("Ch01.Note.D1", 2548, mode=kit.HOLD, value=1),
            kit.Row("Ch01.Note.E1", 125, conditions=((2548, 0, 1),)),
        ]
    )
)
BLOCK = base64.b64decode(GOOD_TSI.split(b'Value="')[1].split(b'"')[0])


def in_xml(block: bytes) -> bytes:
    value = base64.b64encode(block).decode()
    entry = f'<Entry Name="DeviceIO.Config.Controller" Type="3" Value="{value}"/>'
    return f"<NIXML><TraktorSettings>{entry}</TraktorSettings></NIXML>".encode()


def take(name: str, data: bytes) -> None:
    """The one thing that must hold."""
    try:
        imported = read_foreign(name, data)
    except PresetError as wrong:
        refusal = wrong.message
    else:
        refusal = "None."
        for preset in imported.presets:
            read_preset(preset.text, preset.file, preset.file)
    assert re.fullmatch(r"[A-Z].*\.", refusal)


@given(st.binary(max_size=400))
def test_random_bytes(data):
    take("x", data)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"PK\x03\x04", b"\x78\x9c", b"<NIXML>", b"<lexml>", b"[", b"device_name,"]),
)
def test_random_bytes_behind_a_beginning_that_is_known(data, head):
    take("x", head + data)


@given(st.binary(max_size=200))
def test_random_blocks_in_a_traktor_file(block):
    take("x.tsi", in_xml(b"DIOM" + block))


@settings(max_examples=200)
@given(st.integers(0, len(BLOCK) - 1), st.binary(min_size=1, max_size=8))
def test_a_traktor_block_with_some_bytes_changed(at, instead):
    take("x.tsi", in_xml(BLOCK[:at] + instead + BLOCK[at + len(instead) :]))


@given(st.integers(0, len(BLOCK)))
def test_a_traktor_block_that_is_cut_off(length):
    take("x.tsi", in_xml(BLOCK[:length]))


@pytest.mark.parametrize("whole", [GOOD_TSI, old_layout("<control/>"), new_layout("")], ids=["tsi", "touchosc", "tosc"])
def test_a_file_that_is_cut_off_anywhere(whole):
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        take("x", whole[:length])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)
COLUMNS = ("device_name", "midi_type", "channel", "number", "action", "params", "parameter_index")
PLAUSIBLE = st.sampled_from(
    ["cc", "note_on", "note_off", "stem_mute", "stem_volume", "dj_play", "dj_loop_size", "seek", 0, 7, "3"]
)


@settings(max_examples=300)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, PLAUSIBLE | json_values)), min_size=1, max_size=4))
def test_rows_of_the_original_with_anything_in_them(rows):
    take("x.json", json.dumps(rows).encode())


def test_a_zip_bomb_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.xml", b" " * (MOST_UNPACKED + 1))
    with pytest.raises(PresetError, match="More than 64 MB come out of this file"):
        read_foreign("x.touchosc", file.getvalue())


def test_a_zlib_bomb_is_not_unpacked():
    with pytest.raises(PresetError, match="More than 64 MB come out of this file"):
        read_foreign("x.tosc", zlib.compress(b" " * (MOST_UNPACKED + 1)))


def test_an_entity_bomb_is_not_read():
    lol = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE NIXML [<!ENTITY a0 "x">{lol}]><NIXML>&a9;</NIXML>'.encode()
    with pytest.raises(PresetError, match="declares entities"):
        read_foreign("x.tsi", bomb)


def test_a_file_from_elsewhere_is_not_read():
    outside = b'<!DOCTYPE NIXML [<!ENTITY x SYSTEM "file:///etc/hostname">]><NIXML>&x;</NIXML>'
    with pytest.raises(PresetError, match="declares entities"):
        read_foreign("x.tsi", outside)


def test_a_large_file_is_not_looked_at():
    with pytest.raises(PresetError, match="mappings of up to 16 MB are read"):
        read_foreign("x.tsi", b"<" * (MOST_BYTES + 1))


def test_frames_in_frames_in_frames_end():
    deep = b""
    for _ in range(5000):
        deep = kit.frame("DDCB", deep)
    device = kit.frame("DEVI", kit.text("x") + kit.frame("DDAT", deep))
    with pytest.raises(PresetError, match="does not add up"):
        read_foreign("x.tsi", kit.tsi(device))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"<html></html>", b"hello", b"<NIXML></NIXML>"])
def test_what_is_no_mapping_is_refused_in_a_sentence(data):
    with pytest.raises(PresetError, match=r"^[A-Z].*\.$"):
        read_foreign("x", data)
