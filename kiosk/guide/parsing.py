"""From what was typed or touched to a value, or one plain sentence saying what is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date

from kiosk.catalog.values import Question
from kiosk.filing.bundle import AnswerValue
from kiosk.words import Remark

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_MAX_TYPED = 200


def parse_answer(question: Question, raw: str) -> AnswerValue | Remark:
    """The value of a typed answer; a Remark (key of the locale files) when it does not fit the question."""
    match question.kind:
        case "number":
            return parse_number(raw, question.low, question.high, question.unit)
        case "yes_no":
            return {"true": True, "false": False}.get(raw.strip().lower(), Remark("invalid.yes_no"))
        case "choice":
            allowed = {choice.value for choice in question.choices}
            return raw if raw in allowed else Remark("invalid.choice")
        case "date":
            return parse_date(raw)
        case "text":
            text = clean_text(raw)
            return text if text else Remark("invalid.empty")


def parse_number(raw: str, low: float, high: float, unit: str = "") -> float | Remark:
    """A number above ``low`` and at most ``high``, with at most two decimals; full-width digits are read."""
    text = clean_text(raw).replace(",", "")
    values = {"low": format_number(low), "high": format_number(high), "unit": unit}
    if not text:
        return Remark("invalid.number_empty", values)
    if not _NUMBER.fullmatch(text):
        return Remark("invalid.number_only_digits" if re.search(r"\d", text) else "invalid.number", values)
    number = float(text)
    if not math.isfinite(number) or number > high:
        return Remark("invalid.number_too_large", values)
    if number <= low:
        return Remark("invalid.number_too_small", values)
    if round(number, 2) != number:
        return Remark("invalid.number_decimals", values)
    return number


def parse_date(raw: str) -> str | Remark:
    """An ISO date from ``2026-11-21``, ``20261121`` or ``2026年11月21日``."""
    digits = re.findall(r"\d+", clean_text(raw))
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        year, month, day = (int(part) for part in digits)
        return date(year, month, day).isoformat()
    except ValueError:
        return Remark("invalid.date")


def clean_text(raw: str) -> str:
    """Full-width letters and digits made half-width, control characters dropped, ends trimmed, bounded."""
    text = unicodedata.normalize("NFKC", raw[:_MAX_TYPED])
    return "".join(char for char in text if unicodedata.category(char) != "Cc").strip()


def format_number(value: float) -> str:
    """Without needless zeros: 300.0 → 300, 12.5 → 12.5, 100000.0 → 100000."""
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0")
