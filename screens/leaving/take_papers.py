"""The number, huge until it is on paper; where to go; and the truth about both prints."""

from __future__ import annotations

from kiosk.slips.ticket import TicketGrant
from kiosk.steps import Outcome, TakePapers
from screens.filing.stages import STAGES, stage_title
from screens.leaving.paper_state import (
    PaperState,
    can_reprint,
    missing,
    number_on_paper,
    paper_name,
    paper_use,
    papers_state,
    slip_state,
    ticket_state,
    tone_of,
)
from screens.parts import (
    Badge,
    Button,
    Card,
    Column,
    Hero,
    Icon,
    Kit,
    PageAt,
    Pages,
    Part,
    Row,
    Screen,
    Sheet,
    Space,
    Text,
    Tile,
)
from screens.parts.fitting import Fitting
from screens.parts.frame import Desk

SHORT_WAY = 4


class TakePapersScreen(Screen[TakePapers]):
    """Draws :class:`kiosk.steps.TakePapers`."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()

    def sheet(self, step: TakePapers) -> Sheet:
        """See :class:`Screen`."""
        t, visit = self.kit.t, self.desk.visit
        actions: list[Part] = []
        if can_reprint(step):
            actions.append(Button(t("take_papers.reprint"), visit.reprint_ticket, icon="printer", name="reprint"))
        busy = not step.can_finish
        returns = step.outcome is Outcome.PAPERS_ONLY and not busy
        said = "finish" if not busy else "busy_number" if step.number_pending else "busy"
        actions.append(
            Button(
                t(f"take_papers.{said}"), visit.finish, icon="timer-sand" if busy else "check", name="finish",
                kind="primary", enabled=not busy,
            )
        )
        return Sheet(
            stage_title(self.kit, "papers"), self._body(step), top=self._top(step), actions=actions,
            done=len(STAGES) - 1 if busy else len(STAGES), total=len(STAGES), split=0.44, controls=False,
            nav=("back", "help", "looks") if returns else ("help", "looks"),
        )

    def _top(self, step: TakePapers) -> Part:
        beside = self.kit.theme.landscape
        return Fitting(self._number(step), self._way(step) if beside else None, gap=self.kit.theme.mm(4))

    # -- the number -----------------------------------------------------------------------------------------------

    def _number(self, step: TakePapers) -> Part:
        t, theme, on = self.kit.t, self.kit.theme, self.kit.theme.colours.on_hero
        head = Text(t.of(step.matter), "lead", on, bold=True)
        if step.number is None:
            return Hero(Column(head, Space(theme.mm(2)), *self._without_number(step)), pad=theme.mm(8))
        size = theme.type(26 if number_on_paper(step) else 36 if theme.landscape else 50)
        return Hero(
            Column(
                Row(
                    Column(
                        Text(t("take_papers.number"), "lead", on),
                        Text(step.number.number, size, on, bold=True, tight=True),
                        grow=1,
                    ),
                    valign="center",
                ),
                self._write_down(step),
                Space(theme.mm(3)),
                Row(
                    self._fact(t("take_papers.window"), self._window(step.number)).growing(1.4),
                    self._fact(t("take_papers.ahead"), self._ahead(step.number)).growing(1.0),
                    gap=theme.mm(4),
                ),
            ),
            pad=theme.mm(8),
        )

    def _write_down(self, step: TakePapers) -> Part | None:
        if number_on_paper(step):
            return None
        colours = self.kit.theme.colours
        return Badge(self.kit.t("take_papers.number_note"), colours.care, icon="pencil", size="body")

    def _fact(self, label: str, value: str) -> Part:
        on = self.kit.theme.colours.on_hero
        return Column(Text(label, "body", on), Text(value, "title", on, bold=True, fit=True, tight=True))

    def _window(self, grant: TicketGrant) -> str:
        """Where to go; the hall names it in Chinese only, so in English it is found among the hall's places."""
        if self.kit.t.language == "zh":
            return grant.window
        return self.kit.t.of(self.desk.hall.one_thing_window) or grant.window

    def _ahead(self, grant: TicketGrant) -> str:
        t = self.kit.t
        if grant.people_ahead is None:
            return t("take_papers.ahead_unknown")
        return t("take_papers.ahead_people", count=grant.people_ahead) if grant.people_ahead else t(
            "take_papers.ahead_none"
        )

    def _without_number(self, step: TakePapers) -> list[Part | None]:
        t, theme, on = self.kit.t, self.kit.theme, self.kit.theme.colours.on_hero
        if step.outcome is Outcome.PAPERS_ONLY:
            title = Text(paper_name(step, t), "big", on, bold=True, tight=True)
            return [title] if missing(step) else [title, Space(theme.mm(2)), Text(paper_use(step, t), "lead", on)]
        if step.number_pending:
            return [Text(t("take_papers.number_pending"), "big", on, bold=True, tight=True)]
        return [
            Text(t("take_papers.number_none"), "big", on, bold=True, tight=True), Space(theme.mm(2)),
            Text(t("take_papers.number_none_do"), "lead", on),
        ]

    # -- outcome, prints, way -------------------------------------------------------------------------------------

    def _body(self, step: TakePapers) -> Part:
        theme, t = self.kit.theme, self.kit.t
        asked = (ticket_state(step, t), papers_state(step, t), slip_state(step, t))
        states = [state for state in asked if state is not None]
        parts: list[Part | None] = [self._outcome(step)]
        parts += [self._print(state) for state in states]
        parts.append(self._code(step))
        if not theme.landscape:
            parts.append(self._way(step))
        return Pages(parts, self._at, gap=theme.mm(3))

    def _outcome(self, step: TakePapers) -> Part | None:
        t, theme, colours = self.kit.t, self.kit.theme, self.kit.theme.colours
        icon, tone = {
            Outcome.FILED: ("check-decagram", colours.good),
            Outcome.KEPT: ("shield-check", colours.brand),
            Outcome.AT_WINDOW: ("hand-extended-outline", colours.care),
        }.get(step.outcome, ("", colours.brand))
        if not icon:
            return None
        name = step.outcome.value
        card = Card(
            Row(
                Icon(icon, theme.type(15), tone.deep),
                Column(
                    Text(t(f"take_papers.{name}"), "lead", tone.deep, bold=True),
                    Text(t(f"take_papers.{name}_do"), "body"),
                    grow=1,
                ),
                gap=theme.mm(5), valign="center",
            ),
            pad=theme.mm(5), pad_y=theme.mm(3), fill=tone.pale, edge=tone.deep, flat=True,
        )
        return card.stretching()

    def _print(self, state: PaperState) -> Part:
        theme = self.kit.theme
        tone = tone_of(state, theme.colours)
        card = Card(
            Row(
                Tile(state.icon, theme.type(15), tone),
                Column(
                    Text(state.title, "small", "ink2"),
                    Text(state.state, "body", tone.deep, bold=True),
                    Text(state.do, "body", "ink") if state.do else None,
                    grow=1,
                ),
                gap=theme.mm(5), valign="center",
            ),
            pad=theme.mm(5), pad_y=theme.mm(2.4), edge=tone.deep if state.mood in ("bad", "care") else None,
        )
        return card.stretching()

    def _code(self, step: TakePapers) -> Part | None:
        if not step.code:
            return None
        t, theme = self.kit.t, self.kit.theme
        card = Card(
            Row(
                Column(Text(t("take_papers.code"), "body", bold=True), Text(t("take_papers.code_do"), "small", "ink2")),
                Text(step.code, "title", "brand", bold=True, align="right", fit=True, grow=1),
                gap=theme.mm(4), valign="center",
            ),
            pad=theme.mm(5), pad_y=theme.mm(2.4),
        )
        return card.stretching()

    def _way(self, step: TakePapers) -> Part | None:
        if not step.way or step.outcome is Outcome.PAPERS_ONLY:
            return None
        t, theme = self.kit.t, self.kit.theme
        legs = [
            Row(
                Badge(str(number), theme.colours.brand, solid=True),
                Text(t.of(leg), "body", grow=1), gap=theme.mm(3), valign="center",
            )
            for number, leg in enumerate(step.way[:SHORT_WAY], start=1)
        ]
        said = Column(Text(t("take_papers.way"), "body", bold=True), *legs, gap=theme.mm(1.4), valign="center")
        return Card(said, pad=theme.mm(5), pad_y=theme.mm(2.6)).stretching()
