"""The guide card of an item over the plan."""

from __future__ import annotations

from kiosk.guide.details import ItemDetail
from kiosk.steps import ShowPlan
from screens.guide.item_card_parts import card_head, main_facts, more_parts, side_by_side, why_parts
from screens.guide.sheets.frame import button_height, dialog
from screens.parts.flow import Part
from screens.parts.frame import Screen
from screens.parts.pages import PageAt
from screens.parts.touch import Button


def item_sheet(screen: Screen[ShowPlan], detail: ItemDetail, at: PageAt) -> Part:
    """Why it applies first, then everything the card of the item says; the way to its window is one touch away."""
    kit, t = screen.kit, screen.kit.t
    high = button_height(kit)
    way = Button(
        t("item.way"), lambda: screen.desk.visit.open_place(detail.place.id), icon="directions", name="item:way",
        kind="quiet", height=high,
    )
    close = Button(
        t("plan.close"), lambda: screen.desk.visit.open_item(None), icon="check", kind="primary", name="why:close",
        height=high,
    )
    parts = [*why_parts(kit, detail), *side_by_side(kit, main_facts(kit, detail)), *more_parts(kit, detail)]
    return dialog(kit, card_head(kit, detail), parts, at, [way, close])
