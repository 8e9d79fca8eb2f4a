"""Which screen draws which kind of step: one entry each, imported when first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kiosk import steps

if TYPE_CHECKING:
    from screens.parts.frame import Screen

SCREENS: dict[type, str] = {
    steps.Home: "screens.entrance.home:HomeScreen",
    steps.Search: "screens.entrance.search:SearchScreen",
    steps.AskProgress: "screens.entrance.ask_progress:AskProgressScreen",
    steps.PrintDesk: "screens.entrance.desks:PrintDeskScreen",
    steps.TicketDesk: "screens.entrance.desks:TicketDeskScreen",
    steps.FindWay: "screens.entrance.find_way:FindWayScreen",
    steps.GuideComing: "screens.entrance.guide_coming:GuideComingScreen",
    steps.Ask: "screens.guide.ask:AskScreen",
    steps.ShowPlan: "screens.guide.show_plan:ShowPlanScreen",
    steps.Stopped: "screens.guide.stopped:StoppedScreen",
    steps.PresentCard: "screens.filing.present_card:PresentCardScreen",
    steps.ConfirmCard: "screens.filing.confirm_card:ConfirmCardScreen",
    steps.FillForm: "screens.filing.fill_form:FillFormScreen",
    steps.GatherMaterials: "screens.filing.gather_materials:GatherMaterialsScreen",
    steps.Review: "screens.filing.review:ReviewScreen",
    steps.Sending: "screens.filing.sending:SendingScreen",
    steps.TakePapers: "screens.leaving.take_papers:TakePapersScreen",
    steps.TakeYourThings: "screens.leaving.take_your_things:TakeYourThingsScreen",
    steps.Goodbye: "screens.leaving.goodbye:GoodbyeScreen",
    steps.Trouble: "screens.leaving.trouble:TroubleScreen",
}


def screen_class(kind: type) -> type[Screen[Any]]:
    """The screen class that draws steps of ``kind``. Raises KeyError for a kind without a screen."""
    module, _, name = SCREENS[kind].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), name)
    return found
