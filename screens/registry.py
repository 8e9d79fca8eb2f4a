"""Which screen draws which kind of step, by name: one entry each, imported when first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.parts.frame import Screen

SCREENS: dict[str, str] = {
    "Home": "screens.entrance.home:HomeScreen",
    "Search": "screens.entrance.search:SearchScreen",
    "ShowItem": "screens.guide.show_item:ShowItemScreen",
    "AskProgress": "screens.entrance.ask_progress:AskProgressScreen",
    "PrintDesk": "screens.entrance.desks:PrintDeskScreen",
    "TicketDesk": "screens.entrance.desks:TicketDeskScreen",
    "PickUp": "screens.entrance.pick_up:PickUpScreen",
    "FindWay": "screens.entrance.find_way:FindWayScreen",
    "GuideComing": "screens.entrance.guide_coming:GuideComingScreen",
    "Ask": "screens.guide.ask:AskScreen",
    "ShowPlan": "screens.guide.show_plan:ShowPlanScreen",
    "Stopped": "screens.guide.stopped:StoppedScreen",
    "PresentCard": "screens.filing.cards.present_card:PresentCardScreen",
    "WhoFor": "screens.filing.cards.who_for:WhoForScreen",
    "ConfirmCard": "screens.filing.cards.confirm_card:ConfirmCardScreen",
    "FillForm": "screens.filing.form.fill_form:FillFormScreen",
    "GatherMaterials": "screens.filing.gather_materials:GatherMaterialsScreen",
    "PhotographPaper": "screens.filing.photograph_paper:PhotographPaperScreen",
    "Review": "screens.filing.review:ReviewScreen",
    "Sending": "screens.filing.sending:SendingScreen",
    "TakePapers": "screens.leaving.take_papers:TakePapersScreen",
    "TakeYourThings": "screens.leaving.take_your_things:TakeYourThingsScreen",
    "KeepDraft": "screens.leaving.keep_draft:KeepDraftScreen",
    "Goodbye": "screens.leaving.goodbye:GoodbyeScreen",
    "Trouble": "screens.leaving.trouble:TroubleScreen",
}


def screen_class(kind: type) -> type[Screen[Any]]:
    """The screen class that draws steps of ``kind``. Raises KeyError for a kind without a screen."""
    module, _, name = SCREENS[kind.__name__].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), name)
    return found
