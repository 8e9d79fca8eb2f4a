"""The fields of a page as boxes: one active, each with its value, its state by icon and words, and who shares it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.steps import FieldState, FillForm
from screens.filing.form.editor import typed_text
from screens.look.theme import Colour
from screens.parts import Card, Column, Grid, Icon, Kit, Part, Row, Tap, Text
from screens.parts.fitting import Pair


def field_rows(kit: Kit, step: FillForm, edit: Callable[[str], object] | None) -> Part:
    """All boxes of the page below one another; ``edit`` None makes them a picture (low reach)."""
    rows = [field_row(kit, state, state.field.key == step.active, edit) for state in step.fields]
    if edit is None and kit.theme.landscape:
        return Grid(rows, 2, kit.theme.gap)
    return Column(*rows, gap=kit.theme.gap)


def field_row(kit: Kit, state: FieldState, active: bool, edit: Callable[[str], object] | None) -> Part:
    """One box."""
    theme, colours, t = kit.theme, kit.theme.colours, kit.t
    icon, ink = _mark(kit, state, active)
    value, value_ink = ("", ink) if edit is None and theme.landscape else _value(kit, state)
    under = t.remark(state.problem) if state.problem and not active else _note(kit, state) if edit else ""
    label = Text(t.of(state.field.label), "body", bold=True, fit=True)
    note = Text(under, "small", "bad" if state.problem and not active else "ink2") if under else None
    said = Text(value, "body", value_ink, bold=True, align="right", fit=True)
    if theme.look.large and value:
        words: Part = Column(Pair(label, said, theme.mm(3)), note, grow=1, valign="center")
    else:
        words = Column(label, note, grow=1, valign="center")
        words = Pair(words, said, theme.mm(3)).growing() if value else words
    face = Card(
        Row(
            Icon(icon, theme.type(9), ink),
            words,
            gap=theme.mm(4), valign="center",
        ),
        pad=theme.mm(4.5), pad_y=theme.mm(1.6), fill=colours.brand.pale if active else "card",
        edge=colours.brand if active else colours.bad if state.problem else None, flat=active,
        radius=theme.small_radius,
    )
    if edit is None:
        return face
    key = state.field.key
    return Tap(face, lambda: edit(key), t.of(state.field.label), name=f"field:{key}", radius=theme.small_radius)


def _mark(kit: Kit, state: FieldState, active: bool) -> tuple[str, Colour]:
    colours = kit.theme.colours
    if state.problem:
        return "alert-circle", colours.bad.deep
    if active:
        return "pencil-circle", colours.brand.deep
    if state.by_hand:
        return "pencil-box-outline", colours.good.deep
    if state.filled and state.raw:
        return "check-circle", colours.good.deep
    return "checkbox-blank-circle-outline", colours.ink2


def _value(kit: Kit, state: FieldState) -> tuple[str, Colour]:
    t, colours = kit.t, kit.theme.colours
    if state.by_hand:
        return t("fill_form.by_hand"), colours.good.deep
    if not state.raw:
        return t("fill_form.empty" if state.field.required else "fill_form.optional"), colours.ink2
    return typed_text(kit, state), colours.ink


def _note(kit: Kit, state: FieldState) -> str:
    t = kit.t
    parts = []
    if state.from_card:
        parts.append(t("fill_form.from_card"))
    if len(state.field.used_by) > 1:
        parts.append(t("fill_form.shared", count=len(state.field.used_by)))
    return " · ".join(parts)
