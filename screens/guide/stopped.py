"""It cannot be done as described: say so plainly, name the clause, show the way to people."""

from __future__ import annotations

from kiosk.steps import Stopped
from screens.guide.given import given_lines
from screens.parts.basic import Card, Icon, Text, Tile
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button


class StoppedScreen(Screen[Stopped]):
    """No checklist here; a wrong answer can be changed."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()

    def sheet(self, step: Stopped) -> Sheet:
        """See :class:`Screen`."""
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        words: list[Part] = [
            Text(t("stopped.change"), "lead", bold=True), *given_lines(self, step.given),
        ]
        basis = Row(
            Icon("scale-balance", theme.type(10)),
            Column(Text(t("plan.basis"), "small", "ink2"), Text(step.basis, "body")).growing(),
            gap=theme.mm(4), valign="top",
        )
        top = Column(
            Row(
                Tile("hand-back-left", theme.type(26 if not theme.low_reach else 18), theme.colours.bad),
                Text(t("stopped.title"), "big", bold=True, tight=True, grow=1), gap=theme.mm(6), valign="center",
            ),
            Card(
                Column(Text(t.of(step.message), "lead" if not theme.low_reach else "body"), basis, gap=theme.mm(4)),
                edge="bad", pad_y=theme.mm(7 if not theme.low_reach else 4),
            ),
            gap=theme.mm(6 if not theme.low_reach else 3),
        )
        return Sheet(
            stage=t.of(step.scenario.title),
            top=top,
            body=Pages(words, self.at, gap=theme.mm(4)),
            actions=[
                Button(t("stopped.other"), lambda: visit.open_home(), icon="view-grid", name="other"),
                Button(
                    t("frame.help"), lambda: visit.call_guide(), kind="primary", icon="face-agent", name="call",
                ),
            ],
            split=0.5,
        )
