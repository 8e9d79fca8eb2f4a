"""Where the guide light shines for a page: at the thing the citizen needs next."""

from __future__ import annotations

from enum import Enum

from kiosk.steps import PhotographPaper, PresentCard, Step, TakePapers, TakeYourThings
from kiosk.steps.photographing import PhotoPhase


class Spot(Enum):
    """What a guide light can point at; a hall wires the lamps it has."""

    READER = "reader"
    TICKET = "ticket"
    FORMS = "forms"
    CAMERA = "camera"


def pointed(step: Step | None) -> frozenset[Spot]:
    """The lamps to be lit for ``step``; none for most pages and when nobody is there."""
    match step:
        case PresentCard():
            return frozenset({Spot.READER})
        case PhotographPaper() if step.phase in (PhotoPhase.LIVE, PhotoPhase.CORNERS):
            return frozenset({Spot.CAMERA})
        case TakePapers():
            ticket = {Spot.TICKET} if step.ticket or step.printing_ticket else set()
            forms = {Spot.FORMS} if step.papers or step.printing_papers else set()
            return frozenset(ticket | forms)
        case TakeYourThings():
            card = {Spot.READER} if step.used_card and step.card is not False else set()
            return frozenset(card | ({Spot.TICKET} if step.ticket else set()) | ({Spot.FORMS} if step.pages else set()))
    return frozenset()
