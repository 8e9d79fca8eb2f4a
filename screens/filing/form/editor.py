"""The editor of the active field: what is typed, large, and below it the keys or choices that kind needs."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.steps import FieldState
from screens.filing.form.typing import CLEAR, DELETE, date_in_words, key_rows, press, toggled
from screens.parts import ERASE, Button, Column, Either, Entry, Grid, Keypad, Kit, Notice, Part, Row, Space, Text

CHOICE_COLUMNS = 2
LOW_ROWS = 2
FEW_CHOICES = 5


def typed_text(kit: Kit, state: FieldState) -> str:
    """What stands in the box: dates as a date, everything else as the step says."""
    if state.field.kind == "date" and state.raw:
        return date_in_words(state.raw) if kit.t.language == "zh" else state.raw
    return state.shown


def _unit(kit: Kit, state: FieldState) -> str:
    unit = state.field.unit
    said = unit and state.shown.endswith(unit)
    return "" if said or (kit.t.language != "zh" and unit != "㎡") else unit


def is_typed(state: FieldState) -> bool:
    """True when keys are offered: not for choices, nor for a text that can wait for the window."""
    kind = state.field.kind
    return kind not in ("choice", "choices") and not (kind == "text" and state.field.by_hand)


def entry_box(kit: Kit, state: FieldState, *, missed: bool = False) -> Part:
    """Label, the typed text with its caret, and one sentence: the problem, else the help.

    ``missed``: the citizen wanted to go on without it.
    """
    t, theme, field = kit.t, kit.theme, state.field
    below = {"choice": t("fill_form.choose"), "choices": t("fill_form.choose_many")}.get(field.kind, "")
    bad = state.problem is not None or missed
    if state.problem is not None:
        below = t.remark(state.problem)
    elif missed:
        below = t("fill_form.missed")
    elif field.help.zh:
        below = t.of(field.help)
    elif field.kind == "credit_code":
        below = t("fill_form.letters_left_out")
    return Column(
        Row(
            Text(t.of(field.label), "lead", bold=True, fit=True, grow=1),
            Text(t("fill_form.required" if field.required else "fill_form.optional"), "small", "ink2"),
            gap=theme.mm(3), valign="center",
        ),
        Space(theme.mm(1.5)),
        Entry(
            typed_text(kit, state), unit=_unit(kit, state),
            hint=t("fill_form.empty"), problem=bad,
            size="lead" if theme.landscape and theme.look.large else "title",
        ) if is_typed(state) and not state.by_hand else None,
        Space(theme.mm(1)),
        Row(Text(below, "body", "bad" if bad else "ink2", bold=bad, grow=1)),
    )


def keys(
    kit: Kit, current: Callable[[str], FieldState], key: str, type_raw: Callable[[str], object]
) -> Keypad:
    """The keypad for field ``key``; a key adds to what ``current`` says stands there and types the whole text."""
    t, field = kit.t, current(key).field
    names: dict[str, str | tuple[str, str]] = {DELETE: ERASE, CLEAR: (CLEAR, t("fill_form.clear"))}
    rows = [[names.get(key, key) for key in row] for row in key_rows(field.kind)]
    if kit.theme.landscape and kit.theme.low_reach:
        rows = in_rows([key for row in rows for key in row], LOW_ROWS)

    def pressed(character: str) -> None:
        type_raw(press(field, current(key).raw, DELETE if character == ERASE else character))

    return Keypad(rows, pressed, most=kit.theme.type(30))


def in_rows(keys: list[str | tuple[str, str]], rows: int) -> list[list[str | tuple[str, str]]]:
    """The same keys in fewer, longer rows, for a low and wide place."""
    size = -(-len(keys) // rows)
    return [keys[start:start + size] for start in range(0, len(keys), size)]


def choices(kit: Kit, state: FieldState, type_raw: Callable[[str], object]) -> Part:
    """One button a choice; several may be on for ``choices``. What is on has a tick as well as a colour."""
    t, field = kit.t, state.field
    order = tuple(choice.value for choice in field.choices)
    several = field.kind == "choices"
    chosen = set(state.raw.split("、")) if several else {state.raw}
    blank, full = ("checkbox-blank-outline", "checkbox-marked")
    if not several:
        blank, full = ("checkbox-blank-circle-outline", "radiobox-marked")

    def button(value: str, label: str) -> Part:
        on = value in chosen
        return Button(
            label, lambda: type_raw(toggled(state.raw, value, order) if several else value),
            icon=full if on else blank, kind="chosen" if on else "plain", name=f"choice:{value}", repeat=several,
            size="lead",
        )

    cells = [button(choice.value, t.of(choice.label)) for choice in field.choices]
    theme = kit.theme
    if theme.low_reach:
        return Grid(cells, 2 * CHOICE_COLUMNS if theme.landscape else CHOICE_COLUMNS, theme.mm(4))
    columns = 1 if len(cells) <= FEW_CHOICES and not theme.landscape else CHOICE_COLUMNS
    grown = Grid(cells, columns, theme.mm(4), grow=1, most=theme.type(30))
    return Either(grown, Grid(cells, CHOICE_COLUMNS, theme.gap))


def left_for_window(kit: Kit) -> Part:
    """Said where the keys would be when a field is written by hand."""
    return Notice(kit.t("fill_form.by_hand_note"), "good", icon="pencil-box-outline", bold=True)
