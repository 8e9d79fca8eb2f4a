"""The guide card of one item, found by search: everything about it, and the way to do it here."""

from __future__ import annotations

from kiosk.guide.details import ItemDetail
from kiosk.steps import ShowItem
from screens.filing.rows import choice_row
from screens.guide.item_card_parts import card_head, main_facts, more_parts, side_by_side, why_parts
from screens.guide.sheets.frame import button_height, dialog
from screens.parts.basic import Card, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button

SPLIT = 0.46


class ShowItemScreen(Screen[ShowItem]):
    """Main facts first; the rest on pages below or beside them."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.choice_at = PageAt()
        self.choosing = False

    def show(self, step: ShowItem) -> None:
        """Another item starts on its first page."""
        if self.step is not None and self.step != step:
            self.at.page, self.choosing = 0, False
        super().show(step)

    def choose(self, choosing: bool) -> None:
        """Open or close the choice of life events."""
        self.choosing = choosing
        self.redraw()

    def sheet(self, step: ShowItem) -> Sheet:
        """See :class:`Screen`."""
        kit, theme, detail = self.kit, self.kit.theme, step.detail
        rest = [*why_parts(kit, detail), *more_parts(kit, detail)]
        head = card_head(kit, detail, large=not theme.look.large)
        above = Column(head, *main_facts(kit, detail), gap=theme.mm(5))
        fits = self._has_room(above)
        top = above if fits else head
        body: list[Part] = rest if fits else [*self._leading(detail), *rest]
        return Sheet(
            stage=kit.t("item.stage"), top=top, body=Pages(body, self.at, gap=theme.mm(4)),
            actions=self._actions(step), split=SPLIT if fits else 0.3,
            over=self._which(step) if self.choosing else None,
        )

    def _has_room(self, above: Part) -> bool:
        """Whether the main facts stand beside the rest of a landscape page, or above it in low reach."""
        theme = self.kit.theme
        wide = theme.width - 2 * theme.margin
        if theme.low_reach:
            return above.tall(self.kit, wide) <= theme.height // 2 - theme.type(23) - 2 * theme.space - theme.mm(2)
        high = theme.height - theme.type(23) - theme.button - 2 * theme.space - theme.mm(9)
        return theme.landscape and above.tall(self.kit, round(wide * SPLIT)) <= high

    def _leading(self, detail: ItemDetail) -> list[Part]:
        """The main facts in one card, or one by one where a page is short."""
        theme = self.kit.theme
        facts = main_facts(self.kit, detail)
        if theme.look.large or theme.low_reach:
            return side_by_side(self.kit, facts)
        return [Card(Column(*facts, gap=theme.mm(5)), pad_y=theme.mm(6))]

    def _actions(self, step: ShowItem) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        place = step.detail.place.id
        way = Button(t("item.way"), lambda: visit.open_place(place), icon="directions", name="item:way")
        if not step.scenarios:
            return [way]
        only = step.scenarios[0].id if len(step.scenarios) == 1 else ""

        def begin() -> None:
            if only:
                visit.choose_scenario(only)
            else:
                self.choose(True)

        return [way, Button(t("item.do"), begin, kind="primary", tail="arrow-right", name="item:do")]

    def _which(self, step: ShowItem) -> Part:
        kit, theme, t = self.kit, self.kit.theme, self.kit.t
        rows: list[Part] = [
            choice_row(
                kit, t.of(scenario.title), t.of(scenario.say), scenario.icon,
                lambda chosen=scenario.id: self.desk.visit.choose_scenario(chosen),  # type: ignore[misc]
                name=f"scenario:{scenario.id}",
            )
            for scenario in step.scenarios
        ]
        if theme.landscape and theme.low_reach:
            pairs = [rows[start:start + 2] for start in range(0, len(rows), 2)]
            rows = [Row(*(part.growing() for part in pair), gap=theme.gap) for pair in pairs]
        back = Button(
            t("item.do_back"), lambda: self.choose(False), icon="close", name="item:do_back", kind="quiet",
            height=button_height(kit),
        )
        head = Text(t("item.do_which"), "title", bold=True, tight=True)
        return dialog(kit, head, rows, self.choice_at, [back], choices=True)
