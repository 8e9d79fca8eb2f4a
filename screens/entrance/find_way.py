"""Where is what: places by kind and floor, and the walk to one of them as a picture and in words."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.hall import HallFacts, Place, PlaceKind
from kiosk.steps import FindWay
from kiosk.way.floors import Rect
from kiosk.way.walking import Walk, walk_to
from kiosk.way.wording import walk_lines
from screens.entrance.way.listing import group_tabs, place_rows
from screens.entrance.way.picture import WalkPicture, floor_words, storeys
from screens.entrance.way.telling import MOST_LEGS, fact_rows, leg_rows, state_card
from screens.parts.basic import Notice, Text, Tile
from screens.parts.flow import Column, Fixed, Part, Row
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button

TOLD_GAP_MM = 2.4
LEAST_PICTURE, MOST_PICTURE = 0.3, 0.46


class FindWayScreen(Screen[FindWay]):
    """Touch a place to see the way. In low reach (a wheelchair) every way takes the lift."""

    keeps = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.group: PlaceKind = "window"
        self.at = PageAt()
        self.told_at = PageAt()
        self.facts_at = PageAt()

    def show(self, step: FindWay) -> None:
        """Another place starts on its first page."""
        if self.step is not None and self.step.place != step.place:
            self.told_at.page = self.facts_at.page = 0
        super().show(step)

    def on_hidden(self) -> None:
        """The next person finds the list as at first."""
        self.group, self.at.page, self.step = "window", 0, None

    def open_group(self, group: PlaceKind) -> None:
        """Show another kind of places."""
        self.group, self.at.page = group, 0
        self.redraw()

    def sheet(self, step: FindWay) -> Sheet:
        """See :class:`Screen`."""
        return self._way(step, step.place) if step.place else self._list(step.hall)

    def _list(self, hall: HallFacts) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        tabs = group_tabs(self.kit, hall, self.group, self.open_group)
        places = [place for place in hall.places if not tabs or place.kind == self.group]
        columns = 3 if theme.landscape and theme.low_reach and not theme.look.large else 2
        rows = Pages(
            place_rows(self.kit, places, columns, lambda place: self.desk.visit.choose_place(place)), self.at,
            gap=theme.mm(4),
        )
        body: Part = Column(Row(*tabs, gap=theme.gap) if tabs else None, rows, gap=theme.mm(5), grow=1)
        if theme.landscape and theme.low_reach and tabs:
            body = Row(Fixed(Column(*tabs, gap=theme.gap), width=theme.type(62)), rows, gap=theme.mm(6))
        return Sheet(
            stage=t("find_way.stage"), top=heading(t("find_way.title"), t("find_way.why")), body=body, split=0.26,
        )

    def _way(self, step: FindWay, place: Place) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        walk = walk_to(step.hall, place, step_free=theme.low_reach)
        state = state_card(self.kit, place, step.opening, self.kit.now())
        facts = fact_rows(self.kit, step.hall, place, step.opening, walk)
        legs = self._legs(step.hall, place, walk)
        sheet = Sheet(
            stage=t("find_way.stage"),
            body=Pages([*legs, *facts], self.told_at, gap=theme.mm(TOLD_GAP_MM)),
            actions=[
                Button(t("find_way.others"), lambda: self.desk.visit.choose_place(None), icon="map-search-outline",
                       kind="primary", name="others"),
            ],
            split=0.56,
            controls=theme.landscape,
        )
        if theme.landscape and theme.low_reach:
            picture = self._picture(step.hall, place, walk, theme.height)
            self._lay_flat(sheet, picture, self._where(place, walk), legs, [state, *facts])
            sheet.stage = t.of(place.name)
            return sheet
        head = Column(self._title(place, walk), state, gap=theme.mm(4))
        picture = self._picture(step.hall, place, walk, self._room(head, [*legs, *facts]))
        sheet.top = Column(head, picture, gap=theme.mm(4), grow=1.0 if theme.landscape else 0.0)
        return sheet

    def _legs(self, hall: HallFacts, place: Place, walk: Walk | None) -> list[Part]:
        lines = walk_lines(hall, place, step_free=self.kit.theme.low_reach)
        if walk is None and hall.stand is not None and place.at is not None:
            return [Notice(self.kit.t.of(line), "care", bold=True) for line in lines]
        theme = self.kit.theme
        little = theme.landscape and theme.low_reach and theme.look.large
        return leg_rows(self.kit, lines, most=2 if little else MOST_LEGS)

    def _lay_flat(
        self, sheet: Sheet, picture: Part, where: str, legs: list[Part], facts: Sequence[Part | None]
    ) -> None:
        """Low and wide: the picture above, the walk and all else side by side in the lower half."""
        theme = self.kit.theme
        gap = theme.mm(TOLD_GAP_MM)
        line = Text(where, "lead", "brand", bold=True, fit=True, tight=True)
        picture.grow = 1.0
        sheet.top = Column(line, picture, gap=theme.mm(4), grow=1.0)
        sheet.body = Row(Pages(legs, self.told_at, gap=gap), Pages(facts, self.facts_at, gap=gap), gap=theme.space)

    def _room(self, head: Part, told: list[Part]) -> int:
        """Height left for the picture on a portrait page when everything else is on it, within bounds."""
        theme, kit = self.kit.theme, self.kit
        wide = theme.width - 2 * theme.margin
        bars = theme.type(23) + theme.type(28) + theme.main_button + 3 * theme.space + theme.mm(2 + 7 + 8 + 4)
        words = head.tall(kit, wide) + sum(part.tall(kit, wide) + theme.mm(TOLD_GAP_MM) for part in told)
        return round(max(LEAST_PICTURE * theme.height, min(MOST_PICTURE * theme.height, theme.height - bars - words)))

    def _picture(self, hall: HallFacts, place: Place, walk: Walk | None, most: int) -> Part:
        return WalkPicture(self.kit, hall, walk, most) if walk is not None else storeys(self.kit, hall, place)

    def _title(self, place: Place, walk: Walk | None) -> Part:
        t, theme = self.kit.t, self.kit.theme
        words = Column(
            Text(t.of(place.name), "title", bold=True, fit=True, tight=True),
            Text(self._where(place, walk), "body", "brand", bold=True, fit=True, tight=True), gap=theme.mm(1), grow=1.0,
            valign="center",
        )
        return Row(Tile(place.icon, theme.type(18), theme.colours.brand), words, gap=theme.mm(4), valign="center")

    def _where(self, place: Place, walk: Walk | None) -> str:
        """Floor, metres and minutes."""
        t = self.kit.t
        where = t("find_way.outside") if _outside(walk) else floor_words(self.kit, place.floor)
        if walk is None:
            return where
        length = t("find_way.length", metres=walk.metres, minutes=walk.minutes)
        return f"{where}{t('plan.dot')}{length}"


def _outside(walk: Walk | None) -> bool:
    """True when the walk ends before the building."""
    return walk is not None and not walk.legs[-1].floor.building.contains(Rect(*walk.legs[-1].points[-1], 0.0, 0.0))
