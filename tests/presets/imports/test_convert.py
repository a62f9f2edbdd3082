"""``sfa-live presets convert``: a file in, presets and a report out."""

import pytest

from presets import all_presets
from sfa_live.cli import EXIT_FAILED, EXIT_OK, EXIT_USAGE, main
from tests.presets.imports import tsi_kit as kit


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "mine.tsi"
    rows = [kit.Row("Ch01.Note.C1", 100), kit.Row("Ch01.CC.007", 365, kit.FADER, kit.DIRECT)]
    path.write_bytes(kit.tsi(kit.device(rows, comment="My Box")))
    return path


def test_the_preset_is_written_into_the_data_folder_where_it_is_found(mapping, tmp_path, capsys):
    assert main(["presets", "convert", str(mapping), "--data", str(tmp_path)]) == EXIT_OK
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "  Ch01.Note.C1, Play/Pause, deck A → kept: it does the same.",
        "  Ch01.CC.007, an effect (365) → left out: there are no effect units here.",
        "mine.tsi, Traktor mappings: 1 kept, 1 left out.",
        f"Written: {tmp_path / 'presets' / 'my-box.toml'}",
    ]
    assert "My Box" in {preset.name for preset in all_presets([tmp_path / "presets"]).presets}


def test_a_preset_that_is_there_already_stays(mapping, tmp_path):
    out = tmp_path / "here"
    for _ in range(3):
        assert main(["presets", "convert", str(mapping), "-o", str(out)]) == EXIT_OK
    assert sorted(path.name for path in out.iterdir()) == ["my-box-2.toml", "my-box-3.toml", "my-box.toml"]


def test_a_file_of_which_nothing_can_be_used_is_told_and_writes_nothing(mapping, tmp_path, capsys):
    mapping.write_bytes(kit.tsi(kit.device([kit.Row("Ch01.CC.007", 365, kit.FADER, kit.DIRECT)])))
    assert main(["presets", "convert", str(mapping), "-o", str(tmp_path / "here")]) == EXIT_FAILED
    assert "1 left out" in capsys.readouterr().out
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.parametrize(("content", "code"), [(b"\x89PNG", EXIT_FAILED), (None, EXIT_USAGE)])
def test_a_file_that_is_none_or_is_not_there_is_told_in_a_sentence(content, code, tmp_path, capsys):
    file = tmp_path / "x.tsi"
    if content is not None:
        file.write_bytes(content)
    assert main(["presets", "convert", str(file), "-o", str(tmp_path)]) == code
    told = capsys.readouterr().err
    assert told.startswith("sfa-live: ")
    assert told.count("\n") == 1
