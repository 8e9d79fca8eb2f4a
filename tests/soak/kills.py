"""kill -9 at random instants: a child forked ready-made works on one outbox, dies, and the next one takes over.

The child says through a pipe what it was promised (a put returned, a receipt was noted) and writes what it is doing
into shared memory, so that every death can be counted by where it struck.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import mmap
import os
import random
import shutil
import signal
import sqlite3
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Fault, Refusal, new_bundle_id
from kiosk.filing.limits import PIECE
from kiosk.filing.receipt import Receipt
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.schema import migrations
from offline_cache.vault import Vault, open_vault
from offline_cache.vault.rotating import rotate
from tests.offline_cache.attachments.made_up import paper

DOINGS = ("start", "open", "put", "attach", "send", "carry", "acknowledge", "migrate", "swap", "idle")
LATEST_DEATH = 0.05
OLD_ROWS = 12
WITH_ATTACHMENTS = 0.3
SIZES = (3_000,) * 5 + (70_000,) * 3 + (PIECE + 30_000,)
_CHECK_EVERY = 500
_READY_MADE = ("requests", "msgspec", "sqlite_utils", "offline_cache.bounded_http")


class _Clock:
    """Real time, a year back in every fourth child."""

    def __init__(self, back: bool) -> None:
        self._shift = timedelta(days=-365 if back else 0)

    def now(self) -> datetime:
        return datetime.now() + self._shift

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Tally:
    """What came of it. ``faults`` holds everything that must never happen, in words."""

    kills: int = 0
    promised: int = 0
    receipts: int = 0
    seconds: float = 0.0
    during: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DOINGS, 0))
    faults: list[str] = field(default_factory=list)
    set_aside: int = 0
    attachments: int = 0


class _WatchedHall(HttpHall):
    """Tells when a piece of an attachment is under way."""

    doing: mmap.mmap

    def send_piece(self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes) -> int | Refusal:
        self.doing[0] = DOINGS.index("carry")
        held = super().send_piece(bundle_id, sha256, size, start, piece)
        self.doing[0] = DOINGS.index("send")
        return held


class _Watched(SqliteOutbox):
    """Tells what it is doing."""

    doing: mmap.mmap

    def mark_sent(self, receipt: Receipt) -> None:
        self.doing[0] = DOINGS.index("acknowledge")
        super().mark_sent(receipt)
        self.doing[0] = DOINGS.index("send")


class Kills:
    """One outbox in ``folder``, one hall at ``url`` whose database is ``cases``, and as many deaths as asked for."""

    def __init__(self, folder: Path, url: str, cases: Path, bundle: dict[str, Any], seed: int = 1) -> None:
        self._folder, self._url, self._cases, self._bundle = folder, url, cases, bundle
        self._database, self._key = folder / "outbox.db", folder / "vault.key"
        self._chance = random.Random(seed)
        self._doing = mmap.mmap(-1, 1)
        self._durable: set[str] = set()
        self._attached: dict[str, list[str]] = {}
        self._sent: dict[str, str] = {}
        self._old_folder = folder / "old"
        self._template = folder / "template"
        self.tally = Tally()

    def run(self, times: int, seconds: float) -> Tally:
        """At most ``times`` deaths within ``seconds``, then a look at everything."""
        began = time.monotonic()
        for name in _READY_MADE:  # imported once here, so that no child dies importing
            importlib.import_module(name)
        make_old_store(self._template)
        self._renew_old()
        while self.tally.kills < times and time.monotonic() - began < seconds:
            self._one()
            if self.tally.kills % _CHECK_EVERY == 0:
                self._look()
        self._drain()
        self.tally.promised, self.tally.receipts = len(self._durable), len(self._sent)
        self.tally.seconds = time.monotonic() - began
        return self.tally

    def _one(self) -> None:
        latest = LATEST_DEATH * (5 if self._chance.random() < 0.2 else 1)  # attachments take some lives longer
        delay, seed = self._chance.uniform(0.0005, latest), self._chance.random()
        self._doing[0] = 0
        said, child = self._fork(lambda out: self._work(seed, out))
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        struck = DOINGS[self._doing[0]]
        _, status = os.waitpid(child, 0)
        lines = _read(said)
        if os.WIFSIGNALED(status):
            self.tally.kills += 1
            self.tally.during[struck] += 1
        self._note(lines)

    def _note(self, lines: list[str]) -> None:
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "put":
                bundle_id, *digests = rest.split(" ")
                self._durable.add(bundle_id)
                self._attached[bundle_id] = digests
            elif kind == "receipt":
                bundle_id, _, code = rest.partition(" ")
                if self._sent.setdefault(bundle_id, code) != code:
                    self.tally.faults.append(f"two case codes for {bundle_id}")
            elif kind == "migrated":
                self._renew_old()
            elif kind == "fault":
                self.tally.faults.append(rest)

    def _fork(self, work: Any) -> tuple[int, int]:
        """A child that does ``work(out)``; where to read what it says, and its process number."""
        inward, outward = os.pipe()
        child = os.fork()
        if child:
            os.close(outward)
            return inward, child
        os.close(inward)
        try:
            work(outward)
        except BaseException:  # noqa: BLE001 - told to the parent, which counts it
            _say(outward, "fault " + traceback.format_exc(limit=-3).replace("\n", " | "))
        os._exit(0)

    def _open(self) -> _Watched:
        outbox = _Watched(self._database, open_vault(self._key, self._database), _Clock(self._chance.random() < 0.25))
        outbox.doing = self._doing
        return outbox

    def _work(self, seed: float, out: int) -> None:
        """What one life does, for as long as it is let."""
        self._chance = chance = random.Random(seed)
        self._doing[0] = DOINGS.index("open")
        if chance.random() < 0.15:
            self._migrate(out)
            return
        outbox = self._open()
        hall = _WatchedHall(self._url, "A03", (2, 5))
        hall.doing = self._doing
        courier = Courier(
            outbox, hall, _Clock(False), on_sent=lambda key, receipt: _say(out, f"receipt {key} {receipt.case_code}"),
            on_refused=lambda key, faults: _say(out, f"fault refused {key} {_named(faults)}"),
        )  # fmt: skip
        while True:
            turn = chance.random()
            if turn < 0.45:
                attached = self._papers() if chance.random() < WITH_ATTACHMENTS else ()
                self._doing[0] = DOINGS.index("attach" if attached else "put")
                sealed, bundle_id = self._fresh(attached)
                outbox.put_sealed(bundle_id, "open-restaurant", sealed, attached)
                _say(out, " ".join(("put", bundle_id, *(one.facts.sha256 for one in attached))))
            elif turn < 0.9:
                self._doing[0] = DOINGS.index("send")
                courier.send_due_now(everything=True)
            else:
                self._doing[0] = DOINGS.index("swap")
                vault = open_vault(self._key, self._database)
                rotate(outbox.store, vault, self._key)
                outbox.close()
                outbox = self._open()
                courier = Courier(
                    outbox, hall, _Clock(False),
                    on_sent=lambda key, receipt: _say(out, f"receipt {key} {receipt.case_code}"),
                )  # fmt: skip
            self._doing[0] = DOINGS.index("idle")

    def _papers(self) -> tuple[Attachment, ...]:
        material, chance = self._bundle["materials"][0]["id"], self._chance
        return tuple(paper(chance.choice(SIZES), chance.getrandbits(32), material) for _ in range(chance.randint(1, 2)))

    def _fresh(self, attached: tuple[Attachment, ...]) -> tuple[bytes, str]:
        bundle_id = new_bundle_id()
        document = {**self._bundle, "id": bundle_id}
        if attached:
            document["attachments"] = [vars(one.facts) for one in attached]
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), bundle_id

    def _migrate(self, out: int) -> None:
        """Open a store that an older program wrote, as often as it takes."""
        self._doing[0] = DOINGS.index("migrate")
        path = self._old_folder / "outbox.db"
        outbox = SqliteOutbox(path, Vault(bytes(32)), _Clock(False))
        found = outbox.status()
        outbox.close()
        if found.waiting != OLD_ROWS:
            _say(out, f"fault migration kept {found.waiting} of {OLD_ROWS}")
        _say(out, "migrated")

    def _renew_old(self) -> None:
        shutil.rmtree(self._old_folder, ignore_errors=True)
        shutil.copytree(self._template, self._old_folder)

    def _in_child(self, work: Any) -> list[str]:
        """Work to its end in a child, so that this process never has a database open when it forks."""
        said, child = self._fork(work)
        lines = _read(said)
        os.waitpid(child, 0)
        return lines

    def _look(self) -> None:
        """Everything promised is there, and the file is sound."""

        def look(out: int) -> None:
            outbox = self._open()
            for fault in outbox.store.sound():
                _say(out, f"fault integrity {fault}")
            with outbox.store.reading() as db:
                known = db.execute("SELECT bundle_id FROM outbox UNION SELECT bundle_id FROM receipt").fetchall()
            missing = self._durable - {str(row[0]) for row in known}
            for bundle_id in missing:
                _say(out, f"fault lost {bundle_id}")
            outbox.close()

        self._note(self._in_child(look))

    def _drain(self) -> None:
        """Hand everything in and compare with what the hall holds."""

        def drain(out: int) -> None:
            outbox = self._open()
            hall = HttpHall(self._url, "A03", (5, 10))
            for row in outbox.listing.rows("set_aside"):
                _say(out, "aside")
                outbox.retry(row.bundle_id)
            courier = Courier(
                outbox, hall, _Clock(False),
                on_sent=lambda key, receipt: _say(out, f"receipt {key} {receipt.case_code}"),
            )  # fmt: skip
            courier.send_due_now(everything=True)
            with outbox.store.reading() as db:
                codes = dict(db.execute("SELECT bundle_id, case_code FROM receipt").fetchall())
            for bundle_id in self._durable - codes.keys():
                _say(out, f"fault never accepted {bundle_id}")
            held = _held(self._cases)
            for bundle_id, code in codes.items():
                if held.get(bundle_id) != code:
                    _say(out, f"fault the hall holds {held.get(bundle_id)} for {bundle_id}, not {code}")
            for fault in self._half(codes.keys()):
                _say(out, f"fault {fault}")
            for bundle_id in held.keys() - codes.keys():
                _say(out, f"fault the hall holds {bundle_id}, which the machine does not know")
            outbox.close()

        self._look()
        self.tally.attachments = sum(map(len, self._attached.values()))
        lines = self._in_child(drain)
        self.tally.set_aside = lines.count("aside")
        self._note(lines)


    def _half(self, accepted: Iterable[str]) -> Iterator[str]:
        """Attachments the hall has not byte by byte, and files left behind on the machine."""
        place = self._cases.with_name(f"{self._cases.name}-files")
        for bundle_id in accepted:
            for digest in self._attached.get(bundle_id, ()):
                path = place / bundle_id / f"{digest}.pdf"
                if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                    yield f"lost attachment {digest[:8]} of {bundle_id} at the hall"
        left = self._folder / "attachments"
        yield from (f"left behind {path.name}" for path in (left.iterdir() if left.exists() else ()))


def make_old_store(folder: Path) -> None:
    """A store as the first version wrote it, with waiting bundles."""
    from sqlite_utils import Database

    from kiosk.filing.bundle import digest_of

    folder.mkdir()
    vault = Vault(bytes(32))
    connection = sqlite3.connect(folder / "outbox.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    migrations().apply(Database(connection), stop_before="m004_outbox_turns")
    connection.execute("INSERT INTO vault_key (id, fingerprint) VALUES (1, ?)", (vault.fingerprint,))
    for _ in range(OLD_ROWS):
        bundle_id = new_bundle_id()
        sealed = bundle_id.encode() * 600
        connection.execute(
            "INSERT INTO outbox (bundle_id, scenario, digest, state, kept_at, next_at, payload) "
            "VALUES (?, 'open-restaurant', ?, 'waiting', '2026-01-05T12:00:00', 1767585600, ?)",
            (bundle_id, digest_of(sealed), vault.seal(sealed, "outbox", "payload", bundle_id)),
        )
    connection.close()


def _held(cases: Path) -> dict[str, str]:
    connection = sqlite3.connect(f"file:{cases}?mode=ro", uri=True)
    found = dict(connection.execute("SELECT bundle_id, case_code FROM cases").fetchall())
    connection.close()
    return found


def _say(out: int, line: str) -> None:
    os.write(out, line.encode() + b"\n")


def _read(said: int) -> list[str]:
    with os.fdopen(said, "rb") as pipe:
        data = pipe.read()
    return data.decode("utf-8", "replace").split("\n")[:-1]


def _named(faults: tuple[Fault, ...]) -> str:
    return ",".join(fault.where for fault in faults)
