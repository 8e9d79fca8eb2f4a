"""The whole machine for one test: real window under the scripted visitor, real devices, real hall, real disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from backend.serve import Server
from config.settings import HallServer, read_settings
from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.pty_host import PtyHost
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.steps import Ask, FillForm, ShowPlan, TakePapers
from tests.faults.broken_hall import Door

PHONE = "13800138000"
_NUMBERS = {"staff": "8", "seats": "60", "beds": "30"}
REST = 0.6  # seconds a finger rests before it touches a page that came by itself
PATIENCE = 20.0  # real seconds within which anything real has happened, on a busy machine too


class HandClock:
    """Monotonic seconds of the window: the visitor's own time, so that waiting costs nothing."""

    def __init__(self, real: Any) -> None:
        from kivy.clock import Clock

        self.now, self._kivy = real.now, Clock

    def monotonic(self) -> float:
        return float(self._kivy.time())


class Night:
    """One kiosk with everything around it. ``link`` paths survive unplugging, as real port names do."""

    def __init__(self, folder: Path, server: Server, hall_database: Path) -> None:
        self.folder = folder
        self.reader, self.printer = EmulatedReader(), EmulatedTicketPrinter()
        self.reader_plug = PtyHost(self.reader, link=folder / "reader")
        self.printer_plug = PtyHost(self.printer, link=folder / "printer")
        self.hall = Door(server)
        self.hall_database = hall_database
        self.settings = replace(
            read_settings().with_devices(str(folder / "reader"), str(folder / "printer")).at(folder / "data"),
            hall_server=HallServer(self.hall.url, 1.0, 1.0),
        )
        self.phone: Callable[[], str] = lambda: PHONE
        self._closers: list[Callable[[], None]] = [self.hall.close, self.reader_plug.stop, self.printer_plug.stop]

    # -- the kiosk ------------------------------------------------------------------------------------------------

    def switch_on(self, data: Any, cache: Path, walk: Callable[..., Any]) -> None:
        """Plug in what is not plugged in on purpose elsewhere, and start machine and window."""
        from kiosk.cli.starting import LateMachine, build_app

        self.late = LateMachine(self.settings, data)
        self._closers.insert(0, self.late.close)
        self.machine = self.late.get()
        self.app = build_app(self.settings, data, self.late, cache)
        self.app.shell = replace(
            self.app.shell, clock=HandClock(self.app.shell.clock), rehearse=tuple, idle_seconds=60.0, warn_seconds=20.0
        )
        self.walker = walk(self.app)

    def close(self) -> None:
        for close in self._closers:
            close()

    def until(self, held: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Let the window turn until it holds, and then until it takes touches meant for the page that came."""
        self.walker.wait_for(held, real_seconds=seconds)
        self.walker.advance(REST)

    @property
    def step(self) -> Any:
        return self.app.visit.step

    # -- the hall's and the disk's side ---------------------------------------------------------------------------

    def cases(self, bundle_id: str) -> list[dict[str, Any]]:
        """What the hall holds under a bundle id."""
        with sqlite3.connect(f"file:{self.hall_database}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT sealed FROM cases WHERE bundle_id = ?", (bundle_id,)).fetchall()
        database.close()
        return [json.loads(sealed) for (sealed,) in rows]

    def all_cases(self) -> int:
        """How many cases the hall holds from anybody."""
        with sqlite3.connect(f"file:{self.hall_database}?mode=ro", uri=True) as database:
            count = database.execute("SELECT count(*) FROM cases").fetchone()[0]
        database.close()
        return int(count)

    def printed(self) -> list[str]:
        """The text of every finished slip."""
        from hardware.ticket_printer.decoder import decode

        return [decode(job).to_text() for job in self.printer.jobs]

    # -- the citizen ----------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """From the invitation to the first page."""
        self.walker.advance(REST)
        self.walker.tap("attract")
        self.walker.see("想办什么事")

    def to_plan(self, scenario: str = "open-restaurant", numbers: str = "400") -> None:
        """Answer every question with its first answer."""
        self.walker.tap(f"scenario:{scenario}")
        while isinstance(step := self.step, Ask):
            if step.question.kind == "number":
                self.walker.type_digits(numbers)
                self.walker.tap("next")
            else:
                answers = [s.name for s in self.walker.touchables() if (s.name or "").startswith("answer:")]
                self.walker.tap(answers[-1])
        assert isinstance(self.step, ShowPlan), self.step

    def to_card(self, scenario: str = "open-restaurant") -> None:
        self.to_plan(scenario)
        self.walker.tap("start")

    def lay(self, card: str | BaseInformation = "resident") -> None:
        self.reader.lay(specimen(card) if isinstance(card, str) else card)
        self.until(lambda: self.walker.can_tap("use"))

    def to_form(self, scenario: str = "open-restaurant", card: str | BaseInformation | None = None) -> None:
        self.to_card(scenario)
        if card is None:
            self.walker.tap("without")
        else:
            self.lay(card)
            self.walker.tap("use")
        assert isinstance(self.step, FillForm), self.step

    def to_review(self, scenario: str = "open-restaurant", card: str | BaseInformation | None = None) -> None:
        self.to_form(scenario, card)
        while isinstance(self.step, FillForm):
            self.fill_page()
        self.walker.tap("mark_all")
        self.walker.tap("go_on")
        self.walker.see("请核对")

    def fill_page(self) -> None:
        """Every open blank of the page by touch, then the next page."""
        for _ in range(20):
            open_states = [state for state in self.step.fields if not (state.filled or state.by_hand)]
            if not open_states:
                break
            blank = open_states[0].field
            if self.step.active != blank.key:
                self.walker.tap(f"field:{blank.key}")
            if blank.kind == "phone":
                self.walker.type_digits(self.phone())
            elif blank.kind == "number":
                self.walker.type_digits(_NUMBERS.get(blank.key, "5"))
            elif blank.choices:
                self.walker.tap(f"choice:{blank.choices[0].value}")
            else:
                self.walker.tap("by_hand")
        self.walker.tap("next")

    def submit(self) -> str:
        """Hand in; the bundle's id."""
        self.walker.tap("submit")
        return str(self.app.visit.filed_as)

    def wait_for_papers(self) -> TakePapers:
        """Until nothing is asked for or printing any more; the step as it then stands."""
        self.until(lambda: isinstance(self.step, TakePapers) and self.step.can_finish)
        step = self.step
        assert isinstance(step, TakePapers)
        return step

    def go_away(self) -> None:
        """Take everything along, to the invitation."""
        self.walker.tap("finish")
        self.reader.lift()
        self.walker.tap("leave")
        self.walker.advance(6)
        self.walker.see("轻触屏幕开始办事")
