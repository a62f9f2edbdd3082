"""The ``[[bind]]`` tables of a mapping file, spelled out into one `Control` per knob, fader or button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from presets.addresses import address_of, button_named
from presets.around import Around, check_names, check_numbers
from presets.asked import action_of, arguments_of, read_arguments, read_step
from presets.buttons import button_of, check_buttons
from presets.conflicts import Conflicts
from presets.lines import Way, line_of
from presets.moves import Move, numbers_of, read_move
from presets.rows import banked, rows
from presets.shape import ADDRESSES, BIND_KEYS, BindShape
from presets.tables import Notes, read_table
from presets.values import MACRO, Address, Button, Control, Step, Takeover
from presets.wrong import Wrong, no_such
from sfa_live.model.action import ACTIONS, Action

#: A bind's own settings even where its action has an argument of that name; that one is called otherwise.
OWN_ANYWAY: Final = (*ADDRESSES, "channel", "action")


def read_controls(
    binds: Sequence[dict[str, Any]], around: Around, lines: Mapping[Way, int], notes: Notes
) -> tuple[Control, ...]:
    """All controls of a file; no two may be the same knob at the same time."""
    controls: list[Control] = []
    conflicts = Conflicts()
    for number, table in enumerate(binds):
        way: Way = ("bind", number)
        with notes.going_on():
            reader = _Bind(banked(table), around, way, line_of(lines, way), notes)
            for row in rows({"channel": around.channel, **table}, way):
                with notes.going_on():
                    control = reader.control(row)
                    if control is not None:
                        conflicts.add(control, way)
                        controls.append(control)
    return tuple(controls)


class _Bind:
    """One bind on its way from the table to its controls."""

    def __init__(self, moving: tuple[str, ...], around: Around, way: Way, line: int, notes: Notes) -> None:
        self._moving = moving
        self._around = around
        self._way = way
        self._line = line
        self._notes = notes

    def control(self, row: Mapping[str, Any]) -> Control | None:
        """One control of it; None when something is wrong with it, which is noted."""
        kind: type[Action] | None = None
        if "macro" not in row:
            with self._notes.going_on():
                kind = action_of(row.get("action"), self._way)
        elif "action" in row:
            self._note("action", "a bind has either an action or a macro: several actions in order.")
        arguments = arguments_of(kind) if kind is not None else ()
        args = {key: value for key, value in row.items() if key in arguments and key not in OWN_ANYWAY}
        own = {key: value for key, value in row.items() if key in BIND_KEYS and key not in args}
        strange = {key: value for key, value in row.items() if key not in args and key not in own}
        bind = read_table(own, BindShape, self._way, self._notes)
        address: Address | None = None
        with self._notes.going_on():
            address = address_of(own, bind.channel if bind else "any", self._way)
        if bind is None or address is None:
            return None
        if "macro" in row:
            return self._macro(bind, strange, address)
        return None if kind is None else self._plain(bind, {**strange, **args}, address, kind)

    def _plain(self, bind: BindShape, args: Mapping[str, Any], address: Address, kind: type[Action]) -> Control | None:
        """One action."""
        try:
            move = read_move(bind, kind, args, address=address.kind, way=self._way)
        except Wrong as wrong:
            self._notes.note(wrong)
            # The number that the hand would have given is not missing as well.
            read_arguments(kind, args, numbers_of(kind), self._way, self._notes)
            return None
        given = {move.argument: move.any_value} if move.argument is not None else {}
        step = read_step(kind, args, given, banked=self._moving, way=self._way, notes=self._notes)
        return None if step is None else self._finished(bind, address, step, kind=kind, move=move)

    def _macro(self, bind: BindShape, strange: Mapping[str, Any], address: Address) -> Control | None:
        """Several actions on one press. A ``quantise`` of the bind is that of all steps which have none."""
        shared = {key: value for key, value in strange.items() if key == "quantise"}
        for key in strange.keys() - shared.keys():
            self._note(key, no_such("setting of a macro", key, (*BIND_KEYS, "quantise")))
        steps: list[Step] = []
        for place, table in enumerate(bind.macro):
            way = (*self._way, "macro", place)
            with self._notes.going_on():
                kind = action_of(table.get("action"), way)
                inherited = shared if kind.name in ACTIONS else {}
                args = {**inherited, **{key: value for key, value in table.items() if key != "action"}}
                step = read_step(kind, args, {}, banked=(), way=way, notes=self._notes)
                if step is not None:
                    steps.append(step)
        if not bind.macro:
            self._note("macro", "a macro is a list of actions: macro = [{action = 'deck.stop', deck = 'A'}].")
        if not steps or len(steps) < len(bind.macro):
            return None
        whole = Step(action=MACRO, args={}, asked=steps[0].asked)
        return self._finished(bind, address, whole, kind=Action, move=Move(), macro=tuple(steps))

    def _finished(
        self,
        bind: BindShape,
        address: Address,
        step: Step,
        *,
        kind: type[Action],
        move: Move,
        macro: tuple[Step, ...] = (),
    ) -> Control | None:
        """The control, when everything round its action is right too."""
        known, way = self._notes.count, self._way
        button, beside, touch = Button.TRIGGER, None, None
        with self._notes.going_on():
            button = button_of(bind, address, kind, step.args, move=move, way=way)
        with self._notes.going_on():
            check_buttons(bind, address, move, step, button=button, way=way)
        for asked in [each.asked for each in macro] or [step.asked]:
            check_names(bind, asked, self._around, way, self._notes)
        with self._notes.going_on():
            beside = button_named(bind.beside, address.channels, (*way, "with"))
        with self._notes.going_on():
            touch = button_named(bind.touch, address.channels, (*way, "touch"))
        if self._notes.count > known:
            return None
        has_place = move.scale is not None and move.turn is None and bind.velocity is None
        control = Control(
            address=address,
            action=step.action,
            args=step.args,
            asked=step.asked,
            banked=step.banked,
            macro=macro,
            button=button,
            when=bind.when,
            wait=bind.wait,
            scale=move.scale,
            turn=move.turn,
            takeover=(bind.takeover or self._around.takeover) if has_place else Takeover.NONE,
            layer=bind.layer,
            page=bind.page,
            beside=beside,
            only=bind.only,
            lamp=bind.lamp,
            lamp_number=min(address.number, 127) if bind.lamp_number is None else bind.lamp_number,
            ring=bind.ring,
            text=bind.text,
            column=bind.column,
            motor=bind.motor,
            touch=touch,
            line=self._line,
        )
        check_numbers(control, self._around, way, self._notes)
        return control

    def _note(self, key: str, sentence: str) -> None:
        self._notes.note(Wrong((*self._way, key), sentence))
