"""A night that was played by hand is rendered again from its log: the same sound, to the bit without key lock."""

import dataclasses
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace

import engine
from bench.stage import write_pack
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.grid import Grid
from sfa_live.render import render
from sfa_live.settings import Settings
from sfa_live.show import ActionLog, Done, Shelf, Show
from sfa_live.show.action_log import read_night
from sfa_live.show.mend import mended
from sfa_live.show.script import Begin, SongPaper, read_script
from tests.show.conftest import RATE

SONGS = ("one", "two", "three")
STEMS = ("vocals", "drums", "bass", "other")


@pytest.fixture
def settings(tmp_path):
    """A data folder with three songs: steady, fast, and with every beat at its own place."""
    noise = np.random.default_rng(3)
    for number, name in enumerate(SONGS):
        seconds = 7 + number
        stems = {
            stem: (noise.integers(-3000, 3000, (seconds * RATE, 2)) / 32768).astype(np.float32)
            for stem in (*STEMS, "original")
        }
        write_pack(tmp_path / "media" / "packs", name, stems, bpm=120.0 + 7.5 * number)
    return Settings(data=tmp_path, channels=4)


class Stage:
    """A show on an engine that renders in blocks of all lengths, and the log of what it does."""

    def __init__(self, settings: Settings) -> None:
        self.sound = engine.OfflineEngine(rate=RATE, block=1024, channels=settings.channels)
        self.show = Show(self.sound, "live", lambda: self.frame / RATE, self._done)
        self.shelf = Shelf(settings.media / "packs", RATE)
        self.pieces: list[npt.NDArray[np.float32]] = []
        self.log = ActionLog(settings.nights, Begin(RATE, settings.channels), datetime(2026, 1, 2, 3, 4, 5))  # noqa: DTZ001
        self.log.start()
        self.done: list[Done] = []
        #: Where what waited for the beat was not what the show would do by then: see `sfa_live.show.mend`.
        self.mends: list[int] = []
        self._settling = 0
        self._moments = random.Random(7)

    @property
    def frame(self) -> int:
        return self.sound.snapshot().frame

    def _done(self, done: Done) -> None:
        self.done.append(done)
        paper = None if done.song is None else SongPaper(done.song.card, done.song.marks)
        self.log.note(done.frame, done.action, paper)

    def play(self, frames: int) -> None:
        self.pieces.append(self.sound.render(frames)[:, :2])
        for result in self.sound.collect():
            self._settling = result.frame
            self.show.settle(result)
        self.show.follow(self.sound.snapshot())

    def mended(self, state: Any, sent: Sequence[engine.Command], wanted: Sequence[engine.Command]) -> Any:
        """As the show's own; and see whether there was anything to mend."""
        if [dataclasses.replace(command, quantum=None) for command in sent] != list(wanted):
            self.mends.append(self._settling)
        return mended(state, sent, wanted)

    def press(self, action: act.Action) -> None:
        try:
            if isinstance(action, act.DeckLoad):
                self.show.finish_load(action, self._song(action.track_id))
            else:
                self.show.apply(action, self._moment())
        except ActionError:
            pass

    def _moment(self) -> float | None:
        """When the hand moved: every other one tells, about the time of the latest block."""
        if self._moments.random() < 0.5:
            return None
        return self.sound.latest_block()[1] + self._moments.uniform(-0.003, 0.003)

    def _song(self, track_id: str) -> Any:
        song = self.shelf.take(track_id)
        if track_id != "three":
            return song
        beats = tuple(np.cumsum([400.0, *(460.0 + 40.0 * (beat % 3) for beat in range(16))]).tolist())
        return dataclasses.replace(song, card=replace(song.card, grid=Grid.from_beats(beats, 2)))

    def end(self) -> npt.NDArray[np.float32]:
        """The sound from the first thing done on."""
        self.log.close(self.frame)
        return np.concatenate(self.pieces)[self.done[0].frame :]


