"""The window's thread never waits for a device, the hall, the disk or a program, whatever is broken."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hardware.id_reader.faults import Fault as ReaderFault
from hardware.id_reader.specimens import specimen
from kiosk.steps import TakePapers
from tests.faults.night import Night
from tests.faults.window_guard import WindowGuard

Break = Callable[[Night], None]


def _reader(fault: ReaderFault) -> Break:
    return lambda night: night.reader.misbehave(fault)


def _printer(state: str) -> Break:
    return lambda night: setattr(night.printer, state, True)


BROKEN: dict[str, Break] = {
    "nothing": lambda night: None,
    "reader silent": _reader(ReaderFault.SILENT),
    "reader unplugged": lambda night: night.reader_plug.stop(),
    "printer silent": _printer("off"),
    "printer unplugged": lambda night: night.printer_plug.stop(),
    "hall silent": lambda night: night.hall.be("black-hole"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_no_call_that_can_wait_is_made_on_the_windows_thread(night: Night, broken: str) -> None:
    night.walker.advance(1.0)
    guard = WindowGuard()
    BROKEN[broken](night)
    with guard.watching():
        _whole_visit(night)
    assert guard.found == set()
    assert guard.calls > 10_000


def test_a_visit_nobody_ends_is_noted_without_waiting_for_the_disk(night: Night) -> None:
    guard = WindowGuard()
    with guard.watching():
        night.enter()
        night.walker.advance(night.app.shell.idle_seconds + night.app.shell.warn_seconds + 1)
        night.walker.see("轻触屏幕开始办事")
    night.until(lambda: any(line["event"] == "visit_idle_out" for line in night.machine.journal.lines()))
    assert guard.found == set()


def _whole_visit(night: Night) -> None:
    """By touches: the card page with a card on the reader, the form without it, handing in, printing, goodbye."""
    night.enter()
    night.to_card()
    night.reader.lay(specimen("resident"))
    night.walker.advance(3.0)
    night.walker.tap("use" if night.walker.can_tap("use") else "without")
    while type(night.step).__name__ == "FillForm":
        night.fill_page()
    night.walker.tap("mark_all")
    night.walker.tap("go_on")
    night.submit()
    night.until(lambda: isinstance(night.step, TakePapers) and night.step.can_finish)
    night.go_away()


CALLS: dict[str, Callable[[Path], object]] = {
    "a file": lambda place: place.write_text("x"),
    "a program": lambda _: subprocess.run([sys.executable, "-S", "-c", ""], check=True),
    "a socket": lambda _: [end.close() for end in socket.socketpair()],
    "a file by its number": lambda place: __import__("os").stat(place.parent),
}


@pytest.mark.parametrize("call", CALLS)
def test_the_guard_sees_what_a_tap_does(call: str, window: Any, walk: Callable[..., Any], tmp_path: Path) -> None:
    from tests.screens import one_screen
    from tests.screens.conftest import CACHE, HEIGHT, WIDTH
    from tests.screens.samples_apply import TAKE_PAPERS

    walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE), TAKE_PAPERS["printed"]))
    guard = WindowGuard()
    tap: dict[str, Any] = {}
    source = "def tap(call):\n    call()\n"
    exec(compile(source, str(Path(sys.modules["screens.app"].__file__ or "")), "exec"), tap)
    with guard.watching():
        tap["tap"](lambda: CALLS[call](tmp_path / "x"))
    assert guard.found
