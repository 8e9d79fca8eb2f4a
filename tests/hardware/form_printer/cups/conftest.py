"""A real cupsd for the whole run, a fresh printer and a fresh queue for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from hardware.form_printer.cups.driver import CupsFormPrinter, PrintRules
from hardware.form_printer.ipp_emulator.cups_service import CupsService, missing
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer

_numbers = count(1)


@pytest.fixture(scope="session")
def cups() -> Iterator[CupsService]:
    if reason := missing():
        pytest.skip(reason)
    service = CupsService()
    try:
        service.start()
        yield service
    finally:
        service.remove()


@pytest.fixture
def a4() -> EmulatedA4Printer:
    return EmulatedA4Printer(sheet_seconds=0.01)


@pytest.fixture
def host(a4: EmulatedA4Printer) -> Iterator[IppPrinterHost]:
    with IppPrinterHost(a4) as serving:
        yield serving


@pytest.fixture
def direct(host: IppPrinterHost) -> CupsFormPrinter:
    """The driver on the printer itself."""
    return CupsFormPrinter(host.uri, rules=PrintRules(patience=0.6), answer_seconds=0.5)


@pytest.fixture
def queue(cups: CupsService, host: IppPrinterHost) -> str:
    """A driverless queue, made as README says."""
    name = f"a4-{next(_numbers)}"
    cups.lpadmin("-p", name, "-E", "-v", host.uri, "-m", "everywhere", "-o", "printer-error-policy=abort-job")
    return name


@pytest.fixture
def through(cups: CupsService, queue: str) -> Callable[..., CupsFormPrinter]:
    """The driver on the queue, with rules of the test's own."""

    def make(**rules: object) -> CupsFormPrinter:
        return CupsFormPrinter(
            queue, server=cups.server, answer_seconds=2.0, rules=PrintRules(**{"patience": 20.0, **rules}),  # type: ignore[arg-type]
        )

    return make
