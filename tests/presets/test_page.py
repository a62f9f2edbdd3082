"""The page on controllers tells the truth."""

import re
from pathlib import Path

from presets import FADERS, OWN_ACTIONS, Button, Curve, Encoder, Only, Role, Takeover, When, all_presets
from presets.faders import TURNED
from presets.read import read_preset
from presets.shape import BIND_KEYS, FileShape
from presets.styles import RingLook

PAGE = (Path(__file__).parents[2] / "docs" / "controllers.md").read_text(encoding="utf-8")
EXAMPLE, WHOLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_pages_example_can_be_used():
    preset = read_preset(EXAMPLE, "example", "docs/controllers.md")
    assert len(preset.controls) == 14
    assert set(preset.styles) == {"pads", "screen"}


def test_the_page_names_every_shipped_mapping_and_every_lamp_state():
    assert [preset.file for preset in all_presets().presets if f"`{preset.file}`" not in PAGE] == []
    assert [role for role in Role if f"`{role}`" not in PAGE] == []


def test_the_page_names_every_action_that_a_fader_can_move():
    assert [name for name in FADERS if f"`{name}`" not in PAGE] == []


def test_the_pages_whole_file_can_be_used_and_shows_every_key_of_the_format():
    preset = read_preset(WHOLE, "whole", "docs/controllers.md")
    assert len(preset.controls) > 30
    assert [
        key for key in (*FileShape.__struct_fields__, *BIND_KEYS) if f"`{key}" not in PAGE and f"{key}" not in WHOLE
    ] == []


def test_the_page_names_every_word_of_a_choice():
    words = [*When, *Only, *Encoder, *Takeover, *Curve, *RingLook, *Button, *OWN_ACTIONS, *TURNED]
    assert [word for word in words if word not in PAGE] == []
