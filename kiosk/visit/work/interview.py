"""The interview: questions one at a time, the plan, and changing one's mind."""

from __future__ import annotations

from kiosk.guide.accounting import NUMBERS, Account, Number, material_account, number_account
from kiosk.guide.details import item_detail
from kiosk.guide.parsing import parse_answer
from kiosk.steps import Ask, GatherMaterials, ShowPlan, Step, Stopped
from kiosk.visit.state import VisitState
from kiosk.words import Remark


class Interview(VisitState):
    """From a life event to its plan."""

    @property
    def step(self) -> Step:
        """The next thing to show."""
        raise NotImplementedError

    def _step_ask(self) -> Step:
        matter = self._its_matter
        question = self._world.catalog.questions[self._changing] if self._changing else matter.next_question()
        assert question is not None, "an ask page always has a question"
        answered = len(matter.answers.given)
        return Ask(
            scenario=matter.scenario,
            question=question,
            answered=answered,
            total=answered + matter.questions_left(),
            raw=self._raw,
            problem=self._problem,
            current=matter.answers.value(question.key),
            has_current=question.key in matter.answers,
        )

    def _step_plan(self) -> Step:
        matter, world = self._its_matter, self._world
        detail = item_detail(world.catalog, world.hall, self._open_item, matter.plan) if self._open_item else None
        account: Account | None = None
        if self._open_material:
            account = material_account(matter.plan, self._open_material)
        elif self._open_number:
            account = number_account(matter.plan, self._open_number)
        return ShowPlan(
            matter.plan, matter.given_lines(), self._open_item, detail, account, can_file=self._service.can_file
        )

    def _step_stopped(self) -> Step:
        stop = self._its_matter.plan.stop
        assert stop is not None, "the stopped page is only shown for a stop rule"
        return Stopped(self._its_matter.scenario, *stop, given=self._its_matter.given_lines())

    def choose_scenario(self, scenario_id: str) -> None:
        """Begin a life event; one that is not in the catalogue changes nothing (a hit that only informs has none)."""
        if scenario_id not in self._world.catalog.scenarios:
            return
        self._matter = self._new_matter(scenario_id)
        self._watch.begin_matter(scenario_id)
        self._changing = None
        self._fold()
        self._after_answer()

    def answer(self, raw: str) -> None:
        """Answer the question on the screen as typed or touched."""
        step = self.step
        if not isinstance(step, Ask):
            return
        value = parse_answer(step.question, raw)
        if isinstance(value, Remark):
            self._raw, self._problem = raw, value
            return
        self._matter = self._its_matter.answered(step.question.key, value)
        self._after_answer()

    def dont_know(self) -> None:
        """Answer 我还不知道."""
        step = self.step
        if isinstance(step, Ask) and not step.question.must_know:
            self._matter = self._its_matter.answered(step.question.key, None)
            self._after_answer()

    def _after_answer(self) -> None:
        self._changing = None
        matter = self._its_matter
        if matter.plan.stop:
            self._go("stopped")
        elif matter.next_question():
            self._go("ask")
        elif self._return_to == "review":
            self._toward_review()
        else:
            self._go("plan")

    def _forget_last(self) -> None:
        matter = self._its_matter
        if not matter.answers.given:
            self.open_home()
            return
        self._matter = matter.forgot_last()
        self._after_answer() if self._its_matter.plan.stop else self._go("ask")

    def _fold(self) -> None:
        self._open_item = self._open_material = self._open_number = None

    def open_item(self, item_id: str | None) -> None:
        """Unfold the guide card of an item of the plan, or fold it again."""
        self._fold()
        if item_id is None or any(entry.item.id == item_id for entry in self._its_matter.plan.items):
            self._open_item = item_id

    def open_material(self, material_id: str | None) -> None:
        """Unfold why a paper of the plan is asked for, or fold it again."""
        self._fold()
        if any(entry.id == material_id for entry in self._its_matter.plan.materials):
            self._open_material = material_id

    def open_number(self, number: Number | None) -> None:
        """Unfold what a number of the plan is made of, or fold it again."""
        self._fold()
        if number in NUMBERS:
            self._open_number = number

    def check_papers(self) -> None:
        """From the plan: say what is in hand and see at once everything that is missing."""
        if self._page == "plan":
            self._fold()
            self._go("check")

    def _step_check(self) -> Step:
        matter = self._its_matter
        return GatherMaterials(matter.plan, matter.material_marks(), matter.open_marks(), matter.notice(), filing=False)
