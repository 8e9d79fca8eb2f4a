"""What an identity document says about a person, as a plain value, and the checks its number allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kiosk.person.privacy import Private

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"


class CardKind(Enum):
    """The four documents a GA 467 reader can present."""

    RESIDENT = "resident"
    FOREIGNER_2017 = "foreigner-2017"
    FOREIGNER_2023 = "foreigner-2023"
    PERMIT = "permit"


class Sex(Enum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


@dataclass(frozen=True, repr=False)
class IdentityCard:
    """One document as read. Dates are ISO or None; ``valid_to`` None with ``valid_forever`` means 长期.

    ``repr`` shows the kind only. ``photo`` is the raw 1024-byte WLT block, kept in memory only.
    ``warnings`` lists cross-checks that did not hold (for example number against birth), in Chinese.
    """

    kind: CardKind
    name: Private[str]
    number: Private[str]
    sex: Sex
    birth: Private[date] | None
    valid_from: date | None
    valid_to: date | None
    valid_forever: bool = False
    ethnic_group: str = ""
    ethnic_code: str = ""
    address: Private[str] = Private("")
    issuer: str = ""
    english_name: Private[str] = Private("")
    nationality: str = ""
    pass_number: Private[str] = Private("")
    issue_count: str = ""
    version: str = ""
    photo: bytes = b""
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"IdentityCard({self.kind.value}, <redacted>)"


def resident_check_digit(first17: str) -> str:
    """The 18th character for 17 digits (GB 11643-1999). Raises ValueError unless given 17 digits."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("17 digits expected")
    total = sum(int(digit) * weight for digit, weight in zip(first17, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECK[total % 11]


def is_resident_number(number: str) -> bool:
    """True when 18 characters with a right check digit and a real birth date (GB 11643-1999)."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return resident_check_digit(number[:17]) == number[17]


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def is_credit_code(code: str) -> bool:
    """True when an 18-character unified social credit code has a right check character (GB 32100-2015)."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code[:17], _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]
