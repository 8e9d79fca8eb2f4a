"""Every reason a printer gives has one status; a queue is believed only while it is in touch."""

from __future__ import annotations

import pytest

from hardware.form_printer.cups.ipp import Attributes, Tag, one
from hardware.form_printer.cups.reasons import IDLE, PROCESSING, STOPPED, condition_of_printer, condition_of_queue
from kiosk.devices.outcomes import PrinterStatus


def said(state: int, *reasons: str, message: str = "", **more: bool) -> Attributes:
    return {
        "printer-state": one(Tag.ENUM, state),
        "printer-state-reasons": one(Tag.KEYWORD, *(reasons or ("none",))),
        "printer-state-message": one(Tag.TEXT, message),
        **{name.replace("_", "-"): one(Tag.BOOLEAN, value) for name, value in more.items()},
    }


@pytest.mark.parametrize("ending", ["", "-error", "-warning", "-report"])
@pytest.mark.parametrize(
    ("stem", "status"),
    [
        ("media-empty", PrinterStatus.PAPER_OUT),
        ("media-needed", PrinterStatus.PAPER_OUT),
        ("input-tray-missing", PrinterStatus.PAPER_OUT),
        ("media-jam", PrinterStatus.JAM),
        ("toner-empty", PrinterStatus.TONER_OUT),
        ("marker-supply-empty", PrinterStatus.TONER_OUT),
        ("door-open", PrinterStatus.COVER_OPEN),
        ("cover-open", PrinterStatus.COVER_OPEN),
        ("offline", PrinterStatus.OFFLINE),
        ("media-low", PrinterStatus.PAPER_LOW),
        ("fuser-over-temp", PrinterStatus.ERROR),
    ],
)
def test_a_reason_means_the_same_with_every_ending(stem: str, ending: str, status: PrinterStatus) -> None:
    assert condition_of_printer(said(STOPPED, stem + ending)).status is status
    assert condition_of_queue(said(PROCESSING, stem + ending)).status is status


def test_of_several_reasons_the_one_to_mend_first_is_told() -> None:
    known = condition_of_printer(said(STOPPED, "media-low-report", "toner-empty-warning", "media-jam-error"))
    assert (known.status, known.reason) == (PrinterStatus.JAM, "media-jam-error")


def test_another_empty_tray_does_not_stop_a_printer_that_goes_on() -> None:
    assert condition_of_printer(said(IDLE, "media-empty-report")).status is PrinterStatus.READY
    assert condition_of_printer(said(IDLE, "media-empty-error")).status is PrinterStatus.PAPER_OUT


def test_low_toner_still_prints() -> None:
    assert condition_of_printer(said(IDLE, "toner-low-warning")).status is PrinterStatus.READY


def test_an_idle_queue_is_not_believed_about_its_last_job() -> None:
    assert condition_of_queue(said(IDLE, "media-jam-warning")).status is PrinterStatus.READY


@pytest.mark.parametrize(
    "message",
    ["The printer may not exist or is unavailable at this time.", "The printer is not responding.",
     "Unable to locate printer \"a4.local\"."],
)
def test_a_printer_that_is_off_is_seen_in_the_message_alone(message: str) -> None:
    assert condition_of_queue(said(PROCESSING, message=message)).status is PrinterStatus.OFFLINE
    assert condition_of_queue(said(IDLE, message=message)).status is PrinterStatus.READY


def test_a_stopped_or_closed_queue_is_an_error_that_names_the_command() -> None:
    assert "cupsenable" in condition_of_queue(said(STOPPED, "paused")).reason
    closed = condition_of_queue(said(IDLE, printer_is_accepting_jobs=False))
    assert closed.status is PrinterStatus.ERROR and "cupsaccept" in closed.reason


def test_a_queue_that_writes_into_a_file_is_an_error_although_it_says_it_is_well() -> None:
    raw = {**said(IDLE), "device-uri": one(Tag.URI, "file:///dev/null")}
    assert condition_of_queue(raw).status is PrinterStatus.ERROR


def test_no_state_at_all_is_unknown() -> None:
    assert condition_of_printer({}).status is PrinterStatus.UNKNOWN
