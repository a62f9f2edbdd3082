"""What the documents name is there."""

import re
from pathlib import Path

import pytest

from sfa_live.cli import main
from sfa_live.model.action import parse_action
from sfa_live.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")

#: `folder/file.py` or `folder/{one,other}`, without a placeholder in it.
PATH = re.compile(r"`((?:bench|docs|engine|midi|presets|sfa_live|tests|web|workers)/[\w/.{},-]*)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_every_path_leads_somewhere(document):
    text = document.read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    assert [link for link in links if link and not (document.parent / link).exists()] == []
    assert [path for each in PATH.findall(text) for path in spelled_out(each) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"sfa-live ([\w-]+)", README))))
def test_the_readmes_commands_are_there(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_the_readmes_settings_are_there():
    block = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert set(re.findall(r"^(\w+) =", block[1], re.MULTILINE)) <= set(Settings.__struct_fields__)


def test_the_readmes_action_can_be_asked():
    asked = re.search(r'"action": "([\w.]+)", "args": \{"deck": "(\w)", "stem": "(\w+)"\}', README)
    assert asked is not None
    name, deck, stem = asked.groups()
    parse_action(name, {"deck": deck, "stem": stem})


def spelled_out(path):
    """`a/{b,c}` as the two paths that it means, or three; a module may be named without its suffix."""
    braces = re.search(r"\{(.*)\}", path)
    names = [path.replace(braces[0], name) for name in braces[1].split(",")] if braces else [path]
    return [name if (ROOT / name).exists() else f"{name}.py" for name in names]
