"""The command line. ``--json`` prints one JSON document on standard output and nothing else there.

Errors go to standard error with exit status 2 and name what to do next.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from kiosk.errors import KioskError

ROOMS = {
    "run": "running",
    "plan": "planning",
    "card": "devices.card",
    "ticket": "devices.ticket",
    "emulate": "devices.emulating",
    "devices": "devices.a4",
    "form": "papers",
    "outbox": "outbox",
    "bundle": "outbox",
    "vault": "outbox",
    "device": "device",
    "journal": "journal",
    "backend": "hall.serving",
    "catalog": "catalogue.proving",
    "doctor": "doctor",
    "code": "devices.scanner",
    "voice": "devices.comfort",
    "light": "devices.comfort",
    "camera": "devices.comfort",
}
"""Which module does which command; only the one asked for is imported, so that the kiosk starts fast."""

EPILOG = """例子：
  kiosk plan open-restaurant -a area=400 -a has_licence=false
  kiosk emulate reader --card resident
  kiosk card read --port /dev/ttyUSB0 --timeout 10 --json
  kiosk ticket print --port socket://192.168.1.50:9100
  kiosk doctor --report check.pdf
"""


def run(argv: list[str]) -> int:
    """Parse and do one command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="kiosk", description="“一件事”自助终端", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    asked = ROOMS.get(argv[0]) if argv else None
    for room in [asked] if asked else dict.fromkeys(ROOMS.values()):
        import_module(f"kiosk.cli.{room}").add_commands(commands)
    chosen = parser.parse_args(argv)
    try:
        return int(chosen.do(chosen) or 0)
    except KioskError as error:
        for line in getattr(error, "faults", (error.message,)):
            sys.stderr.write(f"kiosk: {line}\n")
        if error.remedy:
            sys.stderr.write(f"怎么办：{error.remedy}\n")
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
