"""A room that breaks in a way nobody named still gives the visit an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.errors import StoreError
from kiosk.filing.bundle import Bundle
from kiosk.filing.following import Following
from kiosk.inbox import BundleNotKept, Inbox, Message, NumberGranted
from kiosk.needs import HallUnreachable
from tests.faults.night import PATIENCE


class Waiting(Inbox):
    """An inbox one can wait at."""

    def __init__(self) -> None:
        import threading

        super().__init__()
        self.came = threading.Event()

    def put(self, message: Message) -> None:
        super().put(message)
        self.came.set()

    def first(self) -> Message:
        assert self.came.wait(PATIENCE)
        return next(self.drain("visit"))


class Broken:
    """Every room at once, broken: the hall is away, the disk is full, and the outbox makes an unknown mistake."""

    def put(self, bundle: Bundle, attachments: object = ()) -> None:
        raise RuntimeError("nobody thought of this")

    def take_number(self, request_id: str, bundle_id: str, matter: str) -> None:
        raise HallUnreachable("away")

    def take(self, request_id: str, bundle_id: str, matter: str) -> None:
        raise StoreError("full")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def inbox() -> Waiting:
    return Waiting()


@pytest.fixture
def errands(inbox: Waiting) -> Any:
    broken: Any = Broken()
    made = WorkerErrands(
        Devices(broken, broken, broken), broken, broken, Following(inbox), broken, inbox, "A03"
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda errands, bundle: errands.file("visit", bundle), BundleNotKept("visit", "RuntimeError")),
        (lambda errands, _: errands.take_number("visit", "r", "", "m"), NumberGranted("visit", None)),
    ],
    ids=["file", "take_number"],
)
def test_an_unknown_mistake_is_answered_too(
    errands: Any, inbox: Waiting, whole_bundle: Bundle, ask: Callable[[Any, Bundle], None], answer: Message
) -> None:
    ask(errands, whole_bundle)
    assert inbox.first() == answer
