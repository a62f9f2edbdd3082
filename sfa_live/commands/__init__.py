"""The commands of the command line, a file each: ``run(options) -> exit code``."""

from __future__ import annotations

import argparse

from sfa_live.settings import Settings, load_settings


def settings_from(options: argparse.Namespace) -> Settings:
    """The settings that a command's options, the environment and ``sfa.toml`` make."""
    named = {name: value for name, value in vars(options).items() if name in Settings.__struct_fields__}
    return load_settings(named)
