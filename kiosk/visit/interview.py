"""The interview: questions one at a time, the plan, and changing one's mind."""

from __future__ import annotations

from kiosk.guide.parsing import parse_answer
from kiosk.steps import Ask, ShowPlan, Step, Stopped
from kiosk.visit.matter import Matter
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
        return ShowPlan(self._its_matter.plan, self._its_matter.given_lines(), self._open_item)

    def _step_stopped(self) -> Step:
        stop = self._its_matter.plan.stop
        assert stop is not None, "the stopped page is only shown for a stop rule"
        return Stopped(self._its_matter.scenario, *stop, given=self._its_matter.given_lines())

    def choose_scenario(self, scenario_id: str) -> None:
        """Begin a life event; one that is not in the catalogue changes nothing (a hit that only informs has none)."""
        if scenario_id not in self._world.catalog.scenarios:
            return
        self._matter = Matter(self._world.catalog, self._world.catalog.scenarios[scenario_id])
        self._changing = self._open_item = None
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

    def open_item(self, item_id: str | None) -> None:
        """Unfold why an item applies, or fold it again."""
        self._open_item = item_id
