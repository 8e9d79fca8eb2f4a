"""What to show next, as plain values: each kind of step is drawn by exactly one screen."""

from __future__ import annotations

from kiosk.steps.cards import CardLine, CardPhase, ConfirmCard, PresentCard, WhoFor
from kiosk.steps.desks import AskProgress, FindWay, FoundDraft, GuideComing, PickUp, PrintDesk, TicketDesk, Trouble
from kiosk.steps.filing import (
    FieldState,
    FillForm,
    GatherMaterials,
    MaterialMark,
    Review,
    ReviewLine,
    ReviewSection,
    Sending,
    SendPhase,
)
from kiosk.steps.guiding import Ask, GivenLine, Hit, Home, Search, ShowItem, ShowPlan, Stopped
from kiosk.steps.leaving import Goodbye, KeepDraft, Outcome, PaperKind, TakePapers, TakeYourThings
from kiosk.steps.look import Look
from kiosk.steps.photographing import PaperSource, PhotographPaper

__all__ = [
    "Ask", "AskProgress", "CardLine", "CardPhase", "ConfirmCard", "FieldState", "FillForm", "FindWay", "FoundDraft",
    "GatherMaterials", "GivenLine", "Goodbye", "GuideComing", "Hit", "Home", "KeepDraft", "Look", "MaterialMark",
    "Outcome", "PaperKind", "PaperSource", "PhotographPaper", "PickUp", "PresentCard", "PrintDesk", "Review",
    "ReviewLine", "ReviewSection", "Search", "SendPhase", "Sending", "ShowItem", "ShowPlan", "Step", "Stopped",
    "TakePapers", "TakeYourThings", "TicketDesk", "Trouble", "WhoFor",
]

Step = (
    Home | Search | ShowItem | Ask | ShowPlan | Stopped | PresentCard | WhoFor | ConfirmCard | FillForm
    | GatherMaterials | PhotographPaper | Review | Sending | TakePapers | TakeYourThings | Goodbye | AskProgress
    | PrintDesk | TicketDesk | FindWay | GuideComing | KeepDraft | PickUp | Trouble
)
