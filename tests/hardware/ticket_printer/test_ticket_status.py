import pytest

from hardware.ticket_printer.status import Report, is_answer, is_end_mark, question
from kiosk.devices import PrinterStatus

OK = 0x12


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((OK, OK, OK, OK), PrinterStatus.READY),
        ((OK, OK, OK, OK | 0x0C), PrinterStatus.PAPER_LOW),
        ((OK | 0x08, OK | 0x20, OK, OK | 0x6C), PrinterStatus.PAPER_OUT),
        ((OK | 0x08, OK | 0x20, OK, OK), PrinterStatus.PAPER_OUT),
        ((OK | 0x08, OK, OK, OK | 0x60), PrinterStatus.PAPER_OUT),
        ((OK | 0x08, OK | 0x04, OK, OK), PrinterStatus.COVER_OPEN),
        ((OK | 0x08, OK | 0x24, OK, OK | 0x60), PrinterStatus.COVER_OPEN),
        ((OK | 0x08, OK | 0x40, OK | 0x08, OK), PrinterStatus.JAM),
        ((OK | 0x08, OK | 0x40, OK | 0x20, OK), PrinterStatus.ERROR),
        ((OK | 0x08, OK | 0x40, OK | 0x40, OK), PrinterStatus.ERROR),
        ((OK | 0x08, OK, OK, OK), PrinterStatus.OFFLINE),
        ((None, None, None, None), PrinterStatus.UNKNOWN),
        ((OK, None, None, None), PrinterStatus.UNKNOWN),
        ((OK, OK, OK, None), PrinterStatus.UNKNOWN),
        ((None, OK, OK, OK), PrinterStatus.UNKNOWN),
        ((OK, OK | 0x20, None, None), PrinterStatus.PAPER_OUT),
    ],
)
def test_four_answers_make_one_status(answers: tuple[int | None, ...], status: PrinterStatus) -> None:
    assert Report((answers[0], answers[1], answers[2], answers[3])).status is status


def test_silence_is_never_ready() -> None:
    for silent in range(4):
        answers: list[int | None] = [OK, OK, OK, OK]
        answers[silent] = None
        assert Report((answers[0], answers[1], answers[2], answers[3])).status is PrinterStatus.UNKNOWN


def test_the_questions_are_dle_eot() -> None:
    assert [question(n) for n in (1, 2, 3, 4)] == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"]


def test_flow_control_and_automatic_status_are_no_answers() -> None:
    assert not any(is_answer(byte) or is_end_mark(byte) for byte in (0x11, 0x13, 0x10, 0x14, 0x90))
    assert all(is_end_mark(byte) and not is_answer(byte) for byte in (0x00, 0x03, 0x0C, 0x0F))
    assert all(is_answer(byte) and not is_end_mark(byte) for byte in (0x12, 0x1A, 0x16, 0x32, 0x72, 0x7E))
