"""What a key does to what was typed, and which keys each kind of field needs. Plain values, no widgets."""

from __future__ import annotations

from kiosk.catalog.values import Field, FieldKind

DELETE = "delete"
CLEAR = "clear"

_PAD = ("123", "456", "789")
_CODE_ROWS = ("1234567890", "ABCDEFGHJK", "LMNPQRTUWX", "Y")
_LATIN_ROWS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM-.")
_LENGTHS: dict[FieldKind, int] = {"phone": 11, "credit_code": 18, "id_number": 18, "number": 9, "date": 8}


def key_rows(kind: FieldKind) -> tuple[tuple[str, ...], ...]:
    """Keys row by row; the last row ends with what deletes.

    A unified social credit code never has I, O, S, V, Z (GB 32100-2015), an identity number ends in a digit or X.
    """
    if kind == "credit_code":
        return (*(tuple(row) for row in _CODE_ROWS[:3]), ("Y", DELETE))
    if kind == "text":
        return (*(tuple(row) for row in _LATIN_ROWS[:3]), (*_LATIN_ROWS[3], DELETE))
    corner = {"number": ".", "id_number": "X"}.get(kind, CLEAR)
    return (*(tuple(row) for row in _PAD), (corner, "0", DELETE))


def press(field: Field, raw: str, key: str) -> str:
    """``raw`` after ``key``; a key that cannot fit changes nothing."""
    if key == DELETE:
        return raw[:-1]
    if key == CLEAR:
        return ""
    if len(raw) >= _LENGTHS.get(field.kind, field.max_length):
        return raw
    if key == "." and ("." in raw or not raw):
        return raw
    return raw + key


def toggled(raw: str, value: str, order: tuple[str, ...], joiner: str = "、") -> str:
    """``raw`` with ``value`` added or taken out of its joined list, in the order of the choices."""
    chosen = set(filter(None, raw.split(joiner))) ^ {value}
    return joiner.join(one for one in order if one in chosen)


def date_in_words(raw: str) -> str:
    """A date being typed as digits, or an ISO date, as far as it goes: ``202612`` gives 2026年12月."""
    digits = raw.replace("-", "")
    if not digits.isdigit():
        return raw
    parts = [(digits[:4], "年"), (digits[4:6], "月"), (digits[6:8], "日")]
    sizes = (4, 2, 2)
    return "".join(
        text + (mark if len(text) == size else "") for (text, mark), size in zip(parts, sizes, strict=True)
    )


def room_left(field: Field, raw: str) -> int | None:
    """How many characters are still missing for a field of fixed length, else None."""
    if field.kind in ("phone", "credit_code", "id_number", "date"):
        return max(0, _LENGTHS[field.kind] - len(raw))
    return None
