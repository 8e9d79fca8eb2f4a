"""How the prints stand, in words true to what the printer said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.devices import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.steps import Outcome, PaperKind, TakePapers
from screens.texts import Texts

Mood = Literal["busy", "good", "care", "bad", "plain"]


@dataclass(frozen=True)
class PaperState:
    """One print: what it is, how it stands, and what the citizen does about it ('' when nothing)."""

    title: str
    state: str
    do: str
    mood: Mood

    @property
    def icon(self) -> str:
        """Said by shape as well as by colour."""
        return {
            "busy": "printer",
            "good": "check-circle",
            "care": "help-circle",
            "bad": "alert-circle",
            "plain": "clock-outline",
        }[self.mood]


def ticket_state(step: TakePapers, t: Texts) -> PaperState | None:
    """The queue ticket; None when this way has no number at all."""
    if step.outcome is Outcome.PAPERS_ONLY:
        return None
    title = t("take_papers.ticket")
    if step.number is None and not step.number_pending:
        return PaperState(title, t("take_papers.number_none"), t("take_papers.failed_ticket_none_do"), "care")
    do = t("take_papers.failed_ticket_do", number=step.number.number) if step.number else ""
    return _state(title, step.ticket, step.printing_ticket, do, t, pages=0)


def papers_state(step: TakePapers, t: Texts) -> PaperState | None:
    """The A4 papers; None when there are none."""
    if step.documents == 0 or step.outcome is Outcome.NUMBER_ONLY:
        return None
    title = paper_name(step, t)
    if step.unprintable:
        fields = t("take_papers.and").join(t.of(label) for label in step.unprintable)
        return PaperState(title, t("take_papers.unprintable", fields=fields), t("take_papers.unprintable_do"), "bad")
    do = t("take_papers.failed_papers_do")
    pages = step.papers.pages if step.papers else 0
    return _state(title, step.papers, step.printing_papers, do, t, pages=pages)


def slip_state(step: TakePapers, t: Texts) -> PaperState | None:
    """The plan in short on the roll; None when it was not asked for."""
    if step.what is not PaperKind.SLIP:
        return None
    return _state(paper_name(step, t), step.slip, step.printing_slip, t("take_papers.failed_slip_do"), t, pages=0)


def paper_name(step: TakePapers, t: Texts) -> str:
    """What is printed, as it is called on the screen."""
    if step.what is not PaperKind.SET:
        return t(f"take_papers.name.{step.what.value}")
    return t("take_papers.list" if step.outcome is Outcome.PAPERS_ONLY else "take_papers.papers")


def number_on_paper(step: TakePapers) -> bool:
    """True only when the printer confirmed the ticket."""
    return step.ticket is not None and step.ticket.end is PrintEnd.PRINTED


def can_reprint(step: TakePapers) -> bool:
    """Another ticket may be asked for: there is a number and no job is running."""
    return step.number is not None and not step.printing_ticket and step.ticket is not None


def _state(
    title: str, outcome: PrintOutcome | None, printing: bool, failed_do: str, t: Texts, *, pages: int
) -> PaperState:
    if printing:
        return PaperState(title, t("take_papers.printing"), "", "busy")
    if outcome is None:
        return PaperState(title, t("take_papers.waiting"), "", "plain")
    match outcome.end:
        case PrintEnd.PRINTED:
            words = t("take_papers.printed_pages", pages=pages) if pages else t("take_papers.printed")
            low = t("take_papers.status.paper_low") if outcome.status is PrinterStatus.PAPER_LOW else ""
            return PaperState(title, words, low, "good")
        case PrintEnd.NOT_CONFIRMED:
            return PaperState(title, t("take_papers.not_confirmed"), failed_do, "care")
        case PrintEnd.FAILED:
            cause = t(f"take_papers.status.{outcome.status.value}")
            words = t("take_papers.failed_because", cause=cause) if cause else t("take_papers.failed")
            return PaperState(title, words, failed_do, "bad")
