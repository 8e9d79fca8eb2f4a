"""Every material at once: what is here and how the rest comes, and at once everything that is missing."""

from __future__ import annotations

from kiosk.filing.bundle import MaterialStatus
from kiosk.steps import GatherMaterials, MaterialMark
from kiosk.steps.photographing import PaperSource
from screens.filing.missing import notice_parts, summary
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
from screens.parts.fitting import Fitting
from screens.parts.frame import Desk

ICONS: dict[str, str] = {"paper": "file-check-outline", "later": "calendar-clock"}
CHECK_ICONS: dict[str, str] = {"paper": "file-check-outline", "later": "file-remove-outline"}


class GatherMaterialsScreen(Screen[GatherMaterials]):
    """Draws :class:`kiosk.steps.GatherMaterials`: the list to mark, and the one-time notice behind a button.

    While only looking (``filing`` False) the notice opens by itself once the last paper is marked.
    """

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()
        self._notice_at = PageAt()
        self._telling = False

    def show(self, step: GatherMaterials) -> None:
        """The last mark of a look brings the notice; a page of filing begins with its list."""
        before = self.step
        if before is not None and before.filing != step.filing:
            self._telling, self._at.page = False, 0
        if before is not None and not step.filing and before.open_count and not step.open_count:
            self._telling, self._notice_at.page = True, 0
        super().show(step)

    def tell(self, telling: bool) -> None:
        """Open the notice, or the list again."""
        self._telling, self._notice_at.page = telling, 0
        self.redraw()

    def sheet(self, step: GatherMaterials) -> Sheet:
        """See :class:`Screen`."""
        kit, theme = self.kit, self.kit.theme
        telling = self._telling and step.notice is not None
        rows = self._told(step) if telling else self._list(step)
        at = self._notice_at if telling else self._at
        progress = (stages_done("materials"), len(STAGES)) if step.filing else (0, 0)
        return Sheet(
            stage_title(kit, "materials") if step.filing else kit.t("gather.check_stage"),
            Pages(rows if theme.look.large else paired(kit, rows), at, gap=theme.mm(3.2)),
            top=self._top(step, telling), actions=self._filing(step) if step.filing else self._checking(step, telling),
            done=progress[0], total=progress[1], split=0.3,
        )

    def _told(self, step: GatherMaterials) -> list[Part]:
        return notice_parts(self.kit, step.plan, step.notice) if step.notice else []

    def _list(self, step: GatherMaterials) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        rows: list[Part] = []
        if not step.filing and step.open_count > 1:
            rows.append(
                Button(t("gather.all_here"), visit.mark_all, icon="check-all", kind="quiet", name="mark_all",
                       height=self.kit.theme.target, size="body")
            )
        rows += [self._yours(mark, step) for mark in step.marks if mark.choices]
        settled = [mark for mark in step.marks if not mark.choices]
        if settled:
            rows.append(self._section(t("gather.not_yours"), t("gather.not_yours_detail")))
            rows += [self._settled(mark, step) for mark in settled]
        return rows

    def _filing(self, step: GatherMaterials) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        ready = step.open_count == 0
        go_on = Button(
            t("gather.go_on") if ready else t("gather.left", count=step.open_count), visit.go_on,
            icon="check" if ready else "", kind="primary" if ready else "plain", name="go_on", enabled=ready,
        )
        if step.open_count > 1:
            every = Button(t("gather.mark_all"), visit.mark_all, icon="check-all", name="mark_all", size="body")
            return [every, go_on]
        if ready and step.notice and (step.notice.missing or step.notice.later):
            return [self._turn(self._telling), go_on]
        return [go_on]

    def _checking(self, step: GatherMaterials, telling: bool) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        back = Button(t("gather.to_plan"), lambda: visit.back(), kind="primary", icon="arrow-left", name="to_plan",
                      size="body")
        printing = Button(t("gather.print_notice"), lambda: visit.print_plan(), icon="printer", name="print_notice",
                          size="body")
        made: list[Part] = [printing, back]
        if step.notice is not None:
            made.insert(0, self._turn(telling))
        for part in made:
            part.grow = 1.0
        return made

    def _turn(self, telling: bool) -> Part:
        t = self.kit.t
        return Button(
            t("gather.see_list") if telling else t("gather.see_missing"), lambda: self.tell(not telling),
            icon="format-list-checks" if telling else "clipboard-alert-outline", name="tell", size="body",
            repeat=True,
        )

    def _top(self, step: GatherMaterials, telling: bool) -> Part:
        t, theme = self.kit.t, self.kit.theme
        yours = sum(bool(mark.choices) for mark in step.marks)
        title = t("gather.notice_title") if telling else t("gather.title" if step.filing else "gather.check_title")
        counts = t("gather.counts", yours=yours, settled=len(step.marks) - yours)
        head = Text(title, "big", bold=True, fit=True, tight=True)
        state = self._state(step, telling)
        if not theme.landscape or theme.low_reach:
            return Column(head, Text(counts, "body", "ink2") if not telling else None, Space(theme.mm(3)), state)
        why = t("gather.yours_detail" if step.filing else "gather.check_why")
        return Fitting(
            Column(head, Space(theme.mm(4)), Text(counts, "body", "ink2"), Space(theme.mm(6)), state),
            Text(why, "body", "ink2"), gap=theme.mm(6),
        )

    def _state(self, step: GatherMaterials, telling: bool) -> Part:
        """How many are still unmarked; once something is marked, everything that is missing."""
        t, theme, colours = self.kit.t, self.kit.theme, self.kit.theme.colours
        ready = step.open_count == 0
        left = "" if ready else t("gather.left" if step.filing else "gather.check_left", count=step.open_count)
        if step.notice:
            marked = any(mark.choices and mark.status for mark in step.marks)
            return summary(self.kit, step.plan, step.notice, "" if telling else left, marked=marked or telling)
        tone = colours.good if ready else colours.care
        return Row(
            Icon("check-circle" if ready else "alert-circle", theme.type(11), tone),
            Text(left or t("gather.left_none"), "lead", tone.deep, bold=True, grow=1),
            gap=theme.mm(3), valign="center",
        )

    def _section(self, title: str, detail: str) -> Part:
        return Column(Space(self.kit.theme.mm(2)), Text(title, "lead", bold=True), Text(detail, "small", "ink2"))

    def _yours(self, mark: MaterialMark, step: GatherMaterials) -> Part:
        theme, colours, t = self.kit.theme, self.kit.theme.colours, self.kit.t
        words = Column(
            Text(t.of(mark.material.name), "body", bold=True),
            Text(self._facts(mark), "small", "ink2"),
            Text(self._due(mark), "small", "care", bold=True) if mark.status == "later" else None,
            grow=1, valign="center",
        )
        below = len(mark.choices) > 2 and (not theme.landscape or theme.look.large or theme.low_reach)
        buttons = Row(
            *(self._choice(mark, status, step, stacked=not below) for status in mark.choices), gap=theme.gap
        )
        done, open_later = colours.good.deep, not step.filing
        icons = {
            None: ("checkbox-blank-circle-outline", colours.ink2), "paper": ("check-circle", done),
            "later": ("alert-circle", colours.care.deep) if open_later else ("check-circle", done),
        }
        icon, ink = icons[mark.status if mark.status in icons else "paper"]
        mark_and_words = Row(Icon(icon, theme.type(9), ink), words, gap=theme.mm(4), valign="center", grow=1)
        if below:
            for part in buttons.parts:
                part.grow = 1.0
            whole: Part = Column(mark_and_words, buttons, gap=theme.mm(2.6))
        else:
            whole = Row(mark_and_words, buttons, gap=theme.mm(4), valign="center")
        return Card(whole, pad=theme.mm(4.5), pad_y=theme.mm(2.6))

    def _choice(self, mark: MaterialMark, status: MaterialStatus, step: GatherMaterials, *, stacked: bool) -> Part:
        visit, chosen, key, filing = self.desk.visit, mark.status == status, mark.material.id, step.filing
        if status == "scanned":
            return self._camera(mark, chosen, step.photo or "camera", stacked=stacked)
        words = f"gather.{status}" if filing else {"paper": "gather.have"}.get(status, "gather.have_not")
        return Button(
            self.kit.t(words), lambda: visit.mark(key, status), size="body",
            icon=(ICONS if filing else CHECK_ICONS)[status] if not chosen else "check-bold",
            kind="primary" if chosen else "quiet",
            name=f"mark:{key}:{status}", height=self.kit.theme.target, stacked=stacked, repeat=True,
        )

    def _camera(self, mark: MaterialMark, chosen: bool, source: PaperSource, *, stacked: bool) -> Part:
        """To the camera or scanner; once pages were taken, back to look at them."""
        visit, key, t = self.desk.visit, mark.material.id, self.kit.t
        icon = "check-bold" if chosen else "camera" if source == "camera" else "scanner"
        return Button(
            t(f"gather.{source}_pages", count=mark.pages) if chosen else t(f"gather.{source}"),
            lambda: visit.photograph(key), size="body", icon=icon, kind="primary" if chosen else "quiet",
            name=f"mark:{key}:scanned", height=self.kit.theme.target, stacked=stacked,
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
