"""The schema that editors check by says what the reader says."""

import tomllib
from importlib import resources

import jsonschema
import pytest

from presets.schema import schema, text
from tests.presets.test_loader import GOOD, WRONG
from tests.presets.test_page import EXAMPLE, WHOLE

FILES = sorted(
    (file for file in resources.files("presets").joinpath("controllers").iterdir() if file.name.endswith(".toml")),
    key=lambda file: file.name,
)
CHECK = jsonschema.Draft7Validator(schema())
#: Mistakes that only the reader sees: they are about two things that do not fit together, or about messages' bytes.
ONLY_READ = (
    "the lists of a bind",
    "stem.mute needs",
    "lamp style",
    "setting of this file",
    "range is for",
    "invert is for",
    "is bound already",
    "needs one of",
    "needs a knob",
    "the range of",
    "a fader is no",
    "nothing to flip",
    "cannot be held",
    "a lamp style needs",
    "hexadecimal",
    "it needs a message",
    "126..128",
    "note takes",
)


def test_the_schema_is_a_schema_and_the_file_is_what_is_made_now():
    jsonschema.Draft7Validator.check_schema(schema())
    shipped = resources.files("presets").joinpath("controllers/schema.json").read_text(encoding="utf-8")
    assert shipped == text(), "python -m presets.schema > presets/controllers/schema.json"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_shipped_mapping_is_right_by_the_schema(file):
    CHECK.validate(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("example", [EXAMPLE, WHOLE])
def test_the_pages_examples_are_right_by_the_schema(example):
    CHECK.validate(tomllib.loads(example))


@pytest.mark.parametrize(
    ("old", "new"), [case[:2] for case in WRONG if not any(words in case[3] for words in ONLY_READ)]
)
def test_what_is_wrong_for_the_reader_is_wrong_by_the_schema(old, new):
    assert not CHECK.is_valid(tomllib.loads(GOOD.replace(old, new, 1)))


def test_a_good_file_is_right_by_the_schema():
    CHECK.validate(tomllib.loads(GOOD))
