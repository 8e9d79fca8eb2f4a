"""How the prints stand, in words true to what the printer said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.steps import Outcome, PaperKind, TakePapers
from screens.look.texts import Texts
from screens.look.theme import Palette, Tone

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
    return print_state(title, step.ticket, step.printing_ticket, do, t)


def papers_state(step: TakePapers, t: Texts) -> PaperState | None:
    """The A4 papers; None when there are none."""
    if step.documents == 0 or step.outcome is Outcome.NUMBER_ONLY:
        return None
    title = paper_name(step, t)
    if step.unprintable:
        fields = t("take_papers.and").join(t.of(label) for label in step.unprintable)
        return PaperState(title, t("take_papers.unprintable", fields=fields), t("take_papers.unprintable_do"), "bad")
    do = t("service.failed_papers_do" if step.outcome is Outcome.AT_WINDOW else "take_papers.failed_papers_do")
    pages = step.papers.pages if step.papers else 0
    return print_state(title, step.papers, step.printing_papers, do, t, pages=pages)


def slip_state(step: TakePapers, t: Texts) -> PaperState | None:
    """The plan in short on the roll; None when it was not asked for."""
    if step.what is not PaperKind.SLIP:
        return None
    unsure = step.slip is not None and step.slip.end is PrintEnd.NOT_CONFIRMED
    do = t("take_papers.unsure_slip_do" if unsure else "take_papers.failed_slip_do")
    return print_state(paper_name(step, t), step.slip, step.printing_slip, do, t)


def paper_name(step: TakePapers, t: Texts) -> str:
    """What is printed, as it is called on the screen."""
    if step.what is not PaperKind.SET:
        return t(f"take_papers.name.{step.what.value}")
    return t("take_papers.list" if step.outcome is Outcome.PAPERS_ONLY else "take_papers.papers")


def paper_use(step: TakePapers, t: Texts) -> str:
    """What the one paper printed is good for."""
    usual = step.what is PaperKind.SET
    return t("take_papers.list_do" if usual else f"take_papers.name_do.{step.what.value}")


def missing(step: TakePapers) -> bool:
    """True when nothing of the one paper asked for has come out."""
    outcome = step.slip if step.what is PaperKind.SLIP else step.papers
    return outcome is not None and outcome.end is PrintEnd.FAILED and not outcome.pages


def number_on_paper(step: TakePapers) -> bool:
    """True only when the printer confirmed the ticket."""
    return step.ticket is not None and step.ticket.end is PrintEnd.PRINTED


def can_reprint(step: TakePapers) -> bool:
    """Another ticket may be asked for: there is a number and no job is running."""
    return step.number is not None and not step.printing_ticket and step.ticket is not None


def tone_of(state: PaperState, colours: Palette) -> Tone:
    """The colour of a print's mood."""
    return {
        "busy": colours.brand, "good": colours.good, "care": colours.care, "bad": colours.bad, "plain": colours.brand,
    }[state.mood]


def print_state(
    title: str, outcome: PrintOutcome | None, printing: bool, failed_do: str, t: Texts, *, pages: int = 0,
    printed: str = "",
) -> PaperState:
    """One print as it stands; ``printed`` is said instead of the usual words once it is surely on paper."""
    if printing:
        return PaperState(title, t("take_papers.printing"), "", "busy")
    if outcome is None:
        return PaperState(title, t("take_papers.waiting"), "", "plain")
    match outcome.end:
        case PrintEnd.PRINTED:
            words = printed or (t("take_papers.printed_pages", pages=pages) if pages else t("take_papers.printed"))
            return PaperState(title, words, "", "good")
        case PrintEnd.NOT_CONFIRMED:
            return PaperState(title, t("take_papers.not_confirmed"), failed_do, "care")
        case PrintEnd.FAILED:
            stopped = outcome.status not in (PrinterStatus.READY, PrinterStatus.PAPER_LOW)
            cause = t(f"take_papers.status.{outcome.status.value}") if stopped else ""
            said = "take_papers.failed_partly" if pages else "take_papers.failed"
            words = t(f"{said}_because", pages=pages, cause=cause) if cause else t(said, pages=pages)
            return PaperState(title, words, failed_do, "bad")
