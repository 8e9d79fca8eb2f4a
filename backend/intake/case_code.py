"""Case codes that can be read out over a counter: ``XN26-7K3M-4``.

Two letters of the region, two digits of the year, four random signs, one check sign. The signs leave out 0 1 I L O S Z,
which are misread on paper. There are 29, a prime, so that the weighted sum modulo 29 finds every single wrong sign and
every swap of two neighbouring random signs.
"""

from __future__ import annotations

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXY"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RANDOM = 4


def new_case_code(region_prefix: str, year: int) -> str:
    """A random code; uniqueness is the database's to prove."""
    head = f"{region_prefix}{year % 100:02d}"
    body = "".join(secrets.choice(SIGNS) for _ in range(_RANDOM))
    return f"{head}-{body}-{check_sign(head + body)}"


def check_sign(stem: str) -> str:
    """The check sign of eight signs: two letters, two digits, four of ``SIGNS``. Raises ValueError otherwise."""
    if len(stem) != 4 + _RANDOM:
        raise ValueError("two letters, two digits and four signs expected")
    values = [
        *(_LETTERS.index(sign) for sign in stem[:2]),
        *("0123456789".index(sign) for sign in stem[2:4]),
        *(SIGNS.index(sign) for sign in stem[4:]),
    ]
    return SIGNS[sum(weight * value for weight, value in enumerate(values, start=2)) % len(SIGNS)]


def read_case_code(typed: str) -> str | None:
    """The code a person meant, whatever the case, width, hyphens or spaces; None when it cannot be one."""
    folded = typed.translate(_NARROW).upper()
    signs = "".join(sign for sign in folded if sign not in "-－—– _　")
    try:
        right = len(signs) == 5 + _RANDOM and check_sign(signs[:-1]) == signs[-1]
    except ValueError:
        return None
    return f"{signs[:4]}-{signs[4:-1]}-{signs[-1]}" if right else None


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
