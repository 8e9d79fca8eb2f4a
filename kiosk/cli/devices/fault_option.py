"""``--fault NAME`` of every emulator: read the same way, listed the same way."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, TypeVar

from kiosk.cli.output import say
from kiosk.errors import UsageError

Script = TypeVar("Script")
LIST = "list"


class _List(argparse.Action):
    """``--fault list`` prints the names and ends, whatever else is missing on the line."""

    def __init__(self, *args: Any, table: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def __call__(self, parser: argparse.ArgumentParser, space: argparse.Namespace, value: Any, _: Any = None) -> None:
        if value == LIST:
            say(*_rows(self._table))
            parser.exit()
        setattr(space, self.dest, value)


def add_fault(parser: argparse.ArgumentParser, table: tuple[tuple[str, str], ...], note: str = "") -> None:
    """Add the option, with every name in ``--help``; ``table`` holds each name as it is written and what it shows."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join([f"故障{note}：", *(f"  {row}" for row in _rows(table))])
    amounts = any(":" in name for name, _ in table)
    parser.add_argument(
        "--fault", metavar="名字[:数]" if amounts else "名字", action=_List, table=table,
        help="按名字捣乱，名字见下；写 list 只列出名字",
    )


def _rows(table: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{name:<26}{shows}" for name, shows in table]


def asked_for(written: str | None, named: Callable[[str], Script]) -> Script | None:
    """The fault of ``--fault``, read by its device. Raises UsageError naming those there are."""
    from hardware.fault_names import UnknownFault

    try:
        return named(written) if written else None
    except UnknownFault as unknown:
        raise UsageError(f"没有故障「{unknown.written}」。", f"可用：{'、'.join(unknown.names)}。") from None
