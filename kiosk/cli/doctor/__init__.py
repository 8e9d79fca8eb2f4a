"""``kiosk doctor``: is this machine ready, and what to do where it is not."""

from kiosk.cli.doctor.command import add_commands

__all__ = ["add_commands"]
