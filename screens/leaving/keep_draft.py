"""What was entered is kept for a day: the code, huge, until it is on paper; how to come back; or go on after all."""

from __future__ import annotations

from kiosk.devices.outcomes import PrintEnd
from kiosk.steps import KeepDraft
from screens.leaving.paper_state import print_state, tone_of
from screens.look.words import date_words
from screens.parts import (
    Badge,
    Button,
    Card,
    Column,
    Hero,
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
    Text,
    Tile,
)
from screens.parts.frame import Desk

_HOW = (("how_where", "map-marker"), ("how_type", "keyboard"), ("how_card", "card-account-details"),
        ("how_gone", "delete-clock"))  # fmt: skip


class KeepDraftScreen(Screen[KeepDraft]):
    """Draws :class:`kiosk.steps.KeepDraft`."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._at = PageAt()

    def sheet(self, step: KeepDraft) -> Sheet:
        """See :class:`Screen`."""
        t, visit = self.kit.t, self.desk.visit
        go_on = Button(t("keep_draft.go_on"), visit.go_on_working, icon="arrow-left", name="go_on", size="body")
        actions: list[Part]
        if step.kept is False:
            actions = [
                Button(t("frame.help"), visit.call_guide, icon="face-agent", name="call"),
                Button(t("home_dialog.stay"), visit.go_on_working, icon="arrow-left", kind="primary", name="go_on"),
            ]
        else:
            busy = not step.can_leave
            said = "leave" if not busy else "busy" if step.kept else "busy_keeping"
            actions = [
                go_on,
                Button(
                    t(f"keep_draft.{said}"), visit.leave_with_code, icon="timer-sand" if busy else "check",
                    kind="primary", name="leave_with_code", enabled=not busy,
                ),
            ]
        return Sheet(
            t("keep_draft.stage"), self._body(step), top=self._top(step), actions=actions, split=0.48,
            nav=("help", "looks"), controls=can_print_again(step),
        )

    def _top(self, step: KeepDraft) -> Part:
        t, theme, on = self.kit.t, self.kit.theme, self.kit.theme.colours.on_hero
        matter = Text(t.of(step.matter), "lead", on, bold=True)
        if step.kept is False:
            words = Text(t("keep_draft.not_kept"), "big", on, bold=True, tight=True)
            return Hero(Column(matter, Space(theme.mm(2)), words), pad=theme.mm(8))
        if step.kept is None:
            words = Text(t("keep_draft.keeping"), "big", on, bold=True, tight=True)
            return Hero(Column(matter, Space(theme.mm(2)), words), pad=theme.mm(8))
        size = theme.type(19 if theme.landscape else 30)
        until = t("keep_draft.until", day=date_words(t, step.until), time=f"{step.until:%H:%M}") if step.until else ""
        on_paper = step.slip is not None and step.slip.end is PrintEnd.PRINTED
        narrow = theme.landscape and theme.look.large and not theme.low_reach
        label = Text(t("keep_draft.code"), "body", on, grow=0 if narrow else 1)
        badge = Badge(t("keep_draft.write_down"), theme.colours.care, icon="pencil", size="body")
        warn = None if on_paper else badge
        return Hero(
            Column(
                matter,
                Space(theme.mm(2)),
                Column(label, warn, gap=theme.mm(2)) if narrow else Row(label, warn, gap=theme.mm(4), valign="center"),
                Text(step.code, size, on, bold=True, fit=True, tight=True),
                Space(theme.mm(2)),
                Text(until, "lead", on, bold=True),
            ),
            pad=theme.mm(8),
        )

    def _body(self, step: KeepDraft) -> Part:
        t, theme = self.kit.t, self.kit.theme
        if step.kept is False:
            return Pages([Notice(t("keep_draft.not_kept_do"), "care", bold=True)], self._at, gap=theme.mm(4))
        return Pages([self._slip(step), self._how(step)], self._at, gap=theme.mm(4))

    def _slip(self, step: KeepDraft) -> Part:
        t, theme = self.kit.t, self.kit.theme
        state = print_state(
            t("keep_draft.slip"), step.slip, bool(step.kept) and step.slip is None, "", t,
            printed=t("keep_draft.slip_printed"),
        )
        tone = tone_of(state, theme.colours)
        again: Part | None = None
        if can_print_again(step):
            again = Button(
                t("keep_draft.again"), self.desk.visit.print_code_again, icon="printer", size="body", name="again"
            )
        words = Column(
            Text(state.title, "small", "ink2"), Text(state.state, "body", tone.deep, bold=True), grow=1,
            valign="center",
        )
        loud = tone.deep if state.mood in ("bad", "care") else None
        return Card(
            Row(Tile(state.icon, theme.type(15), tone), words, again, gap=theme.mm(5), valign="center"),
            pad=theme.mm(5), pad_y=theme.mm(3), edge=loud,
        ).stretching()

    def _how(self, step: KeepDraft) -> Part:
        t, theme, machine = self.kit.t, self.kit.theme, self.desk.hall.machine
        roomy = not (theme.landscape or theme.look.large or theme.low_reach)
        size = "lead" if roomy else "body"
        again = ((f"how_{step.unkept}", "camera" if step.unkept == "camera" else "scanner"),) if step.unkept else ()
        how = (*_HOW[:-1], *again, _HOW[-1])
        lines = [
            Row(
                Icon(icon, theme.type(11 if roomy else 9)),
                Text(t(f"keep_draft.{key}", machine=machine), size, grow=1),
                gap=theme.mm(4), valign="center",
            )
            for key, icon in how
        ]
        gap = theme.mm(5 if roomy else 2.4)
        said = Column(Text(t("keep_draft.how"), "lead", bold=True), *lines, gap=gap, valign="center")
        return Card(said, pad=theme.mm(6), pad_y=theme.mm(4)).stretching()


def can_print_again(step: KeepDraft) -> bool:
    """Another slip may be asked for: the code is kept and no job is running."""
    return bool(step.kept) and step.slip is not None
