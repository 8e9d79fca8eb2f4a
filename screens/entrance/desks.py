"""Two small desks: a checklist without an application, a number without an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kiosk.catalog.values import Scenario
from kiosk.steps import PrintDesk, TicketDesk
from screens.entrance.home import printer_dead
from screens.parts.basic import Card, Icon, Notice, Text, Tile
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Tap

S = TypeVar("S", PrintDesk, TicketDesk)


class _Desk(Screen[S]):
    """A list of matters, one act for each."""

    keeps = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()

    def rows(self, scenarios: tuple[Scenario, ...], icon: str, call: Callable[[str], object]) -> Part:
        """One card a matter."""
        theme = self.kit.theme
        ordered = sorted(scenarios, key=lambda entry: entry.id, reverse=True)
        return Pages([self._row(entry, icon, call) for entry in ordered], self.at, gap=theme.mm(5))

    def _row(self, scenario: Scenario, icon: str, call: Callable[[str], object]) -> Part:
        theme, t = self.kit.theme, self.kit.t
        words = Column(
            Text(t.of(scenario.title), "big", bold=True, fit=True, tight=True),
            Text(t.of(scenario.say), "lead", "ink2", tight=True),
            gap=theme.mm(2), valign="center",
        )
        words.grow = 1.0
        face = Card(
            Row(Tile(scenario.icon, theme.type(30), theme.hue(scenario.hue)), words, Icon(icon, theme.type(14)),
                gap=theme.mm(6)),
            pad=theme.mm(8), pad_y=theme.mm(9 if not theme.low_reach else 4),
        )
        tap = Tap(face, lambda: call(scenario.id), t.of(scenario.title), name=f"scenario:{scenario.id}").stretching()
        return self.beside(tap, scenario)

    def beside(self, tap: Part, scenario: Scenario) -> Part:
        """The card with what stands beside it; by itself at most desks."""
        return tap


class PrintDeskScreen(_Desk[PrintDesk]):
    """Choose a matter, its checklist or its filled sample form is printed."""

    def sheet(self, step: PrintDesk) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        dead = printer_dead(step.form_printer)
        top = Column(
            heading(t("print_desk.title"), t("print_desk.why")),
            Notice(t("print_desk.dead"), "bad", icon="printer-off", bold=True) if dead else None, gap=theme.mm(5),
        )
        rows = self.rows(step.scenarios, "printer", lambda name: self.desk.visit.print_checklist(name))
        return Sheet(stage=t("print_desk.stage"), top=top, body=rows)


    def beside(self, tap: Part, scenario: Scenario) -> Part:
        """The card and, next to it, the filled sample form of the same matter."""
        t, theme = self.kit.t, self.kit.theme
        sample = Tap(
            Card(
                Column(
                    Icon("file-eye-outline", theme.type(14), "brand"),
                    Text(t("print_desk.sample"), "body", "brand", bold=True, align="center", tight=True),
                    gap=theme.mm(2), valign="center",
                ),
                pad=theme.mm(4),
            ),
            lambda: self.desk.visit.print_sample(scenario.id),
            t("print_desk.sample_for", matter=t.of(scenario.title)),
            name=f"sample:{scenario.id}",
        ).stretching()
        tap.grow = 1.0
        return Row(tap, sample, gap=theme.mm(4))


class TicketDeskScreen(_Desk[TicketDesk]):
    """Choose what it is about, take one number."""

    def sheet(self, step: TicketDesk) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        dead = printer_dead(step.ticket_printer)
        top = Column(
            heading(t("ticket_desk.title"), t("ticket_desk.why")),
            Notice(t("ticket_desk.dead"), "care", icon="printer-off", bold=True) if dead else None, gap=theme.mm(5),
        )
        rows = self.rows(
            step.scenarios, "ticket-confirmation-outline", lambda name: self.desk.visit.take_number_for(name)
        )
        return Sheet(stage=t("ticket_desk.stage"), top=top, body=rows)
