"""An earlier life of the rig comes back part by part: what is lost takes nothing else along, and is told."""

import asyncio

import pytest
from msgspec.structs import replace

from engine import OfflineEngine
from sfa_live.model import action as act
from sfa_live.model.show_state import MasterState
from sfa_live.rig_resume import resume
from sfa_live.show import Kept, Loader, Shelf, Show
from tests.show.conftest import RATE, load, settle


@pytest.fixture
def kept(packs):
    """A show with a song, a scene, a crossfader that is not in the middle, another curve."""
    show = Show(OfflineEngine(RATE, 64), "first", lambda: 0.0)
    load(show, Shelf(packs, RATE), "A", "song")
    show.apply(act.DeckSeek("A", 700.0))
    show.apply(act.MixerCrossfader(-0.5))
    show.apply(act.MixerCurve("sharp"))
    show.apply(act.SceneStore(4))
    return Kept(*show.look())


def second_life(packs, kept):
    sound = OfflineEngine(RATE, 64)
    show = Show(sound, "second", lambda: 0.0)
    loader = Loader(show, Shelf(packs, RATE))
    asyncio.run(resume(show, loader, kept))
    loader.close()
    sound.render(64)
    settle(show, sound)
    return show


def with_master(kept, **changes):
    return Kept(replace(kept.show, master=replace(kept.show.master, **changes)), kept.scenes)


@pytest.mark.parametrize(("tempo", "comes_back"), [(450.0, 400.0), (10.0, 20.0), (128.0, 128.0)])
def test_a_clock_beyond_what_a_hand_may_give_it_comes_back_at_its_bound_with_the_whole_mixer(
    packs, kept, tempo, comes_back
):
    show = second_life(packs, with_master(kept, tempo=tempo))
    master = show.state.master
    assert (master.tempo, master.crossfader, master.curve) == (comes_back, -0.5, "sharp")
    assert list(show.state.scenes) == ["4"]
    assert show.state.decks["A"].message is None


def test_a_mixer_that_cannot_be_had_takes_neither_scenes_nor_decks_along_and_every_deck_tells_it(packs, kept):
    show = second_life(packs, with_master(kept, headphone_mix=7.0))
    assert show.state.master == MasterState(tempo=show.state.master.tempo)
    assert list(show.state.scenes) == ["4"]
    assert show.state.decks["A"].position_ms == 700.0
    assert all("mixer could not be brought back" in deck.message for deck in show.state.decks.values())


def test_a_deck_that_cannot_be_had_takes_no_other_along_and_tells_it(packs, kept):
    before = kept.show.decks["A"]
    decks = {**kept.show.decks, "A": replace(before, gain_db=900.0), "B": before}
    show = second_life(packs, Kept(replace(kept.show, decks=decks), kept.scenes))
    assert "could not be brought back" in show.state.decks["A"].message
    assert show.state.decks["B"].position_ms == 700.0
