"""Every shipped mapping is played through: each button, knob and fader, on each page and in each layer."""

from __future__ import annotations

from typing import Any

import pytest

from midi.feedback.look import look_of
from midi.mapping.scale import value_at
from midi.mapping.view import View, in_force, resolve, surface_is_on
from presets import OWN_ACTIONS, Button, Control, Encoder, Preset, When, all_presets
from sfa_live.model.action import Action, parse_action
from tests.midi.hands import show_with
from tests.presets.facts import SENT
from tests.presets.player import APART, LONG, Player

SHELF = all_presets()
PRESETS = pytest.mark.parametrize("preset", SHELF.presets, ids=lambda preset: preset.file)
#: The original's two mappings and the generic one are for any controller: nothing is known of what that sends.
ANY = {"generic", "original-bridge", "original-dj", "original-generic"}
#: What a knob sends for one click on, and one back.
CLICKS = {Encoder.TWOS: (1, 127), Encoder.OFFSET: (65, 63), Encoder.SIGN: (1, 65)}
#: A fader's way past every value that it could have to catch.
SWEEP = (0, 32, 64, 96, 127, 64, 0)


def test_all_shipped_mappings_can_be_used():
    assert [problem.message for problem in SHELF.problems] == []
    assert {preset.file for preset in SHELF.presets} == SENT.keys() | ANY


@PRESETS
def test_every_control_does_what_its_file_says_and_nothing_else(preset: Preset):
    player = Player(preset)
    for control in preset.controls:
        with player.at(control):
            player.asked()
            _play(player, control)
        player.wait(APART)


@PRESETS
def test_every_control_is_one_that_the_controller_has(preset: Preset):
    if preset.file in ANY:
        return
    known = SENT[preset.file]
    for control in preset.controls:
        kind, number = control.address.kind, control.address.number
        for channel in control.address.channels:
            sent = {(kind, channel + 1, number), (kind, 0, number)}
            assert sent & known, f"line {control.line}: {control.address} is not known"


@PRESETS
def test_every_lamp_has_something_to_tell(preset: Preset):
    for control in preset.controls:
        if control.lamp is None:
            continue
        here = resolve(control, View())
        assert here is not None
        looks = look_of(here, show_with(8), View()), surface_is_on(here.asked, View())
        assert looks != (None, None), f"line {control.line}: no lamp can show {control.action}"
        style = preset.styles[control.lamp]
        lit, off = (style.messages(control.lamp_number, word)[-1] for word in ("lit", "off"))
        assert lit != off, f"line {control.line}: lit and off are the same"


@PRESETS
def test_no_two_lamps_of_one_view_are_the_same_lamp(preset: Preset):
    views = [
        View(page=page, layers=frozenset(layer)) for page in range(1, preset.pages + 1) for layer in _layers(preset)
    ]
    for view in views:
        shown = [control for control in in_force(preset.controls, preset.layers, view) if control.lamp is not None]
        lamps = [_dark(preset, control) for control in shown]
        twice = {lamp.hex(" ") for lamp in lamps if lamps.count(lamp) > 1}
        assert twice == set(), f"page {view.page}, layers {set(view.layers)}"


@PRESETS
def test_every_message_to_a_controller_is_whole(preset: Preset):
    kept = preset.keep_alive.send if preset.keep_alive else ()
    for message in (*preset.connect, *preset.exit, *kept):
        if message[0] == 0xF0:
            assert message[-1] == 0xF7
            assert max(message[1:-1]) < 0x80
        else:
            assert 0x80 <= message[0] < 0xF0
            assert len(message) == (2 if message[0] & 0xF0 in (0xC0, 0xD0) else 3), message.hex(" ")
            assert max(message[1:]) < 0x80


@PRESETS
def test_every_file_says_that_nobody_tried_it_or_who_did(preset: Preset):
    assert preset.tried, "say who tried it"


@PRESETS
def test_panic_is_never_one_short_press_away(preset: Preset):
    if preset.file in ANY:
        return
    panics = [control for control in preset.controls if control.action == "panic"]
    deliberate = [control for control in panics if control.layer or control.beside or control.when is When.LONG]
    # The browse knob of the DDJ-FLX4 sends this only with Shift.
    assert panics == deliberate or preset.file == "pioneer-ddj-flx4"
    assert panics or preset.file == "m-vave-smk-25"


def _layers(preset: Preset) -> list[tuple[str, ...]]:
    return [(), *((layer,) for layer in preset.layers)]


