"""A guide was called: is somebody coming, or which number to ring."""

from __future__ import annotations

from kiosk.steps import GuideComing
from screens.parts.basic import Card, Icon, Notice, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Screen, Sheet
from screens.parts.touch import Button


class GuideComingScreen(Screen[GuideComing]):
    """Nothing is lost: 继续办理 leads back to where the citizen was."""

    def sheet(self, step: GuideComing) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        if step.noted is None:
            icon, tone, key = "bell-ring-outline", "brand", "asking"
        elif step.noted:
            icon, tone, key = "account-check", "good", "noted"
        else:
            icon, tone, key = "phone-in-talk", "care", "phone"
        phone = (
            Text(step.hall.phone, "huge", "brand", bold=True, align="center", fit=True)
            if step.noted is False else None
        )
        words: Column | Row = Column(
            Icon(icon, theme.type(50), tone),
            Text(t(f"guide_coming.{key}_title"), "big", bold=True, align="center", tight=True),
            Text(t(f"guide_coming.{key}_why"), "lead", align="center"),
            phone,
            gap=theme.mm(6), valign="center",
        )
        if theme.landscape:
            words = Row(*_side_by_side(words.parts, theme.mm(4)), gap=theme.mm(12), valign="center")
        card = Card(words, pad=theme.mm(12), pad_y=theme.mm(14))
        kept = Notice(t("guide_coming.kept"), "info", icon="content-save-check-outline")
        card.grow = 1.0
        page = Column(card, kept, gap=theme.mm(6))
        return Sheet(
            stage=t("guide_coming.stage"),
            body=page,
            controls=False,
            actions=[
                Button(t("guide_coming.go_on"), lambda: self.desk.visit.back(), icon="arrow-left", kind="primary",
                       size="title", name="go_on"),
            ],
        )


def _side_by_side(parts: list[Part], gap: int) -> list[Part]:
    """The icon left of the words, for a wide page."""
    icon, *texts = parts
    for text in texts:
        if isinstance(text, Text):
            text.align = "left"
    return [icon, Column(*texts, gap=gap, grow=1.0)]
