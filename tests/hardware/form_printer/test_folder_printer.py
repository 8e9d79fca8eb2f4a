import os
from pathlib import Path

import pytest

from hardware.form_printer.folder_printer import FolderFormPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.forms.document import Document


def test_the_file_appears_whole_and_is_only_for_its_owner(tmp_path: Path, slip: Document) -> None:
    FolderFormPrinter(tmp_path).print_documents((slip,), "case-7")
    (file,) = tmp_path.iterdir()
    assert file.name == "case-7.pdf"
    assert file.read_bytes().startswith(b"%PDF-")
    assert file.read_bytes().rstrip().endswith(b"%%EOF")
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_job_again_replaces_the_file(tmp_path: Path, slip: Document) -> None:
    printer = FolderFormPrinter(tmp_path)
    printer.hand_over(b"old", "case-7")
    printer.print_documents((slip,), "case-7")
    assert (tmp_path / "case-7.pdf").read_bytes() != b"old"


def test_a_place_that_cannot_be_a_folder_is_offline(tmp_path: Path, slip: Document) -> None:
    (tmp_path / "taken").write_text("a file stands here")
    printer = FolderFormPrinter(tmp_path / "taken")
    assert printer.status() is PrinterStatus.OFFLINE
    assert printer.print_documents((slip,), "case-7").end is PrintEnd.FAILED


def test_a_folder_that_refuses_files_is_an_error(slip: Document) -> None:
    printer = FolderFormPrinter(Path("/proc/self"))
    assert printer.status() is PrinterStatus.ERROR
    outcome = printer.print_documents((slip,), "case-7")
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.ERROR)


def test_a_file_that_cannot_be_put_in_place_is_a_failed_outcome(tmp_path: Path, slip: Document) -> None:
    (tmp_path / "case-7.pdf").mkdir()
    outcome = FolderFormPrinter(tmp_path).print_documents((slip,), "case-7")
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.ERROR)
    assert [path.name for path in tmp_path.iterdir()] == ["case-7.pdf"]


@pytest.mark.parametrize("job", ["", "../x", "a/b", "a\\b", ".hidden", "a\0b"])
def test_a_job_name_cannot_leave_the_folder(tmp_path: Path, job: str) -> None:
    with pytest.raises(ValueError, match="job name"):
        FolderFormPrinter(tmp_path).hand_over(b"%PDF-", job)


def test_papers_with_personal_data_are_removed_after_their_time(tmp_path: Path, slip: Document) -> None:
    printer = FolderFormPrinter(tmp_path / "tray")
    printer.print_documents((slip,), "slip-old")
    printer.print_documents((slip,), "slip-new")
    os.utime(tmp_path / "tray" / "slip-old.pdf", (1000, 1000))
    os.utime(tmp_path / "tray" / "slip-new.pdf", (1900, 1900))
    assert printer.clear_older(600, now=2000) == 1
    assert [path.name for path in (tmp_path / "tray").glob("*.pdf")] == ["slip-new.pdf"]
