"""Keeps the catalogue of a running kiosk up to date: asks the hall, proves, changes over, and sees it through."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from config.pack_reader import PACKS
from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import data_of, give_up, shelf_of
from kiosk.cli.catalogue.releases.proving import Prover
from kiosk.cli.starting import Data, read_data
from kiosk.errands.worker import Note
from kiosk.errors import KioskError, PackError, StoreError
from kiosk.needs import Clock, HallUnreachable
from offline_cache.releases import Kept, Shelf
from offline_cache.releases.asking import Fetch, Rules, Updates

SEEN_THROUGH = 20.0
"""Seconds a kiosk must run with a release, its window alive, before the release counts as good."""

_FIRST_AFTER, _LOOK_EVERY, _BUSY_AT_MOST = 30.0, 60.0, 120.0
_SPREAD, _PATIENCE = 0.1, 24 * 3600.0
"""Share of the interval by which machines that were switched on together come to ask apart."""


class ReleaseKeeper:
    """Releases of one running machine. Nothing here ends the kiosk: what is wrong goes to ``note``, once.

    ``use`` is called, from the thread of :meth:`keep`, with the data of the release that is in use from now on.
    """

    def __init__(
        self, settings: Settings, data: Data, fetch: Fetch, clock: Clock, note: Note, use: Callable[[Data], None],
        fonts: Path | None = None, rng: random.Random | None = None,
    ) -> None:
        self._settings, self._clock, self._note, self._use = settings, clock, note, use
        self.shelf: Shelf = shelf_of(settings)
        self._prover = Prover(settings, fonts)
        keys = settings.catalogue.publisher_keys
        self.updates = Updates(
            self.shelf, fetch, Rules(settings.region, keys), clock, PACKS, lambda: self._prover.stopped
        )
        self._asks = bool(keys)
        self._name = data.release
        self._since: float | None = None
        self._started, self._proven = True, not data.release
        self._rng = rng or random.Random()
        now = clock.monotonic()
        self._next_ask = now + _FIRST_AFTER + self._rng.uniform(0.0, _SPREAD) * settings.catalogue.minutes * 60
        self._next_look, self._waiting_since = now + _LOOK_EVERY, now
        self._said: set[str] = set()

    @property
    def release(self) -> str:
        """Name of the release that new visits get; empty for the packs that came with the program."""
        return self._name

    def due(self, *, in_visit: bool) -> bool:
        """Called every few seconds while the window is alive: whether it is time for :meth:`keep`, once each time.

        While somebody is in a visit it waits, two minutes at most.
        """
        now = self._clock.monotonic()
        self._since = now if self._since is None else self._since
        if not self._proven and now - self._since >= SEEN_THROUGH:
            return True
        if now < self._next_look:
            self._waiting_since = now
            return False
        if in_visit and now - self._waiting_since < _BUSY_AT_MOST:
            return False
        self._next_look = now + _LOOK_EVERY
        return True

    def keep(self) -> None:
        """See the release in use through, ask the hall when it is time, and go over to what is in use now."""
        now = self._clock.monotonic()
        try:
            if not self._proven and self._since is not None and now - self._since >= SEEN_THROUGH:
                self.shelf.seen_through(self._name, started=self._started)
                self._proven = True
            if self._asks and now >= self._next_ask:
                share = self._rng.uniform(1.0 - _SPREAD, 1.0 + _SPREAD)
                self._next_ask = now + self._settings.catalogue.minutes * 60 * share
                self._ask()
            self._follow()
        except KioskError as error:
            self._wrong(error.message)

    def close(self) -> None:
        """Give up asking; a release that had no time to prove itself gets another start."""
        self._prover.stop()
        if not self._proven:
            try:
                self.shelf.left_in_order(self._name)
            except StoreError as error:
                self._wrong(error.message)

    def _ask(self) -> None:
        try:
            done = self.updates.update(self._prover.prove)
        except HallUnreachable as error:
            self._next_ask = max(self._next_ask, self._clock.monotonic() + min(error.retry_after or 0.0, _PATIENCE))
            self._wrong(error.reason)
        else:
            self._said.clear()
            if done.outcome == "taken":
                self._note("release_taken", version=done.name, count=done.fetched)

    def _follow(self) -> None:
        """New visits get what is in use now; a running one keeps what it began with."""
        kept = self.shelf.in_use()
        name = kept.name if kept else ""
        if name == self._name:
            return
        data = self._data_of(kept)
        if data is None:
            return
        self.shelf.begin_live()
        self._use(data)
        self._name, self._since, self._started, self._proven = data.release, None, False, not data.release
        self._note("release_in_use", region=self._settings.region, version=name or data.catalog.version)

    def _data_of(self, kept: Kept | None) -> Data | None:
        if kept is None:
            return read_data(self._settings)
        try:
            return data_of(kept, self._settings)
        except PackError as error:
            give_up(self.shelf, kept, error)
            self._wrong(error.faults[0])
            return None

    def _wrong(self, said: str) -> None:
        if said not in self._said:
            self._said.add(said)
            self._note("release_problem", reason=said)
