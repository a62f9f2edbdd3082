"""The shelf while the show runs: files that come, change, become wrong and go."""

import pytest

from presets import all_presets
from sfa_live.errors import PresetError
from tests.presets.test_loader import GOOD


@pytest.fixture
def shelf(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD)
    return all_presets([tmp_path])


def of(shelf, file="mine"):
    return next((preset for preset in shelf.presets if preset.file == file), None)


def test_nothing_changed_is_the_very_same_shelf(shelf):
    assert shelf.refreshed() is shelf


def test_a_changed_file_is_read_again_and_the_others_are_not(shelf, tmp_path):
    (tmp_path / "other.toml").write_text(GOOD)
    with_other = shelf.refreshed()
    (tmp_path / "mine.toml").write_text(GOOD.replace('"Test"', '"Better"'))
    now = with_other.refreshed()
    assert (of(now).name, of(now, "other")) == ("Better", of(with_other, "other"))
    assert of(now, "generic") is of(shelf, "generic")


def test_a_file_that_becomes_wrong_keeps_its_last_good_version_and_tells_all_that_is_wrong(shelf, tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD.replace("stem.mute", "stem.mut").replace("cc = 1", "cc = 200"))
    broken = shelf.refreshed()
    assert of(broken) == of(shelf)
    assert [line for line, _ in broken.problems[0].lines] == [15, 21]
    assert broken.refreshed() is broken
    (tmp_path / "mine.toml").write_text(GOOD)
    assert broken.refreshed().problems == ()


def test_a_file_that_goes_takes_its_mapping_with_it(shelf, tmp_path):
    (tmp_path / "generic.toml").write_text(GOOD)
    own = shelf.refreshed()
    assert of(own, "generic").name == "Test"
    (tmp_path / "generic.toml").unlink()
    (tmp_path / "mine.toml").unlink()
    now = own.refreshed()
    assert (of(now, "generic").name, of(now)) == ("Any controller", None)


def test_a_folder_can_come_later(tmp_path):
    shelf = all_presets([tmp_path / "presets"])
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "mine.toml").write_text(GOOD)
    assert of(shelf.refreshed()).name == "Test"


def test_a_mapping_is_tuned_to_the_users_settings(tmp_path):
    text = GOOD.replace("channel = 3", 'channel = "{global_channel}"') + "[settings]\nglobal_channel = 3\n"
    (tmp_path / "mine.toml").write_text(text)
    shelf = all_presets([tmp_path])
    assert of(shelf).controls[0].address.channels == (2,)
    assert shelf.tuned("mine", {"global_channel": 7}).controls[0].address.channels == (6,)
    with pytest.raises(PresetError, match=r"channel takes 1 to 16 or 'any' or '2..15', not 99"):
        shelf.tuned("mine", {"global_channel": 99})
    with pytest.raises(PresetError, match="There is no controller mapping 'nobody'"):
        shelf.tuned("nobody", {})
