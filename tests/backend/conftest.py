from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlalchemy import create_engine, text

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.bundle import (
    Bundle,
    BundleItem,
    BundleMaterial,
    FilledField,
    GivenAnswer,
    digest_of,
    new_bundle_id,
)
from kiosk.person.identity import resident_check_digit


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 10, 15, 30)
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def make_bundle() -> Callable[..., Bundle]:
    number = "42120219900307123"
    fields = (
        FilledField("applicant_name", "姓名", "示例·甲", "card", ("licence",)),
        FilledField("id_number", "证件号码", number + resident_check_digit(number), "card"),
        FilledField("phone", "联系电话", "13800001234", "citizen"),
    )

    def make(**changes: Any) -> Bundle:
        bundle = Bundle(
            id=new_bundle_id(),
            scenario="open-restaurant",
            title="我要开饭馆",
            region="hubei-xianning-2020",
            catalog_version="2020.1",
            machine="hall-1-kiosk-2",
            sealed_at="2026-11-21T10:15:00",
            answers=(GivenAnswer("area", 120.0), GivenAnswer("serves_food", True), GivenAnswer("sign", None)),
            items=(
                BundleItem("licence", "营业执照核发", "市场监管局", 1),
                BundleItem("food", "食品经营许可", "市场监管局", 2),
                BundleItem("sign", "店招备案", "城管局", 2, certain=False),
            ),
            fields=fields,
            materials=(BundleMaterial("lease", "租赁合同", "申请人", "paper", ("licence", "food"), 1, 2),),
        )
        return replace(bundle, **changes)

    return make


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[BackendSettings]:
    """On SQLite, or in a schema of its own on the PostgreSQL of KIOSK_TEST_DATABASE, an SQLAlchemy URL."""
    wanted = os.environ.get("KIOSK_TEST_DATABASE")
    if not wanted:
        yield BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db")
        return
    schema = f"hall_{uuid4().hex}"
    engine = create_engine(wanted)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        yield BackendSettings(database_url=f"{wanted}?options=-csearch_path%3D{schema}")
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture
def sql(settings: BackendSettings) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Runs one statement on the hall's database and gives its rows; what it changes is committed."""
    engine = create_engine(settings.database_url)

    def run(statement: str) -> list[tuple[Any, ...]]:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    engine.dispose()


@pytest.fixture(scope="session")
def stopping() -> Iterator[list[Thread]]:
    """Servers of finished tests stop while the next tests run; the session waits for the last of them."""
    threads: list[Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def server(settings: BackendSettings, clock: HandClock, stopping: list[Thread]) -> Iterator[Server]:
    running = Server(settings, clock).start()
    yield running
    thread = Thread(target=running.stop)
    thread.start()
    stopping.append(thread)


@pytest.fixture
def hand_in(server: Server) -> Callable[..., requests.Response]:
    def post(bundle: Bundle | bytes, digest: str | None = None) -> requests.Response:
        sealed = bundle if isinstance(bundle, bytes) else bundle.to_bytes()
        headers = {"X-Bundle-Digest": digest or digest_of(sealed), "Content-Type": "application/json"}
        return requests.post(f"{server.url}/v1/bundles", data=sealed, headers=headers, timeout=10)

    return post


@pytest.fixture
def ask(server: Server) -> Callable[..., requests.Response]:
    def call(path: str, wish: dict[str, Any] | None = None) -> requests.Response:
        if wish is None:
            return requests.get(f"{server.url}/v1/{path}", timeout=10)
        return requests.post(f"{server.url}/v1/{path}", json=wish, timeout=10)

    return call
