"""The show's songs, for the rig too."""

from tests.show.conftest import packs

__all__ = ["packs"]
