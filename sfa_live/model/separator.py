"""The separators there are, and the stems that each one makes."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

_FOUR: Final = ("vocals", "drums", "bass", "other")
_SIX: Final = (*_FOUR, "guitar", "piano")


class Separator(Struct, frozen=True):
    """One way to take a song apart."""

    name: str
    #: One sentence for the person who chooses.
    description: str
    stems: tuple[str, ...]
    #: Good enough to rehearse with; made anew once a better one is to be had.
    preview: bool = False


SEPARATORS: Final = (
    Separator("htdemucs", "Demucs, the usual choice: four stems, about twice as fast as the song.", _FOUR),
    Separator("htdemucs_ft", "Demucs, tuned stem by stem: a little cleaner, four times as slow.", _FOUR),
    Separator("htdemucs_6s", "Demucs with six stems: guitar and piano as well.", _SIX),
    Separator("mdx_extra", "Demucs of the generation before, trained on more songs.", _FOUR),
    Separator("spectral", "Built in and without weights: quick, of preview quality.", _FOUR, preview=True),
)
