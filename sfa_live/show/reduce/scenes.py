"""Scenes: keep how everything is set, and set it so again, at once or within some beats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

import engine
from sfa_live.errors import ActionError
from sfa_live.model import action as act
from sfa_live.model.show_state import DeckState, ShowState, StemLayout, StemState
from sfa_live.model.units import gain_from_db
from sfa_live.show.reduce.change import (
    Change,
    Moment,
    both,
    edit_deck,
    edit_master,
    frames,
    index_of,
    loop_frames,
    song_deck,
    with_deck,
)
from sfa_live.show.reduce.channel import BANDS, band_gain
from sfa_live.show.reduce.cues import layout_commands
from sfa_live.show.reduce.hearing import has_voice, let_go
from sfa_live.show.scenes import DeckScene, Scenes, SetScene, SongScene, shown_sets, shown_song


def _store(state: ShowState, action: act.SceneStore, moment: Moment) -> Change:
    slot = str(action.slot)
    if action.deck is not None:
        content = _content(song_deck(state, action.deck))
        before = moment.scenes.of_song(action.deck)
        scene = SongScene(_label(action.label, before.get(slot)), content)
        return _with_song(state, action.deck, moment.scenes, {**before, slot: scene})
    decks = {name: _content(deck) for name, deck in state.decks.items() if deck.track_id is not None}
    if not decks:
        raise ActionError("There is nothing to keep yet: put a song on a deck first.", code="empty_deck")
    label = _label(action.label, moment.scenes.sets.get(slot))
    scene_of_set = SetScene(label, decks, state.master.crossfader)
    return _with_sets(state, moment.scenes, {**moment.scenes.sets, slot: scene_of_set})


def _label(asked: str | None, before: SongScene | SetScene | None) -> str:
    """Without a new name a slot keeps its old one."""
    if asked is not None:
        return asked
    return "" if before is None else before.label


def _clear(state: ShowState, action: act.SceneClear, moment: Moment) -> Change:
    slot = str(action.slot)
    if action.deck is not None:
        song_deck(state, action.deck)
        left = {key: scene for key, scene in moment.scenes.of_song(action.deck).items() if key != slot}
        return _with_song(state, action.deck, moment.scenes, left)
    return _with_sets(state, moment.scenes, {key: scene for key, scene in moment.scenes.sets.items() if key != slot})


def _with_song(state: ShowState, name: act.DeckName, scenes: Scenes, of_song: Mapping[str, SongScene]) -> Change:
    change = edit_deck(state, name, scenes=shown_song(name, of_song))
    return Change(change.state, scenes=scenes.with_song(name, of_song))


def _with_sets(state: ShowState, scenes: Scenes, sets: Mapping[str, SetScene]) -> Change:
    return Change(replace(state, scenes=shown_sets(sets)), scenes=replace(scenes, sets=sets))


def _recall(state: ShowState, action: act.SceneRecall, moment: Moment) -> Change:
    slot = str(action.slot)
    over = frames(state, action.over_ms or 0.0)
    if action.deck is not None:
        song_deck(state, action.deck)
        scene = moment.scenes.of_song(action.deck).get(slot)
        if scene is None:
            raise ActionError(
                f"The song on deck {action.deck} has no scene {slot} yet: store it first.", code="no_scene"
            )
        return _set_deck(state, action.deck, scene.deck, over)
    of_set = moment.scenes.sets.get(slot)
    if of_set is None:
        raise ActionError(f"There is no scene {slot} of the set yet: store it first.", code="no_scene")
    change = edit_master(state, engine.SetCrossfader(of_set.crossfader, over), crossfader=of_set.crossfader)
    for name in act.DECKS:
        if name in of_set.decks:
            change = both(change, partial(_set_deck, name=name, scene=of_set.decks[name], over=over))
    return change


def _content(deck: DeckState) -> DeckScene:
    """How a deck is set now."""
    return DeckScene(
        track_id=deck.track_id or "",
        stems={name: _layout(stem) for name, stem in deck.stems.items()},
        gain_db=deck.gain_db,
        eq=deck.eq,
        filter=deck.filter,
        loop=deck.loop,
        focus=deck.focus,
        original=deck.original,
        stem_loops={name: stem.loop for name, stem in deck.stems.items()},
    )


def _layout(stem: StemState) -> StemLayout:
    return StemLayout(stem.mute, stem.solo, stem.gain_db, stem.filter, stem.mute_aside, stem.solo_aside)


def _set_deck(state: ShowState, name: act.DeckName, scene: DeckScene, over: int) -> Change:
    """A deck as the scene has it; under another song, what that song has too."""
    before, index = state.decks[name], index_of(name)
    after = before if scene.focus is not None else let_go(before)
    after = replace(
        after,
        stems={stem: _laid_out(was, scene.stems.get(stem)) for stem, was in after.stems.items()},
        gain_db=scene.gain_db,
        eq=scene.eq,
        filter=scene.filter,
        focus=scene.focus,
        original=before.original if before.original is None or scene.original is None else scene.original,
    )
    if not has_voice(after):
        after = let_go(after)
    change = with_deck(state, name, after, *_channel_commands(index, after, over), *layout_commands(index, after, over))
    if before.track_id != scene.track_id:
        return change
    return both(change, partial(_set_loops, name=name, scene=scene))


def _laid_out(stem: StemState, layout: StemLayout | None) -> StemState:
    """A stem as the scene has it; as it is when the scene does not know it."""
    if layout is None:
        return stem
    return replace(
        stem,
        mute=layout.mute,
        solo=layout.solo,
        gain_db=layout.gain_db,
        filter=layout.filter,
        mute_aside=layout.mute_aside,
        solo_aside=layout.solo_aside,
    )


def _set_loops(state: ShowState, name: act.DeckName, scene: DeckScene) -> Change:
    """The loops of the scene's own song; the deck's is set below a roll that a hand holds."""
    deck, index, rate = state.decks[name], index_of(name), state.audio.rate
    stems = {stem: replace(was, loop=scene.stem_loops.get(stem, was.loop)) for stem, was in deck.stems.items()}
    after = replace(deck, loop=scene.loop, chain=(), stems=stems)
    commands: list[engine.Command] = [engine.SetLoop(index, *loop_frames(scene.loop, rate))]
    for stem_name, stem in stems.items():
        if stem_name in scene.stem_loops:
            commands.append(engine.SetStemLoop(index, stem.slot - 1, *loop_frames(stem.loop, rate)))
    return with_deck(state, name, after, *commands)


def _channel_commands(index: int, deck: DeckState, over: int) -> Iterator[engine.Command]:
    for band, number in BANDS.items():
        yield engine.SetEq(index, number, band_gain(deck.eq, band), over)
    yield engine.SetDeckFilter(index, deck.filter, over)
    yield engine.SetDeckGain(index, gain_from_db(deck.gain_db), over)


HANDLERS: Final[Mapping[type[act.Action], Callable[[ShowState, Any, Moment], Change]]] = {
    act.SceneStore: _store,
    act.SceneRecall: _recall,
    act.SceneClear: _clear,
}
