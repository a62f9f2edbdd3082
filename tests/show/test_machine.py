"""Whatever hands do in whatever order, show and engine agree.

``SFA_MACHINE_EXAMPLES`` makes it run longer: how many random evenings are played. Then what fails is made as short as
it can be, which may take five minutes for each fault.
"""

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.grid import Grid
from sfa_live.model.pack import PackHeader, PackStem
from sfa_live.model.show_state import apply_changes, to_wire
from sfa_live.model.track import TrackCard
from sfa_live.show import Show, Song
from tests.show.agreement import disagreements
from tests.show.any_action import any_of
from tests.show.conftest import RATE, Clock

_SONGS = {
    "steady": (("vocals", "drums", "bass", "other"), 5.0, Grid(120.0)),
    "swaying": (
        ("vocals", "drums"),
        4.0,
        Grid.from_beats(tuple(100.0 + 640.0 * k + 12.0 * (k % 3) for k in range(7)), downbeat=1),
    ),
    "free": (("drums", "bass"), 3.0, None),
}
#: Songs come by a rule of their own; scenes, recordings and controllers are others' business.
_ACTIONS = st.one_of(
    [
        any_of(kind)
        for name, kind in act.ACTIONS.items()
        if name.split(".")[0] not in ("scene", "record", "midi") and name != "deck.load"
    ]
)


def song(name):
    stems, seconds, grid = _SONGS[name]
    frames = round(seconds * RATE)
    samples = np.random.default_rng(len(name)).uniform(-0.9, 0.9, (frames, 2 * len(stems))).astype(np.float32)
    header = PackHeader(name, RATE, frames, tuple(PackStem(stem, 0.9) for stem in stems), "", 4096)
    return Song(
        TrackCard(name, name, duration_ms=seconds * 1000.0, grid=grid), header, engine.Source.from_array(samples)
    )


class Evening(RuleBasedStateMachine):
    """Hands on three decks."""

    @initialize()
    def begin(self):
        self.sound = engine.OfflineEngine(RATE, 128)
        self.clock = Clock()
        self.show = Show(self.sound, "epoch", self.clock)
        self.copy = to_wire(self.show.state)
        self.lent, self.back = [], []
        self.load("A", "steady", "now")
        self.load("B", "swaying", "now")
        self.press(act.DeckPlay("A"))
        self.play_on(1000)

    @rule(action=_ACTIONS)
    def press(self, action):
        before = self.show.state
        try:
            self.show.apply(action)
        except ActionError:
            assert self.show.state is before

    @rule(action=_ACTIONS, then=_ACTIONS, frames=st.integers(1, 9000))
    def press_and_listen(self, action, then, frames):
        self.press(action)
        self.play_on(frames)
        self.press(then)
        self.play_on(128)

    @rule(actions=st.lists(_ACTIONS, min_size=2, max_size=6))
    def press_many(self, actions):
        for action in actions:
            self.press(action)

    @rule(action=_ACTIONS, frames=st.integers(1, 9000))
    def press_twice(self, action, frames):
        self.press(action)
        self.play_on_unheard(frames)
        self.press(action)

    @rule(
        deck=st.sampled_from("ABC"), name=st.sampled_from(list(_SONGS)), quantise=st.sampled_from(["now", "now", "1/4"])
    )
    def load(self, deck, name, quantise):
        new = song(name)
        if self.show.finish_load(act.DeckLoad(deck, name, quantise=quantise), new).command_ids:
            self.lent.append(new.source)

    @rule(deck=st.sampled_from("AB"))
    def start(self, deck):
        self.press(act.DeckPlay(deck, quantise="now"))
        self.play_on(256)

    @rule(frames=st.integers(1, 3000))
    def play_on_unheard(self, frames):
        """The rig's loop is late: what the engine tells waits."""
        self.clock.now += frames / RATE
        heard = self.sound.render(frames)
        assert np.isfinite(heard).all()
        assert np.abs(heard).max() <= 1.0

    @rule(frames=st.integers(128, 30_000))
    def play_on(self, frames):
        self.play_on_unheard(frames)
        self.settle()
        # What the show mends, the engine hears with the next block.
        self.play_on_unheard(1)
        self.settle()
        self.agree()

    def settle(self):
        for result in self.sound.collect():
            if result.source is not None:
                self.back.append(result.source)
            self.show.settle(result)
        self.show.follow(self.sound.snapshot())
        patch = self.show.publish()
        if patch is not None:
            apply_changes(self.copy, patch.changes)

    def agree(self):
        state, memory = self.show.state, self.sound._state[0]
        assert self.copy | {"seq": state.seq} == to_wire(state)
        if memory["waiting"] == 0:
            assert state.armed == {}
        clock = self.sound.snapshot().clock
        assert state.master.tempo == pytest.approx(clock.bpm, abs=0.01)
        assert state.master.leader == (None if clock.leader is None else act.DECKS[clock.leader])
        assert disagreements(state, memory) == []
        for name, seen, cells in zip(act.DECKS, self.sound.snapshot().decks, memory["decks"], strict=True):
            self.deck_agrees(state.decks[name], seen, cells)

    def deck_agrees(self, deck, seen, cells):
        assert seen.loaded == (deck.track_id is not None)
        pace = cells["pace"]
        assert (bool(pace["locked"]), pace["bend"]) == (deck.locked, pytest.approx(1.0 + deck.nudge / 100.0))
        if not seen.loaded:
            return
        assert seen.playing == deck.playing
        if deck.locked:
            assert pace["factor"] == deck.beat_factor
        assert seen.tempo == pytest.approx(1.0 + deck.tempo / 100.0, abs=1e-4)
        slip = cells["slip"]
        assert slip["rolling"] == (deck.rolling or 0.0)
        if deck.rolling is not None:
            assert slip["pressed"] == deck.roll_pressed
            assert bool(slip["kept"]) == deck.slip
        if deck.rolling is None:
            assert seen.loop_on == deck.loop.on
            if deck.loop.on:
                bounds = tuple(round(place * RATE / 1000.0) for place in (deck.loop.start_ms, deck.loop.end_ms))
                assert (seen.loop_start, seen.loop_end) == bounds

    def teardown(self):
        if not hasattr(self, "show"):
            return
        self.show.apply(act.Panic())
        for deck in act.DECKS:
            self.show.apply(act.DeckEject(deck))
        self.play_on_unheard(RATE // 4)
        self.settle()
        assert self.show.state.armed == {}
        assert sorted(map(id, self.back)) == sorted(map(id, self.lent))


_EXAMPLES = os.environ.get("SFA_MACHINE_EXAMPLES")
TestEvening = pytest.mark.slow(Evening.TestCase)
TestEvening.settings = settings(
    max_examples=int(_EXAMPLES or "60"),
    phases=list(Phase) if _EXAMPLES else [Phase.generate],
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
