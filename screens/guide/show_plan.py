"""The plan: what it costs now and before, what happens in which order, what to bring, and why."""

from __future__ import annotations

from kiosk.steps import ShowPlan
from screens.guide.given import given_lines
from screens.guide.materials import grouped, material_parts
from screens.guide.stages import stage_columns, stage_rows
from screens.guide.tally import tally_panel
from screens.guide.why import why_sheet
from screens.parts.basic import Notice, Text
from screens.parts.flow import Column, Either, Fixed, Part, Row
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button

TABS = ("stages", "papers", "answers")


class ShowPlanScreen(Screen[ShowPlan]):
    """Three tabs under the big numbers; the main action is always in view."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.tab = "stages"
        self.pages = {tab: PageAt() for tab in TABS}
        self.why_at = PageAt()

    def open_tab(self, tab: str) -> None:
        """Show another part of the plan."""
        self.tab = tab
        self.redraw()

    def show(self, step: ShowPlan) -> None:
        """A newly opened item starts on its first page."""
        if self.step is not None and self.step.open_item != step.open_item:
            self.why_at.page = 0
        super().show(step)

    def sheet(self, step: ShowPlan) -> Sheet:
        """See :class:`Screen`."""
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        plan = step.plan
        side = theme.landscape and not theme.low_reach
        over = why_sheet(self, plan.item(step.open_item), self.why_at) if step.open_item else None
        return Sheet(
            stage=t("plan.stage_title", matter=t.of(plan.scenario.title)),
            top=self._top(step, side),
            body=self._body(step),
            actions=[
                Button(t("plan.print"), lambda: visit.print_plan(), icon="printer", name="print"),
                Button(
                    t("plan.start"), lambda: visit.start_application(), kind="primary", tail="arrow-right",
                    name="start", size="title" if not theme.landscape else "lead",
                ),
            ],
            over=over,
            split=0.33,
        )

    def _body(self, step: ShowPlan) -> Part:
        """Tabs above what they open, or beside it where the page is low."""
        theme = self.kit.theme
        if not (theme.low_reach and theme.landscape):
            return Column(Row(*self._tabs(step), gap=theme.gap), self._tab(step, 2), gap=theme.mm(5), grow=1)
        tabs = Fixed(Column(*self._tabs(step), gap=theme.gap), width=theme.type(74))
        return Row(tabs, self._tab(step, 2), gap=theme.mm(6))

    def _top(self, step: ShowPlan, side: bool) -> Part:
        theme, t = self.kit.theme, self.kit.t
        columns = 2 if side else 4
        panel = tally_panel(self.kit, step.plan, columns=columns, small=theme.look.large and not side)
        if not self._notes_on_top():
            return panel
        notes: list[Part] = [Notice(t.of(note), "care") for note in step.plan.notes]
        return Column(panel, *(notes or [self._vouch(step)]), gap=theme.mm(5))

    def _notes_on_top(self) -> bool:
        """Notes stand under the numbers where there is room for them; else they end the list of stages."""
        theme = self.kit.theme
        if theme.low_reach:
            return not theme.landscape
        return theme.landscape and not theme.look.large

    def _vouch(self, step: ShowPlan) -> Part:
        t, source = self.kit.t, step.plan.source
        line = t("plan.source_line", title=source.title, date=source.as_of)
        return Text(line if source.confident else f"{line}{t('plan.dot')}{t('plan.not_sure_short')}", "small", "ink2")

    def _tabs(self, step: ShowPlan) -> list[Part]:
        t, theme = self.kit.t, self.kit.theme
        labels = {
            "stages": (t("plan.tab_stages", n=len(step.plan.items)), "format-list-numbered"),
            "papers": (t("plan.tab_papers", n=len(grouped(step.plan)["bring"])), "bag-personal-outline"),
            "answers": (t("plan.tab_answers", n=len(step.given)), "pencil-outline"),
        }
        return [
            Button(
                label, lambda tab=tab: self.open_tab(tab), icon=icon, size="body", name=f"tab:{tab}",  # type: ignore[misc]
                kind="primary" if tab == self.tab else "plain", height=theme.target, grow=1,
            )
            for tab, (label, icon) in labels.items()
        ]

    def _tab(self, step: ShowPlan, columns: int) -> Part:
        theme, t = self.kit.theme, self.kit.t
        at = self.pages[self.tab]
        if self.tab == "papers":
            return Pages(material_parts(self.kit, step.plan, columns if theme.landscape else 1), at, gap=theme.mm(3))
        if self.tab == "answers":
            lines = given_lines(self, step.given)
            return Pages([Text(t("plan.change_help"), "body", "ink2"), *lines], at, gap=theme.mm(4))
        plan = step.plan
        wide = theme.landscape and not theme.low_reach and not theme.look.large and len(plan.stages) <= 3
        on_top = self._notes_on_top()
        notes: list[Part] = [] if on_top else [Notice(t.of(note), "care") for note in plan.notes]
        vouch: list[Part] = [] if on_top or notes else [self._vouch(step)]
        columns = 3 if theme.landscape and not theme.low_reach and not theme.look.large else columns
        rows = Pages([*stage_rows(self, plan, columns), *notes, *vouch], at, gap=theme.mm(4))
        return Either(stage_columns(self, plan), rows) if wide else rows
