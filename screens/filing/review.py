"""Check everything, change any line, hand in once."""

from __future__ import annotations

from kiosk.filing.bundle import Fault
from kiosk.steps import Review, ReviewLine, ReviewSection
from screens.filing.rows import paired
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import (
    Button,
    Card,
    Column,
    Icon,
    Kit,
    Notice,
    PageAt,
    Pages,
    Part,
    Row,
    Screen,
    Sheet,
    Space,
    Tap,
    Text,
)
from screens.parts.fitting import Pair
from screens.parts.frame import Desk


class ReviewScreen(Screen[Review]):
    """Draws :class:`kiosk.steps.Review`; after the first tap on the main button there is nothing left to tap."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()
        self._submitting = False

    def show(self, step: Review) -> None:
        """Draw ``step``; a page that comes back (the hall refused) can be handed in again."""
        if self._submitting:
            self._submitting, self.step = False, None
        super().show(step)

    def sheet(self, step: Review) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        main = Button(
            t("review.submitting" if self._submitting else "review.submit"), self._submit,
            icon="progress-clock" if self._submitting else "send", kind="primary", name="submit",
            enabled=not self._submitting,
        )
        actions: list[Part] = [main] if step.can_file else self._instead()
        return Sheet(
            stage_title(self.kit, "review"), Pages(paired(self.kit, self._rows(step)), self._at, gap=theme.gap),
            top=self._top(step), actions=actions, done=stages_done("review"), total=len(STAGES), split=0.3,
        )

    def _instead(self) -> list[Part]:
        """The disk takes nothing now: the filled form and a number, or one more try."""
        t, visit = self.kit.t, self.desk.visit
        return [
            Button(
                t("review.submitting" if self._submitting else "service.try"), self._submit, icon="send",
                name="submit", enabled=not self._submitting, size="body", grow=1.0,
            ),
            Button(
                t("service.to_window"), visit.take_to_window, icon="printer", kind="primary", name="to_window",
                enabled=not self._submitting, size="lead", grow=2.2,
            ),
        ]

    def _submit(self) -> None:
        if self._submitting:
            return
        self._submitting = True
        self.redraw()
        self.desk.visit.submit()

    def _top(self, step: Review) -> Part:
        t, theme = self.kit.t, self.kit.theme
        closed = not step.can_file and not step.faults  # with faults there is no room for both: it heads the rows
        tally = t("review.tally", items=step.items, departments=step.departments)
        return Column(
            Text(
                t("review.title" if step.can_file else "service.review_title"), "big", bold=True, fit=True, tight=True
            ),
            Space(theme.mm(1)),
            Text(t.of(step.title), "body", "ink2", bold=True),
            Text(tally, "body", "ink2"),
            Space(theme.mm(4)) if step.faults else None,
            Notice(t("review.refused", count=len(step.faults)), "bad", bold=True) if step.faults else None,
            Space(theme.mm(4)) if closed else None,
            Notice(t("service.review"), "care", icon="send-lock", bold=True) if closed else None,
        )

    def _rows(self, step: Review) -> list[Part]:
        t = self.kit.t
        faults = {fault_key(fault): fault for fault in step.faults}
        lines = [line for section in step.sections for line in section.lines]
        wrong = [line for line in lines if line.change in faults]
        placed = {line.change for line in wrong}
        rows: list[Part] = []
        if faults and not step.can_file:
            rows.append(Notice(t("service.review"), "care", icon="send-lock", bold=True))
        if faults:
            first: list[Part] = [Notice(fault.message, "bad") for key, fault in faults.items() if key not in placed]
            first += [self._line(line, faults[line.change]) for line in wrong]
            rows += self._titled(t("review.to_fix"), first)
        for section in step.sections:
            rows += self._section(section, placed)
        return rows

    def _section(self, section: ReviewSection, placed: set[str]) -> list[Part]:
        left = [line for line in section.lines if line.change not in placed]
        if not left:
            return []
        title = self.kit.t.of(section.title)
        if len(left) > 1 and len({line.change for line in left}) == 1:
            return self._titled(title, [self._shared_lines(title, left)])
        return self._titled(title, [self._line(line, None) for line in left])

    def _titled(self, title: str, rows: list[Part]) -> list[Part]:
        theme = self.kit.theme
        head = Column(Space(theme.mm(1.5)), Text(title, "lead", "ink2", bold=True), rows[0], gap=theme.mm(1.2))
        return [head, *rows[1:]]

    def _line(self, line: ReviewLine, fault: Fault | None) -> Part:
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        note = t.of(line.note) if line.note.zh else ""
        value = Column(
            Text(t.of(line.shown), "body", bold=True, align="right"),
            Text(note, "small", "ink2", align="right") if note else None,
        )
        words = Column(
            Pair(Text(t.of(line.label), "body", "ink2"), value, theme.mm(3)),
            Text(fault.message, "body", "bad", bold=True) if fault else None,
            grow=1, valign="center",
        )
        face = Card(
            Row(words, self._change_mark(), gap=theme.mm(4), valign="center"), pad=theme.mm(4.5),
            pad_y=theme.mm(1.8), edge="bad" if fault else None, radius=theme.small_radius,
        )
        label = t("review.change_what", what=t.of(line.label))
        return Tap(
            face, lambda: visit.change(line.change), label, name=f"change:{line.change}", radius=theme.small_radius
        )

    def _change_mark(self) -> Part:
        theme = self.kit.theme
        return Row(
            Icon("pencil", theme.type(7.5), theme.colours.brand),
            Text(self.kit.t("review.change"), "body", "brand", bold=True),
            gap=theme.mm(1.4), valign="center",
        )

    def _shared_lines(self, title: str, lines: list[ReviewLine]) -> Part:
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        rows = [
            Row(
                Text(t.of(line.label), "small", "ink", grow=1.6),
                Text(f"{t.of(line.shown)} {t.of(line.note)}".strip(), "small", bold=True, align="right", grow=1),
                gap=theme.mm(3), valign="center",
            )
            for line in lines
        ]
        face = Card(
            Row(Column(*rows, gap=theme.mm(1.4), grow=1), self._change_mark(), gap=theme.mm(4), valign="center"),
            pad=theme.mm(4.5), pad_y=theme.mm(2.4), radius=theme.small_radius,
        )
        change = lines[0].change
        label = t("review.change_what", what=title)
        return Tap(face, lambda: visit.change(change), label, name=f"change:{change}", radius=theme.small_radius)


def fault_key(fault: Fault) -> str:
    """The change key a fault belongs to: ``fields.phone`` is ``field:phone``, ``answers.area`` is ``answer:area``."""
    kind, _, name = fault.where.partition(".")
    if kind == "materials":
        return "materials"
    return f"{kind.removesuffix('s')}:{name}"
