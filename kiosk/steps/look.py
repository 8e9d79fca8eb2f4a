"""How a visit wants to be shown and told. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.steps.cards import CardLine as CardLine
from kiosk.steps.cards import CardPhase as CardPhase
from kiosk.steps.cards import ConfirmCard as ConfirmCard
from kiosk.steps.cards import PresentCard as PresentCard
from kiosk.steps.cards import WhoFor as WhoFor
from kiosk.words import Language


@dataclass(frozen=True)
class Look:
    """How the visit wants to be shown and told; born with the visit, gone with it, the volume too."""

    language: Language = "zh"
    large: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    voice: bool = False
    louder: bool = False
