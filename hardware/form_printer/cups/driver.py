"""Prints A4 papers through a CUPS queue, or straight to an IPP printer, and follows each job to its end."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from enum import IntEnum

from hardware.form_printer.cups.client import (
    IppClient,
    Operation,
    PrintServiceError,
    ServiceRefused,
    ServiceSilent,
    Status,
)
from hardware.form_printer.cups.ipp import JOB_GROUP, Attributes, Tag, first, names, one
from hardware.form_printer.cups.paper_stock import PaperStock
from hardware.form_printer.cups.queue_watch import QueueWatch, Seen, ask_printer, condition_of_failure, queue_address
from hardware.form_printer.cups.reasons import PROCESSING, Condition
from hardware.form_printer.render import page_count, render_documents
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.errors import StoreError
from kiosk.forms.document import Document

CUPS_SERVER = "localhost:631"
_POLL, _FIRST_POLL = 0.25, 0.05
_A_SHEET = 15.0  # seconds a job may take for each sheet, beyond its base
_TO_STOP = 3.0
_AFTER_US = 60  # seconds after which cupsd ends a job by itself when the kiosk died over it


class JobState(IntEnum):
    """Ends of a job (RFC 8011 section 5.3.7)."""

    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class PrintRules:
    """How the hall prints.

    ``patience`` is how many seconds a fault (no paper, jam) may last before the job is taken back; ``longest`` how
    many a job may take in all, with 15 more for each sheet. ``most_sheets`` bounds one set; at ``low_sheets`` left
    by count the tray is called nearly empty.
    """

    duplex: bool = False
    copies: int = 1
    most_sheets: int = 40
    patience: float = 30.0
    longest: float = 60.0
    low_sheets: int = 30


class CupsFormPrinter:
    """A4 printer behind the queue ``queue`` of the CUPS ``server``, or at the ``ipp://`` address ``queue``.

    Opens nothing when built; every question has its own connection and its own end. ``user`` owns the jobs: what
    an earlier run of the same user left in the queue is removed before anything is printed, and each job is
    removed with its file when it ends, however CUPS is set to keep jobs. Raises ValueError for a bad address.
    """

    def __init__(
        self, queue: str, *, server: str = CUPS_SERVER, user: str = "kiosk", rules: PrintRules | None = None,
        stock: PaperStock | None = None, connect_seconds: float = 2.0, answer_seconds: float = 4.0,
    ) -> None:
        address, self._direct = queue_address(queue, server)
        self._queue, self._rules, self._stock = queue, rules or PrintRules(), stock
        self._client = IppClient(
            address, user, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self._watch = QueueWatch(
            self._client, direct=self._direct, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self._given_up: set[str] = set()
        self._wake = threading.Event()

    def status(self) -> PrinterStatus:
        """Ask queue and printer now; PAPER_LOW also when the counted tray runs low. Bounded in time."""
        return self._with_stock(self._watch.look().condition.status)

    def why(self) -> str:
        """The reason behind :meth:`status` for technicians; empty when there is none."""
        return self._watch.look().condition.reason

    def print_documents(self, documents: tuple[Document, ...], job: str) -> PrintOutcome:
        """Set the papers and print them, two-sided ones each from a fresh sheet. Raises PaperError, SettingsError.

        PRINTED means the printer reported the job's end; behind a socket or USB queue the end is NOT_CONFIRMED.
        """
        sets = [(document,) for document in documents] if self._rules.duplex and documents else [documents]
        return self._print([render_documents(papers) for papers in sets], job)

    def hand_over(self, pdf: bytes, job: str) -> PrintOutcome:
        """Print one finished PDF under a non-personal name, as :meth:`print_documents`."""
        return self._print([pdf], job)

    def cancel(self, job: str) -> None:
        """Give up a job asked for, printing or still waiting; from any thread, returns at once."""
        self._given_up.add(job)
        self._wake.set()

    def _print(self, pdfs: list[bytes], job: str) -> PrintOutcome:
        try:
            wanted = sum(self._sheets(pdf) for pdf in pdfs)
            if wanted > self._rules.most_sheets:
                reason = f"这套文书共 {wanted} 张，超过每套 {self._rules.most_sheets} 张的上限。"
                return PrintOutcome(PrintEnd.FAILED, self.status(), 0, reason)
            outcome = PrintOutcome(PrintEnd.FAILED, PrinterStatus.UNKNOWN)
            given = 0
            for pdf in pdfs:
                outcome = self._one(pdf, job)
                given += outcome.pages
                if outcome.end is PrintEnd.FAILED:
                    break
            return self._counted(outcome, given)
        finally:
            self._given_up.discard(job)

    def _one(self, pdf: bytes, job: str) -> PrintOutcome:
        """One job from the look before it to its removal."""
        if job in self._given_up:
            return PrintOutcome(PrintEnd.FAILED, PrinterStatus.READY, 0, "已取消，没有打印。")
        before = self._watch.look().condition
        if not before.status.can_print:
            return _failed(before)
        try:
            self._remove_left_over()
            job_id = self._submit(pdf, job)
        except PrintServiceError as error:
            if isinstance(error, ServiceSilent):
                with contextlib.suppress(PrintServiceError):  # the request may have arrived: take it back if so
                    self._remove_left_over()
            return _failed(condition_of_failure(error))
        try:
            return self._follow(job_id, job, self._sheets(pdf))
        finally:
            self._remove(job_id)

    def _submit(self, pdf: bytes, job: str) -> int:
        wishes: Attributes = {
            "copies": one(Tag.INTEGER, self._rules.copies),
            "media": one(Tag.KEYWORD, "iso_a4_210x297mm"),
            "sides": one(Tag.KEYWORD, "two-sided-long-edge" if self._rules.duplex else "one-sided"),
        }
        if not self._direct:
            wishes["job-sheets"] = one(Tag.NAME, "none", "none")
            wishes["job-cancel-after"] = one(Tag.INTEGER, round(self._longest(self._sheets(pdf))) + _AFTER_US)
        head = {"job-name": one(Tag.NAME, job), "document-format": one(Tag.MIME, "application/pdf")}
        answer = self._client.ask(Operation.PRINT_JOB, head, (JOB_GROUP, wishes), document=pdf)
        job_id: int = first(answer.group(JOB_GROUP), "job-id", int, 0)
        if not job_id:
            raise ServiceRefused("Print-Job was accepted without a job-id")
        return job_id

    def _follow(self, job_id: int, job: str, sheets: int) -> PrintOutcome:
        """Wait for the job's end, or end it: when given up, when a fault outlasts patience, when it takes too long."""
        began = time.monotonic()
        fault_since: float | None = None
        while True:
            known, lost = self._ask_job(job_id)
            seen = Seen(lost) if lost else self._watch.look()
            if (end := self._end(known, seen, job, sheets)) is not None:
                return end
            now = time.monotonic()
            stuck = not seen.condition.status.can_print or seen.condition.status is PrinterStatus.UNKNOWN
            fault_since = (now if fault_since is None else fault_since) if stuck else None
            if job in self._given_up:
                return self._take_back(job_id, Condition(PrinterStatus.READY, "已取消。"), seen, job, sheets)
            if fault_since is not None and now - fault_since >= self._rules.patience:
                return self._take_back(job_id, seen.condition, seen, job, sheets)
            if now - began >= self._longest(sheets):
                late = Condition(PrinterStatus.UNKNOWN, "打印用时过长。")
                return self._take_back(job_id, late, seen, job, sheets)
            self._wake.wait(min(_POLL, _FIRST_POLL + (now - began) / 8))
            self._wake.clear()

    def _ask_job(self, job_id: int) -> tuple[Attributes, Condition | None]:
        """The job's attributes, or why they cannot be had."""
        try:
            answer = self._client.ask(
                Operation.GET_JOB_ATTRIBUTES,
                {
                    "job-id": one(Tag.INTEGER, job_id),
                    "requested-attributes": names(("job-state", "job-media-sheets-completed")),
                },
            )
        except PrintServiceError as error:
            if isinstance(error, ServiceRefused) and error.status == Status.NOT_FOUND:
                return {}, Condition(PrinterStatus.UNKNOWN, "the queue forgot the job; PreserveJobHistory Yes")
            return {}, condition_of_failure(error)
        return answer.group(JOB_GROUP), None

    def _end(self, known: Attributes, seen: Seen, job: str, sheets: int) -> PrintOutcome | None:
        """What the end of the job means; None while it goes on."""
        if first(known, "job-state", int, 0) < JobState.CANCELED:
            return None
        truth = known if self._direct else self._watch.job_at_printer(seen.device, job)
        ends = {first(known, "job-state", int, 0), first(truth, "job-state", int, JobState.COMPLETED)}
        if ends == {JobState.COMPLETED}:
            end = PrintEnd.PRINTED if seen.confirms else PrintEnd.NOT_CONFIRMED
            return PrintOutcome(end, seen.condition.status, sheets, seen.condition.reason)
        status = PrinterStatus.ERROR if seen.condition.status.can_print else seen.condition.status
        reason = f"任务被打印机取消或中止。{seen.condition.reason}"
        return PrintOutcome(PrintEnd.FAILED, status, _done(truth, sheets), reason)

    def _take_back(self, job_id: int, why: Condition, seen: Seen, job: str, sheets: int) -> PrintOutcome:
        """End the job; when it ended by itself in that very moment, that end counts."""
        with contextlib.suppress(PrintServiceError):  # refused when the job has just ended: the next question tells
            self._client.ask(Operation.CANCEL_JOB, {"job-id": one(Tag.INTEGER, job_id)})
        known, lost = self._ask_job(job_id)
        if lost:
            return PrintOutcome(PrintEnd.NOT_CONFIRMED, lost.status, 0, lost.reason)
        if first(known, "job-state", int, 0) == JobState.COMPLETED and (end := self._end(known, seen, job, sheets)):
            return end
        self._wait_for_rest()
        truth = known if self._direct else self._watch.job_at_printer(seen.device, job)
        return PrintOutcome(PrintEnd.FAILED, why.status, _done(truth, sheets), why.reason)

    def _remove_left_over(self) -> None:
        """Remove every job of this user, with its file: an earlier kiosk's papers must not come out for the next."""
        which = "not-completed" if self._direct else "all"
        answer = self._client.ask(
            Operation.GET_JOBS,
            {
                "my-jobs": one(Tag.BOOLEAN, True),
                "which-jobs": one(Tag.KEYWORD, which),
                "requested-attributes": names(("job-id",)),
            },
        )
        for found in answer.all_groups(JOB_GROUP):
            self._remove(first(found, "job-id", int, 0))

    def _remove(self, job_id: int) -> None:
        """Take a job and its file out of the spool once its printing has stopped. Errors stay for the next job."""
        if self._direct:
            return
        with contextlib.suppress(PrintServiceError):
            self._wait_for_rest()
            self._client.ask(
                Operation.CANCEL_JOB,
                {"job-id": one(Tag.INTEGER, job_id), "purge-job": one(Tag.BOOLEAN, True)},
            )

    def _wait_for_rest(self) -> None:
        """Wait while the queue is still busy with the job just ended: it is telling the printer to stop."""
        with contextlib.suppress(PrintServiceError):
            end = time.monotonic() + _TO_STOP
            while first(ask_printer(self._client), "printer-state", int, 0) == PROCESSING and time.monotonic() < end:
                time.sleep(_TO_STOP / 30)

    def _sheets(self, pdf: bytes) -> int:
        pages = page_count(pdf)
        return (-(-pages // 2) if self._rules.duplex else pages) * self._rules.copies

    def _longest(self, sheets: int) -> float:
        return self._rules.longest + _A_SHEET * sheets

    def _counted(self, outcome: PrintOutcome, sheets: int) -> PrintOutcome:
        detail = outcome.detail
        if self._stock is not None and sheets:
            try:
                self._stock.add_used(self._queue, sheets)
            except StoreError as error:
                detail = f"{detail} {error.message}".strip()
        return PrintOutcome(outcome.end, self._with_stock(outcome.status), sheets, detail)

    def _with_stock(self, status: PrinterStatus) -> PrinterStatus:
        if status is not PrinterStatus.READY or self._stock is None:
            return status
        left = self._stock.tray(self._queue).left
        return PrinterStatus.PAPER_LOW if left is not None and left <= self._rules.low_sheets else status


def _failed(condition: Condition) -> PrintOutcome:
    return PrintOutcome(PrintEnd.FAILED, condition.status, 0, condition.reason)


def _done(known: Attributes, sheets: int) -> int:
    said: int = first(known, "job-media-sheets-completed", int, 0)
    return max(0, min(sheets, said))
