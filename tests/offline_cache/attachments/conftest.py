from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle, BundleMaterial
from kiosk.filing.limits import PIECE
from tests.offline_cache.attachments.made_up import paper


@pytest.fixture
def papers() -> tuple[Attachment, ...]:
    """Less than a piece, exactly two pieces, a piece and a bit."""
    return paper(70_000, 1), paper(2 * PIECE, 2, "deed"), paper(PIECE + 17, 3, "deed")


@pytest.fixture
def with_papers(make_bundle: Callable[..., Bundle]) -> Callable[..., Bundle]:
    def make(*attached: Attachment, **changes: Any) -> Bundle:
        materials = tuple(
            BundleMaterial(name, name, "申请人", "scanned", ("licence",), 1, 0)
            for name in sorted({one.facts.material for one in attached})
        )
        bundle = make_bundle(materials=materials, **changes)
        return replace(bundle, attachments=tuple(one.facts for one in attached))

    return make


@pytest.fixture
def hall_clock() -> Any:
    class Clock:
        moment = datetime.now(UTC)

        def now(self) -> datetime:
            return self.moment

        def monotonic(self) -> float:
            return 0.0

        def wait(self, seconds: float) -> None:
            self.moment += timedelta(seconds=seconds)

    return Clock()


@pytest.fixture
def hall_server(tmp_path: Any, hall_clock: Any) -> Any:
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db"), hall_clock) as running:
        yield running
