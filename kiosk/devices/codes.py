"""What a code scanner can say. Everything scanned is untrusted: a citizen may hold any code before the window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kiosk.person.privacy import Private

LONGEST_CODE = 1024  # characters; an electronic licence needs some 300, a QR code holds at most 4,296
_CASE = re.compile(r"onething:case:([0-9A-Z]+(?:-[0-9A-Z]+)*)", re.IGNORECASE)
_CASE_LENGTH = range(8, 17)
_PLAN = re.compile(r"onething:plan:([0-9A-Za-z:;,=._~+%-]{1,600})", re.IGNORECASE)
_OWN = "onething:"
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")


class CodeKind(Enum):
    """What a scanned code is."""

    CASE = "case"          # our receipt: the case code
    PLAN = "plan"          # our checklist: a plan in writing
    LICENCE = "licence"    # somebody else's code, such as an electronic licence; only its issuer can read it


@dataclass(frozen=True)
class ScannedCode:
    """A code that passed the check. ``text`` is the code itself without our prefix, never printed in logs."""

    kind: CodeKind
    text: Private[str]


class ScannerTrouble(Enum):
    """Why no code came, by the action each needs."""

    NO_CODE = "no_code"            # nobody held a code there in time
    UNREADABLE = "unreadable"      # cut short, too long, or with characters no code of ours has
    PORT_MISSING = "port_missing"  # the port is not there, or broke
    CANCELLED = "cancelled"        # the page was left


@dataclass(frozen=True)
class ScanOutcome:
    """Either a code or the trouble."""

    code: ScannedCode | None = None
    trouble: ScannerTrouble | None = None


def read_code(scanned: str) -> ScannedCode | None:
    """The code in what a scanner sent as one line; None when it cannot be one.

    Allowed are 1 to 1024 printable ASCII characters, behind an optional symbology identifier (ISO/IEC 15424,
    such as ``]Q1``). A code with our own prefix must be well formed to the last character.
    """
    text = _SYMBOLOGY.sub("", scanned.strip(" "))
    if not 1 <= len(text) <= LONGEST_CODE or not (text.isascii() and text.isprintable()):
        return None
    case = _CASE.fullmatch(text)
    if case:
        code = case.group(1).upper()
        return ScannedCode(CodeKind.CASE, Private(code)) if len(code) in _CASE_LENGTH else None
    plan = _PLAN.fullmatch(text)
    if plan:
        return ScannedCode(CodeKind.PLAN, Private(plan.group(1)))
    return None if text.lower().startswith(_OWN) else ScannedCode(CodeKind.LICENCE, Private(text))
