"""How names and queries are made comparable, so that only what people mean is compared."""

from __future__ import annotations

import unicodedata

MOST_TYPED = 40
"""Characters of a query that are looked at."""

_IGNORED = frozenset("()[]{}<>《》〈〉「」『』【】〔〕“”‘’、。,;:·・-—–…/")


def fold(text: str) -> str:
    """NFKC, lower case, ü as v, without spaces, control characters, brackets and separating marks.

    Every other mark (quotes, ``%``, ``*``, ``_``) stays and stands for itself.
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return "".join(char for char in folded if char not in _IGNORED and unicodedata.category(char)[0] not in "CZ")


def fold_query(text: str) -> str:
    """The query as it is compared: bounded before and after folding."""
    return fold(text[: 4 * MOST_TYPED])[:MOST_TYPED]


def is_letter(char: str) -> bool:
    """Whether the character may be pinyin: a-z."""
    return "a" <= char <= "z"
