"""Card, form, materials and review: everything between the plan and handing in."""

from __future__ import annotations

from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.forms.checking import still_typing
from kiosk.person.agent import Agent
from kiosk.person.identity import IdentityCard
from kiosk.steps import CardPhase, ConfirmCard, FillForm, GatherMaterials, PresentCard, Review, Step
from kiosk.visit.work.acting import GOES_ON, Acting
from kiosk.visit.work.card_notice import card_lines, kept_words


class Filling(Acting):
    """The one form of a matter."""

    def _step_card(self) -> Step:
        phase = CardPhase.TROUBLE if self._trouble else CardPhase.WAITING
        changed = self._whose == "agent" and self._its_matter.card is not None
        return PresentCard(phase, self._trouble, self._attempt, self._whose, self._can_skip, changed)

    @property
    def _can_skip(self) -> bool:
        """Whether everything a card would fill can be typed here or written at the window."""
        source = "agent." if self._whose == "agent" else "card."
        return all(
            blank.by_hand or not blank.required or blank.kind != "text"
            for blank in self._its_matter.fields if blank.prefill.startswith(source)
        )

    def _step_confirm(self) -> Step:
        assert self._read is not None, "the confirm page is only shown after a card was read"
        allowed = self._allowed(self._read)
        lines = () if allowed.hold else card_lines(self._read, self._its_matter.fields, self._whose)
        return ConfirmCard(
            lines, kept_words(), self._read.warnings, allowed.hold, allowed.cautions, self._whose,
            bool(allowed.hold) and self._can_guard(self._read), self._can_skip,
        )

    def _step_form(self) -> Step:
        matter = self._its_matter
        number = min(self._form_page, len(matter.form_pages) - 1)
        states = matter.field_states(number, self._active, self.look.language)
        return FillForm(
            title=matter.scenario.one_form,
            fields=states,
            active=self._active,
            page=number,
            pages=len(matter.form_pages),
            departments=matter.plan.before.departments,
            can_go_on=all(state.filled or state.by_hand for state in states),
        )

    def _step_materials(self) -> Step:
        matter = self._its_matter
        photo = self._world.paper if self._service.can_photograph else None
        marks = matter.material_marks(photo=photo is not None)
        return GatherMaterials(matter.plan, marks, matter.open_marks(), matter.notice(), photo=photo)

    def _step_review(self) -> Step:
        matter = self._its_matter
        plan = matter.plan
        return Review(
            matter.scenario.one_form, matter.review_sections(), plan.before.departments, len(plan.items),
            matter.refused, self._service.can_file,
        )

    def start_application(self) -> None:
        """From the plan to the card reader, or straight to the form when a card was used already.

        Nobody fills in what could not be handed in: while this machine takes no applications the plan stays.
        """
        if self._page == "plan" and self._service.can_file:
            matter = self._its_matter
            if matter.card and (matter.agent is None or matter.agent.card):
                self._open_form(0)
            else:
                self._ask_for("agent" if matter.card else "applicant")

    def retry_card(self) -> None:
        """Wait for a card (again)."""
        self._trouble, self._attempt = None, self._attempt + 1
        self._go("card")
        self._read_next()

    def without_card(self) -> None:
        """Go on without a card: personal blanks are typed or written at the window."""
        if self._can_skip:
            self._take(None)

    def use_card(self) -> None:
        """Agree to the notice: fill the blanks from the card."""
        if self._page == "confirm" and self._read and not self._allowed(self._read).hold:
            self._take(self._read)

    def _take(self, card: IdentityCard | None) -> None:
        """The card of whoever's turn it is, or none: on to the agent's card, or to the form."""
        matter, agent, whose = self._its_matter, self._agent, self._whose
        if whose == "agent" and agent is not None:
            self._matter = matter.helped_by(Agent(agent.relation, card))
        else:
            self._matter = matter.with_card(card) if card else matter.without_card()
        if whose == "applicant":
            self._ask_for("agent")
        else:
            self._open_form(0)

    def other_card(self) -> None:
        """Forget what was read and wait for another card (a parent's instead of a child's)."""
        if self._page == "confirm":
            self._read = None
            self.retry_card()

    def refuse_card(self) -> None:
        """Do not use what was read; it is forgotten at once."""
        self._read = None
        self.without_card()

    def _card_answered(self, outcome: CardOutcome) -> None:
        if self._page != "card" or outcome.trouble is ReaderTrouble.CANCELLED:
            return
        outcome = self._judged(outcome)
        if outcome.card is None:
            self._trouble = outcome.trouble
            if outcome.trouble in GOES_ON:
                self._read_next()
            return
        self._read = outcome.card
        self._go("confirm")

    def _open_form(self, page: int) -> None:
        self._form_page = page
        self._go("form")
        self._active = self._first_open(page)

    def _first_open(self, page: int) -> str:
        matter = self._its_matter
        blanks = matter.form_pages[page]
        return next((blank.key for blank in blanks if blank.key in matter.faults), "")

    def edit(self, key: str) -> None:
        """Make a blank the one being typed into."""
        self._matter = self._its_matter.leaving(self._active) if self._active else self._its_matter
        self._active = key

    def type_field(self, key: str, raw: str) -> None:
        """The whole text of a blank as it stands now; checked at once."""
        if self._page == "form":
            self._matter = self._its_matter.typed(key, raw)
            self._active = key

    def by_hand(self, key: str) -> None:
        """Leave a blank to be written at the window, and go to the next open one."""
        if self._world.catalog.fields[key].by_hand:
            self._matter = self._its_matter.for_window(key)
            self._active = self._first_open(self._form_page)

    def next_page(self) -> None:
        """Forward, once this page has no faults; else the first fault becomes active."""
        if self._page != "form":
            return
        matter = self._its_matter
        blanks = matter.form_pages[self._form_page]
        self._matter = matter.leaving(*(blank.key for blank in blanks))
        first = self._first_open(self._form_page)
        if first:
            self._active = first if not self._visible_fault() else self._active
        elif self._return_to == "review":
            self._toward_review()
        elif self._form_page + 1 < len(matter.form_pages):
            self._open_form(self._form_page + 1)
        else:
            self._go("materials")

    def _visible_fault(self) -> bool:
        fault = self._its_matter.faults.get(self._active)
        return fault is not None and not still_typing(fault)

    def previous_page(self) -> None:
        """Back one page of the form."""
        self._open_form(max(0, self._form_page - 1))

    def mark(self, material_id: str, status: str) -> None:
        """Say how a material comes: ``paper`` or ``later``."""
        if self._page in ("materials", "check") and status in ("paper", "later"):
            self._matter = self._its_matter.marked(material_id, "paper" if status == "paper" else "later")

    def mark_all(self) -> None:
        """Everything still open was brought on paper."""
        if self._page in ("materials", "check"):
            for entry in self._its_matter.material_marks():
                if entry.status is None:
                    self._matter = self._its_matter.marked(entry.material.id, "paper")

    def go_on(self) -> None:
        """From the materials to the review, once every material is marked."""
        if self._page == "materials" and not self._its_matter.open_marks():
            self._toward_review()

    def _toward_review(self) -> None:
        matter = self._its_matter
        if matter.faults:
            self._return_to = "review"
            self._open_form(matter.page_of(next(iter(matter.faults))))
        elif matter.open_marks():
            self._go("materials")
        else:
            self._return_to = ""
            self._go("review")
