"""The places to choose from: three groups, each by floor."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.hall import PLACE_KINDS, HallFacts, Place, PlaceKind
from screens.entrance.way.picture import floor_words
from screens.parts.basic import Badge, Card, Text, Tile
from screens.parts.flow import Part, Row, Space
from screens.parts.pen import Kit
from screens.parts.touch import Button, Tap

_ICONS: dict[PlaceKind, str] = {
    "window": "account-tie", "facility": "human-male-female", "travel": "bus",
}


def group_tabs(kit: Kit, hall: HallFacts, chosen: PlaceKind, choose: Callable[[PlaceKind], object]) -> list[Part]:
    """A tab for every kind of place there is; none when there is only one kind."""
    kinds = [kind for kind in PLACE_KINDS if any(place.kind == kind for place in hall.places)]
    if len(kinds) < 2:
        return []

    def tab(kind: PlaceKind) -> Part:
        return Button(
            kit.t(f"find_way.group_{kind}"), lambda: choose(kind), icon=_ICONS[kind], name=f"group:{kind}",
            kind="primary" if kind == chosen else "plain", height=kit.theme.target, grow=1,
        )

    return [tab(kind) for kind in kinds]


def place_rows(
    kit: Kit, places: list[Place], columns: int, choose: Callable[[str], object]
) -> list[Part]:
    """Places by floor, the nearest floor first, as rows of big tiles."""
    theme = kit.theme
    floors: dict[str, list[Place]] = {}
    for place in places:
        floors.setdefault(place.floor, []).append(place)
    rows: list[Part] = []
    for floor in sorted(floors):
        head = Row(Badge(floor_words(kit, floor), theme.colours.brand, solid=True, size="lead"), Space(0, 1.0))
        rows.append(head.leading())
        cards = [_card(kit, place, choose) for place in floors[floor]]
        for start in range(0, len(cards), columns):
            group = cards[start:start + columns]
            spare = [Space(0, 1.0) for _ in range(columns - len(group))]
            rows.append(Row(*group, *spare, gap=theme.mm(4)).stretching())
    return rows


def _card(kit: Kit, place: Place, choose: Callable[[str], object]) -> Part:
    theme = kit.theme
    name = kit.t.of(place.name)
    face = Card(
        Row(
            Tile(place.icon, theme.type(14), theme.colours.brand), Text(name, "lead", bold=True, tight=True, grow=1),
            gap=theme.mm(4), valign="center",
        ),
        pad=theme.mm(4), pad_y=theme.mm(3.4),
    )
    return Tap(face, lambda: choose(place.id), name, name=f"place:{place.id}", grow=1.0,
               least=theme.type(30.5))
