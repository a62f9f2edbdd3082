"""What is heard after a press, by its level: mutes, solos, one touch, swaps, scenes on their long way."""

import numpy as np
import pytest

import engine
from bench.stage import write_pack
from sfa_live.model import action as act
from sfa_live.show import Shelf, Show
from sfa_live.show.scenes import NO_SCENES
from tests.show.conftest import RATE, settle

#: Every sample of these stems; the sum tells which of them are heard.
LEVELS = {"vocals": 0.08, "drums": 0.04, "bass": 0.02, "other": 0.01}
#: Deck B's song has the same stems, a tenth as loud; deck A's has its original beside them.
QUIET = 0.1
ORIGINAL = 0.25
#: The engine's own ramp, and a little.
SOON = RATE // 100


def sum_of(*names):
    return sum(LEVELS[name] for name in names)


ALL = sum_of(*LEVELS)


class Ears:
    """A show that is listened to."""

    def __init__(self, packs):
        self.sound = engine.OfflineEngine(RATE, 64, channels=4)
        self.show = Show(self.sound, "epoch", lambda: 0.0)
        self.shelf = Shelf(packs, RATE)

    def load(self, deck, track_id):
        self.show.finish_load(act.DeckLoad(deck, track_id, quantise="now"), self.shelf.take(track_id))
        self(act.DeckPlay(deck))

    def __call__(self, *actions):
        """Do this; what is heard a moment later, on the first pair."""
        for action in actions:
            self.show.apply(action)
            self.wait(1)
        return self.wait(SOON)

    def wait(self, frames):
        heard = self.sound.render(frames)
        settle(self.show, self.sound)
        self.last = heard[-1]
        return pytest.approx(float(heard[-1, 0]), abs=2e-5)

    def stem(self, deck, name):
        return self.show.state.decks[deck].stems[name]


@pytest.fixture
def packs(tmp_path):
    def pack(name, share, **more):
        stems = {stem: np.full((20 * RATE, 2), share * level, np.float32) for stem, level in LEVELS.items()}
        write_pack(tmp_path / "packs", name, stems | more)

    pack("loud", 1.0, original=np.full((20 * RATE, 2), ORIGINAL, np.float32))
    pack("quiet", QUIET)
    return tmp_path / "packs"


@pytest.fixture
def one(packs):
    ears = Ears(packs)
    ears.load("A", "loud")
    return ears


@pytest.fixture
def two(one):
    one.load("B", "quiet")
    return one


# A scene that is on its way.


@pytest.fixture
def fading(one):
    """A scene with the voice alone, everything else fading away over 16 beats."""
    mutes = [act.StemMute("A", name) for name in ("drums", "bass", "other")]
    one(*mutes, act.SceneStore(1, "A"), act.CueSet("A", 1, 1000.0, layout=True), *mutes)
    one(act.SceneRecall(1, "A", 16.0))
    return one


@pytest.mark.parametrize(
    "action",
    [
        act.SceneRecall(1, "A"),
        act.DeckAcapella("A", on=True),
        act.StemSolo("A", "vocals", on=True),
        act.DeckCue("A", 1),
    ],
    ids=lambda action: action.name,
)
def test_a_press_is_heard_at_once_though_a_scene_is_on_its_way_to_the_same(fading, action):
    assert float(fading.last[0]) > 0.14
    assert fading(action) == sum_of("vocals")
    assert fading.wait(9 * RATE) == sum_of("vocals")


def test_a_mute_is_heard_at_once_and_leaves_the_rest_of_the_scene_on_its_way(fading):
    fading(act.StemMute("A", "drums", on=True))
    assert sum_of("vocals", "bass") < float(fading.last[0]) < sum_of("vocals", "bass", "other") + 1e-5


def test_one_touch_let_go_of_while_a_scene_lets_go_of_it_slowly_is_gone_at_once(one):
    one(act.SceneStore(1, "A"), act.DeckAcapella("A", on=True))
    one(act.SceneRecall(1, "A", 16.0))
    assert float(one.last[0]) < 0.09
    assert one(act.DeckAcapella("A", on=False)) == ALL


# One touch.


@pytest.mark.parametrize(
    "before",
    [act.StemSolo("A", "drums"), act.StemSolo("A", "vocals"), act.StemMute("A", "vocals"), act.StemMute("A", "bass")],
    ids=str,
)
@pytest.mark.parametrize(
    ("touch", "wanted"),
    [(act.DeckAcapella("A"), ("vocals",)), (act.DeckInstrumental("A"), ("drums", "bass", "other"))],
    ids=lambda touch: getattr(touch, "name", ""),
)
def test_one_touch_is_heard_as_it_says_and_then_all_is_as_it_was(one, before, touch, wanted):
    one(before)
    was, state = float(one.last[0]), one.show.state
    assert one(touch) == sum_of(*wanted)
    one(touch)
    assert float(one.last[0]) == pytest.approx(was, abs=2e-5)
    assert one.show.state.decks == state.decks


