"""The first page of a visit: matters as cards, a search field, and the four small services."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.catalog.values import Scenario
from kiosk.devices.outcomes import PrinterStatus
from kiosk.steps import Home
from screens.entrance.attract import hall_header
from screens.parts.basic import Card, Hero, Icon, Notice, Text, Tile
from screens.parts.flow import Column, Either, Grid, Part, Row, Space
from screens.parts.frame import Desk, Screen
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button, Tap

if TYPE_CHECKING:
    from kiosk.words import Remark

FEW = 2


class HomeScreen(Screen[Home]):
    """What do you want done? One touch on a card begins."""

    keeps = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()

    def on_shown(self) -> None:
        """Always open at the first page of cards."""
        if self.at.page:
            self.at.page = 0
            self.redraw()

    def paint(self, step: Home) -> None:
        """See :class:`Screen`."""
        theme = self.kit.theme
        pen = Pen(self.kit, self)
        whole = Box(0, 0, theme.width, theme.height)
        header, rest = whole.cut_top(theme.type(34) if not theme.low_reach or not theme.landscape else theme.type(30))
        if step.remark:
            self._answer(pen, header, step.remark)
        else:
            hall_header(self, pen, header)
        rest = rest.inset(theme.margin, theme.mm(7), theme.margin, theme.mm(9))
        nav, rest = rest.cut_bottom(theme.button if theme.landscape else theme.main_button, theme.mm(7))
        self._nav().draw(pen, nav)
        if theme.low_reach:
            self._low(pen, rest, step)
        elif theme.landscape:
            if not step.service.can_file:
                closed = self._closed(step)
                strip, rest = rest.cut_top(closed.tall(self.kit, rest.w), theme.mm(5))
                closed.draw(pen, strip)
            left, right = rest.cut_left(round(rest.w * 0.36), theme.mm(8))
            self._left(step).draw(pen, left)
            Column(self._printers(step), self._matters(step), gap=theme.mm(5)).draw(pen, right)
        else:
            few = len(step.scenarios) <= FEW and not theme.look.large and step.service.can_file
            parts = (self._hero(), self._warning(step), self._matters(step), self._how() if few else None)
            Column(*parts, self._services(4), gap=theme.mm(7)).draw(pen, rest)

    def _answer(self, pen: Pen, box: Box, remark: Remark) -> None:
        """In the place of the hall's name, so that no button moves under a finger."""
        t, theme = self.kit.t, self.kit.theme
        tone = theme.colours.care
        said = Text(t.remark(remark), "lead", bold=True, tight=True, fit=True, grow=1)
        pen.rect(box, tone.pale)
        pen.rect(Box(box.x, box.y, box.w, theme.mm(1)), tone.deep)
        row = Row(Icon("qrcode-remove", theme.type(14), tone), said, gap=theme.mm(5), valign="center")
        row.draw(pen, box.inset(theme.margin, theme.mm(2)))

    def _low(self, pen: Pen, rest: Box, step: Home) -> None:
        theme = self.kit.theme
        line = theme.height // 2
        upper = Box(rest.x, line + theme.space, rest.w, rest.top - line - theme.space)
        white = theme.colours.on_hero
        warning = self._warning(step)
        tight = warning is not None and theme.landscape and theme.look.large
        greeting = Column(
            Text(self.kit.t("home.title"), "big" if tight else "huge", white, bold=True, fit=True, tight=True),
            None if tight else Text(self.kit.t("home.sentence_low"), "lead", white),
            gap=theme.mm(4), valign="center",
        )
        flat = theme.landscape and not step.service.can_file
        hero = Hero(greeting, grow=1, pad=theme.mm(5)) if tight else Hero(greeting, grow=1)
        Column(None if flat else hero, warning, gap=theme.space, valign="center").draw(pen, upper)
        lower = Box(rest.x, rest.y, rest.w, line - rest.y)
        if theme.landscape:
            left, right = lower.cut_left(round(lower.w * 0.3), theme.mm(7))
            Column(self._search(), self._services(2), gap=theme.gap).draw(pen, left)
            self._pages(step, 3).draw(pen, right)
        else:
            Column(self._search(), self._services(4), self._pages(step, 2), gap=theme.mm(5)).draw(pen, lower)

    def _left(self, step: Home) -> Part:
        theme = self.kit.theme
        if theme.look.large and not step.service.can_file:
            return Column(self._search(), self._services(2), gap=theme.mm(5))
        hero = self._hero(stretch=True)
        hero.grow = 1.0
        return Column(hero, self._services(2), gap=theme.mm(5))

    def _hero(self, *, stretch: bool = False) -> Part:
        theme, t = self.kit.theme, self.kit.t
        white = theme.colours.on_hero
        return Hero(
            Column(
                Text(t("home.title"), "huge" if not stretch else "big", white, bold=True, fit=True, tight=True),
                Text(t("home.sentence"), "body", white),
                Space(0, 1.0) if stretch else Space(theme.mm(2)),
                self._search(),
                gap=theme.mm(3),
            ),
            pad=theme.mm(7 if stretch else 9),
        )

    def _search(self) -> Part:
        theme, t = self.kit.theme, self.kit.t
        face = Card(
            Row(
                Icon("magnify", theme.type(11)),
                Text(t("home.search"), "body", "ink2", fit=True, grow=1),
                gap=theme.mm(4), valign="center",
            ),
            pad=theme.mm(6), pad_y=theme.mm(3), radius=theme.type(11),
        )
        return Tap(face, lambda: self.desk.visit.open_search(), t("home.search"), name="search", radius=theme.type(11))

    def _warning(self, step: Home) -> Part | None:
        printers = self._printers(step)
        if step.service.can_file:
            return printers
        return Column(self._closed(step), printers, gap=self.kit.theme.mm(3))

    def _printers(self, step: Home) -> Part | None:
        t, full = self.kit.t, step.service.can_file
        no_form = "home.no_form" if full else "service.no_form"
        dead = [
            t(key)
            for key, status in (("home.no_ticket", step.ticket_printer), (no_form, step.form_printer))
            if status is not None and not status.can_print
        ]
        return Notice("\n".join(dead), "care", icon="printer-off") if dead else None

    def _closed(self, step: Home) -> Part:
        """Nothing can be handed in here now: said before anybody begins, with what can be done and where to go."""
        t, theme, hall = self.kit.t, self.kit.theme, step.hall
        window = t.of(hall.place(hall.combined_window).name)
        can = "service.open_no_print" if printer_dead(step.form_printer) else "service.open"
        said = Column(
            Text(t("service.closed"), "lead", "care", bold=True, tight=True),
            None if theme.look.large and theme.landscape else Text(t(can), "body", tight=True),
            Text(t("service.where", window=window), "body", bold=True, tight=True),
            gap=theme.mm(1), grow=1,
        )
        tone = theme.colours.care
        row = Row(Icon("send-lock", theme.type(14), tone), said, gap=theme.mm(5), valign="center")
        return Card(row, pad=theme.mm(5), pad_y=theme.mm(3.4), fill=tone.pale, edge=tone.deep, flat=True)

    def _services(self, columns: int) -> Part:
        t, theme, desk = self.kit.t, self.kit.theme, self.desk
        pairs: list[tuple[str, str, str, Callable[[], None]]] = [
            ("home.number", "ticket-confirmation-outline", "number", lambda: desk.visit.open_ticket_desk()),
            ("home.progress", "file-search-outline", "progress", lambda: desk.visit.open_progress()),
            ("home.print", "printer-outline", "print", lambda: desk.visit.open_print_desk()),
            ("home.way", "map-marker-outline", "way", lambda: desk.visit.open_way()),
        ]
        flat = theme.low_reach and theme.landscape
        high = theme.target if flat else theme.type(27)
        made = [
            Button(t(key), call, icon=icon, size="body", stacked=not flat, name=name, height=high, grow=1)
            for key, icon, name, call in pairs
        ]
        if columns == 4:
            return Row(*made, gap=theme.gap)
        return Column(Row(*made[:2], gap=theme.gap), Row(*made[2:], gap=theme.gap), gap=theme.gap)

    def _matters(self, step: Home) -> Part:
        theme, t = self.kit.theme, self.kit.t
        part = Column(
            Row(
                Text(t("home.matters"), "title", bold=True),
                Text(t("home.matters_count", n=len(step.scenarios)), "body", "ink2", align="right", grow=1),
                valign="center", gap=theme.space,
            ),
            self._pages(step, 2),
            gap=theme.mm(4),
        )
        part.grow = 1.0
        return part

    def _pages(self, step: Home, columns: int) -> Part:
        theme = self.kit.theme
        if len(step.scenarios) <= (3 if theme.landscape else 5) and not theme.low_reach:
            rich = Grid([self._rich(s) for s in step.scenarios], 1, theme.mm(6), grow=1, most=theme.type(96))
            plain = Grid([self._card(s, 1) for s in step.scenarios], 1, theme.mm(4), grow=1, most=theme.type(52))
            return Either(rich, Either(plain, self._side_by_side(step, columns)))
        return self._side_by_side(step, columns)

    def _side_by_side(self, step: Home, columns: int) -> Part:
        theme = self.kit.theme
        made = self._brief if theme.look.large else lambda scenario: self._card(scenario, columns)
        cards = [made(scenario) for scenario in step.scenarios]
        together = Grid(cards, columns, theme.mm(5), grow=1, most=theme.type(52 if len(cards) > 3 else 90))
        rows: list[Part] = []
        for start in range(0, len(cards), columns):
            row = [self._brief(scenario) for scenario in step.scenarios[start : start + columns]]
            blanks = [Space(0, 1.0) for _ in range(columns - len(row))]
            rows.append(Row(*row, *blanks, gap=theme.mm(5)))
        paged = Pages(rows, self.at, gap=theme.mm(5))
        brief = Grid([self._brief(s) for s in step.scenarios], columns, theme.gap, grow=1, most=theme.type(40))
        return Either(together, Either(brief, paged))

    def _how(self) -> Part:
        """What will happen, in three words: room that few matters leave."""
        theme, t = self.kit.theme, self.kit.t
        made: list[Part] = []
        for number, icon in enumerate(("chat-question-outline", "card-account-details-outline", "ticket-outline"), 1):
            words = Column(
                Text(t(f"home.how_{number}"), "body", bold=True, align="center", tight=True),
                Text(t(f"home.how_{number}_why"), "small", "ink2", align="center", tight=True),
                gap=theme.mm(1),
            )
            made.append(Column(Icon(icon, theme.type(14)), words, gap=theme.mm(2), align="fill"))
        return Card(Grid(made, 3, theme.mm(4)), pad=theme.mm(4), pad_y=theme.mm(5), fill="brand", flat=True)

    def _rich(self, scenario: Scenario) -> Part:
        """A wide card with room for what it holds, while there are few matters."""
        theme, t = self.kit.theme, self.kit.t
        title, tone = t.of(scenario.title), theme.hue(scenario.hue)
        words = Column(
            Text(title, "title", bold=True, tight=True),
            Text(t.of(scenario.say), "body", "ink2", tight=True),
            Text(
                t("home.holds", items=len(scenario.items), questions=len(scenario.questions)), "body", tone.deep,
                bold=True, tight=True,
            ),
            gap=theme.mm(3), valign="center",
        )
        words.grow = 1.0
        face = Card(
            Row(
                Tile(scenario.icon, theme.type(34), tone), words, Icon("chevron-right", theme.type(12)),
                gap=theme.mm(7),
            ),
            pad=theme.mm(9),
        )
        return Tap(
            face, lambda: self.desk.visit.choose_scenario(scenario.id), title, name=f"scenario:{scenario.id}",
            least=theme.type(52),
        )

    def _card(self, scenario: Scenario, columns: int) -> Part:
        theme, t = self.kit.theme, self.kit.t
        title = t.of(scenario.title)
        says = columns == 1 or (columns < 3 and not theme.look.large)
        words = Column(
            Text(title, "lead", bold=True, fit=True, tight=True),
            Text(t.of(scenario.say), "small", "ink2", tight=True) if says else None,
            gap=theme.mm(1.6), valign="center",
        )
        words.grow = 1.0
        face = Card(
            Row(
                Tile(scenario.icon, theme.type(19), theme.hue(scenario.hue)),
                words,
                Icon("chevron-right", theme.type(8)),
                gap=theme.mm(4),
            ),
            pad=theme.mm(6), pad_y=theme.mm(5),
        )
        return Tap(
            face, lambda: self.desk.visit.choose_scenario(scenario.id), title, name=f"scenario:{scenario.id}",
            least=theme.type(36 if not theme.look.large else 28), grow=1.0,
        )

    def _brief(self, scenario: Scenario) -> Part:
        """A card with the name alone, so that a dozen matters are seen at once."""
        theme = self.kit.theme
        title = self.kit.t.of(scenario.title)
        words = Text(title, "lead", bold=True, tight=True, fit=True, grow=1)
        face = Card(
            Row(Tile(scenario.icon, theme.type(16), theme.hue(scenario.hue)), words, gap=theme.mm(4), valign="center"),
            pad=theme.mm(5), pad_y=theme.mm(2.5),
        )
        return Tap(
            face, lambda: self.desk.visit.choose_scenario(scenario.id), title, name=f"scenario:{scenario.id}",
            least=theme.type(24), grow=1.0,
        )

    def _nav(self) -> Part:
        t, theme, desk = self.kit.t, self.kit.theme, self.desk
        help_button = Button(
            t("frame.help"), lambda: desk.visit.call_guide(), icon="face-agent", kind="primary", name="help", grow=1.7
        )
        others: list[Part] = [
            Button(t("frame.language"), desk.switch_language, icon="translate", name="language", size="body", grow=1.2),
            Button(t("frame.looks"), desk.open_looks, icon="human-handsup", name="looks", size="body", grow=1.2),
            Button(t("frame.end"), lambda: desk.visit.leave(), icon="exit-run", name="leave", size="body", grow=1),
        ]
        return Row(help_button, *others, gap=theme.gap)


def printer_dead(status: PrinterStatus | None) -> bool:
    """True when a printer is known not to print."""
    return status is not None and not status.can_print
