"""What a printer's attributes mean (RFC 8011 section 5.4.11-12, PWG 5100.9): one closed status, and why.

Between a printer and its CUPS queue a reason changes its ending (``media-empty-error`` arrives as
``media-empty-warning``), so only the stem of a keyword counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.form_printer.cups.ipp import Attributes, first, texts
from kiosk.devices.outcomes import PrinterStatus

IDLE, PROCESSING, STOPPED = 3, 4, 5

_STEMS: tuple[tuple[str, PrinterStatus], ...] = (
    ("offline", PrinterStatus.OFFLINE),
    ("shutdown", PrinterStatus.OFFLINE),
    ("timed-out", PrinterStatus.OFFLINE),
    ("media-jam", PrinterStatus.JAM),
    ("door-open", PrinterStatus.COVER_OPEN),
    ("cover-open", PrinterStatus.COVER_OPEN),
    ("interlock-open", PrinterStatus.COVER_OPEN),
    ("input-tray-missing", PrinterStatus.PAPER_OUT),
    ("media-empty", PrinterStatus.PAPER_OUT),
    ("media-needed", PrinterStatus.PAPER_OUT),
    ("toner-empty", PrinterStatus.TONER_OUT),
    ("marker-supply-empty", PrinterStatus.TONER_OUT),
    ("developer-empty", PrinterStatus.TONER_OUT),
    ("media-low", PrinterStatus.PAPER_LOW),
)
"""Worst first: of several reasons the one that must be mended first is told."""

_STOPPERS = (
    "output-area-full", "output-tray-missing", "marker-waste-full", "fuser-over-temp", "fuser-under-temp",
    "opc-life-over", "spool-area-full", "cups-insecure-filter", "cups-missing-filter",
)
"""Reasons that end printing and have no status of their own."""

_ENDINGS = ("-error", "-warning", "-report")
_AWAY = ("may not exist", "unavailable at this time", "is not responding", "unable to locate printer", "not connected")
"""What CUPS 2.x writes into printer-state-message, its only sign while a printer cannot be reached."""


@dataclass(frozen=True)
class Condition:
    """How a printer is, and the technicians' reason (keywords and addresses, never a person's data)."""

    status: PrinterStatus
    reason: str = ""


def condition_of_printer(attributes: Attributes) -> Condition:
    """What a printer says of itself, now. A ``-report`` beside a state that goes on is news, not a fault."""
    state = first(attributes, "printer-state", int, 0)
    reasons = texts(attributes, "printer-state-reasons")
    if state in (IDLE, PROCESSING):
        reasons = tuple(reason for reason in reasons if reason == "media-low-report" or not reason.endswith("-report"))
    if first(attributes, "printer-is-accepting-jobs", bool, True) is False:
        return Condition(PrinterStatus.ERROR, "the printer rejects jobs")
    return _condition(state, reasons, "printer-stopped")


def condition_of_queue(attributes: Attributes) -> Condition:
    """What a queue knows of its printer.

    Only a queue at work is in touch with it: the reasons of an idle queue are those of its last job and are not
    believed. A queue that was stopped, refuses jobs or writes into a file is an ERROR.
    """
    state = first(attributes, "printer-state", int, 0)
    message = first(attributes, "printer-state-message", str, "")
    reasons = texts(attributes, "printer-state-reasons")
    if state == STOPPED:
        return Condition(PrinterStatus.ERROR, f"queue stopped; cupsenable; {_shown(message, reasons)}")
    if first(attributes, "printer-is-accepting-jobs", bool, True) is False:
        return Condition(PrinterStatus.ERROR, "queue rejects jobs; cupsaccept")
    if first(attributes, "device-uri", str, "").startswith("file:"):
        return Condition(PrinterStatus.ERROR, "the queue writes into a file; lpadmin -v")
    if state != PROCESSING:
        return _condition(state, (), "")
    if any(sign in message.casefold() for sign in _AWAY):
        return Condition(PrinterStatus.OFFLINE, message)
    return _condition(state, reasons, "")


def _condition(state: int, reasons: tuple[str, ...], stopped: str) -> Condition:
    stems = {_stem(reason): reason for reason in reasons if reason != "none"}
    for wanted, status in _STEMS:
        if wanted in stems:
            return Condition(status, stems[wanted])
    for wanted in _STOPPERS:
        if wanted in stems:
            return Condition(PrinterStatus.ERROR, stems[wanted])
    if state == STOPPED:
        return Condition(PrinterStatus.ERROR, " ".join(reasons) or stopped)
    if state in (IDLE, PROCESSING):
        return Condition(PrinterStatus.READY)
    return Condition(PrinterStatus.UNKNOWN, f"printer-state {state}")


def _stem(reason: str) -> str:
    for ending in _ENDINGS:
        if reason.endswith(ending):
            return reason.removesuffix(ending)
    return reason


def _shown(message: str, reasons: tuple[str, ...]) -> str:
    return " ".join((message, *reasons)).strip()
