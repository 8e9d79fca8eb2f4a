"""A desk with nobody at it: lets a screen be drawn once, unseen, before the first citizen comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.invitation import HallFace, Offer


class Nobody:
    """Stands where a visit would; every act is there to be named, and does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None


@dataclass(frozen=True)
class QuietDesk:
    """What a rehearsed screen may ask of the app."""

    hall: HallFace
    scenarios: tuple[Offer, ...]
    visit: Nobody = field(default_factory=Nobody)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None
