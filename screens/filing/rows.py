"""Rows that several pages of the application share: a big choice, a numbered step, a state with its icon."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.look.theme import Tone
from screens.parts import Badge, Card, Column, Grid, Icon, Kit, Part, Row, Space, Tap, Text, Tile


def choice_row(
    kit: Kit, title: str, detail: str, icon: str, on_tap: Callable[[], object], *, name: str, main: bool = False
) -> Part:
    """A big touchable row: icon, what it does, one sentence. ``main`` is the one to take."""
    theme, colours = kit.theme, kit.theme.colours
    ink = colours.brand.on if main else colours.ink
    words = Column(
        Text(title, "lead", ink, bold=True),
        Text(detail, "small", ink if main else "ink2") if detail else None,
        gap=theme.mm(0.6), grow=1, valign="center",
    )
    mark: Part = (
        Icon(icon, theme.type(13), colours.brand.on) if main else Tile(icon, theme.type(15), colours.brand)
    )
    row = Row(
        mark, words, Icon("chevron-right", theme.type(9), ink if main else "ink2"), gap=theme.mm(5), valign="center"
    )
    face = Card(row, pad=theme.mm(6), pad_y=theme.mm(4.5), fill=colours.brand.deep if main else "card")
    return Tap(face, on_tap, title, name=name, least=theme.button)


def ways(kit: Kit, rows: Sequence[Part | None]) -> Part:
    """Choice rows below one another, taller where there is room; at the bottom for low reach."""
    theme, made = kit.theme, [row for row in rows if row is not None]
    if theme.low_reach:
        return Column(*made, gap=theme.mm(4), valign="bottom")
    return Grid(made, 1, theme.mm(4), grow=1, most=theme.type(48))


def numbered(kit: Kit, number: int, text: str, tone: Tone | None = None) -> Part:
    """A step of instructions with its number in a disc."""
    tone = tone or kit.theme.colours.brand
    return Row(
        Badge(str(number), tone, solid=True, size="body"),
        Text(text, "lead", grow=1),
        gap=kit.theme.mm(4), valign="center",
    )


def state_row(kit: Kit, icon: str, title: str, state: str, do: str, tone: Tone, *, size: str = "lead") -> Part:
    """What something is, how it stands, and what to do about it."""
    theme = kit.theme
    return Row(
        Tile(icon, theme.type(16), tone),
        Column(
            Text(title, "small", "ink2"),
            Text(state, size, tone.deep, bold=True),
            Text(do, "body", "ink") if do else None,
            gap=theme.mm(0.4), grow=1,
        ),
        gap=theme.mm(5), valign="center",
    )


def paired(kit: Kit, rows: list[Part]) -> list[Part]:
    """Two rows side by side where the room is wide and low (low reach, landscape); else as they are."""
    if not (kit.theme.landscape and kit.theme.low_reach):
        return rows
    for row in rows:
        row.grow = 1.0
    pairs = [rows[start:start + 2] for start in range(0, len(rows), 2)]
    if pairs and len(pairs[-1]) == 1:
        pairs[-1].append(Space(0, 1.0))
    return [Row(*pair, gap=kit.theme.mm(6), valign="top") for pair in pairs]
