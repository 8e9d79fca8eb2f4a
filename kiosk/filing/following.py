"""Brings news of a bundle on its way back to the visit that handed it in, as long as that visit lasts."""

from __future__ import annotations

import threading
from collections import OrderedDict

from kiosk.filing.bundle import Fault
from kiosk.filing.receipt import Receipt
from kiosk.inbox import BundleAccepted, BundleRefused, Inbox

_MOST = 32


class Following:
    """Which visit waits for which bundle. Thread-safe; remembers the last few only."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._lock = threading.Lock()
        self._visits: OrderedDict[str, str] = OrderedDict()

    def expect(self, bundle_id: str, visit_id: str) -> None:
        """The visit wants to hear of the bundle."""
        with self._lock:
            self._visits[bundle_id] = visit_id
            while len(self._visits) > _MOST:
                self._visits.popitem(last=False)

    def sent(self, bundle_id: str, receipt: Receipt) -> None:
        """The hall has it."""
        visit_id = self._take(bundle_id)
        if visit_id:
            self._inbox.put(BundleAccepted(visit_id, receipt))

    def refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        """The hall named what is wrong."""
        visit_id = self._take(bundle_id)
        if visit_id:
            self._inbox.put(BundleRefused(visit_id, faults))

    def _take(self, bundle_id: str) -> str | None:
        with self._lock:
            return self._visits.pop(bundle_id, None)
