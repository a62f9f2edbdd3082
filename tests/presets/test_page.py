"""The page on controllers tells the truth."""

import re
from pathlib import Path

from presets import FADERS, Role, all_presets
from presets.read import read_preset

PAGE = (Path(__file__).parents[2] / "docs" / "controllers.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def test_the_pages_example_can_be_used():
    preset = read_preset(EXAMPLE, "example", "docs/controllers.md")
    assert len(preset.controls) == 14
    assert set(preset.styles) == {"pads", "screen"}


def test_the_page_names_every_shipped_mapping_and_every_lamp_state():
    assert [preset.file for preset in all_presets().presets if f"`{preset.file}`" not in PAGE] == []
    assert [role for role in Role if f"`{role}`" not in PAGE] == []


def test_the_page_names_every_action_that_a_fader_can_move():
    assert [name for name in FADERS if f"`{name}`" not in PAGE] == []
