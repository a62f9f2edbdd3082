"""What others on the machine can read tells no secret."""

import subprocess
import sys
from pathlib import Path

from sfa_live.settings import Settings, decode_settings, encode_settings
from sfa_live.supervisor import child_specs

SECRETIVE = Settings(data=Path("/nowhere"), database_url="postgresql://me:hunter2@db/sfa")


def test_no_command_line_holds_a_password():
    for spec in child_specs(SECRETIVE):
        assert not any("hunter2" in word for word in spec.command)
        assert "hunter2" not in repr(spec)


def test_a_child_is_told_its_settings_on_standard_input():
    told = child_specs(SECRETIVE)[0].told
    script = "from sfa_live.settings import decode_settings; print(decode_settings('-').database_url)"
    heard = subprocess.run([sys.executable, "-c", script], input=told, capture_output=True, check=True)
    assert heard.stdout.decode().strip() == SECRETIVE.database_url
    assert decode_settings(encode_settings(SECRETIVE)) == SECRETIVE
