"""What to print of a plan: all of it on A4, or the short of it on one slip."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.steps import ShowPlan
from screens.filing.rows import choice_row
from screens.guide.sheets.frame import button_height
from screens.parts.basic import Card, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Screen
from screens.parts.touch import Button


def print_sheet(screen: Screen[ShowPlan], close: Callable[[], object]) -> Part:
    """Two choices and a way back."""
    kit, theme, t, visit = screen.kit, screen.kit.theme, screen.kit.t, screen.desk.visit
    choices = [
        choice_row(kit, t("plan.print_a4"), t("plan.print_a4_why"), "file-document-outline",
                   lambda: visit.print_plan(), name="print:plan"),
        choice_row(kit, t("plan.print_slip"), t("plan.print_slip_why"), "receipt-text-outline",
                   lambda: visit.print_plan_slip(), name="print:slip"),
    ]
    beside = theme.landscape and theme.low_reach
    both = Row(*(part.growing() for part in choices), gap=theme.gap) if beside else Column(*choices, gap=theme.mm(4))
    back = Button(t("plan.print_no"), close, icon="close", name="print:no", kind="quiet", height=button_height(kit))
    return Card(
        Column(Text(t("plan.print_title"), "title", bold=True, tight=True), both, back, gap=theme.mm(6)),
        pad=theme.mm(10), pad_y=theme.mm(8),
    )
