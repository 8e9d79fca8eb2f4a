"""The sheet behind an item: why it applies, the rule, the law, and how sure the data is."""

from __future__ import annotations

from kiosk.guide.plan import PlannedItem
from kiosk.steps import ShowPlan
from screens.guide.stages import days_words
from screens.parts.basic import Badge, Card, Icon, Notice, Text
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.frame import Screen
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit
from screens.parts.touch import Button


def why_sheet(screen: Screen[ShowPlan], entry: PlannedItem, at: PageAt) -> Part:
    """A dialog; its own pages turn when the reasons are long."""
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    item = entry.item
    source = item.source
    head = Column(
        Text(t.of(entry.name), "title", bold=True, tight=True),
        Text(t.of(entry.department.name), "lead", "ink2", tight=True),
        gap=theme.mm(2),
    )
    parts: list[Part | None] = [
        _facts(kit, entry),
        Notice(t("plan.maybe_long"), "care") if not entry.certain else None,
        Text(t("plan.why_title"), "lead", bold=True),
        *[_reason(kit, t.of(words)) for words in entry.why if entry.rule not in words.zh],
        Text(t("plan.rule_title"), "lead", bold=True),
        Card(Text(entry.rule or item.rule, "body"), pad=theme.mm(5), pad_y=theme.mm(4), fill="sunk", flat=True),
        _pair(kit, "scale-balance", t("plan.basis"), item.basis) if item.basis else None,
        _pair(kit, "book-open-variant", t("plan.source"), t("plan.source_line", title=source.title, date=source.as_of)),
        Notice(t("plan.not_sure"), "care", icon="account-question") if not source.confident else None,
    ]
    content = Pages(parts, at, gap=theme.mm(4))
    close = Button(
        t("plan.close"), lambda: screen.desk.visit.open_item(None), icon="check", kind="primary", name="why:close",
        height=theme.button if theme.low_reach else theme.main_button,
    )
    sheet = Card(Column(head, content, close, gap=theme.mm(6)), pad=theme.mm(10), pad_y=theme.mm(8))
    if theme.low_reach or _too_tall(kit, sheet):
        sheet.grow = 1.0
    return sheet


def _too_tall(kit: Kit, sheet: Card) -> bool:
    theme = kit.theme
    return sheet.tall(kit, theme.width - 2 * theme.margin) > theme.height - 2 * theme.margin


def _facts(kit: Kit, entry: PlannedItem) -> Part:
    theme, t, item = kit.theme, kit.t, entry.item
    return Row(
        Badge(days_words(kit, entry), theme.colours.brand, icon="calendar-clock"),
        Badge(t("plan.fee", fee=t.of(item.fee)), theme.colours.good, icon="cash"),
        Badge(t("plan.online"), theme.colours.good, icon="web") if item.online else None,
        Space(0, 1.0), gap=theme.mm(3),
    )


def _reason(kit: Kit, text: str) -> Part:
    theme = kit.theme
    return Row(Icon("check-circle", theme.type(9), "good"), Text(text, "body", grow=1), gap=theme.mm(3), valign="top")


def _pair(kit: Kit, icon: str, label: str, text: str) -> Part:
    theme = kit.theme
    words = Column(Text(label, "small", "ink2", tight=True), Text(text, "body", tight=True), gap=theme.mm(1))
    words.grow = 1.0
    return Row(Icon(icon, theme.type(9)), words, gap=theme.mm(3), valign="top")