def test_what_a_hand_mutes_or_solos_under_one_touch_acts_at_once_and_stays(one):
    one(act.DeckAcapella("A"))
    assert one(act.StemSolo("A", "drums")) == sum_of("drums")
    assert one(act.StemSolo("A", "drums")) == sum_of("vocals")
    assert one(act.StemMute("A", "vocals")) == 0.0
    # Another touch is heard as it says again.
    assert one(act.DeckInstrumental("A")) == sum_of("drums", "bass", "other")
    assert one(act.StemMute("A", "bass")) == sum_of("drums", "other")
    assert one(act.DeckInstrumental("A")) == sum_of("drums", "other")


def test_one_touch_is_heard_instead_of_the_original_and_gives_it_back(one):
    assert one(act.DeckOriginal("A", 1.0)) == ORIGINAL
    one.show.apply(act.DeckAcapella("A"))
    way = one.sound.render(SOON)[:, 0]
    assert way[-1] == pytest.approx(sum_of("vocals"), abs=2e-5)
    assert np.abs(np.diff(way)).max() < 0.01
    assert one(act.DeckOriginal("A", 0.5)) == sum_of("vocals")
    assert one(act.DeckAcapella("A")) == (ALL + ORIGINAL) / 2


def test_a_cue_with_a_layout_is_heard_as_it_was_kept_under_one_touch_and_after_another(one):
    one(act.DeckAcapella("A"), act.CueSet("A", 1, 1000.0, layout=True), act.DeckInstrumental("A"))
    assert one(act.DeckCue("A", 1)) == sum_of("vocals")
    assert one.show.state.decks["A"].focus is None


def test_a_scene_that_was_kept_under_one_touch_brings_what_was_put_aside_too(one):
    one(act.StemMute("A", "bass"), act.DeckAcapella("A"), act.SceneStore(1, "A"))
    one(act.DeckAcapella("A"), act.StemMute("A", "bass"))
    assert one(act.SceneRecall(1, "A")) == sum_of("vocals")
    assert one(act.DeckAcapella("A")) == ALL - sum_of("bass")


# Swaps.

SWAPPED = QUIET * (ALL - 0.04) + 0.04


@pytest.mark.parametrize(
    ("before", "at_home"),
    [
        (act.StemSolo("A", "vocals"), ("vocals",)),
        (act.StemSolo("A", "drums"), ()),
        (act.DeckAcapella("A"), ("vocals",)),
        (act.StemMute("A", "drums"), ("vocals", "bass", "other")),
        (act.StemOutput("A", "drums", 2), ("vocals", "bass", "other")),
        (act.StemChannel("A", "drums", "C"), ("vocals", "bass", "other")),
    ],
    ids=str,
)
def test_a_swapped_stem_is_heard_and_goes_home_as_it_was(two, before, at_home):
    two(before, act.MixerCrossfader(0.0))
    was, decks = two.last, two.show.state.decks
    assert two(act.StemSwap("A", "drums", "B")) == sum_of(*at_home) + SWAPPED
    # It is the other deck's now.
    assert two(act.MixerCrossfader(1.0)) == SWAPPED
    two(act.MixerCrossfader(0.0), act.StemSwap("A", "drums", "B"))
    assert two.last == pytest.approx(was, abs=2e-5)
    assert two.show.state.decks == decks


@pytest.mark.parametrize("touch", [act.StemSolo("B", "vocals"), act.DeckAcapella("B")], ids=str)
def test_a_guest_is_heard_beside_what_is_singled_out_where_it_plays(two, touch):
    two(act.StemSwap("A", "drums", "B"), act.MixerCrossfader(1.0))
    assert two(touch) == QUIET * sum_of("vocals") + 0.04
    assert two(act.StemMute("A", "drums")) == QUIET * sum_of("vocals")


def test_two_decks_exchange_a_stem(two):
    two(act.StemSwap("A", "drums", "B"), act.StemSwap("B", "drums", "A"))
    assert two(act.MixerCrossfader(1.0)) == SWAPPED
    assert two(act.MixerCrossfader(-1.0)) == ALL - 0.04 + QUIET * 0.04
    assert two(act.StemSwap("A", "drums", "B")) == ALL - 0.04 + QUIET * 0.04


def test_one_touch_that_goes_while_a_stem_is_away_brings_its_mute_home(two):
    two(act.StemMute("A", "drums"), act.DeckAcapella("A"), act.StemSwap("A", "drums", "B"))
    two(act.DeckAcapella("A"), act.MixerCrossfader(1.0))
    assert two(act.MixerMaster(0.0)) == SWAPPED
    two(act.StemSwap("A", "drums", "B"))
    assert two(act.MixerCrossfader(-1.0)) == ALL - 0.04