def hands(chance: random.Random, quanta: Sequence[Any]) -> Callable[[], act.Action]:
    """Whatever hands could do, at once or at these points of the clock."""

    def deck() -> Any:
        return chance.choice("ABCD" if chance.random() < 0.3 else "AB")

    def stem() -> Any:
        return chance.choice(STEMS)

    def part(low: float = -1.0, high: float = 1.0) -> float:
        return round(chance.uniform(low, high), 3)

    def beats() -> float:
        return chance.choice((0.25, 0.5, 1.0, 2.0, 4.0))

    def on() -> Any:
        return chance.choice((None, None, True, False))

    makers: tuple[Callable[[], act.Action], ...] = (
        lambda: act.DeckLoad(deck(), chance.choice(SONGS)),
        lambda: act.DeckPlay(deck()),
        lambda: act.DeckPlay(deck()),
        lambda: act.DeckToggle(deck()),
        lambda: act.DeckPause(deck()),
        lambda: act.DeckStop(deck()),
        lambda: act.DeckEject(deck()),
        lambda: act.DeckSeek(deck(), part(0, 6000)),
        lambda: act.DeckJump(deck(), chance.choice((-4.0, -1.0, 1.0, 4.0))),
        lambda: act.DeckTempo(deck(), part(-8, 8)),
        lambda: act.DeckNudge(deck(), part(-4, 4), on()),
        lambda: act.DeckJog(deck(), part(-40, 40)),
        lambda: act.DeckTap(deck()),
        lambda: act.DeckSlip(deck(), on()),
        lambda: act.DeckGain(deck(), part(-20, 0)),
        lambda: act.DeckLoop(deck(), on()),
        lambda: act.DeckLoopSize(deck(), beats()),
        lambda: act.LoopIn(deck()),
        lambda: act.LoopOut(deck()),
        lambda: act.LoopHalve(deck()),
        lambda: act.LoopDouble(deck()),
        lambda: act.LoopMove(deck(), chance.choice((-1.0, 1.0))),
        lambda: act.LoopFinish(deck()),
        lambda: act.LoopLeave(deck()),
        lambda: act.LoopRoll(deck(), beats(), on()),
        lambda: act.LoopChain(deck(), (act.ChainedLoop(500.0, 1500.0, 2), act.ChainedLoop(2500.0, 3000.0, 3))),
        lambda: act.StemLoop(deck(), stem(), beats(), on()),
        lambda: act.DeckCue(deck(), chance.randint(1, 3)),
        lambda: act.CueSet(deck(), chance.randint(1, 3), layout=True),
        lambda: act.DeckCueClear(deck(), chance.randint(1, 3)),
        lambda: act.CueMemory(deck()),
        lambda: act.CueNext(deck()),
        lambda: act.CuePrevious(deck()),
        lambda: act.SceneStore(chance.randint(1, 2), deck()),
        lambda: act.SceneStore(chance.randint(1, 2)),
        lambda: act.SceneRecall(chance.randint(1, 2), deck(), beats()),
        lambda: act.SceneRecall(chance.randint(1, 2), None, chance.choice((0.0, 2.0))),
        lambda: act.GridNudge(deck(), part(-30, 30)),
        lambda: act.GridTap(deck()),
        lambda: act.GridReset(deck()),
        lambda: act.SyncOnce(deck()),
        lambda: act.SyncLock(deck(), on()),
        lambda: act.SyncLeader(chance.choice((None, "A", "B"))),
        lambda: act.ClockTempo(part(110, 135)),
        act.ClockTap,
        lambda: act.ClockQuantise(chance.choice(quanta) or "now"),
        lambda: act.StemMute(deck(), stem(), on()),
        lambda: act.StemMute(deck(), stem()),
        lambda: act.StemSolo(deck(), stem(), on()),
        lambda: act.StemGain(deck(), stem(), part(-20, 3)),
        lambda: act.StemFilter(deck(), stem(), part()),
        lambda: act.StemChannel(deck(), stem(), deck()),
        lambda: act.StemOutput(deck(), stem(), chance.choice((0, 0, 2))),
        lambda: act.StemSwap(deck(), stem(), deck(), on()),
        lambda: act.DeckEq(deck(), chance.choice(("low", "mid", "high")), part(-12, 12)),
        lambda: act.DeckEqKill(deck(), chance.choice(("low", "mid", "high"))),
        lambda: act.DeckFilter(deck(), part()),
        lambda: act.DeckNormalise(deck()),
        lambda: act.DeckSide(deck(), chance.choice(("left", "both", "right"))),
        lambda: act.DeckOutput(deck(), chance.choice((1, 1, 2))),
        lambda: act.DeckHeadphones(deck()),
        lambda: act.DeckAcapella(deck()),
        lambda: act.DeckInstrumental(deck()),
        lambda: act.DeckOriginal(deck(), part(0, 1)),
        lambda: act.MixerCrossfader(part()),
        lambda: act.MixerCurve(chance.choice(("linear", "equal_power", "sharp"))),
        lambda: act.MixerMaster(part(-12, 0)),
        act.Panic,
    )

    def one() -> act.Action:
        action = chance.choice(makers)()
        return replace(action, quantise=chance.choice(quanta))

    return one


