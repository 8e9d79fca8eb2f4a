"""A kiosk beside a hall, with clocks of their own: what every test of enrolment needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.serve import Server
from kiosk.filing.bundle import Bundle, BundleItem, FilledField, digest_of, new_bundle_id
from kiosk.needs import HallUnreachable
from kiosk.person.identity import resident_check_digit
from offline_cache.enrolment import DeviceKeys, DeviceSigner, Enrolment
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from offline_cache.vault.sealing import Vault

STEM = "42120219900307123"
MACHINE = "A03"


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 11, 21, 10, 15, 30).astimezone(), 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


class Kiosk:
    """One machine with its store, its signer and its way to the hall."""

    def __init__(self, folder: Path, url: str, clock: HandClock, machine: str = MACHINE) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.clock = folder, clock
        self.vault: Vault = open_vault(folder / "vault.key", folder / "outbox.db")
        self.outbox = SqliteOutbox(folder / "outbox.db", self.vault, clock)
        self.keys = DeviceKeys(self.outbox.store, self.vault, clock)
        self.signer = DeviceSigner(self.keys, clock)
        self.hall = HttpHall(url, machine, signer=self.signer)
        self.enrolment = Enrolment(self.keys, self.signer, self.hall.exchange, clock, machine, url)

    def close(self) -> None:
        self.hall.close()
        self.outbox.close()


def bundle(**changes: Any) -> Bundle:
    fields = {"applicant_name": "示例·甲", "id_number": STEM + resident_check_digit(STEM), "phone": "13800001234"}
    made = Bundle(
        new_bundle_id(), "open-restaurant", "我要开饭馆", "hubei-xianning-2020", "2020.1", MACHINE,
        "2026-11-21T10:15:00", (), (BundleItem("licence", "营业执照核发", "市场监管局", 1),),
        tuple(FilledField(key, key, value, "citizen", ("licence",)) for key, value in fields.items()), (),
    )
    return replace(made, **changes)


def post(server: Server, kiosk: Kiosk, sealed: bytes, headers: dict[str, str] | None = None) -> requests.Response:
    """What the kiosk would send, with headers changed at will; a value of '' leaves one out."""
    signed = {**kiosk.signer.headers("POST", "/v1/bundles", sealed), "X-Bundle-Digest": digest_of(sealed),
              "Content-Type": "application/json", **(headers or {})}
    kept = {name: value for name, value in signed.items() if value}
    return requests.post(f"{server.url}/v1/bundles", data=sealed, headers=kept, timeout=10)


# Enrolment


def refusal(kiosk: Kiosk) -> str:
    made = bundle()
    with pytest.raises(HallUnreachable) as caught:
        kiosk.hall.file_bundle(made.id, made.to_bytes())
    return caught.value.reason
