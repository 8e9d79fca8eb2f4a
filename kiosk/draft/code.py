"""The pick-up code (续办码): the only key to a draft. Nine random characters and a check character.

**Alphabet.** 31 characters: digits without 0 and 1, capitals without I, L and O, so that nothing on the slip looks
like something else. 31 is prime, and the check character weighs each place differently modulo 31: every single wrong
character and every exchange of two characters is noticed before anything is tried (like ISO/IEC 7064 pure systems).

**Guessing.** Nine free characters give 31⁹ = 26,439,622,160,671 codes (44.6 bits). At the machine five wrong codes a
minute are answered, 7,200 in the 24 hours a draft lives; with 200 drafts waiting the chance that a day of untiring
guessing opens any one of them is 7,200 × 200 / 31⁹, one in eighteen million. Whoever carries the disk away must run
scrypt (32 MB, 0.1 s) for every guess: 84,000 years of one processor core to go through all codes.
"""

from __future__ import annotations

import secrets
import unicodedata

from kiosk.words import Remark

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
_GROUP = 5


def new_code() -> str:
    """A fresh random code of 10 characters, from the system's source of randomness."""
    free = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return free + _check(free)


def shown_code(code: str) -> str:
    """The code as printed and shown, in two groups: ``K7QM3-2XW9R``. Also of a code half typed."""
    return code if len(code) <= _GROUP else f"{code[:_GROUP]}-{code[_GROUP:]}"


def read_code(text: str) -> str | Remark:
    """The code in what was typed, whatever its case, width and hyphens; a Remark naming what is wrong with it."""
    code = _plain(text)
    strange = [char for char in code if char not in ALPHABET]
    if strange:
        return Remark("pick_up.not_in_code", {"char": strange[0]})
    if len(code) != CODE_LENGTH:
        return Remark("pick_up.short", {"length": str(CODE_LENGTH), "typed": str(len(code))})
    if _check(code[:-1]) != code[-1]:
        return Remark("pick_up.mistyped")
    return code


def is_code(text: str) -> bool:
    """Whether the text is a whole pick-up code; case codes and codes of kept slips never are (they are shorter)."""
    return isinstance(read_code(text), str)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:64]).upper()
    return "".join(char for char in folded if char.isalnum())


def _check(free: str) -> str:
    weighed = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(free))
    return ALPHABET[weighed % len(ALPHABET)]
