"""What the hall's doors lead to."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.di import NamedDependency

from backend.database import Database
from backend.devices.registry import Devices
from backend.intake.cases import Cases
from backend.intake.papers import Papers
from backend.releases.shelf import ReleaseShelf
from backend.settings import BackendSettings
from backend.tickets import Tickets


@dataclass(frozen=True)
class Desk:
    """What the doors lead to."""

    settings: BackendSettings
    database: Database
    cases: Cases
    tickets: Tickets
    devices: Devices
    papers: Papers
    releases: ReleaseShelf


AtDesk = NamedDependency[Desk]
