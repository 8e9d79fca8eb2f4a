"""The notice before use: what was read (masked), what for, how long it is kept, and two ways on."""

from __future__ import annotations

from kiosk.steps import CardLine, ConfirmCard
from screens.filing.rows import choice_row
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import (
    Badge,
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
    Rule,
    Screen,
    Sheet,
    Space,
    Text,
    heading,
)
from screens.parts.frame import Desk


class ConfirmCardScreen(Screen[ConfirmCard]):
    """Draws :class:`kiosk.steps.ConfirmCard`."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()

    def sheet(self, step: ConfirmCard) -> Sheet:
        """See :class:`Screen`."""
        return self._held(step) if step.hold else self._notice(step)

    def _held(self, step: ConfirmCard) -> Sheet:
        """The card cannot be used: why, and what to do instead."""
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        assert step.hold is not None, "drawn for a card that is held"
        why = Card(
            Row(Icon("account-child", theme.type(22), theme.colours.care), Text(t.of(step.hold), "title", grow=1),
                gap=theme.mm(6), valign="center"),
            pad=theme.mm(8), pad_y=theme.mm(8), edge="care",
        )
        promise = self._promise("shield-check-outline", t("confirm_card.hold_kept_title"), t("confirm_card.hold_kept"))
        guard = choice_row(
            self.kit, t("confirm_card.guard"), t("who_for.guardian_detail"), "account-child", visit.act_as_guardian,
            name="guard", main=True,
        ) if step.can_guard else None
        crowded = guard is not None and theme.landscape and (theme.low_reach or theme.look.large)
        said = None if crowded else promise
        top: Part = heading(t("confirm_card.hold_title"), "")
        body = Column(why, said, Space(0, 1.0), guard, gap=theme.mm(6))
        if guard is not None and theme.low_reach:
            top, body = Column(top, why, said, gap=theme.mm(6)), Column(Space(0, 1.0), guard)
        actions = (
            *self._skip(step, "confirm_card.no_card", "pencil-outline"),
            Button(t("confirm_card.other"), visit.other_card, icon="card-account-details-outline",
                   kind="plain" if step.can_guard else "primary", name="other"),
        )
        return Sheet(
            stage_title(self.kit, "card"), body, top=top, actions=actions,
            done=stages_done("card"), total=len(STAGES),
        )

    def _notice(self, step: ConfirmCard) -> Sheet:
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        lines: list[Part] = []
        for line in step.lines:
            lines += [self._line(line).growing(), Rule()]
        head = self._head(step)
        read = Card(Column(*lines[:-1], gap=theme.mm(1.4 if theme.landscape else 2.4)), pad_y=theme.mm(3.5))
        said = [*step.warnings, *map(t.of, step.cautions)]
        warned = [Notice(text, "care", bold=True) for text in said]
        kept = self._promise("clock-outline", t("confirm_card.kept_title"), t.of(step.kept))
        photo = self._promise("image-off-outline", t("confirm_card.photo_title"), t("confirm_card.photo"))
        actions = (
            *self._skip(step, "confirm_card.refuse", "close"),
            Button(self._say(step, "use"), visit.use_card, icon="check", kind="primary", name="use"),
        )
        top: Part | None = head
        body: Part = Pages(
            [read.stretching(), *warned, kept.stretching(), photo.stretching()], self._at, gap=theme.mm(4)
        )
        if theme.landscape:
            promises = Row(kept.growing(1.8), photo.growing(1.0), gap=theme.mm(4))
            beside = Column(*warned, gap=theme.mm(2), grow=1) if warned else None
            title = Row(head.growing(), beside, gap=theme.mm(6), valign="center")
            top, body = None, Column(title, read, promises, gap=theme.mm(3))
        return Sheet(
            stage_title(self.kit, "card"), body, top=top, actions=actions, done=stages_done("card"),
            total=len(STAGES), controls=False,
        )

    def _say(self, step: ConfirmCard, name: str) -> str:
        return self.kit.t(f"confirm_card.{name}" if step.whose == "own" else f"confirm_card.{step.whose}.{name}")

    def _head(self, step: ConfirmCard) -> Part:
        """The title, and where two cards are read, large: whose this one is."""
        theme = self.kit.theme
        head = heading(self._say(step, "title"), self._say(step, "lead"))
        if step.whose == "own":
            return head
        tone = theme.colours.brand if step.whose == "applicant" else theme.colours.good
        whose = Badge(self._say(step, "whose"), tone, solid=True, size="title")
        return Row(whose, head.growing(), gap=theme.mm(5), valign="center")

    def _skip(self, step: ConfirmCard, key: str, icon: str) -> tuple[Part, ...]:
        """The way without this card, where the form allows it."""
        if not step.can_skip:
            return ()
        return (Button(self.kit.t(key), self.desk.visit.refuse_card, icon=icon, name="refuse"),)

    def _line(self, line: CardLine) -> Part:
        t, theme = self.kit.t, self.kit.theme
        purpose = Row(
            Icon("file-document-edit-outline", theme.type(7.5), theme.colours.brand),
            Text(t.of(line.used_for), "small", "brand", grow=1),
            gap=theme.mm(2), valign="center",
        )
        if theme.landscape:
            return Row(
                Text(t.of(line.label), "body", "ink2", grow=0.7),
                Text(self._said(line), "lead", bold=True, fit=True, grow=1.0),
                purpose.growing(1.0),
                gap=theme.mm(4), valign="center",
            )
        return Column(
            Row(
                Text(t.of(line.label), "body", "ink2", grow=0.8),
                Text(self._said(line), "lead", bold=True, align="right", fit=True, grow=1.2),
                gap=theme.mm(3), valign="center",
            ),
            purpose,
            valign="center",
        )

    def _said(self, line: CardLine) -> str:
        sex = {"男": "male", "女": "female"}.get(line.masked)
        return self.kit.t(f"confirm_card.{sex}") if sex else line.masked

    def _promise(self, icon: str, title: str, text: str) -> Part:
        theme = self.kit.theme
        return Card(
            Row(
                Icon(icon, theme.type(12), theme.colours.good),
                Column(Text(title, "body", "ink", bold=True), Text(text, "body", "ink2"), grow=1),
                gap=theme.mm(4), valign="center",
            ),
            pad=theme.mm(6), pad_y=theme.mm(4),
        )