@pytest.mark.parametrize("end", [act.DeckEject("B"), act.StemChannel("A", "drums", "A")], ids=str)
def test_a_swap_is_over_when_the_other_deck_is_ejected_or_a_hand_leads_the_stem_elsewhere(two, end):
    two(act.StemSwap("A", "drums", "B"), act.MixerCrossfader(-1.0), end)
    assert two(act.MixerMaster(0.0)) == ALL
    assert two.stem("A", "drums").guest is None


def test_a_new_song_on_the_other_deck_ends_the_swap_and_is_heard_whole(two):
    two(act.StemSwap("A", "drums", "B"))
    two.load("B", "quiet")
    assert two(act.MixerCrossfader(1.0)) == QUIET * ALL
    assert two(act.MixerCrossfader(-1.0)) == ALL


def test_while_a_guests_deck_stands_the_stem_that_it_had_the_place_of_is_heard(two):
    two(act.StemSwap("A", "drums", "B"))
    assert two(act.DeckPause("A")) == QUIET * ALL
    assert two(act.DeckPlay("A")) == ALL - 0.04 + SWAPPED
    two(act.DeckSeek("A", 19_950.0))
    assert two.wait(RATE // 10) == QUIET * ALL


def test_a_hand_that_gives_a_guest_an_output_ends_the_swap(two):
    two(act.StemSwap("A", "drums", "B"), act.StemOutput("A", "drums", 2))
    assert two.last[2] == pytest.approx(0.04, abs=1e-5)
    assert two(act.MixerCrossfader(1.0)) == QUIET * ALL


# After a crash.


@pytest.mark.parametrize(("source", "target"), [("A", "B"), ("B", "A")])
def test_a_swap_outlives_a_crash_whichever_deck_comes_back_first(two, packs, source, target):
    two(act.StemSwap(source, "drums", target))
    before, was = two.show.state, two.last
    second = _second_life(two, packs, "A", "B")
    second.wait(SOON)
    assert second.last == pytest.approx(was, abs=2e-5)
    assert second.stem(target, "drums") == before.decks[target].stems["drums"]
    second(act.StemSwap(source, "drums", target))
    assert second(act.MixerCrossfader(0.0)) == ALL * (1 + QUIET)


def test_without_the_song_of_a_guest_the_stem_whose_place_it_had_is_heard(two, packs):
    two(act.StemSwap("A", "drums", "B"))
    second = _second_life(two, packs, "B")
    assert second.wait(SOON) == QUIET * ALL
    assert second.stem("B", "drums").replaced_by is None
    assert second(act.StemMute("B", "drums")) == QUIET * (ALL - 0.04)


def test_a_guest_whose_deck_is_gone_after_a_crash_is_taken_back(two, packs):
    two(act.StemSwap("A", "drums", "B"))
    second = _second_life(two, packs, "A")
    second(act.StemSwap("A", "drums", "B"), act.MixerCrossfader(-1.0))
    assert second.wait(SOON) == ALL


def _second_life(first, packs, *names):
    before = first.show.state
    second = Ears(packs)
    second.show.resume_master(before.master, NO_SCENES)
    for name in names:
        deck = before.decks[name]
        second.show.resume(name, second.shelf.take(deck.track_id), deck)
    return second


# Loops of scenes.


def test_the_loop_of_a_scene_outlives_a_roll_that_is_let_go_of(one):
    one(act.DeckLoop("A", on=True), act.SceneStore(1, "A"), act.LoopFinish("A"))
    loop = one.show.state.decks["A"].loop
    one.wait(3 * RATE)
    one(act.LoopRoll("A", 0.25, on=True), act.SceneRecall(1, "A"), act.LoopRoll("A", 0.25, on=False))
    seen = one.sound.snapshot().decks[0]
    assert (seen.loop_on, seen.loop_start / 48, seen.loop_end / 48) == (True, loop.start_ms, loop.end_ms)
    assert one.show.state.decks["A"].loop.on


def test_a_scene_brings_the_loops_of_single_stems_back_and_lets_go_of_a_chain(one):
    one(act.StemLoop("A", "vocals", 1.0, on=True), act.SceneStore(1, "A"), act.StemLoop("A", "vocals", 1.0, on=False))
    one(act.StemLoop("A", "bass", 1.0, on=True), act.LoopChain("A", (act.ChainedLoop(4000.0, 5000.0),)))
    kept = one.show.state.decks["A"].stems["vocals"].loop
    one(act.SceneRecall(1, "A"))
    assert one.sound.snapshot().decks[0].stem_loops[:4] == (True, False, False, False)
    deck = one.show.state.decks["A"]
    assert (deck.stems["vocals"].loop.start_ms, deck.stems["vocals"].loop.on) == (kept.start_ms, True)
    assert (deck.stems["bass"].loop.on, deck.chain, deck.loop.on) == (False, (), False)
