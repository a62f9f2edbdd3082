"""Spotify URLs: what names a song, and what only looks as if."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfa_live.errors import IntakeError
from sfa_live.spotify import parse_url

ID = "0123456789ABCDEFabcdef"


@pytest.mark.parametrize("kind", ["track", "album", "playlist"])
@pytest.mark.parametrize("extra", ["", "/", "?si=abc", "#t"])
def test_a_url_is_read_and_written_anew_without_its_extras(kind, extra):
    link = parse_url(f" https://open.spotify.com/{kind}/{ID}{extra} ")
    assert (link.kind, link.id, link.url) == (kind, ID, f"https://open.spotify.com/{kind}/{ID}")


def test_the_url_of_another_language_names_the_same_song():
    assert parse_url(f"https://open.spotify.com/intl-de/track/{ID}").url == f"https://open.spotify.com/track/{ID}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "song",
        f"http://open.spotify.com/track/{ID}",
        f"https://open.spotify.com.evil.org/track/{ID}",
        f"https://user@open.spotify.com/track/{ID}",
        f"https://open.spotify.com:444/track/{ID}",
        f"https://evil.org/open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}x",
        "https://open.spotify.com/track/0123456789ABCDEFabcde;",
        f"https://open.spotify.com/artist/{ID}",
        f"https://open.spotify.com/track/{ID}/../../x",
        f"https://open.spotify.com/track/{ID}\n--output=/etc",
        f"--output https://open.spotify.com/track/{ID}",
        "https://[",
    ],
)
def test_what_is_no_spotify_url_is_refused(url):
    with pytest.raises(IntakeError) as wrong:
        parse_url(url)
    assert wrong.value.wire_code == "bad_url"


@given(st.text())
def test_whatever_is_typed_gives_a_clean_url_or_a_refusal(text):
    try:
        link = parse_url(f"https://open.spotify.com/track/{text}")
    except IntakeError:
        return
    assert link.id.isascii()
    assert link.id.isalnum()
    assert len(link.id) == 22
