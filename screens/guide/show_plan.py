"""The plan: what it costs now and before, what happens in which order, what to bring, and why."""

from __future__ import annotations

from kiosk.guide.plan import Plan
from kiosk.steps import ShowPlan
from screens.guide.compare import compare_parts
from screens.guide.given import given_lines
from screens.guide.materials import material_parts, to_bring
from screens.guide.sheets.account import account_sheet
from screens.guide.sheets.item import item_sheet
from screens.guide.sheets.printing import print_sheet
from screens.guide.stages import afterwards, stage_columns, stage_rows, staged
from screens.guide.tally import tally_panel
from screens.parts.basic import FIT, Notice, Text
from screens.parts.flow import Column, Drawn, Either, Fixed, Part, Row
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button

TABS = ("stages", "papers", "compare", "answers")
SPLIT = 0.33


class ShowPlanScreen(Screen[ShowPlan]):
    """Tabs under the big numbers; the main action is always in view."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.tab = "stages"
        self.pages = {tab: PageAt() for tab in TABS}
        self.over_at = PageAt()
        self.printing = False
        self.noted = self.told = False

    def open_tab(self, tab: str) -> None:
        """Show another part of the plan."""
        self.tab = tab
        self.redraw()

    def choose_print(self, choosing: bool) -> None:
        """Open or close the choice of what to print."""
        self.printing = choosing
        self.redraw()

    def show(self, step: ShowPlan) -> None:
        """What is newly unfolded starts on its first page."""
        if self.step is not None and self.step != step:
            self.printing = False
            if (self.step.detail, self.step.account) != (step.detail, step.account):
                self.over_at.page = 0
        super().show(step)

    def sheet(self, step: ShowPlan) -> Sheet:
        """See :class:`Screen`."""
        t, theme, plan = self.kit.t, self.kit.theme, step.plan
        return Sheet(
            stage=self._stage(t.of(plan.scenario.title)),
            top=self._top(step, theme.landscape and not theme.low_reach),
            body=self._body(step),
            actions=self._actions(step),
            over=self._over(step),
            split=SPLIT,
        )

    def _stage(self, matter: str) -> str:
        """Where the citizen is; a long name of a matter stands alone."""
        theme, whole = self.kit.theme, self.kit.t("plan.stage_title", matter=matter)
        short = self.kit.bank.width(whole, round(theme.title * FIT), True) <= theme.width * 0.66
        return whole if short else matter

    def _actions(self, step: ShowPlan) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        wide = self.kit.theme.landscape
        size = "body" if wide else "lead"
        return [
            Button(t("plan.print"), lambda: self.choose_print(True), icon="printer", name="print", size=size, grow=1.0),
            Button(t("plan.check"), lambda: visit.check_papers(), icon="format-list-checks", name="check", size=size,
                   grow=1.4),
            Button(t("plan.start"), lambda: visit.start_application(), kind="primary", tail="arrow-right",
                   name="start", size="lead" if wide else "title", grow=2.0 if not wide else 1.6)
            if step.can_file else
            Button(t("service.number"), lambda: visit.take_number_for(step.plan.scenario.id), kind="primary",
                   icon="ticket-confirmation-outline", name="number", size="lead", grow=2.0 if not wide else 1.6),
        ]

    def _closed(self, step: ShowPlan) -> list[Part]:
        """Before anything is filled in: nothing can be handed in here now, and what to do instead."""
        return [] if step.can_file else [Notice(self.kit.t("service.plan"), "care", icon="send-lock", bold=True)]

    def _over(self, step: ShowPlan) -> Part | None:
        if step.detail is not None:
            return item_sheet(self, step.detail, self.over_at)
        if step.account is not None:
            return account_sheet(self, step.plan, step.account, self.over_at)
        return print_sheet(self, lambda: self.choose_print(False)) if self.printing else None

    def _body(self, step: ShowPlan) -> Part:
        """Tabs above what they open, or beside it where the page is low."""
        theme, tabs = self.kit.theme, self._tabs(step)
        if not (theme.low_reach and theme.landscape):
            return Column(Row(*tabs, gap=theme.gap), self._tab(step, 2), gap=theme.mm(5), grow=1)
        pairs = [Row(*tabs[start:start + 2], gap=theme.gap) for start in range(0, len(tabs), 2)]
        return Row(Fixed(Column(*pairs, gap=theme.gap), width=theme.type(118)), self._tab(step, 2), gap=theme.mm(6))

    def _top(self, step: ShowPlan, side: bool) -> Part:
        theme, t = self.kit.theme, self.kit.t
        columns = 2 if side else 4
        panel = tally_panel(
            self, step.plan, columns=columns, small=theme.look.large and not side, touch=not theme.low_reach
        )
        closed, notes = self._closed(step), [Notice(t.of(note), "care") for note in step.plan.notes]
        whole = Column(panel, *closed, *(notes or [self._vouch(step)]), gap=theme.mm(5))
        self.noted = self._has_room(whole)
        told = Column(panel, *closed, gap=theme.mm(5))
        tall = not (theme.low_reach or theme.landscape)
        self.told = self.noted or (bool(closed) and (tall or self._has_room(told)))
        return whole if self.noted else told if self.told else panel

    def _has_room(self, whole: Part) -> bool:
        """Notes stand under the numbers where there is room for them; else they end the list of stages."""
        theme = self.kit.theme
        wide = theme.width - 2 * theme.margin
        if theme.low_reach:
            high = theme.height // 2 - theme.type(23) - 2 * theme.space - theme.mm(2)
        elif theme.landscape:
            wide = round(wide * SPLIT)
            high = theme.height - theme.type(23) - theme.button - 2 * theme.space - theme.mm(9)
        else:
            return False
        return whole.tall(self.kit, wide) <= high

    def _vouch(self, step: ShowPlan) -> Part:
        t, source = self.kit.t, step.plan.source
        line = t("plan.source_line", title=source.title, date=source.as_of)
        return Text(line if source.confident else f"{line}{t('plan.dot')}{t('plan.not_sure_short')}", "small", "ink2")

    def _tabs(self, step: ShowPlan) -> list[Part]:
        t, theme = self.kit.t, self.kit.theme
        labels = {
            "stages": (t("plan.tab_stages", n=len(step.plan.items)), "format-list-numbered"),
            "papers": (t("plan.tab_papers", n=to_bring(step.plan)), "bag-personal-outline"),
            "compare": (t("plan.tab_compare"), "scale-unbalanced"),
            "answers": (t("plan.tab_answers"), "pencil-outline"),
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
        rows_wide = columns if theme.landscape and not (theme.low_reach and theme.look.large) else 1
        if self.tab == "papers":
            return Pages(material_parts(self, step.plan, rows_wide), at, gap=theme.mm(3.2))
        if self.tab == "compare":
            return Pages(compare_parts(self, step.plan, rows_wide), at, gap=theme.mm(3.2))
        if self.tab == "answers":
            lines = given_lines(self, step.given)
            return Pages([Text(t("plan.change_help"), "body", "ink2"), *lines], at, gap=theme.mm(4))
        plan = step.plan
        wide = theme.landscape and not theme.low_reach and not theme.look.large and len(staged(plan)) <= 3
        notes: list[Part] = [] if self.noted else [Notice(t.of(note), "care") for note in plan.notes]
        vouch: list[Part] = [] if self.noted or notes else [self._vouch(step)]
        columns = 3 if theme.landscape and not theme.low_reach and not theme.look.large else columns
        closed = [] if self.told else self._closed(step)
        rows = Pages([*closed, *stage_rows(self, plan, columns), *notes, *vouch], at, gap=theme.mm(4))
        if not wide or closed:
            return rows
        return Either(self._picture(plan, [*afterwards(self, plan, 3), *notes, *vouch]), rows)

    def _picture(self, plan: Plan, below: list[Part]) -> Part:
        """Stages side by side, as far as they fit in one page; what comes after may stand on a second one."""
        theme = self.kit.theme
        picture = stage_columns(self, plan)
        whole = Pages([picture, *below], self.pages["stages"], gap=theme.mm(4))
        turner = theme.target + theme.space if below else 0
        return Drawn(whole.draw, lambda kit, width: picture.tall(kit, width) + turner)
