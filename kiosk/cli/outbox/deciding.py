"""``kiosk outbox set-aside``, ``retry`` and ``discard``: staff decisions, each recorded with its reason."""

from __future__ import annotations

import argparse
from typing import Any

from kiosk.cli.outbox.opening import DONE, FELL_SHORT, common, meant, opened, their_word
from kiosk.cli.output import say, say_json
from kiosk.errors import UsageError
from kiosk.filing.receipt import kept_code


def add_commands(outbox: Any) -> None:
    """Register the commands."""
    for name, words, needs_reason in (
        ("set-aside", "搁置：不再自动送，等工作人员决定", True),
        ("retry", "重发：被退或搁置的再送一次", False),
        ("discard", "作废：删除被退或搁置的一件及其内容，要先确认", True),
    ):
        parser = outbox.add_parser(name, help=words)
        parser.add_argument("bundle", nargs="+", help="编号，或凭条上的编号如 0A1B-2C3D")
        parser.add_argument(
            "--reason", required=needs_reason, default="工作人员要求重发", help="为什么；不要写个人信息"
        )
        parser.add_argument("--by", default="", metavar="工号", help="谁决定的")
        parser.set_defaults(decision=name.replace("-", "_"))
        common(parser, do)


def do(chosen: argparse.Namespace) -> int:
    """Decide about every one named; exit status 1 when the state of some does not allow it."""
    with opened(chosen) as machine:
        ids = meant(machine.outbox, chosen.bundle)
        if chosen.decision == "discard":
            _confirm(ids)
        done = {
            bundle_id: machine.outbox.decisions.make(chosen.decision, bundle_id, chosen.reason, chosen.by)
            for bundle_id in ids
        }
        states = {bundle_id: _state(machine.outbox.listing.entry(bundle_id)) for bundle_id in ids}
        if chosen.decision == "discard":
            machine.outbox.tidy()
    if chosen.json:
        say_json([{"bundle": key, "done": made, "state": states[key]} for key, made in done.items()])
    else:
        say(*(f"{kept_code(key)}  {'已' if made else '没有'}{_WORDS[chosen.decision]}" + _now(made, states[key])
              for key, made in done.items()))
    return DONE if all(done.values()) else FELL_SHORT


_WORDS = {"set_aside": "搁置", "retry": "排队重发", "discard": "作废"}


def _now(made: bool, state: str) -> str:
    from offline_cache.outbox.states import chinese

    return "" if made else f"：现在是“{chinese(state)}”，不允许"


def _state(entry: Any) -> str:
    return entry.row.state if entry else "discarded"


def _confirm(ids: list[str]) -> None:
    """Ask once, for all of them. Raises UsageError without the technician's word."""
    expected = kept_code(ids[0]) if len(ids) == 1 else str(len(ids))
    what = "凭条编号" if len(ids) == 1 else "件数"
    if not their_word(f"作废后内容不能恢复。请输入{what} {expected} 确认：", expected):
        raise UsageError("没有确认，什么都没有作废。", f"请输入屏幕上给出的{what}。")
