"""The states of a bundle, drawn: what each one waits for, for how long, and every way out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kiosk.errors import StoreError

SENDING_DEADLINE = timedelta(minutes=2)
"""A send that has said nothing for this long is due again."""
LONGEST_WAIT = timedelta(hours=1)
"""No entry waits longer than this for its next try; a later time means the clock was set back, and it is due."""
WAITING_DEADLINE = timedelta(days=3)
"""An entry not handed in by then is shown to staff as overdue; it is still tried."""
STAFF_DEADLINE = timedelta(days=7)
"""An entry that staff have not decided by then is shown as overdue."""
STRIKES = 8
"""An entry that failed this often, each time while others got through or cutting the program off, is set aside."""
RECEIPTS_KEPT = timedelta(days=180)
"""How long the receipt of an accepted bundle stays; its content is deleted with the acknowledgement."""


@dataclass(frozen=True)
class StateRule:
    """One state: its Chinese name, its deadline (None: final, or gone when the call returns), and what it means."""

    name: str
    chinese: str
    deadline: timedelta | None
    meaning: str


STATES: tuple[StateRule, ...] = (
    StateRule("sealed", "已封存", None, "in memory; put() either makes it waiting or raises, and the citizen is told"),
    StateRule("waiting", "待发", WAITING_DEADLINE, "durable; tried again at most an hour after the last try"),
    StateRule("sending", "正在送", SENDING_DEADLINE, "one request is under way; a crash or silence ends it"),
    StateRule("accepted", "已收", None, "the hall's receipt is kept, the content is deleted"),
    StateRule("refused", "被退", STAFF_DEADLINE, "the hall named everything wrong; staff decide"),
    StateRule("set_aside", "搁置", STAFF_DEADLINE, "not tried any more, with a reason; staff decide"),
    StateRule("discarded", "已作废", None, "staff decided; the content is deleted, the decision is kept"),
)

BY_MACHINE = frozenset({
    ("sealed", "waiting"), ("waiting", "sending"), ("sending", "waiting"), ("sending", "accepted"),
    ("sending", "refused"), ("sending", "set_aside"), ("waiting", "accepted"), ("waiting", "refused"),
    ("waiting", "set_aside"), ("refused", "accepted"), ("set_aside", "accepted"),
})  # fmt: skip
"""Moves without a person. From waiting, refused and set aside an answer that came late is still an answer."""

BY_STAFF = {
    "retry": frozenset({("waiting", "waiting"), ("refused", "waiting"), ("set_aside", "waiting")}),
    "set_aside": frozenset({("waiting", "set_aside"), ("sending", "set_aside"), ("refused", "set_aside")}),
    "discard": frozenset({("refused", "discarded"), ("set_aside", "discarded")}),
}
"""Moves only a recorded staff decision makes."""


def chinese(state: str) -> str:
    """The Chinese name of a state. Raises StoreError when there is no such state."""
    return _rule(state).chinese


def deadline_of(state: str) -> timedelta | None:
    """How long an entry may stay in a state before it counts as overdue. Raises StoreError for no such state."""
    return _rule(state).deadline


def _rule(state: str) -> StateRule:
    found = next((rule for rule in STATES if rule.name == state), None)
    if found is None:
        raise StoreError(
            f"待发箱里有不认识的状态 “{str(state)[:20]}”：数据文件已损坏，或是更新的程序写的。",
            "请保留原文件，从备份恢复或换用写它的程序；不要删除。",
        )
    return found


def exits(state: str) -> tuple[str, ...]:
    """Every way out of a state: states the machine may move it to, then staff decisions by name."""
    machine = sorted(after for before, after in BY_MACHINE if before == state)
    staff = sorted(action for action, moves in BY_STAFF.items() if any(before == state for before, _ in moves))
    return (*machine, *(f"staff:{action}" for action in staff))


def sources(action: str) -> tuple[str, ...]:
    """The states a staff decision may be made in."""
    return tuple(sorted(before for before, _ in BY_STAFF[action]))


def drawing() -> str:
    """The machine as a Mermaid state diagram, the same in the documents."""
    lines = ["stateDiagram-v2", "    [*] --> sealed"]
    for rule in STATES:
        term = f" ({_span(rule.deadline)})" if rule.deadline else ""
        lines.append(f"    {rule.name}: {rule.name}{term}")
    lines += [f"    {before} --> {after}" for before, after in sorted(BY_MACHINE)]
    lines += [
        f"    {before} --> {after}: staff {action.replace('_', ' ')}"
        for action, moves in BY_STAFF.items()
        for before, after in sorted(moves)
    ]
    return "\n".join([*lines, "    accepted --> [*]", "    discarded --> [*]"])


def _span(term: timedelta) -> str:
    return f"{term.days} d" if term.days else f"{term.seconds // 60} min"
