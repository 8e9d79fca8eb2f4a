import pytest

from hardware.ticket_printer.status import FAINT, SIGNS, Ear, Report, Sign, is_answer, is_end_mark, question
from kiosk.devices.outcomes import PrinterStatus

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
        ((OK | 0x08, OK | 0x40, OK | 0x08, OK), PrinterStatus.CUTTER),
        ((OK | 0x08, OK | 0x40, OK | 0x40, OK), PrinterStatus.OVERHEATED),
        ((OK | 0x08, OK | 0x40, OK | 0x04, OK), PrinterStatus.JAM),
        ((OK | 0x08, OK | 0x40, OK | 0x20, OK), PrinterStatus.ERROR),
        ((OK | 0x08, OK | 0x40, OK, OK), PrinterStatus.ERROR),
        ((OK | 0x08, OK | 0x08, OK, OK), PrinterStatus.OFFLINE),
        ((OK | 0x08, OK | 0x64, OK | 0x4C, OK | 0x6C), PrinterStatus.COVER_OPEN),
        ((OK | 0x08, OK | 0x60, OK | 0x48, OK | 0x6C), PrinterStatus.PAPER_OUT),
        ((OK | 0x08, OK | 0x40, OK | 0x48, OK | 0x0C), PrinterStatus.CUTTER),
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


@pytest.mark.parametrize("sign", [*SIGNS, *FAINT], ids=lambda sign: sign.shows)
def test_each_sign_alone_tells_its_status_by_any_of_its_bits(sign: Sign) -> None:
    for bit in (1 << n for n in range(8) if sign.mask & 1 << n):
        answers: list[int | None] = [OK, OK, OK, OK]
        answers[sign.question - 1] = OK | bit
        assert Report((answers[0], answers[1], answers[2], answers[3])).status is sign.status


def heard(data: bytes) -> Ear:
    ear = Ear()
    for byte in data:
        ear.feed(bytes([byte]))
    return ear


def test_automatic_status_looks_like_end_marks_and_is_none() -> None:
    ear = heard(b"\x14\x00\x00\x0f" + b"\x00" + b"\x10\x00\x00\x00")
    assert (ear.ends, ear.noise, list(ear.answers)) == (1, 0, [])


def test_automatic_status_cut_short_takes_nothing_of_what_follows() -> None:
    ear = heard(b"\x14\x00\x12\x03")
    assert (ear.ends, list(ear.answers)) == (1, [0x12])
    ear.feed(b"\x14\x00")
    ear.pause()
    ear.feed(b"\x00")
    assert ear.ends == 2


def test_bytes_no_printer_says_are_noise() -> None:
    ear = heard(bytes.fromhex("ff4153a05566") + b"\x11\x13\x12")
    assert (ear.noise, list(ear.answers)) == (6, [0x12])


def test_answers_never_pile_up() -> None:
    assert len(heard(b"\x12" * 10_000).answers) == Ear.KEPT
