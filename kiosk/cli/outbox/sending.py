"""``kiosk outbox send``: hand in everything that waits, now."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from kiosk.cli.outbox.opening import DONE, FELL_SHORT, common, database_path, opened
from kiosk.cli.output import say, say_json
from kiosk.errors import StoreInUse


def add_commands(outbox: Any) -> None:
    """Register the command."""
    common(outbox.add_parser("send", help="现在就送"), send)


def send(chosen: argparse.Namespace) -> int:
    """Send everything that waits, or have the program that owns the outbox do it; exit status 1 when some waits."""
    from kiosk.wiring.stores import Stores
    from offline_cache.courier import Courier

    told: dict[str, int] = {}

    def later(_: str, reason: str) -> None:
        told[reason] = told.get(reason, 0) + 1

    try:
        with opened(chosen, own=True) as machine:
            stores = Stores(machine.settings, machine.clock, vault=machine.vault)
            courier = Courier(machine.outbox, stores.hall, machine.clock, on_later=later)
            try:
                swept = courier.send_due_now(everything=True)
            finally:
                stores.close()
            left = machine.outbox.status(0)
    except StoreInUse as in_use:
        return _hasten(chosen, in_use)
    if chosen.json:
        say_json({**asdict(swept), "waiting": left.waiting, "set_aside": left.set_aside, "reasons": told})
    else:
        say(f"送出 {swept.sent} 件、被退 {swept.refused} 件、还在等 {left.waiting} 件")
        say(*(f"  {reason}（{count} 次）" for reason, count in told.items()))
    return FELL_SHORT if left.waiting else DONE


def _hasten(chosen: argparse.Namespace, in_use: StoreInUse) -> int:
    """Ask whoever runs to send at once; it looks every half minute."""
    from offline_cache.ownership import holder_of

    with opened(chosen) as machine:
        machine.outbox.hasten()
        left = machine.outbox.status(0)
        holder = holder_of(database_path(machine.settings))
    if chosen.json:
        say_json({
            "sent": 0, "refused": 0, "later": 0, "waiting": left.waiting, "set_aside": left.set_aside, "reasons": {},
            "owner": asdict(holder) if holder else None,
        })  # fmt: skip
    else:
        say(in_use.message, f"已请它马上送，最迟半分钟；还在等 {left.waiting} 件")
    return FELL_SHORT if left.waiting else DONE
