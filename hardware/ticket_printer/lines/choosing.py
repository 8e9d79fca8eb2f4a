"""The driver for a slip printer's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.profiles import PaperProfile

if TYPE_CHECKING:
    from hardware.ticket_printer.lines.print_queue import CupsTicketPrinter

CUPS = "cups:"


def printer_at(
    url: str, profile: PaperProfile, baudrate: int = 115200, user: str = "kiosk"
) -> SerialTicketPrinter | CupsTicketPrinter:
    """The driver of ``cups:<queue>`` (its jobs belong to ``user``), or of a line of its own. Opens nothing."""
    if url.startswith(CUPS):
        from hardware.ticket_printer.lines.print_queue import CupsTicketPrinter

        return CupsTicketPrinter(url.removeprefix(CUPS), profile=profile, user=user)
    return SerialTicketPrinter(url, profile=profile, baudrate=baudrate)
