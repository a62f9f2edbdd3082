"""What the engine has done before the rig's loop has heard of it, while hands go on: page and sound end up the same."""

import pytest
from msgspec.structs import replace

import engine
from bench.stage import noise_song, write_pack
from sfa_live.errors import EngineError
from sfa_live.model import action as act
from sfa_live.show import Done
from tests.show.agreement import disagreements
from tests.show.conftest import RATE, load

#: Longer than any beat that is waited for here.
BEAT = RATE // 2


@pytest.fixture
def hands(deck, sound):
    """Deck A plays; what waits is carried out unheard, what hands do then is heard behind it."""
    deck(act.DeckPlay("A"))
    deck.play(RATE // 8)

    def play(*waiting, then=()):
        for action in waiting:
            deck.show.apply(action)
        sound.render(BEAT)
        for action in then:
            deck.show.apply(action)
        deck.play(64)
        deck.play(64)
        assert disagreements(deck.show.state, sound._state[0]) == []
        return deck.state

    return play


def test_the_last_press_wins_over_one_that_waited(hands):
    waits = act.StemMute("A", "drums", on=True, quantise="1/8")
    assert not hands(waits, then=[act.StemMute("A", "drums", on=False)]).stems["drums"].mute


def test_a_press_that_did_nothing_when_it_was_made_does_its_part_behind_one_that_waited(hands, deck):
    done: list[Done] = []
    deck.show._on_done = done.append
    hands(
        act.StemGain("A", "drums", -12.0, quantise="1/8"),
        then=[act.StemGain("A", "drums", 0.0)],
    )
    assert deck.state.stems["drums"].gain_db == 0.0
    assert [getattr(told.action, "db", None) for told in done] == [-12.0, 0.0]


def test_what_is_counted_from_what_is_there_is_counted_once(hands):
    """A loop that is halved now, behind a loop of a bar that came before: half a bar, not a quarter."""
    waits = act.DeckLoop("A", on=True, quantise="1/8")
    state = hands(waits, then=[act.LoopHalve("A"), act.StemMute("A", "bass", on=True)])
    assert (state.loop.on, state.loop.beats) == (True, 2.0)


def test_a_panic_lets_go_of_what_began_before_it(hands):
    state = hands(act.DeckSlip("A", on=True, quantise="1/8"), then=[act.GridSet("A", 60.0, 0.0), act.Panic()])
    assert (state.slip, state.playing) == (False, False)


def test_what_was_meant_for_the_song_before_touches_no_other_stem(hands, deck, shelf, packs, sound):
    write_pack(packs, "other", {name: noise_song(20.0)[name] for name in ("drums", "bass")})
    load(deck.show, shelf, "B", "long")
    deck.play(64)
    deck.show.finish_load(act.DeckLoad("B", "other", quantise="1/8"), shelf.take("other"))
    hands(act.StemLoop("B", "drums", beats=0.25, on=True, quantise="1/8"), act.StemSolo("B", "drums", on=True))
    stems = deck.show.state.decks["B"].stems
    assert not stems["bass"].loop.on
    assert not sound._state[0]["decks"][1]["stems"][stems["bass"].slot - 1]["loop"]["on"]


def test_a_lock_that_came_just_before_its_deck_was_emptied_is_the_decks(hands, deck, shelf, sound):
    load(deck.show, shelf, "B", "long")
    deck.play(64)
    hands(act.SyncLock("B", on=True, quantise="1/8"), then=[act.DeckEject("B")])
    assert deck.show.state.decks["B"].locked is bool(sound._state[0]["decks"][1]["pace"]["locked"])


@pytest.mark.parametrize(
    ("held", "is_held"),
    [
        (act.LoopRoll("A", 0.5, on=True, quantise="1/8"), lambda deck: deck.rolling is not None),
        (act.StemMute("A", "drums", on=True, quantise="1/8"), lambda deck: deck.stems["drums"].mute),
    ],
    ids=["roll", "mute"],
)
def test_a_pad_let_go_just_behind_its_beat_is_let_go(hands, deck, held, is_held):
    assert is_held(hands(held, then=[replace(held, on=False)]))
    deck.play(BEAT)
    assert not is_held(deck.state)
    assert deck.show.state.armed == {}


def test_taps_on_the_beat_do_not_take_each_other_back(deck, clock):
    deck(act.DeckPlay("A"))
    for _ in range(6):
        deck.show.apply(act.ClockTap(quantise="8 bars"))
        clock.now += 60 / 131
    deck.play(64)
    (waits,) = deck.show.state.armed.values()
    assert waits.args["bpm"] == pytest.approx(131.0, abs=0.1)


def test_a_jump_on_the_beat_is_counted_once(deck, shelf):
    deck(act.DeckPlay("A"))
    load(deck.show, shelf, "B", "long")
    deck(act.DeckSeek("B", 2000.0), act.DeckJump("B", 4.0, quantise="1/8"))
    deck.play(BEAT)
    assert deck.show.position_ms("B") == pytest.approx(4000.0)
    assert deck.show.state.decks["B"].position_ms == pytest.approx(4000.0)


def test_a_jump_on_the_beat_within_a_loop_leaves_it_on(deck):
    deck(act.DeckPlay("A"), act.DeckLoop("A", on=True))
    deck.show.apply(act.DeckJump("A", 1.0, quantise="1/8"))
    deck.sound.render(BEAT)
    for result in deck.sound.collect():
        deck.show.settle(result)
        assert deck.state.loop.on


def test_a_cue_that_is_painted_keeps_the_jump_that_waits_for_it(deck):
    deck(act.DeckPlay("A"), act.CueSet("A", 1, position_ms=3000.0))
    deck.show.apply(act.DeckCue("A", 1, quantise="1 bar"))
    deck(act.CueSet("A", 1, label="Chorus", colour="#ff0000"))
    assert [waits.action for waits in deck.show.state.armed.values()] == ["deck.cue"]
    deck(act.CueSet("A", 1, position_ms=5000.0))
    assert deck.show.state.armed == {}


def test_what_there_is_no_room_for_is_refused_in_words_and_the_rest_comes(deck, sound):
    deck(act.DeckPlay("A"))
    # Each with a mark ahead and one behind.
    room = engine.MOST_WAITING // 3
    for step in range(room):
        deck.show.apply(act.StemGain("A", "drums", -step / 100.0, quantise="8 bars"))
    with pytest.raises(EngineError, match="Too much waits"):
        deck.show.apply(act.StemGain("A", "drums", -6.0, quantise="8 bars"))
    deck.play(64)
    assert len(deck.show.state.armed) == room
    deck.play(16 * RATE)
    deck.play(64)
    assert deck.show.state.armed == {}
    assert disagreements(deck.show.state, sound._state[0]) == []


def test_what_no_hand_has_asked_for_is_kept_when_what_is_in_flight_is_done_again(hands, deck, sound):
    deck.show.apply(act.StemMute("A", "drums", on=True, quantise="1/8"))
    sound.render(BEAT)
    deck.show.apply(act.StemMute("A", "bass", on=True))
    audio = replace(deck.show.state.audio, device="null", wanted="Scarlett")
    deck.show.set_audio(audio)
    deck.play(64)
    assert deck.show.state.audio == audio
    assert deck.state.stems["drums"].mute
    assert deck.state.stems["bass"].mute


def test_a_panic_is_noted_at_the_frame_at_which_it_was_heard(deck, sound, monkeypatch):
    """A block may lie between the panic, which takes no ring, and the mark behind it, which does."""
    done: list[Done] = []
    deck.show._on_done = done.append
    deck(act.DeckPlay("A"), act.DeckNudge("A", 2.0, on=True))
    heard_at = sound.snapshot().frame
    panic = sound.panic

    def panic_and_a_block() -> None:
        panic()
        sound.render(64)

    monkeypatch.setattr(sound, "panic", panic_and_a_block)
    deck(act.Panic())
    assert done[-1].action == act.Panic(quantise="now")
    assert done[-1].frame == heard_at
    assert not deck.state.playing


def test_a_panic_past_a_full_ring_is_noted_and_lets_go_of_what_hands_held(deck, sound):
    done: list[Done] = []
    deck.show._on_done = done.append
    deck(act.DeckPlay("A"), act.DeckNudge("A", 2.0, on=True))
    heard_at = sound.snapshot().frame
    for step in range(5000):
        try:
            deck.show.apply(act.MixerMaster(-step / 1000.0))
        except EngineError:
            break
    deck.show.apply(act.Panic())
    for _ in range(4):
        deck.play(64)
    assert (done[-1].action, done[-1].frame) == (act.Panic(quantise="now"), heard_at)
    assert (deck.state.playing, deck.state.nudge) == (False, 0.0)
    assert sound._state[0]["decks"][0]["pace"]["bend"] == 1.0
