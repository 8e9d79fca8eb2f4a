"""Leaving half way with a pick-up code, and coming back with it. Nothing is written unless the citizen asks."""

from __future__ import annotations

import math
from datetime import datetime

from kiosk.devices.outcomes import PrintOutcome
from kiosk.draft import CodeSlip, Draft, NoDraft, TooManyTries, draft_page, new_code, read_code, shown_code
from kiosk.guide.parsing import clean_text
from kiosk.inbox import DraftCodePrinted, DraftKept, DraftOpened, Message
from kiosk.steps import FoundDraft, KeepDraft, PickUp, Step
from kiosk.steps.photographing import PaperSource
from kiosk.visit.restoring import Restored, draft_of, restored
from kiosk.visit.state import VisitState, World
from kiosk.visit.work.matter import Matter
from kiosk.words import Remark, Words

_LONGEST_TYPED = 12


class Drafting(VisitState):
    """The pages of keeping a matter for later and of picking it up."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._kept_code, self._left_page, self._kept_matter = "", "", Words("")
        self._kept: bool | None = None
        self._kept_until: datetime | None = None
        self._code_slip: PrintOutcome | None = None
        self._typed_code, self._opening = "", False
        self._opened: Draft | None = None
        self._restored: Restored | None = None
        self._code_problem: Remark | None = None

    @property
    def can_keep(self) -> bool:
        """True where leaving for later means something: there is a matter, it is not handed in, it can be kept."""
        if self._matter is None or self._broken or draft_page(self._page) is None or not self._service.can_keep:
            return False
        return self._page != "ask" or bool(self._matter.answers.given)

    @property
    def unkept(self) -> PaperSource | None:
        """What took the pages that keeping for later leaves out; None while there are none."""
        return self._world.paper if self._matter is not None and self._matter.scans else None

    def keep_draft(self) -> None:
        """Keep what was entered for a day and give the code that opens it."""
        page = draft_page(self._page)
        if not self.can_keep or page is None:
            return
        now = self._world.clock.now()
        self._kept_code, self._left_page = new_code(), self._page
        self._kept_matter = self._its_matter.scenario.title
        self._kept = self._kept_until = self._code_slip = None
        draft = draft_of(self._its_matter, page, now)
        self._go("draft")
        self._world.errands.keep_draft(self.id, self._kept_code, draft)

    def print_code_again(self) -> None:
        """Print the same code once more."""
        if self._page == "draft" and self._kept and self._code_slip is not None:
            self._print_code()

    def leave_with_code(self) -> None:
        """The end of this visit; what is kept waits for its code."""
        if self._page == "draft" and self._step_draft().can_leave:
            self._end_kept()

    def _end_kept(self) -> None:
        raise NotImplementedError

    def go_on_working(self) -> None:
        """Do not leave after all: back to the work, and what was kept is deleted."""
        if self._page == "draft":
            self._world.errands.forget_draft(self._kept_code)
            self._kept_code, self._kept = "", None
            self._go(self._left_page)

    def open_pick_up(self, code: str = "") -> None:
        """The page that takes a pick-up code; ``code`` may have been typed elsewhere already."""
        self._typed_code, self._code_problem = code, None
        self._opened = self._restored = None
        self._opening = False
        self._go("pickup")
        if code:
            self.pick_up()

    def type_pick_up(self, text: str) -> None:
        """The whole code as it stands now."""
        self._typed_code, self._code_problem = clean_text(text).upper()[:_LONGEST_TYPED], None

    def pick_up(self) -> None:
        """Look for what the typed code opens; a mistyped one is said at once and spends no try."""
        if self._page != "pickup" or self._opening:
            return
        code = read_code(self._typed_code)
        if isinstance(code, Remark):
            self._code_problem = code
            return
        self._opening, self._code_problem, self._typed_code = True, None, shown_code(code)
        self._world.errands.open_draft(self.id, code)

    def resume(self) -> None:
        """Take up what was found, where it was left or at the first thing that is open; the draft is deleted."""
        draft, found = self._opened, self._restored
        if self._page != "pickup" or draft is None or found is None:
            return
        code = read_code(self._typed_code)
        if isinstance(code, str):
            self._world.errands.forget_draft(code)
        self._matter, self._opened, self._restored = found.matter, None, None
        self._changing, self._return_to, self._typed_code = None, "", ""
        self._watch.begin_matter(found.matter.scenario.id, resumed=True)
        self._resume_at(draft, found.matter)

    def _resume_at(self, draft: Draft, matter: Matter) -> None:
        if matter.plan.stop:
            self._go("stopped")
        elif matter.next_question():
            self._go("ask")
        elif draft.page in ("ask", "plan"):
            self._go("plan")
        elif draft.used_card:
            self._ask_for("applicant")
        elif matter.faults or draft.page == "form":
            first = next(iter(matter.faults), "")
            self._open_form(matter.page_of(first) if first else 0)
        elif matter.open_marks() or draft.page == "materials":
            self._go("materials")
        else:
            self._toward_review()

    def _step_draft(self) -> KeepDraft:
        code = shown_code(self._kept_code)
        return KeepDraft(self._kept_matter, code, self._kept, self._kept_until, self._code_slip, self.unkept)

    def _step_pickup(self) -> Step:
        found: FoundDraft | None = None
        if self._opened is not None and self._restored is not None:
            draft, title = self._opened, self._restored.matter.scenario.title
            card_again = draft.used_card and draft.page not in ("ask", "plan")
            found = FoundDraft(title, draft.kept_at, self._restored.asked_again, card_again)
        return PickUp(self._typed_code, self._opening, found, self._code_problem, self._world.scanner)

    def _back_from_pickup(self) -> None:
        if self._opened is not None:
            self.open_pick_up()
        else:
            self.open_home()

    def _draft_message(self, message: Message) -> None:
        match message:
            case DraftKept(until=until) if self._kept_code and self._kept is None:
                self._kept, self._kept_until = until is not None, until
                if self._kept:
                    self._print_code()
            case DraftCodePrinted(outcome=outcome):
                self._code_slip = outcome
            case DraftOpened(answer=answer) if self._opening:
                self._opening = False
                self._draft_answered(answer)
            case _:
                pass

    def _draft_answered(self, answer: Draft | NoDraft | TooManyTries | None) -> None:
        scenarios = self._world.catalog.scenarios
        match answer:
            case None:
                self._code_problem = Remark("pick_up.unreadable")
            case NoDraft():
                self._code_problem = Remark("pick_up.nothing")
            case TooManyTries(seconds=seconds):
                self._code_problem = Remark("pick_up.too_many", {"seconds": str(math.ceil(seconds))})
            case Draft() if answer.scenario not in scenarios:
                self._code_problem = Remark("pick_up.gone")
            case Draft():
                self._opened = answer
                self._restored = restored(self._new_matter(answer.scenario), answer)

    def _print_code(self) -> None:
        world, until = self._world, self._kept_until
        assert until is not None, "only what is kept has a code worth printing"
        self._code_slip = None
        hall = world.hall
        world.errands.print_draft_code(
            self.id,
            CodeSlip(
                code=shown_code(self._kept_code),
                matter=self._kept_matter.zh,
                until=until,
                hall=hall.name.zh,
                machine=hall.machine,
                kept_at=world.clock.now(),
                demo=world.demo,
            ),
        )
