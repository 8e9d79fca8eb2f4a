"""The A4 folder is gone, closed or full, or a name cannot be printed: it is said, and the kiosk stays up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.id_reader.base_info import PHOTO_SIZE, BaseInformation
from hardware.id_reader.layouts import text_block
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.person.identity import CardKind, resident_check_digit
from tests.faults.full_disk import files_end_at
from tests.faults.night import Night


def checklist(night: Night) -> PrintOutcome:
    night.enter()
    night.to_plan()
    night.walker.tap("print")
    night.walker.tap("print:plan")
    outcome = night.wait_for_papers().papers
    assert outcome is not None
    return outcome


def kiosk_goes_on(night: Night) -> None:
    night.walker.tap("finish")
    night.walker.tap("leave")
    night.walker.advance(6)
    night.enter()


@pytest.mark.parametrize(
    ("place", "status"), [("a-file/forms", PrinterStatus.OFFLINE), ("/proc", PrinterStatus.ERROR)]
)
def test_a_folder_that_is_gone_or_closed(
    dark: Night, switch_on: Callable[[Night], Night], place: str, status: PrinterStatus
) -> None:
    (dark.folder / "a-file").write_text("")
    dark.settings = replace(dark.settings, form_folder=dark.folder / place)
    switch_on(dark)
    outcome = checklist(dark)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, status, 0)
    dark.walker.see("没有印出来")
    kiosk_goes_on(dark)


def test_a_full_disk_leaves_no_half_paper(night: Night) -> None:
    with files_end_at(8192):
        outcome = checklist(night)
        assert (outcome.end, outcome.pages) == (PrintEnd.FAILED, 0)
        night.walker.see("没有印出来")
    assert list((night.settings.data / "forms").iterdir()) == []
    kiosk_goes_on(night)


def test_a_name_no_font_can_print_fails_the_paper_only(night: Night) -> None:
    number = "42120219900307001"
    fields = {
        "name": "张\ue123", "sex": "1", "ethnic_code": "01", "birth": "19900307", "address": "示例路1号",
        "number": number + resident_check_digit(number), "issuer": "示例分局", "valid_from": "20200101",
        "valid_to": "20400101",
    }
    card = BaseInformation(text_block(CardKind.RESIDENT, fields), bytes(PHOTO_SIZE))
    night.enter()
    night.to_review(card=card)
    bundle = night.submit()
    papers = night.wait_for_papers()
    assert papers.papers is not None and papers.papers.end is PrintEnd.FAILED
    assert papers.papers.unprintable == ("姓名",)
    assert "U+E123" not in papers.papers.detail
    assert [label.zh for label in papers.unprintable] == ["姓名"]
    assert papers.ticket is not None and papers.ticket.end is PrintEnd.PRINTED
    night.walker.see("没有印出来")
    case, = night.cases(bundle)
    assert next(field["value"] for field in case["fields"] if field["key"] == "applicant_name") == "张\ue123"
    kiosk_goes_on(night)


def test_the_folder_comes_back(dark: Night, switch_on: Callable[[Night], Night]) -> None:
    folder: Path = dark.settings.form_folder
    folder.parent.mkdir(parents=True)
    folder.write_text("")
    switch_on(dark)
    assert checklist(dark).end is PrintEnd.FAILED
    folder.unlink()
    dark.walker.tap("finish")
    dark.walker.tap("leave")
    dark.walker.advance(6)
    assert checklist(dark).end is PrintEnd.PRINTED
