"""The three slips every line prints alike; how bytes get to paper is the line's own."""

from __future__ import annotations

from hardware.ticket_printer.layouts.code import render_code_slip
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import PaperProfile
from kiosk.devices.outcomes import PrintOutcome
from kiosk.draft import CodeSlip
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket


class SlipPrinting:
    """Lays a slip out for the profile and prints it. SettingsError: a line needs a font that is not installed."""

    def __init__(self, profile: PaperProfile) -> None:
        self._profile = profile

    def print_ticket(self, ticket: Ticket) -> PrintOutcome:
        """Print and cut one queue ticket; the outcome is as true as the line allows (see the class)."""
        return self._print(render_ticket(ticket, self._profile))

    def print_slip(self, slip: PlanSlip) -> PrintOutcome:
        """Print and cut one plan in short; ends as :meth:`print_ticket` does."""
        return self._print(render_plan_slip(slip, self._profile))

    def print_code(self, slip: CodeSlip) -> PrintOutcome:
        """Print and cut the slip with a pick-up code; ends as :meth:`print_ticket` does."""
        return self._print(render_code_slip(slip, self._profile))

    def _print(self, job: bytes) -> PrintOutcome:
        raise NotImplementedError
