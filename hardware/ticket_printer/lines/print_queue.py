"""A slip printer behind a CUPS queue: the bytes go through as they are, the queue tells what it knows."""

from __future__ import annotations

from hardware.form_printer.cups.client import Operation, ServiceRefused
from hardware.form_printer.cups.driver import CupsFormPrinter, PrintRules
from hardware.form_printer.cups.ipp import JOB_GROUP, Attributes, Tag, first, one
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from hardware.ticket_printer.slips import SlipPrinting
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome

RAW = "application/vnd.cups-raw"
_PATIENCE = 10.0  # seconds a stuck queue is waited for before the slip is taken back


class CupsTicketPrinter(SlipPrinting):
    """Slips as raw jobs of the CUPS queue ``queue``; ``user`` owns them, and none is left behind.

    A queue never says that a slip is on paper, only that the printer took its bytes: the best end is
    NOT_CONFIRMED. Faults the queue knows of are told; every wait is bounded. Raises ValueError for a bad name.
    """

    def __init__(
        self, queue: str, *, profile: PaperProfile = PAPER_80, server: str = "localhost:631", user: str = "kiosk",
        patience: float = _PATIENCE,
    ) -> None:
        super().__init__(profile)
        self._queue = _RawQueue(queue, server=server, user=f"{user}-slips", rules=PrintRules(patience=patience))

    def status(self) -> PrinterStatus:
        """What the queue says; READY is UNKNOWN, as a queue does not see the paper."""
        found = self._queue.status()
        return PrinterStatus.UNKNOWN if found is PrinterStatus.READY else found

    def close(self) -> None:
        """Holds nothing between jobs."""

    def _print(self, job: bytes) -> PrintOutcome:
        outcome = self._queue.hand_over(job, "slip")
        if outcome.end is not PrintEnd.PRINTED:
            return PrintOutcome(outcome.end, outcome.status, 0, outcome.detail)
        return PrintOutcome(PrintEnd.NOT_CONFIRMED, self.status(), 0, "打印队列已收下，请看是否已出票。")


class _RawQueue(CupsFormPrinter):
    """The A4 driver's life of a job, with bytes that nobody converts."""

    def _submit(self, pdf: bytes, job: str) -> int:
        head = {"job-name": one(Tag.NAME, job), "document-format": one(Tag.MIME, RAW)}
        wishes: Attributes = {"job-sheets": one(Tag.NAME, "none", "none")}
        answer = self._client.ask(Operation.PRINT_JOB, head, (JOB_GROUP, wishes), document=pdf)
        job_id: int = first(answer.group(JOB_GROUP), "job-id", int, 0)
        if not job_id:
            raise ServiceRefused("Print-Job was accepted without a job-id")
        return job_id

    def _sheets(self, pdf: bytes) -> int:
        return 1
