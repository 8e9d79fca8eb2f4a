"""Every emulator takes its faults by name through ``--fault``, lists them, and refuses what is none of them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from hardware.camera.emulated_desk import Fault as CameraFault
from hardware.code_scanner.emulator import Fault as ScannerFault
from hardware.fault_names import NamedFault, UnknownFault, read_fault
from hardware.form_printer.ipp_emulator.printer import Fault as PaperFault
from hardware.id_reader.faults import Fault as ReaderFault
from hardware.ticket_printer.desk.faults import Fault as SlipFault
from hardware.voice.emulator import Fault as VoiceFault
from kiosk.cli import run

EMULATED: dict[str, type[NamedFault]] = {
    "reader": ReaderFault, "ticket-printer": SlipFault, "a4": PaperFault, "scanner": ScannerFault,
    "camera": CameraFault,
}
EVERY = (*EMULATED.values(), VoiceFault)


def written(faults: Iterable[NamedFault]) -> list[str]:
    return [fault.written for fault in faults]


@pytest.mark.parametrize("device", EMULATED)
def test_the_names_are_listed_each_with_what_it_shows(device: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["emulate", device, "--fault", "list"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == written(EMULATED[device])
    assert all(len(line.split(maxsplit=1)) == 2 for line in lines)


@pytest.mark.parametrize("device", EMULATED)
def test_the_help_shows_every_name(device: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["emulate", device, "--help"])
    said = capsys.readouterr().out
    assert [name for name in written(EMULATED[device]) if f"  {name} " not in said] == []


@pytest.mark.parametrize("device", EMULATED)
def test_an_unknown_name_is_answered_with_the_known_ones(device: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["emulate", device, "--fault", "flood"]) == 2
    said = capsys.readouterr().err
    assert "flood" in said
    assert "、".join(written(EMULATED[device])) in said


@pytest.mark.parametrize("faults", EVERY, ids=lambda faults: faults.__module__)
def test_every_name_is_its_own_and_can_be_typed_as_it_is_shown(faults: type[NamedFault]) -> None:
    assert len({fault.word for fault in faults}) == len(list(faults)) == len(faults.__members__)
    for fault in faults:
        assert read_fault(fault.written, faults) == (fault, fault.amount)
        assert fault.shows
    with pytest.raises(UnknownFault):
        read_fault("flood", faults)


@pytest.mark.parametrize("fault", CameraFault)
def test_an_emulated_camera_is_named_as_its_driver_opens_it(
    fault: CameraFault, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["emulate", "camera", "--fault", fault.word]) == 0
    assert capsys.readouterr().out == f"drawn:{fault.word}\n"
