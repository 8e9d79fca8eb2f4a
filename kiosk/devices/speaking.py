"""What the machine says aloud about a page: its headline and what to do next. Nothing personal is ever said.

Names, numbers of documents, addresses, what was typed and what was answered are never part of it, not even masked:
a hall has ears. Of the card only the labels are said. The queue number is said, because the hall calls it anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from kiosk.catalog.values import Question
from kiosk.devices.outcomes import PrintEnd, PrintOutcome
from kiosk.steps import (
    Ask,
    AskProgress,
    CardPhase,
    ConfirmCard,
    FillForm,
    FindWay,
    GatherMaterials,
    Goodbye,
    GuideComing,
    Home,
    KeepDraft,
    Outcome,
    PaperKind,
    PickUp,
    PresentCard,
    PrintDesk,
    Review,
    Search,
    Sending,
    ShowItem,
    ShowPlan,
    Step,
    Stopped,
    TakePapers,
    TakeYourThings,
    TicketDesk,
    Trouble,
    WhoFor,
)
from kiosk.steps.photographing import PhotographPaper, PhotoPhase
from kiosk.words import Remark, Words

_MOST_CHOICES = 4
_STAY = {"looks": "looks.done", "idle": "idle.stay", "home": "home_dialog.stay"}


class Texts(Protocol):
    """The words of the locale files in one language."""

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``values`` filled in."""
        ...

    def of(self, words: Words) -> str:
        """A bilingual value in that language."""
        ...

    def remark(self, remark: Remark) -> str:
        """A remark of a step as a sentence."""
        ...


@dataclass(frozen=True)
class Spoken:
    """Sentences to say. ``keep`` is False for what belongs to this visit alone: its sound is then made and dropped."""

    text: str
    keep: bool = True


def spoken(step: Step, t: Texts) -> Spoken:
    """What to say when ``step`` appears. Pure; the same text means that nothing new is to be said."""
    say = cast(Callable[[Step, Texts], Spoken], _PAGES[type(step)])
    return say(step, t)


def spoken_dialog(name: str, t: Texts) -> Spoken:
    """What to say when a dialog (``looks``, ``idle``, ``home``) covers the page."""
    return Spoken(t(f"spoken.dialog.{name}", button=t(_STAY[name])))


def _plain(key: str) -> Callable[[Step, Texts], Spoken]:
    return lambda _step, t: Spoken(t(key))


def _home(step: Home, t: Texts) -> Spoken:
    closed = "" if step.service.can_file else t("spoken.service_closed")
    if step.remark:
        return Spoken(t.remark(step.remark), keep=False)
    return Spoken(_joined(t("spoken.home"), closed))


def _search(step: Search, t: Texts) -> Spoken:
    if not step.query:
        return Spoken(t("spoken.search"))
    return Spoken(t("spoken.search_found", n=len(step.hits)) if step.hits else t("search.none"), keep=False)


def _ask(step: Ask, t: Texts) -> Spoken:
    if step.problem:
        return Spoken(t.remark(step.problem), keep=False)
    question = step.question
    text = _joined(t.of(question.text), _how(question, t))
    return Spoken(text if question.must_know else _joined(text, t("spoken.ask.unknown", button=t("ask.unknown"))))


def _how(question: Question, t: Texts) -> str:
    if question.kind == "yes_no":
        return t("spoken.ask.yes_no", yes=t.of(question.yes), no=t.of(question.no))
    if question.kind != "choice":
        return t(f"spoken.ask.{question.kind}", button=t("ask.next"))
    if len(question.choices) > _MOST_CHOICES:
        return t("spoken.ask.choice")
    return t("spoken.ask.choices", choices=t("spoken.or").join(t.of(choice.label) for choice in question.choices))


def _item(step: ShowItem, t: Texts) -> Spoken:
    return Spoken(t("spoken.item", item=t.of(step.detail.name), button=t("item.do")))


def _plan(step: ShowPlan, t: Texts) -> Spoken:
    if step.account is not None:
        return Spoken(t("spoken.plan_account", what=t.of(step.account.title), button=t("plan.close")))
    if step.open_item is not None:
        entry = next((entry for entry in step.plan.items if entry.item.id == step.open_item), None)
        if entry:
            return Spoken(t("spoken.plan_why", item=t.of(entry.name), button=t("plan.close")))
    brought = sum(entry.from_applicant and not entry.material.form for entry in step.plan.materials)
    start = t("plan.start" if step.can_file else "service.number")
    return Spoken(t("spoken.plan", items=len(step.plan.items), materials=brought, button=start))


