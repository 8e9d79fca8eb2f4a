from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.bundle import Bundle, BundleItem, BundleMaterial, FilledField, GivenAnswer, new_bundle_id
from kiosk.person.identity import resident_check_digit
from offline_cache.courier import Courier
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault, open_vault


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 10, 15, 30)
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def personal() -> dict[str, str]:
    """What must never be found on the disk in clear."""
    number = "42120219900307123"
    return {
        "applicant_name": "示例·甲",
        "id_number": number + resident_check_digit(number),
        "phone": "13800001234",
        "address": "示例市示例区示例路七号",
    }


@pytest.fixture
def make_bundle(personal: dict[str, str]) -> Callable[..., Bundle]:
    def make(**changes: Any) -> Bundle:
        bundle = Bundle(
            id=new_bundle_id(),
            scenario="open-restaurant",
            title="我要开饭馆",
            region="hubei-xianning-2020",
            catalog_version="2020.1",
            machine="kiosk-1",
            sealed_at="2026-11-21T10:15:00",
            answers=(GivenAnswer("area", 120.0), GivenAnswer("sign", None)),
            items=(BundleItem("licence", "营业执照核发", "市场监管局", 1),),
            fields=tuple(FilledField(key, key, value, "citizen", ("licence",)) for key, value in personal.items()),
            materials=(BundleMaterial("lease", "租赁合同", "申请人", "paper", ("licence",), 1, 2),),
        )
        return replace(bundle, **changes)

    return make


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db")


@pytest.fixture
def outbox(tmp_path: Path, vault: Vault, clock: HandClock) -> Iterator[SqliteOutbox]:
    box = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    yield box
    box.close()


@pytest.fixture(scope="session")
def stopping() -> Iterator[list[threading.Thread]]:
    """Servers of finished tests stop while the next tests run; the session waits for the last of them."""
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def hall_server(tmp_path: Path, clock: HandClock, stopping: list[threading.Thread]) -> Iterator[Server]:
    running = Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db"), clock).start()
    yield running
    thread = threading.Thread(target=running.stop)
    thread.start()
    stopping.append(thread)


class Listener:
    """Collects what a courier tells, and can be waited on."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []
        self._changed = threading.Condition()

    def hear(self, kind: str) -> Callable[..., None]:
        def note(*event: Any) -> None:
            with self._changed:
                self.events.append((kind, *event))
                self._changed.notify_all()

        return note

    def wait_for(self, kind: str, count: int = 1, seconds: float = 10.0) -> list[tuple[Any, ...]]:
        def heard() -> list[tuple[Any, ...]]:
            return [event for event in self.events if event[0] == kind]

        with self._changed:
            assert self._changed.wait_for(lambda: len(heard()) >= count, seconds), self.events
            return heard()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make_courier(outbox: SqliteOutbox, clock: HandClock, listener: Listener) -> Iterator[Callable[..., Courier]]:
    made: list[Courier] = []

    def make(hall: Any, **changes: Any) -> Courier:
        hearing = {f"on_{kind}": listener.hear(kind) for kind in ("sent", "refused", "later", "problem")}
        courier = Courier(outbox, hall, clock, **{"rng": random.Random(7), **hearing, **changes})
        made.append(courier)
        return courier

    yield make
    for courier in made:
        courier.stop()


class WireServer:
    """A TCP server on loopback that does to each connection what a test says."""

    def __init__(self, treat: Callable[[socket.socket, int], None]) -> None:
        self._treat = treat
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.connections = 0
        self.stopped = threading.Event()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(client)
            thread = threading.Thread(target=self._serve, args=(client, self.connections), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket, number: int) -> None:
        with client, contextlib.suppress(OSError):
            self._treat(client, number)

    def close(self) -> None:
        self.stopped.set()
        for sock in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def wire_server() -> Iterator[Callable[..., WireServer]]:
    made: list[WireServer] = []

    def make(treat: Callable[[socket.socket, int], None]) -> WireServer:
        made.append(WireServer(treat))
        return made[-1]

    yield make
    for server in made:
        server.close()


def read_request(client: socket.socket) -> bytes:
    """One whole HTTP request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def answering(wire_server: Callable[..., WireServer]) -> Callable[..., WireServer]:
    """A server that answers every request with the same bytes."""

    def make(body: bytes, status: str = "200 OK", kind: str = "application/json", extra: str = "") -> WireServer:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"

        def treat(client: socket.socket, _: int) -> None:
            while read_request(client).strip():
                client.sendall(head.encode() + body)

        return wire_server(treat)

    return make


@pytest.fixture
def losing_proxy(wire_server: Callable[..., WireServer]) -> Callable[[str, int], WireServer]:
    """Passes requests on to the hall; the first ``lost`` answers are read in full and never delivered."""

    def make(url: str, lost: int) -> WireServer:
        port = int(url.rsplit(":", 1)[1])

        def treat(client: socket.socket, number: int) -> None:
            request = read_request(client).replace(b"Connection: keep-alive", b"Connection: close")
            answer = b""
            with socket.create_connection(("127.0.0.1", port), timeout=10) as hall:
                hall.sendall(request)
                while chunk := hall.recv(65536):
                    answer += chunk
            if number > lost:
                client.sendall(answer)

        return wire_server(treat)

    return make
