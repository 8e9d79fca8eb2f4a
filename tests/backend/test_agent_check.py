"""What the hall asks of whoever acts for the applicant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.intake.bundle_check import check_bundle
from kiosk.filing.bundle import Bundle, BundleItem, FilledField, digest_of
from kiosk.person.identity import resident_check_digit


def number(first17: str) -> str:
    return first17 + resident_check_digit(first17)


OWN, OTHER = number("42120019520304112"), number("42120019900101112")
AGENT = {
    "agent_name": "李示例", "agent_number": OTHER, "agent_phone": "13000000000", "agent_relation": "受委托代办",
}
BARE = Bundle(
    id="0" * 32, scenario="open-restaurant", title="我要开饭馆", region="r", catalog_version="1", machine="A03",
    sealed_at="2026-11-21T10:15:00", answers=(), items=(BundleItem("licence", "营业执照", "市场监管局", 1),), fields=(),
    materials=(),
)


def faults(**agent: str) -> dict[str, str]:
    filled = {"id_number": OWN, **agent}
    fields = tuple(FilledField(key, key, value, "citizen", ("licence",)) for key, value in filled.items())
    sealed = replace(BARE, fields=fields).to_bytes()
    return {fault.where: fault.message for fault in check_bundle(sealed, digest_of(sealed), ()).faults}


@pytest.mark.parametrize("relation", ["受委托代办", "监护人"])
def test_a_whole_agent_is_taken(relation: str) -> None:
    assert faults(**{**AGENT, "agent_relation": relation}) == {}


def test_no_agent_is_no_fault() -> None:
    assert faults() == {}


def test_everything_missing_of_an_agent_is_said_at_once() -> None:
    assert set(faults(agent_name="李示例")) == {
        "fields.agent_relation", "fields.agent_number", "fields.agent_phone"
    }


def test_an_agent_with_the_applicants_number_is_refused() -> None:
    assert "同一个人" in faults(**{**AGENT, "agent_number": OWN})["fields.agent_number"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("agent_number", OTHER[:-1] + ("0" if OTHER[-1] != "0" else "1")), ("agent_phone", "123"),
     ("agent_relation", "朋友")],
)
def test_a_wrong_value_of_an_agent_is_named(key: str, value: str) -> None:
    assert set(faults(**{**AGENT, key: value})) == {f"fields.{key}"}


def test_what_is_written_at_the_window_may_be_empty() -> None:
    fields = tuple(
        FilledField(key, key, "" if key == "agent_number" else value, "window" if key == "agent_number" else "citizen")
        for key, value in AGENT.items()
    )
    sealed = replace(BARE, fields=fields).to_bytes()
    assert check_bundle(sealed, digest_of(sealed), ()).faults == ()
