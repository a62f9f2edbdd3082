from pathlib import Path

import midi


def test_no_input_ever_calls_back():
    """A callback would run Python on JACK's own thread, which loses messages: inputs are polled."""
    sources = Path(midi.__file__).parent.rglob("*.py")
    assert [source.name for source in sources if "set_callback" in source.read_text(encoding="utf-8")] == []
