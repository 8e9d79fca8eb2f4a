"""The form printer every kiosk has: papers go as PDF into a folder that a desk prints from."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Protocol

from hardware.form_printer.render import page_count, render_documents
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.forms.document import Document


class PaperPath(Protocol):
    """A way of a finished PDF to paper: a folder here; a print queue takes the same two calls."""

    def status(self) -> PrinterStatus:
        """Whether a job may be handed over now; bounded in time."""
        ...

    def hand_over(self, pdf: bytes, job: str) -> PrintOutcome:
        """Pass one job on under its non-personal name."""
        ...


class FolderFormPrinter:
    """Writes each set of papers as ``<job>.pdf`` into ``directory``, whole or not at all, readable by its owner.

    ``paper_out`` lets a device desk rehearse an empty tray. Creates the folder when it is missing.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.paper_out = False

    def status(self) -> PrinterStatus:
        """PAPER_OUT when so told, OFFLINE when the folder cannot be made, ERROR when it cannot be written."""
        if self.paper_out:
            return PrinterStatus.PAPER_OUT
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError:
            return PrinterStatus.OFFLINE
        try:
            with tempfile.TemporaryFile(dir=self._directory):
                return PrinterStatus.READY
        except OSError:
            return PrinterStatus.ERROR

    def print_documents(self, documents: tuple[Document, ...], job: str) -> PrintOutcome:
        """Set the papers and hand them over; the outcome counts sheets. Raises PaperError, SettingsError."""
        return self.hand_over(render_documents(documents), job)

    def hand_over(self, pdf: bytes, job: str) -> PrintOutcome:
        """Write one PDF. PRINTED means it is safely on disk; a job of the same name is replaced.

        Raises ValueError when ``job`` is no plain file name.
        """
        if not job or job.startswith(".") or any(char in "/\\\0" for char in job):
            raise ValueError(f"not a plain job name: {job!r}")
        status = self.status()
        if not status.can_print:
            return PrintOutcome(PrintEnd.FAILED, status, 0, f"文书目录不可用：{self._directory}。")
        try:
            self._write(pdf, self._directory / f"{job}.pdf")
        except OSError as error:
            reason = f"写入文书目录失败：{error.strerror}。请检查磁盘空间和目录权限。"
            return PrintOutcome(PrintEnd.FAILED, PrinterStatus.ERROR, 0, reason)
        return PrintOutcome(PrintEnd.PRINTED, status, page_count(pdf))

    def cancel(self, job: str) -> None:
        """Nothing is taken back: a file is written at once and is removed after its time."""

    def clear_older(self, seconds: float, now: float) -> int:
        """Remove papers written more than ``seconds`` before ``now`` (epoch); how many. Papers hold personal data."""
        removed = 0
        for paper in self._directory.glob("*.pdf"):
            try:
                if now - paper.stat().st_mtime > seconds:
                    paper.unlink()
                    removed += 1
            except FileNotFoundError:
                continue
        return removed

    def _write(self, pdf: bytes, path: Path) -> None:
        handle, name = tempfile.mkstemp(dir=self._directory, prefix=".", suffix=".part")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
