"""Acting for somebody else: 您是给自己办，还是替别人办, whose card comes next, and what each card allows."""

from __future__ import annotations

from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.guide.capacity import Standing, is_childs, standing, standing_of_agent, standing_of_applicant
from kiosk.person.agent import Agent, Relation, Whose
from kiosk.person.identity import IdentityCard
from kiosk.steps import Step, WhoFor
from kiosk.visit.state import VisitState

GOES_ON = frozenset({ReaderTrouble.LIFT_FIRST, ReaderTrouble.SAME_CARD})
"""Troubles that end by what is done with the card: reading goes on beneath, and no tap is needed."""


class Acting(VisitState):
    """The applicant's card first, then the agent's own; each is agreed to before the next is asked for."""

    @property
    def _whose(self) -> Whose:
        """Whose card is asked for now."""
        return self._turn if self._matter is not None and self._matter.agent is not None else "own"

    @property
    def _agent(self) -> Agent | None:
        return self._its_matter.agent

    @property
    def cards_used(self) -> int:
        """How many cards this visit has read and not refused."""
        matter = self._matter
        used = [] if matter is None else [matter.card, matter.agent.card if matter.agent else None]
        read = self._read
        return sum(card is not None for card in used) + (read is not None and all(card is not read for card in used))

    def _step_who(self) -> Step:
        return WhoFor(self._agent.relation if self._agent else None)

    def help_someone(self) -> None:
        """From the card page: somebody else is the applicant."""
        if self._page in ("card", "confirm"):
            self._read = None
            self._go("who")

    def act_for(self, relation: Relation) -> None:
        """The matter is somebody else's: their card comes first. The same answer again keeps the cards."""
        if self._page != "who":
            return
        agent = self._agent
        if agent is not None and agent.relation == relation and self._return_to == "review":
            self._toward_review()
            return
        self._forget_cards(Agent(relation))
        self._ask_for("applicant")

    def act_for_self(self) -> None:
        """The matter is one's own after all; cards of others are forgotten."""
        if self._page != "who":
            return
        if self._agent is not None:
            self._forget_cards(None)
        elif self._return_to == "review":
            self._toward_review()
            return
        self._return_to = ""
        self.retry_card()

    def _forget_cards(self, agent: Agent | None) -> None:
        self._read = None
        self._matter = self._its_matter.without_card().helped_by(agent)

    def act_as_guardian(self) -> None:
        """A child's card was read: its guardian goes on for it."""
        if self._page == "confirm" and self._read is not None and self._can_guard(self._read):
            self._matter = self._its_matter.helped_by(Agent("guardian"))
            self._turn = "applicant"

    def _can_guard(self, card: IdentityCard) -> bool:
        guarded = self._agent is not None and self._agent.relation == "guardian"
        return self._whose != "agent" and not guarded and is_childs(card, self._world.clock.now().date())

    def _allowed(self, card: IdentityCard) -> Standing:
        today, agent = self._world.clock.now().date(), self._agent
        if self._whose == "agent":
            return standing_of_agent(card, today)
        if agent is not None:
            return standing_of_applicant(card, today, agent.relation)
        return standing(card, today)

    def _ask_for(self, whose: Whose) -> None:
        self._turn = whose
        self.retry_card()

    def _before_card(self) -> None:
        """Back from a card: to the one before it, to the question for whom, to the plan."""
        match self._whose:
            case "agent":
                self._read = None
                self._ask_for("applicant")
            case "applicant":
                self._read = None
                self._go("who")
            case _:
                self._read = None
                self._go("plan")

    def _before_who(self) -> None:
        if self._return_to == "review":
            self._toward_review()
        else:
            self._forget_cards(None)
            self.retry_card()

    def _read_next(self) -> None:
        """Wait for the card of whoever's turn it is; the agent's must not be the applicant's."""
        first = self._its_matter.card if self._whose == "agent" else None
        if first is not None:
            self._world.errands.read_card(self.id, unlike=first)
        else:
            self._world.errands.read_card(self.id)

    def _judged(self, outcome: CardOutcome) -> CardOutcome:
        """The applicant's card again in the place of the agent's is the same card, whatever the reader says."""
        first = self._its_matter.card if self._whose == "agent" else None
        if first and outcome.card and (outcome.card.kind, outcome.card.number) == (first.kind, first.number):
            return CardOutcome(trouble=ReaderTrouble.SAME_CARD, sam_id=outcome.sam_id)
        return outcome
