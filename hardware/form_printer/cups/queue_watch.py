"""Asks a print queue and the printer behind it how they are; every question is bounded in time."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from hardware.form_printer.cups.client import (
    Address,
    IppClient,
    Operation,
    PrintServiceError,
    ServiceAway,
    ServiceRefused,
    ServiceSilent,
    Status,
    address_of,
    reach,
)
from hardware.form_printer.cups.ipp import JOB_GROUP, PRINTER_GROUP, Attributes, Tag, first, names, one, texts
from hardware.form_printer.cups.reasons import PROCESSING, Condition, condition_of_printer, condition_of_queue
from kiosk.devices.outcomes import PrinterStatus

_ASKED = (
    "printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs", "device-uri",
)
_PORTS = {"ipps": 631, "https": 443, "socket": 9100, "lpd": 515}
_LATEST = 10  # of the printer's finished jobs, newest first (RFC 8011 section 4.2.6)
_CONFIRMING = ("ipp", "ipps", "http", "https")


@dataclass(frozen=True)
class Seen:
    """A look at the queue: how its printer is, and whether the end of a job means paper in the tray."""

    condition: Condition
    confirms: bool = False
    device: str = ""


class QueueWatch:
    """Looks at one queue through ``client``. ``direct`` is a printer's own address instead of a CUPS queue.

    CUPS asks a printer only while it prints: behind an idle queue a printer may be off or empty unseen. So the
    printer itself is asked as well wherever the queue's ``device-uri`` gives it an address.
    """

    def __init__(self, client: IppClient, *, direct: bool, connect_seconds: float, answer_seconds: float) -> None:
        self._client, self._direct = client, direct
        self._connect_seconds, self._answer_seconds = connect_seconds, answer_seconds

    def look(self) -> Seen:
        """How it is now."""
        try:
            attributes = ask_printer(self._client)
        except PrintServiceError as error:
            return Seen(condition_of_failure(error))
        if self._direct:
            return Seen(condition_of_printer(attributes), confirms=True)
        device = first(attributes, "device-uri", str, "")
        known = condition_of_queue(attributes)
        if known.status.can_print:
            known = self._ask_device(device, attributes) or known
        return Seen(known, _confirms(device), device)

    def job_at_printer(self, device: str, job: str) -> Attributes:
        """The job as the printer behind a queue keeps it; empty when that cannot be had.

        CUPS calls a job completed that the printer aborted, and counts sheets as it sends them.
        """
        if not device.startswith("ipp:"):
            return {}
        asked = {
            "which-jobs": one(Tag.KEYWORD, "completed"),
            "limit": one(Tag.INTEGER, _LATEST),
            "requested-attributes": names(("job-name", "job-state", "job-media-sheets-completed")),
        }
        try:
            found = self._to(device).ask(Operation.GET_JOBS, asked).all_groups(JOB_GROUP)
        except (PrintServiceError, ValueError):
            return {}
        return next((known for known in found if first(known, "job-name", str, "") == job), {})

    def _to(self, device: str) -> IppClient:
        return IppClient(
            address_of(device), "kiosk", connect_seconds=self._connect_seconds, answer_seconds=self._answer_seconds
        )

    def _ask_device(self, device: str, queue: Attributes) -> Condition | None:
        """What the printer itself says; None when it cannot be asked and the queue's word must do."""
        try:
            scheme, host, port = _place(device)
            if scheme != "ipp":
                if host and first(queue, "printer-state", int, 0) != PROCESSING:
                    reach(host, port, self._connect_seconds).close()
                return None
            return condition_of_printer(ask_printer(self._to(device)))
        except ValueError:
            return None
        except PrintServiceError as error:
            printing = first(queue, "printer-state", int, 0) == PROCESSING
            if printing and "connecting-to-device" not in texts(queue, "printer-state-reasons"):
                return None  # small printers take one connection at a time, and the queue holds it
            return condition_of_failure(error)


def ask_printer(client: IppClient) -> Attributes:
    """State of a queue or printer. Raises PrintServiceError."""
    answer = client.ask(Operation.GET_PRINTER_ATTRIBUTES, {"requested-attributes": names(_ASKED)})
    return answer.group(PRINTER_GROUP)


def condition_of_failure(error: PrintServiceError) -> Condition:
    """No answer as a status: away is OFFLINE, silent UNKNOWN, refused (no such queue, for one) ERROR."""
    match error:
        case ServiceAway():
            return Condition(PrinterStatus.OFFLINE, error.reason)
        case ServiceSilent():
            return Condition(PrinterStatus.UNKNOWN, error.reason)
        case ServiceRefused(status=Status.NOT_FOUND):
            return Condition(PrinterStatus.ERROR, f"no such queue: {error.reason}; lpadmin")
    return Condition(PrinterStatus.ERROR, error.reason)


def queue_address(queue: str, server: str) -> tuple[Address, bool]:
    """Where to ask, and whether that is a printer itself. ``queue`` is a name on ``server`` or an ``ipp://`` address.

    Raises ValueError when either cannot be understood.
    """
    if "://" in queue:
        return address_of(queue), True
    if not is_queue_name(queue):
        raise ValueError(f"not a queue name: {queue!r}")
    parts = urlsplit(f"//{server}")
    if not parts.hostname:
        raise ValueError(f"not a server: {server!r}")
    return Address(parts.hostname, parts.port or 631, f"/printers/{queue}"), False


def is_queue_name(queue: str) -> bool:
    """Names as lpadmin(8) takes them: up to 127 printable characters without space, ``/``, ``#`` and quotes."""
    return 0 < len(queue) <= 127 and not any(char.isspace() or not char.isprintable() or char in "/\\?'\"#"
                                             for char in queue)


def _place(device: str) -> tuple[str, str, int]:
    parts = urlsplit(device)
    port = _PORTS.get(parts.scheme, 0)
    if parts.scheme != "ipp" and not port:
        return parts.scheme, "", 0
    return parts.scheme, parts.hostname or "", parts.port or port


def _confirms(device: str) -> bool:
    """IPP printers report each job's own end; sockets, USB and LPD only that the bytes were taken."""
    parts = urlsplit(device)
    waits = parse_qs(parts.query).get("waitjob", ["true"])[0].lower() not in ("false", "no", "off", "0")
    return parts.scheme in _CONFIRMING and waits
