"""Undisturbed journeys on real devices: from the first touch to goodbye, each life event and each card."""

from __future__ import annotations

import pytest

from hardware.id_reader.specimens import SPECIMENS
from kiosk.devices.outcomes import PrintEnd
from kiosk.steps import Outcome, Review, TakeYourThings
from tests.faults.night import PHONE, Night

NAMES = {
    "resident": "张样本", "resident-rare": "李䶮𬭎", "resident-forever": "王示例", "foreigner-2017": "安样本",
    "foreigner-2023": "马示例", "permit": "陈样本",
}


@pytest.mark.parametrize(
    ("scenario", "title", "items"), [("open-restaurant", "我要开饭馆", 3), ("open-hotel", "我要开酒店", 3)]
)
def test_from_the_first_touch_to_goodbye(night: Night, scenario: str, title: str, items: int) -> None:
    night.enter()
    night.to_review(scenario, card="resident-rare")
    bundle = night.submit()
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.FILED
    assert papers.number is not None and papers.receipt is not None
    assert papers.ticket is not None and papers.ticket.end is PrintEnd.PRINTED
    assert papers.papers is not None and papers.papers.end is PrintEnd.PRINTED and papers.papers.pages >= 3
    night.walker.see(papers.number.number, papers.receipt.case_code)

    night.walker.tap("finish")
    assert isinstance(night.step, TakeYourThings)
    night.walker.advance(1)
    assert night.step.card is True
    night.reader.lift()
    night.until(lambda: night.step.card is False)
    night.walker.tap("leave")
    night.walker.advance(6)
    night.walker.see("轻触屏幕开始办事")

    case, = night.cases(bundle)
    values = {field["key"]: field["value"] for field in case["fields"]}
    assert values["applicant_name"] == NAMES["resident-rare"]
    assert values["phone"] == PHONE
    assert title in case["title"]
    assert len(case["items"]) >= items
    slip, = night.printed()
    assert papers.number.number in slip
    assert not any(secret in slip for secret in (NAMES["resident-rare"], values["id_number"], PHONE))
    assert len(list(night.settings.form_folder.glob("*.pdf"))) == 1
    assert night.machine.outbox.status().accepted == 1


@pytest.mark.parametrize("card", SPECIMENS)
def test_every_kind_of_card_comes_to_the_review_and_is_filed_as_read(night: Night, card: str) -> None:
    night.enter()
    night.to_review(card=card)
    step = night.step
    assert isinstance(step, Review)
    shown = " ".join(night.walker.visible_texts())
    assert NAMES[card] not in shown
    bundle = night.submit()
    night.wait_for_papers()
    case, = night.cases(bundle)
    field = {field["key"]: field for field in case["fields"]}["applicant_name"]
    assert NAMES[card] in field["value"]
    assert field["origin"] == "card"
