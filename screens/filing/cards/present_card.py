"""Lay the card on the reader: a picture of where, how long there is, and what to do when it did not work."""

from __future__ import annotations

from kivy.clock import Clock

from kiosk.devices.outcomes import ReaderTrouble
from kiosk.errands.doing import CARD_TIMEOUT
from kiosk.steps import CardPhase, PresentCard
from screens.filing.cards.card_picture import card_picture
from screens.filing.rows import choice_row, numbered, ways
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import Column, Icon, Kit, Notice, Part, Region, Row, Screen, Sheet, Space, Text
from screens.parts.fitting import Fitting
from screens.parts.frame import Desk

WAIT_SECONDS = round(CARD_TIMEOUT)
NO_RETRY = frozenset({ReaderTrouble.NOT_AUTHORISED})
GOES_ON = frozenset({ReaderTrouble.LIFT_FIRST, ReaderTrouble.SAME_CARD})
CHANGED = frozenset({"title", "step_1", "step_2"})
RETRY_LATER = frozenset({ReaderTrouble.PORT_MISSING, ReaderTrouble.READER_FAULT, ReaderTrouble.UNKNOWN_ANSWER})
"""Trying again seldom helps: going on without the card comes first."""
MACHINE_TROUBLES = frozenset({
    ReaderTrouble.NO_ANSWER, ReaderTrouble.PORT_MISSING, ReaderTrouble.READER_FAULT, ReaderTrouble.NOT_AUTHORISED,
    ReaderTrouble.UNKNOWN_ANSWER,
})


class PresentCardScreen(Screen[PresentCard]):
    """Draws :class:`kiosk.steps.PresentCard`; ``WAIT_SECONDS`` is how long the reader waits for a card."""

    moves = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._until = 0.0
        self._left = WAIT_SECONDS
        self._countdown: Region | None = None

    def show(self, step: PresentCard) -> None:
        """Draw ``step``; a new attempt starts the countdown again."""
        if step != self.step:
            self._until = Clock.get_time() + WAIT_SECONDS
            self._left = WAIT_SECONDS
        super().show(step)

    def on_shown(self) -> None:
        """On the glass (again, perhaps for the next citizen): a whole countdown, and the picture moves."""
        super().on_shown()
        self._until = Clock.get_time() + WAIT_SECONDS
        self._left = WAIT_SECONDS
        self.redraw()

    def tick(self) -> None:
        """The clock and the countdown."""
        super().tick()
        left = max(0, round(self._until - Clock.get_time()))
        if self._countdown is not None and left != self._left:
            self._left = left
            self._countdown.redraw()

    def sheet(self, step: PresentCard) -> Sheet:
        """See :class:`Screen`."""
        waiting = step.phase is CardPhase.WAITING or step.trouble is None
        self._countdown = None
        if waiting:
            body = self._waiting(step)
        else:
            assert step.trouble is not None, "trouble without a name"
            body = self._trouble(step, step.trouble)
        return Sheet(
            stage_title(self.kit, "card"), body, top=self._top(step, waiting), done=stages_done("card"),
            total=len(STAGES), split=0.46, controls=not waiting and not self.kit.theme.landscape,
        )

    def _top(self, step: PresentCard, waiting: bool) -> Part:
        t, theme = self.kit.t, self.kit.theme
        if waiting:
            lead = t("present_card.reader_below") if step.whose == "own" else self._say(step, "lead")
            return Column(
                Text(self._say(step, "title"), "big", bold=True, tight=True),
                Text(lead, "lead", "ink2"),
                Space(theme.mm(4)),
                card_picture(self.kit, moving=True),
            )
        machine = step.trouble in MACHINE_TROUBLES
        assert step.trouble is not None, "trouble without a name"
        name = step.trouble.value
        return Column(
            Row(
                Icon("alert-circle", theme.type(18), theme.colours.care),
                Text(t(f"present_card.trouble.{name}.title"), "big", bold=True, tight=True, grow=1),
                gap=theme.mm(5), valign="center",
            ),
            Space(theme.mm(5)),
            Notice(t(f"present_card.trouble.{name}.do"), "care", icon="hand-pointing-right", bold=True),
            Space(theme.mm(3)),
            Notice(t("present_card.not_your_fault"), "info") if machine else self._small_picture(),
        )

    def _small_picture(self) -> Part | None:
        tight = self.kit.theme.look.large and self.kit.theme.landscape
        return None if tight else card_picture(self.kit, moving=False)

    def _say(self, step: PresentCard, name: str) -> str:
        """A text of this page; of whose card it speaks where two are read, and whether the first has to go."""
        if step.whose == "own":
            return self.kit.t(f"present_card.{name}")
        changed = "_changed" if step.changed and name in CHANGED else ""
        return self.kit.t(f"present_card.{step.whose}.{name}{changed}")

    def _waiting(self, step: PresentCard) -> Part:
        t, theme = self.kit.t, self.kit.theme
        self._countdown = Region(self._time_left)
        steps = [numbered(self.kit, number, self._say(step, f"step_{number}")) for number in (1, 2, 3)]
        said = Fitting(
            Column(self._countdown, Space(theme.mm(1)), *steps, gap=theme.mm(3)),
            Notice(t("present_card.promise"), "good", icon="shield-check"),
            Text(t("present_card.accepts"), "small", "ink2"),
            gap=theme.mm(4), grow=1,
        )
        return Column(said, Space(theme.mm(4)), self._other_ways(step))

    def _trouble(self, step: PresentCard, trouble: ReaderTrouble) -> Part:
        t, kit, visit = self.kit.t, self.kit, self.desk.visit
        retry = trouble not in NO_RETRY | GOES_ON
        first = trouble not in NO_RETRY | RETRY_LATER
        low_landscape = kit.theme.landscape and kit.theme.low_reach
        again = choice_row(
            kit, t("present_card.retry"), "", "refresh", visit.retry_card, name="retry", main=first
        ) if retry else None
        without = self._without(step, main=not first) if step.can_skip else None
        rows = [
            *((again, without) if first else (without, again)),
            choice_row(
                kit, t("present_card.guide"), t("present_card.guide_detail"), "face-agent", visit.call_guide,
                name="guide",
            ) if not low_landscape else None,
        ]
        return ways(kit, rows)

    def _other_ways(self, step: PresentCard) -> Part:
        """Without this card, and for one's own also: for somebody else."""
        t, kit = self.kit.t, self.kit
        without = self._without(step) if step.can_skip else None
        if step.whose != "own":
            return without or Space(0)
        helping = choice_row(
            kit, t("present_card.help_someone"), t("present_card.help_someone_detail"), "account-multiple",
            self.desk.visit.help_someone, name="help_someone",
        )
        return Column(helping, without, gap=kit.theme.mm(4))

    def _without(self, step: PresentCard, main: bool = False) -> Part:
        return choice_row(
            self.kit, self._say(step, "without"), self.kit.t("present_card.without_detail"), "pencil-outline",
            self.desk.visit.without_card, name="without", main=main,
        )

    def _time_left(self) -> Part:
        theme, t = self.kit.theme, self.kit.t
        return Row(
            Icon("timer-outline", theme.type(11), theme.colours.brand),
            Text(t("present_card.left", seconds=self._left), "lead", "brand", bold=True, grow=1),
            gap=theme.mm(3), valign="center",
        )
