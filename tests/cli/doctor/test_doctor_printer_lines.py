"""A slip printer that hangs on no port: on the network, on USB, behind a queue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.settings import SerialDevice, Settings, read_settings
from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
from kiosk.cli.doctor.devices import look_at_devices
from kiosk.cli.doctor.findings import Finding, Verdict


def finding(url: str) -> Finding:
    settings: Settings = replace(
        read_settings(), id_reader=SerialDevice("/dev/no-reader"), ticket_printer=SerialDevice(url)
    )
    settings = replace(settings, id_reader=SerialDevice("auto:id-reader"))
    (found,) = [one for one in look_at_devices(settings, ()) if one.key == "ticket_printer"]
    return found


def test_a_network_printer_is_asked_at_its_address() -> None:
    with EmulatedPrinterDesk(port=0) as desk:
        assert finding(desk.url).verdict is Verdict.PASS
        desk.printer.cutter = True
        found = finding(desk.url)
        assert (found.verdict, "切刀" in found.said) == (Verdict.FAIL, True)
        gone = desk.url
    found = finding(gone)
    assert (found.verdict, "网线" in found.remedy) == (Verdict.FAIL, True)


@pytest.mark.parametrize(("url", "remedy"), [("usb:ffff:ffff", "modprobe usblp")])
def test_a_printer_that_is_not_there_says_what_to_do(url: str, remedy: str) -> None:
    found = finding(url)
    assert found.verdict is Verdict.FAIL
    assert remedy in found.remedy or "现在接着的是" in found.remedy
