"""What the emulated printer says of itself: enough of IPP Everywhere (PWG 5100.14) for a driverless queue."""

from __future__ import annotations

from hardware.form_printer.cups.client import Operation
from hardware.form_printer.cups.ipp import Attribute, Attributes, Tag, one
from hardware.form_printer.ipp_emulator.printer import STOPPING, EmulatedA4Printer, Fault, Job, State

FORMATS = ("application/pdf",)
_A4 = (21000, 29700)  # hundredths of a millimetre
_REASONS = {
    State.PENDING: "none",
    State.HELD: "job-data-insufficient",
    State.PROCESSING: "job-printing",
    State.STOPPED: "printer-stopped",
    State.CANCELED: "job-canceled-by-user",
    State.ABORTED: "aborted-by-system",
    State.COMPLETED: "job-completed-successfully",
}


def printer_attributes(printer: EmulatedA4Printer, uri: str, up_time: int) -> Attributes:
    """Everything, now."""
    return {**_description(uri), **_capabilities(), **_condition(printer, up_time)}


def _condition(printer: EmulatedA4Printer, up_time: int) -> Attributes:
    fault = printer.fault
    reason = "media-low-report" if fault is Fault.PAPER_LOW else STOPPING.get(fault, "none") if fault else "none"
    stopped = fault in STOPPING
    state = 5 if stopped and printer.working else 4 if printer.working else 3
    active = sum(not job.state.over for job in printer.jobs)
    return {
        "printer-state": one(Tag.ENUM, state),
        "printer-state-reasons": one(Tag.KEYWORD, reason),
        "printer-state-message": one(Tag.TEXT, "" if reason == "none" else reason),
        "printer-is-accepting-jobs": one(Tag.BOOLEAN, fault is not Fault.REFUSES),
        "printer-up-time": one(Tag.INTEGER, max(1, up_time)),
        "queued-job-count": one(Tag.INTEGER, active),
    }


def _description(uri: str) -> Attributes:
    return {
        "charset-configured": one(Tag.CHARSET, "utf-8"),
        "charset-supported": one(Tag.CHARSET, "utf-8"),
        "natural-language-configured": one(Tag.LANGUAGE, "zh-cn"),
        "generated-natural-language-supported": one(Tag.LANGUAGE, "zh-cn"),
        "compression-supported": one(Tag.KEYWORD, "none"),
        "ipp-versions-supported": one(Tag.KEYWORD, "1.1", "2.0"),
        "ipp-features-supported": one(Tag.KEYWORD, "ipp-everywhere"),
        "operations-supported": one(Tag.ENUM, *(int(known) for known in Operation)),
        "printer-uri-supported": one(Tag.URI, uri),
        "uri-security-supported": one(Tag.KEYWORD, "none"),
        "uri-authentication-supported": one(Tag.KEYWORD, "requesting-user-name"),
        "printer-name": one(Tag.NAME, "kiosk-a4"),
        "printer-info": one(Tag.TEXT, "A4 printer (emulated)"),
        "printer-location": one(Tag.TEXT, ""),
        "printer-make-and-model": one(Tag.TEXT, "Kiosk Emulated A4"),
        "printer-more-info": one(Tag.URI, uri.replace("ipp://", "http://")),
        "printer-uuid": one(Tag.URI, "urn:uuid:5b2f8a4e-0a3c-4b58-9a6e-3f1d6f6b7c10"),
        "printer-device-id": one(Tag.TEXT, "MFG:Kiosk;MDL:Emulated A4;CMD:PDF;"),
        "which-jobs-supported": one(Tag.KEYWORD, "completed", "not-completed"),
        "multiple-document-jobs-supported": one(Tag.BOOLEAN, False),
        "multiple-operation-time-out": one(Tag.INTEGER, 60),
        "pdl-override-supported": one(Tag.KEYWORD, "attempted"),
        "color-supported": one(Tag.BOOLEAN, False),
    }


