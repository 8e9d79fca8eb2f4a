"""Every material at once: what to hand in and how it comes, and what needs nothing from the citizen."""

from __future__ import annotations

from kiosk.bundle import MaterialStatus
from kiosk.steps import GatherMaterials, MaterialMark
from screens.filing.rows import paired
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import (
    Button,
    Card,
    Column,
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
)
from screens.parts.frame import Desk

ICONS: dict[str, str] = {"paper": "file-check-outline", "later": "calendar-clock"}


class GatherMaterialsScreen(Screen[GatherMaterials]):
    """Draws :class:`kiosk.steps.GatherMaterials`."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()

    def sheet(self, step: GatherMaterials) -> Sheet:
        """See :class:`Screen`."""
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        yours = [mark for mark in step.marks if mark.choices]
        settled = [mark for mark in step.marks if not mark.choices]
        rows: list[Part] = [self._yours(mark) for mark in yours]
        if settled:
            rows.append(self._section(t("gather.not_yours"), t("gather.not_yours_detail")))
            rows += [self._settled(mark, step) for mark in settled]
        ready = step.open_count == 0
        actions: list[Part] = []
        if step.open_count > 1:
            actions.append(
                Button(t("gather.mark_all"), visit.mark_all, icon="check-all", name="mark_all", size="body")
            )
        actions.append(
            Button(
                t("gather.go_on") if ready else t("gather.left", count=step.open_count), visit.go_on,
                icon="check" if ready else "", kind="primary" if ready else "plain", name="go_on", enabled=ready,
            )
        )
        return Sheet(
            stage_title(self.kit, "materials"), Pages(paired(self.kit, rows), self._at, gap=theme.mm(3.2)),
            top=self._top(step, yours, settled), actions=actions, done=stages_done("materials"),
            total=len(STAGES), split=0.3,
        )

    def _top(self, step: GatherMaterials, yours: list[MaterialMark], settled: list[MaterialMark]) -> Part:
        t, theme, colours = self.kit.t, self.kit.theme, self.kit.theme.colours
        ready = step.open_count == 0
        tone = colours.good if ready else colours.care
        state = t("gather.left_none") if ready else t("gather.left", count=step.open_count)
        tally = Row(
            Icon("check-circle" if ready else "alert-circle", theme.type(11), tone),
            Text(state, "lead", tone.deep, bold=True, grow=1),
            gap=theme.mm(3), valign="center",
        )
        counts = t("gather.counts", yours=len(yours), settled=len(settled))
        if theme.landscape and not theme.low_reach:
            return Column(
                Text(t("gather.title"), "big", bold=True, fit=True, tight=True), Space(theme.mm(4)),
                Text(counts, "body", "ink2"), Space(theme.mm(6)), tally,
                Space(theme.mm(6)), Text(t("gather.yours_detail"), "body", "ink2"),
            )
        return Column(
            Text(t("gather.title"), "big", bold=True, fit=True, tight=True), Text(counts, "body", "ink2"),
            Space(theme.mm(3)), tally,
        )

    def _section(self, title: str, detail: str) -> Part:
        return Column(Space(self.kit.theme.mm(2)), Text(title, "lead", bold=True), Text(detail, "small", "ink2"))

    def _yours(self, mark: MaterialMark) -> Part:
        theme, colours, t = self.kit.theme, self.kit.theme.colours, self.kit.t
        done = mark.status is not None
        words = Column(
            Text(t.of(mark.material.name), "body", bold=True),
            Text(self._facts(mark), "small", "ink2"),
            Text(self._due(mark), "small", "care", bold=True) if mark.status == "later" else None,
            grow=1, valign="center",
        )
        buttons = Row(*(self._choice(mark, status) for status in mark.choices), gap=theme.gap)
        icon = Icon(
            "check-circle" if done else "checkbox-blank-circle-outline", theme.type(9),
            colours.good.deep if done else colours.ink2,
        )
        return Card(
            Row(icon, words, buttons, gap=theme.mm(4), valign="center"), pad=theme.mm(4.5), pad_y=theme.mm(2.6),
        )

    def _choice(self, mark: MaterialMark, status: MaterialStatus) -> Part:
        visit, chosen, key = self.desk.visit, mark.status == status, mark.material.id
        return Button(
            self.kit.t(f"gather.{status}"), lambda: visit.mark(key, status), size="body",
            icon=ICONS[status] if not chosen else "check-bold", kind="primary" if chosen else "quiet",
            name=f"mark:{key}:{status}", height=self.kit.theme.target, stacked=True, repeat=True,
        )

    def _facts(self, mark: MaterialMark) -> str:
        t, material = self.kit.t, mark.material
        parts = []
        if not material.certain:
            parts.append(t("gather.maybe"))
        if material.originals:
            parts.append(t("gather.originals", count=material.originals))
        if material.copies:
            parts.append(t("gather.copies", count=material.copies))
        if len(material.used_by) > 1:
            parts.append(t("gather.used_by", count=len(material.used_by)))
        return " · ".join(parts)

    def _due(self, mark: MaterialMark) -> str:
        t = self.kit.t
        if mark.due:
            return t("gather.due", date=t.of(mark.due))
        return t("gather.no_due", count=len(mark.material.used_by))

    def _settled(self, mark: MaterialMark, step: GatherMaterials) -> Part:
        theme, t = self.kit.theme, self.kit.t
        return Card(
            Row(
                Icon("check-circle", theme.type(9), theme.colours.good),
                Column(
                    Text(t.of(mark.material.name), "body", bold=True),
                    Text(self._how(mark, step), "small", "good"),
                    grow=1,
                ),
                gap=theme.mm(4), valign="center",
            ),
            pad=theme.mm(4.5), pad_y=theme.mm(2.2), fill="sunk", flat=True, edge="line",
        )

    def _how(self, mark: MaterialMark, step: GatherMaterials) -> str:
        t = self.kit.t
        if mark.status == "from_item":
            item_id = mark.material.supplier.partition(":")[2]
            return t("gather.from_item", item=t.of(step.plan.item(item_id).name))
        return t("gather.shared" if mark.status == "shared" else "gather.printed_here")
