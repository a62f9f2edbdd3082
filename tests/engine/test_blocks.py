"""Where the blocks end makes no difference to a single bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    Band,
    BeatGrid,
    Bend,
    ChainLoop,
    ClearChain,
    Command,
    Curve,
    Eject,
    Fade,
    Frames,
    Jump,
    LeaveLoop,
    Load,
    Lock,
    LoopHere,
    Mark,
    OfflineEngine,
    Pause,
    Play,
    Result,
    ResultKind,
    Roll,
    Seek,
    SetBlend,
    SetClock,
    SetCrossfader,
    SetCurve,
    SetDeckFilter,
    SetDeckGain,
    SetDeckOutput,
    SetEq,
    SetGrid,
    SetHeadphoneGain,
    SetHeadphoneMix,
    SetHeadphones,
    SetLeader,
    SetLoop,
    SetMaster,
    SetMute,
    SetSide,
    SetSlip,
    SetSolo,
    SetStandIn,
    SetStemChannel,
    SetStemFilter,
    SetStemGain,
    SetStemLoop,
    SetStemOutput,
    SetTempo,
    SetTrim,
    Shift,
    Side,
    Source,
    StemLoopHere,
    Stop,
    SyncOnce,
)
from tests.engine.player import Sound, ask, noise

LENGTH = 6000
SONGS = [Source.from_array(noise(4000, stems, seed=stems, level=0.4), stems - 1) for stems in (1, 3, 4)]

frames = st.integers(0, LENGTH)
decks = st.integers(0, 1)
stems = st.integers(0, 4)
gains = st.floats(0, 4)
knobs = st.one_of(st.floats(-1, 1), st.just(0.0))
overs = st.sampled_from([0, 0, 1, 100, 1500])
at = st.integers(0, LENGTH - 1).map(Frames)

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Load, decks, st.sampled_from(SONGS), at=at),
    st.builds(Eject, decks, at=at),
    st.builds(Play, decks, at=at),
    st.builds(Play, decks, at=at),
    st.builds(Pause, decks, at=at),
    st.builds(Stop, decks, at=at),
    st.builds(Seek, decks, frames, at=at),
    st.builds(SetTempo, decks, st.sampled_from([0.5, 0.94, 1.0, 1.0, 1.06, 1.4142, 1.5]), at=at),
    st.builds(SetMute, decks, stems, st.booleans(), at=at),
    st.builds(SetSolo, decks, stems, st.booleans(), at=at),
    st.builds(SetStemGain, decks, stems, gains, at=at),
    st.builds(SetDeckGain, decks, gains, at=at),
    st.builds(SetLoop, decks, st.booleans(), st.integers(0, 2000), st.integers(0, 4200), at=at),
    st.builds(SetCrossfader, st.floats(-1, 1), at=at),
    st.builds(SetMaster, gains, at=at),
    st.builds(SetEq, decks, st.sampled_from(Band), st.one_of(gains, st.just(0.0)), overs, at=at),
    st.builds(SetDeckFilter, decks, knobs, overs, at=at),
    st.builds(SetStemFilter, decks, stems, knobs, overs, at=at),
    st.builds(SetBlend, decks, st.floats(0, 1), overs, at=at),
    st.builds(SetTrim, decks, gains, at=at),
    st.builds(SetSide, decks, st.sampled_from(Side), at=at),
    st.builds(SetCurve, st.sampled_from(Curve), at=at),
    st.builds(SetStemChannel, decks, stems, st.integers(0, 3), st.booleans(), at=at),
    st.builds(SetStandIn, decks, stems, st.one_of(st.none(), st.integers(0, 3)), at=at),
    st.builds(SetStemOutput, decks, stems, st.integers(0, 4), at=at),
    st.builds(SetDeckOutput, decks, st.integers(1, 4), at=at),
    st.builds(SetHeadphones, decks, st.booleans(), at=at),
    st.builds(SetHeadphoneMix, st.floats(0, 1), at=at),
    st.builds(SetHeadphoneGain, gains, at=at),
    st.builds(Fade, st.floats(0, 1), st.integers(0, 2000).map(Frames), at=at),
)


#: Beats short enough for many of them to pass: even ones, and ones as a hand plays them.
GRIDS = [
    BeatGrid.from_beats(np.arange(12, dtype=np.float64) * 371.3),
    BeatGrid.from_beats(100.0 + np.cumsum(400.0 + 30.0 * np.sin(np.arange(9)))),
]
beats = st.sampled_from([1 / 32, 0.25, 0.5, 1.0, 4.0])
timings = st.one_of(
    st.builds(lambda frame: {"at": frame}, at),
    st.builds(lambda quantum: {"quantum": quantum}, st.sampled_from([0.25, 1.0, 1.5, 4.0])),
)


def timed(command: type[Command], *arguments: st.SearchStrategy[object]) -> st.SearchStrategy[Command]:
    """A command at a frame, or on a beat."""
    return st.builds(lambda given, when: command(*given, **when), st.tuples(*arguments), timings)


in_time: st.SearchStrategy[Command] = st.one_of(
    timed(Mark, decks),
    timed(Play, decks),
    timed(Seek, decks, st.floats(0, 4000)),
    timed(Jump, decks, st.sampled_from([-4.0, -0.5, 1.0, 2.75])),
    timed(SetTempo, decks, st.sampled_from([0.5, 0.94, 1.0, 1.06, 1.5])),
    timed(Bend, decks, st.sampled_from([0.5, 0.98, 1.0, 1.0, 1.5])),
    timed(Shift, decks, st.floats(-300, 300), st.integers(1, 1000)),
    timed(SetSlip, decks, st.booleans()),
    timed(SetLoop, decks, st.booleans(), st.integers(0, 2000), st.integers(0, 4200)),
    timed(LoopHere, decks, beats),
    timed(Roll, decks, st.booleans(), beats),
    timed(LeaveLoop, decks),
    timed(ChainLoop, decks, st.integers(0, 2000), st.integers(0, 4000), st.integers(1, 3)),
    timed(ClearChain, decks),
    timed(SetStemLoop, decks, stems, st.booleans(), st.integers(0, 2000), st.integers(0, 4200)),
    timed(StemLoopHere, decks, stems, beats),
    timed(SetGrid, decks, st.sampled_from([*GRIDS, None])),
    timed(SetClock, st.sampled_from([300.0, 390.0, 120.0])),
    timed(SetLeader, st.sampled_from([0, 1, None])),
    timed(Lock, decks, st.booleans(), st.sampled_from([0.25, 0.5, 1.0])),
    timed(SyncOnce, decks, st.sampled_from([0.25, 0.5, 1.0])),
    timed(SetMute, decks, stems, st.booleans()),
)


def play(script: list[Command], block: int) -> tuple[Sound, list[Result]]:
    engine = OfflineEngine(block=block, channels=6)
    for deck in (0, 1):
        ask(engine, Load(deck, SONGS[deck]), SetGrid(deck, GRIDS[deck]), Play(deck))
    ask(engine, SetClock(300.0))
    ask(engine, *script)
    out = engine.render(LENGTH)
    return out, engine.collect()


@pytest.mark.slow
@pytest.mark.parametrize("acts", [commands, in_time, commands | in_time])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_script_sounds_the_same_in_blocks_of_any_size(
    acts: st.SearchStrategy[Command], data: st.DataObject
) -> None:
    script = data.draw(st.lists(acts, max_size=32))
    out, told = play(script, 64)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0
    done = [result.command_id for result in told if result.kind is ResultKind.DONE]
    assert len(done) == len(set(done))
    assert set(done) >= {command.id for command in script if command.quantum is None}
    for block in (1, 7, 100, 1024):
        other, heard = play(script, block)
        assert np.array_equal(other, out), block
        assert heard == told, block
