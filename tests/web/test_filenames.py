"""Names that came with a file are made harmless before they touch a disk or a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.filenames import attachment, plain_name, plain_suffix


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("song.wav", "song.wav"),
        ("Song/drums.wav", "Song/drums.wav"),
        ("C:\\Music\\Song\\drums.wav", "Song/drums.wav"),
        ("../../etc/passwd", "etc/passwd"),
        ("a\x00b\r\n.wav", "ab.wav"),
        ("\u202egpj.wav", "gpj.wav"),
        ("..", "song"),
        ("", "song"),
    ],
)
def test_a_name_keeps_what_is_seen_of_it(raw, plain):
    assert plain_name(raw) == plain


@given(st.text(max_size=600))
def test_no_name_leads_out_or_is_too_long(raw):
    steps = plain_name(raw).split("/")
    assert 1 <= len(steps) <= 2
    for step in steps:
        assert step not in ("", ".", "..")
        assert len(step.encode()) <= 255
        assert "\x00" not in step
    assert "/" not in plain_suffix(plain_name(raw))


@given(st.text(max_size=200))
def test_any_title_makes_a_header_of_one_line(title):
    (header,) = attachment(title).values()
    assert header.isascii()
    assert not set("\r\n\x00") & set(header)
    assert header.count('"') == 2