def _stopped(step: Stopped, t: Texts) -> Spoken:
    return Spoken(_joined(t("stopped.title"), t.of(step.message), t("spoken.stopped")))


def _card(step: PresentCard, t: Texts) -> Spoken:
    if step.phase is CardPhase.WAITING or step.trouble is None:
        name = {"own": "present_card", "applicant": "applicant_card", "agent": "agent_card"}[step.whose]
        if step.changed:
            name = "agent_card_changed"
        return Spoken(t(f"spoken.{name}", button=t("present_card.without")))
    name = f"present_card.trouble.{step.trouble.value}"
    return Spoken(_joined(t(f"{name}.title"), t(f"{name}.do")))


def _confirm(step: ConfirmCard, t: Texts) -> Spoken:
    if step.hold is not None:
        return Spoken(_joined(t.of(step.hold), t("spoken.confirm_held", button=t("confirm_card.other"))))
    labels = t("spoken.and").join(t.of(line.label) for line in step.lines)
    use, refuse = t("confirm_card.use"), t("confirm_card.refuse")
    whose = t(f"spoken.whose.{step.whose}") if step.whose != "own" else ""
    return Spoken(_joined(whose, t("spoken.confirm_card", labels=labels, use=use, refuse=refuse)), keep=False)


def _form(step: FillForm, t: Texts) -> Spoken:
    active = next((state for state in step.fields if state.field.key == step.active), None)
    if active is None:
        last = step.page + 1 >= step.pages
        button = t("fill_form.finish" if last else "fill_form.next")
        return Spoken(t("spoken.form_done", button=button) if step.can_go_on else t("spoken.form"))
    if active.problem:
        return Spoken(t.remark(active.problem), keep=False)
    return Spoken(t("spoken.form_field", label=t.of(active.field.label)))


def _gather(step: GatherMaterials, t: Texts) -> Spoken:
    if not step.filing:
        return Spoken(t("spoken.check_papers"))
    if step.open_count:
        return Spoken(t("spoken.gather_left", n=step.open_count, button=t("gather.mark_all")))
    return Spoken(t("spoken.gather_done", button=t("gather.go_on")))


def _photo(step: PhotographPaper, t: Texts) -> Spoken:
    """Live hints come and go and are only shown."""
    material = t.of(step.material.name)
    match step.phase:
        case PhotoPhase.LIVE:
            sheets = step.source == "sheets"
            button = t("photo.scan" if sheets else "photo.shoot")
            return Spoken(t("spoken.photo_sheets" if sheets else "spoken.photo_live", material=material, button=button))
        case PhotoPhase.TROUBLE:
            name = f"photo.trouble.{step.trouble_name}"
            return Spoken(_joined(t(f"{name}.title"), t(f"{name}.do")))
        case PhotoPhase.TAKEN:
            return Spoken(t("spoken.photo_taken", keep=t("photo.keep"), retake=t("photo.retake")))
        case PhotoPhase.KEPT if step.source == "sheets":
            return Spoken(t("spoken.photo_kept_sheets"))
        case phase:
            return Spoken(t(f"spoken.photo_{phase.value}"))


def _review(step: Review, t: Texts) -> Spoken:
    if step.faults:
        return Spoken(t("review.refused", count=len(step.faults)), keep=False)
    if not step.can_file:
        return Spoken(_joined(t("service.review"), t("spoken.review_closed", button=t("service.to_window"))))
    submit = t("review.submit")
    return Spoken(t("spoken.review", items=step.items, departments=step.departments, button=submit))


def _sending(step: Sending, t: Texts) -> Spoken:
    return Spoken(t(f"spoken.sending_{step.phase.value}"))


def _papers(step: TakePapers, t: Texts) -> Spoken:
    parts = [_outcome(step, t)]
    if step.number:
        window = t.of(Words(step.number.window, t("spoken.shown_window")))  # the hall names it in Chinese only
        parts.append(t("spoken.number", number=step.number.number, window=window))
    elif step.number_pending:
        parts.append(t("take_papers.number_pending"))
    if not step.can_finish:
        return Spoken(_joined(*parts, t("spoken.printing")), keep=False)
    prints = (("ticket", step.ticket), ("papers", step.papers), ("slip", step.slip))
    told = [t(f"spoken.{name}.{_end(name, outcome)}") for name, outcome in prints if outcome]
    return Spoken(_joined(*parts, *told, t("spoken.finish", button=t("take_papers.finish"))), keep=False)


