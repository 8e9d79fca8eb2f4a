"""``python -m kiosk`` and the ``kiosk`` command."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 fell short, 2 called wrongly)."""
    from kiosk.cli import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    raise SystemExit(main())
