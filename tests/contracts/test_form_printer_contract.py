"""What every form printer promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.form_printer.folder_printer import FolderFormPrinter
from kiosk.devices import PrintEnd, PrinterStatus
from kiosk.errors import PaperError
from kiosk.forms.document import Document, FieldGrid, FieldRow
from kiosk.needs import FormPrinter


def paper(value: str = "张三") -> Document:
    rows = (FieldRow("姓名", value),)
    return Document("application", "申请表", "", (), (FieldGrid("申请人", rows),), "依据", "2026-01-02 03:04")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "papers"


@pytest.fixture
def printer(folder: Path) -> FolderFormPrinter:
    return FolderFormPrinter(folder)


def test_a_set_is_printed_and_its_sheets_counted(printer: FormPrinter) -> None:
    assert printer.status() is PrinterStatus.READY
    outcome = printer.print_documents((paper(), paper()), "job-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.PRINTED, PrinterStatus.READY, 2)


def test_no_paper_is_a_failed_outcome_and_goes_away(printer: FolderFormPrinter, folder: Path) -> None:
    printer.paper_out = True
    assert printer.status() is PrinterStatus.PAPER_OUT
    outcome = printer.print_documents((paper(),), "job-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 0)
    assert not folder.exists()
    printer.paper_out = False
    assert printer.print_documents((paper(),), "job-1").end is PrintEnd.PRINTED


def test_a_text_that_cannot_be_printed_is_raised_and_leaves_nothing(printer: FormPrinter, folder: Path) -> None:
    with pytest.raises(PaperError):
        printer.print_documents((paper("张\U0001f600"),), "job-1")
    assert not folder.exists() or list(folder.iterdir()) == []