def _dark(preset: Preset, control: Control) -> bytes:
    assert control.lamp is not None
    style = preset.styles[control.lamp]
    return style.messages(control.lamp_number, "off")[-1]


def _play(player: Player, control: Control) -> None:
    here = resolve(control, player.surface.view)
    assert here is not None
    where = f"{player.preset.file}, line {control.line}"
    if here.turn is not None:
        _turn(player, here, where)
    elif here.is_fader:
        _move(player, here, where)
    elif here.action in OWN_ACTIONS:
        _own(player, here, where)
    else:
        _press(player, control, here, where)


def _press(player: Player, control: Control, here: Control, where: str) -> None:
    player.button(control.address, 127)
    player.wait(LONG if control.when is When.LONG else 0.0)
    player.button(control.address, 0)
    heard = player.asked()
    plain = _short(player.preset, control) if control.when is When.LONG else []
    assert heard == [*plain, *_expected(here)], where


def _short(preset: Preset, control: Control) -> list[Action]:
    """What the press at the beginning of a long one does."""
    places = (control.address.number, control.address.channels)
    same = [each for each in preset.controls if (each.address.number, each.address.channels) == places]
    mine = [each for each in same if each.when is When.PRESS and each.address.kind == control.address.kind]
    here = [each for each in mine if each.page in (None, control.page or 1) and each.layer in (None, control.layer)]
    best = max(here, key=lambda each: (each.layer is not None, each.page is not None), default=None)
    return [] if best is None or best.action in OWN_ACTIONS else _expected(best)


def _expected(here: Control) -> list[Action]:
    args = dict(here.args)
    if here.scale is not None:
        return [parse_action(here.action, {**args, here.scale.argument: here.scale.high})]
    if here.action == "deck.toggle":
        return [parse_action("deck.play", args)]
    if here.button is Button.TRIGGER:
        return [parse_action(here.action, args)]
    on = parse_action(here.action, {**args, "on": True})
    return [on, parse_action(here.action, {**args, "on": False})] if here.button is Button.MOMENTARY else [on]


def _move(player: Player, here: Control, where: str) -> None:
    assert here.scale is not None
    values: dict[int, list[Any]] = {}
    for place in SWEEP:
        player.move(here.address, place)
        for action in player.asked():
            assert action.name == here.action, where
            given = {key: getattr(action, key) for key in here.args}
            assert given == dict(here.args), where
            values.setdefault(place, []).append(getattr(action, here.scale.argument))
    for place in (0, 64, 127):
        assert values.get(place), f"{where}: nothing is asked for at {place}"
        assert values[place][-1] == pytest.approx(value_at(here.scale, place), abs=0.05), where


def _turn(player: Player, here: Control, where: str) -> None:
    assert here.turn is not None
    if here.action == "surface.bank":
        forth, back = CLICKS[here.turn.coding]
        player.move(here.address, forth)
        assert player.surface.view.bank == here.args["size"], where
        player.move(here.address, back)
        assert player.surface.view.bank == 0, where
        return
    argument = here.turn.argument or (here.scale.argument if here.scale else "")
    told = []
    for click in CLICKS[here.turn.coding]:
        player.move(here.address, click)
        heard = player.asked()
        assert [action.name for action in heard] == [here.action], where
        assert all(getattr(heard[0], key) == value for key, value in here.args.items()), where
        told.append(getattr(heard[0], argument))
    assert told[0] > told[1], where


def _own(player: Player, here: Control, where: str) -> None:
    before = player.surface.view
    player.button(here.address, 127)
    player.wait(LONG if here.when is When.LONG else 0.0)
    during = player.surface.view
    player.button(here.address, 0)
    assert player.asked() == [], where
    match here.action:
        case "surface.layer":
            assert here.args["layer"] in during.layers, where
            if here.button is Button.TOGGLE:
                player.tap(here.address)
            assert player.surface.view == before, f"{where}: the layer stays open"
        case "surface.page":
            assert during.page == here.args.get("page", before.page % player.preset.pages + 1), where
        case "surface.deck":
            assert during.focus == here.args["deck"], where
            others = [each for each in player.preset.controls if each.action == here.action and each.args != here.args]
            assert others, f"{where}: there is no way back"
            player.tap(
                next(each for each in others if each.args["deck"] == "A").address
                if here.args["deck"] != "A"
                else here.address
            )