def _capabilities() -> Attributes:
    margins = {f"media-{side}-margin": one(Tag.INTEGER, 423) for side in ("bottom", "left", "right", "top")}
    size = {"x-dimension": one(Tag.INTEGER, _A4[0]), "y-dimension": one(Tag.INTEGER, _A4[1])}
    ready = one(Tag.COLLECTION, {"media-size": one(Tag.COLLECTION, size), **margins})
    return {
        "document-format-default": one(Tag.MIME, FORMATS[0]),
        "document-format-supported": one(Tag.MIME, *FORMATS),
        "media-default": one(Tag.KEYWORD, "iso_a4_210x297mm"),
        "media-ready": one(Tag.KEYWORD, "iso_a4_210x297mm"),
        "media-supported": one(Tag.KEYWORD, "iso_a4_210x297mm"),
        "media-size-supported": one(Tag.COLLECTION, size),
        "media-col-default": ready,
        "media-col-ready": ready,
        "media-col-database": ready,
        "media-col-supported": one(Tag.KEYWORD, "media-size", *margins),
        **{f"{name}-supported": value for name, value in margins.items()},
        "sides-default": one(Tag.KEYWORD, "one-sided"),
        "sides-supported": one(Tag.KEYWORD, "one-sided", "two-sided-long-edge", "two-sided-short-edge"),
        "copies-default": one(Tag.INTEGER, 1),
        "copies-supported": one(Tag.RANGE, (1, 99)),
        "print-color-mode-default": one(Tag.KEYWORD, "monochrome"),
        "print-color-mode-supported": one(Tag.KEYWORD, "monochrome"),
        "print-quality-default": one(Tag.ENUM, 4),
        "print-quality-supported": one(Tag.ENUM, 4),
        "printer-resolution-default": one(Tag.RESOLUTION, (600, 600, 3)),
        "printer-resolution-supported": one(Tag.RESOLUTION, (600, 600, 3)),
        "output-bin-default": one(Tag.KEYWORD, "face-down"),
        "output-bin-supported": one(Tag.KEYWORD, "face-down"),
        "orientation-requested-default": one(Tag.ENUM, 3),
        "orientation-requested-supported": one(Tag.ENUM, 3, 4),
        "job-creation-attributes-supported": one(
            Tag.KEYWORD, "copies", "media", "media-col", "sides", "print-quality", "print-color-mode", "job-name"
        ),
    }


def job_attributes(job: Job, uri: str, up_time: int) -> Attributes:
    """One job, now."""
    return {
        "job-id": one(Tag.INTEGER, job.id),
        "job-uri": one(Tag.URI, f"{uri}/{job.id}"),
        "job-printer-uri": one(Tag.URI, uri),
        "job-state": one(Tag.ENUM, int(job.state)),
        "job-state-reasons": one(Tag.KEYWORD, _REASONS[job.state]),
        "job-name": one(Tag.NAME, job.name),
        "job-originating-user-name": one(Tag.NAME, job.user),
        "job-impressions-completed": one(Tag.INTEGER, job.sheets),
        "job-media-sheets-completed": one(Tag.INTEGER, job.sheets),
        "job-printer-up-time": one(Tag.INTEGER, max(1, up_time)),
        "time-at-creation": one(Tag.INTEGER, 1),
        "time-at-processing": one(Tag.INTEGER, 1) if job.state > State.HELD else Attribute(Tag.NO_VALUE, (None,)),
        "time-at-completed": one(Tag.INTEGER, 1) if job.state.over else Attribute(Tag.NO_VALUE, (None,)),
    }


def only_asked(attributes: Attributes, asked: tuple[str, ...]) -> Attributes:
    """The attributes a request names; all when it names none or the group ``all``."""
    if not asked or "all" in asked or "printer-description" in asked or "job-description" in asked:
        return attributes
    return {name: value for name, value in attributes.items() if name in asked}