def _outcome(step: TakePapers, t: Texts) -> str:
    """What has come of the work; of a paper alone only its name, since it may yet fail to print."""
    if step.outcome is not Outcome.PAPERS_ONLY:
        return t(f"spoken.outcome.{step.outcome.value}")
    return t("take_papers.list" if step.what is PaperKind.SET else f"take_papers.name.{step.what.value}")


def _end(name: str, outcome: PrintOutcome) -> str:
    partly = name == "papers" and outcome.end is PrintEnd.FAILED and outcome.pages > 0
    return "partly" if partly else outcome.end.value


def _things(step: TakeYourThings, t: Texts) -> Spoken:
    card = ""
    if step.used_card and step.card is not False:
        many = "s" if step.cards > 1 else ""
        card = t(f"spoken.card{many}_still" if step.card else f"spoken.card{many}_unsure")
    return Spoken(_joined(card, t("spoken.things", button=t("things.leave"))))


def _progress(step: AskProgress, t: Texts) -> Spoken:
    if step.problem:
        return Spoken(t.remark(step.problem), keep=False)
    if step.progress:
        done = sum(item.state == "done" for item in step.progress.items)
        return Spoken(t("spoken.progress_found", all=len(step.progress.items), done=done), keep=False)
    idle = "spoken.progress" if step.scanner else "spoken.progress_typed"
    return Spoken(t("progress.waiting" if step.waiting else idle))


def _way(step: FindWay, t: Texts) -> Spoken:
    if step.place is None:
        return Spoken(t("spoken.find_way"))
    return Spoken(_joined(t.of(step.place.name), *(t.of(leg) for leg in step.place.way)))


def _guide(step: GuideComing, t: Texts) -> Spoken:
    name = {None: "asking", True: "noted", False: "phone"}[step.noted]
    phone = step.hall.phone if step.noted is False else ""
    return Spoken(_joined(t(f"guide_coming.{name}_title"), t(f"guide_coming.{name}_why"), phone))


def _kept(step: KeepDraft, t: Texts) -> Spoken:
    """The code is shown and printed, never said: whoever hears it could open what was kept."""
    if step.kept is False:
        return Spoken(_joined(t("keep_draft.not_kept"), t("keep_draft.not_kept_do")))
    if not step.can_leave:
        return Spoken(t("keep_draft.busy") if step.kept else t("spoken.keeping"))
    on_paper = step.slip is not None and step.slip.end is PrintEnd.PRINTED
    return Spoken(t("spoken.draft_kept" if on_paper else "spoken.draft_kept_write", button=t("keep_draft.leave")))


def _pick_up(step: PickUp, t: Texts) -> Spoken:
    if step.problem:
        return Spoken(t.remark(step.problem), keep=False)
    if step.found:
        return Spoken(t("spoken.draft_found", button=t("pick_up.resume")))
    return Spoken(t("pick_up.waiting" if step.waiting else "pick_up.title"))


def _trouble(step: Trouble, t: Texts) -> Spoken:
    told = _joined(t(f"{step.key}.title", **step.values), t(f"{step.key}.do", **step.values))
    return Spoken(told, keep=not step.values)


def _joined(*sentences: str) -> str:
    """Sentences with an end to each, so that the voice pauses between them."""
    return " ".join(text if text[-1] in "。？！.?!" else text + _stop(text) for text in sentences if text)


def _stop(text: str) -> str:
    return "。" if any("\u4e00" <= char <= "\u9fff" for char in text) else "."


_PAGES: dict[type, Callable[..., Any]] = {
    Home: _home,
    Search: _search,
    Ask: _ask,
    ShowItem: _item,
    ShowPlan: _plan,
    Stopped: _stopped,
    PresentCard: _card,
    WhoFor: _plain("spoken.who_for"),
    ConfirmCard: _confirm,
    FillForm: _form,
    GatherMaterials: _gather,
    PhotographPaper: _photo,
    Review: _review,
    Sending: _sending,
    TakePapers: _papers,
    TakeYourThings: _things,
    Goodbye: _plain("spoken.goodbye"),
    AskProgress: _progress,
    PrintDesk: _plain("spoken.print_desk"),
    TicketDesk: _plain("spoken.ticket_desk"),
    FindWay: _way,
    GuideComing: _guide,
    KeepDraft: _kept,
    PickUp: _pick_up,
    Trouble: _trouble,
}
