from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from kiosk.slips.ticket import Ticket


def test_a_job_is_kept_byte_for_byte_however_it_is_split(ticket: Ticket) -> None:
    job = render_ticket(ticket)
    whole, drops = EmulatedTicketPrinter(), EmulatedTicketPrinter()
    whole.receive(job * 2)
    for byte in job * 2:
        drops.receive(bytes([byte]))
    assert whole.jobs == drops.jobs == (job, job)
    assert whole.faults == ()


def test_status_is_answered_inside_a_job_and_leaves_no_trace(ticket: Ticket) -> None:
    job = render_ticket(ticket)
    printer = EmulatedTicketPrinter()
    assert printer.receive(job[:2]) == b""
    printer.paper_low = True
    assert printer.receive(b"".join(b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))) == b"\x12\x12\x12\x1e"
    assert printer.receive(job[2:]) == b""
    assert printer.jobs == (job,)


def test_picture_data_that_looks_like_a_question_is_not_one() -> None:
    printer = EmulatedTicketPrinter()
    picture = b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01"
    assert printer.receive(picture + b"\x1dV\x00") == b""
    assert printer.jobs == (picture + b"\x1dV\x00",)


def test_the_end_mark_waits_for_paper(ticket: Ticket) -> None:
    printer = EmulatedTicketPrinter()
    printer.run_out_at(100)
    assert printer.receive(render_ticket(ticket) + b"\x1dr\x01") == b""
    assert printer.paper_out
    assert printer.receive(b"\x10\x04\x04") == b"\x7e"
    assert printer.jobs == ()
    printer.paper_out = False
    assert printer.jobs == (render_ticket(ticket),)
    assert printer.receive(b"\x10\x04\x04") == b"\x00\x12"


def test_a_power_cycle_forgets_the_half_slip(ticket: Ticket) -> None:
    printer = EmulatedTicketPrinter()
    printer.receive(render_ticket(ticket)[:200])
    assert printer.half_done
    printer.power_cycle()
    assert printer.half_done == b""
    printer.receive(render_ticket(ticket))
    assert printer.jobs == (render_ticket(ticket),)


def test_what_it_cannot_read_is_noted_and_passed_over() -> None:
    printer = EmulatedTicketPrinter()
    printer.receive(b"\x1b@\x07A\n\x1dV\x00")
    assert len(printer.faults) == 1
    assert printer.jobs == (b"\x1b@\x07A\n\x1dV\x00",)


def test_only_the_last_slips_are_kept_and_each_is_told() -> None:
    told: list[bytes] = []
    printer = EmulatedTicketPrinter(keep=2, on_slip=told.append)
    for letter in (b"A", b"B", b"C"):
        printer.receive(letter + b"\n\x1dV\x00")
    assert [decode(job).to_text() for job in printer.jobs] == ["B\n[切纸]", "C\n[切纸]"]
    assert len(told) == 3
    assert printer.wait_for_jobs(3, 0.0)
    assert not printer.wait_for_jobs(4, 0.0)