def perform(stage: Stage, chance: random.Random, presses: int, quanta: Sequence[Any]) -> None:
    """A night of so many presses, some of them in the same block."""
    hand = hands(chance, quanta)
    stage.play(chance.randint(1, 5000))
    for name, track_id in zip(act.DECKS[:2], SONGS, strict=False):
        stage.press(act.DeckLoad(name, track_id))
        stage.press(act.DeckPlay(name))
    for _ in range(presses):
        stage.press(hand())
        if chance.random() < 0.7:
            for _ in range(chance.randint(1, 6)):
                stage.play(chance.randint(1, 1024))
    stage.press(act.ClockQuantise("now"))
    stage.play(1024)


def rendered(settings: Settings) -> npt.NDArray[np.float32]:
    (night,) = settings.nights.iterdir()
    pieces: Iterator[npt.NDArray[np.float32]] = render(read_script(read_night(night)), settings)
    return np.concatenate(list(pieces))


@pytest.mark.parametrize("seed", range(3))
def test_a_night_of_all_actions_renders_to_the_same_bits(settings: Settings, seed: int):
    stage = Stage(settings)
    perform(stage, random.Random(seed), 400, (None,))
    heard = stage.end()
    assert len(stage.done) >= 200
    again = rendered(settings)
    assert len(again) == len(heard)
    differing = np.flatnonzero((again != heard).any(axis=1))
    assert not len(differing), _told(stage, int(differing[0]))


def test_nights_on_the_beat_render_to_the_same_bits_while_what_waited_is_still_what_is_wanted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    compared = 0
    for seed in range(20):
        stage = Stage(settings)
        monkeypatch.setattr("sfa_live.show.show.mended", stage.mended)
        perform(stage, random.Random(seed), 400, (None, None, None, "now", "1/8", "1/4"))
        heard = stage.end()
        first = min(stage.mends, default=stage.frame)
        same = first - stage.done[0].frame
        differing = np.flatnonzero((rendered(settings)[:same] != heard[:same]).any(axis=1))
        assert not len(differing), _told(stage, int(differing[0]))
        shutil.rmtree(settings.nights)
        compared += len([done for done in stage.done if done.frame < first])
        if compared >= 200:
            return
    raise AssertionError(f"Only {compared} actions were compared.")


def _loudness(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """How loud every twentieth of a second is."""
    twentieth = RATE // 20
    whole = sound[: len(sound) // twentieth * twentieth].reshape(-1, 2 * twentieth)
    return np.sqrt(np.mean(whole**2, axis=1))


def test_a_night_with_key_lock_is_rendered_as_loud_at_every_moment(settings: Settings):
    stage = Stage(settings)
    for action in (
        act.DeckLoad("A", "one"),
        act.DeckKeyLock("A"),
        act.DeckTempo("A", 5.0),
        act.DeckPlay("A"),
        act.StemMute("A", "drums"),
        act.DeckTempo("A", -3.0),
        act.StemMute("A", "drums"),
    ):
        stage.press(action)
        for _ in range(40):
            stage.play(719)
    heard = stage.end()
    again = rendered(settings)
    assert len(again) == len(heard)
    assert np.abs(_loudness(again) - _loudness(heard)).max() < 0.1 * _loudness(heard).max()


def _told(stage: Stage, first: int) -> str:
    frame = stage.done[0].frame + first
    around = [done for done in stage.done if frame - 48_000 < done.frame <= frame + 200]
    return f"from frame {frame} on; done before: {[(done.frame, done.action) for done in around][-12:]}"
