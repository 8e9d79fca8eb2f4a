"""From what was typed into a blank to its value, or one plain sentence; checked at every key."""

from __future__ import annotations

import re

from kiosk.catalog.values import Field
from kiosk.guide.parsing import clean_text, format_number, parse_date, parse_number
from kiosk.person.identity import is_credit_code, is_resident_number
from kiosk.words import Remark

CHOICES_JOINED_BY = "、"
INCOMPLETE = ("invalid.empty", "invalid.number_empty", "invalid.phone_length", "invalid.code_length",
              "invalid.id_length")


def check(field: Field, raw: str) -> str | Remark:
    """The normalised value ('' when an optional blank is empty), or a Remark naming what to correct."""
    text = clean_text(raw)
    if not text:
        return Remark("invalid.empty") if field.required else ""
    match field.kind:
        case "number":
            number = parse_number(text, field.low, field.high, field.unit)
            return number if isinstance(number, Remark) else format_number(number)
        case "phone":
            return _phone(text)
        case "credit_code":
            return _credit_code(text)
        case "id_number":
            return _id_number(text)
        case "choice":
            allowed = {choice.value for choice in field.choices}
            return text if text in allowed else Remark("invalid.choice")
        case "choices":
            return _choices(field, text)
        case "date":
            return parse_date(text)
        case "text":
            too_long = len(text) > field.max_length
            return Remark("invalid.text_long", {"max": str(field.max_length)}) if too_long else text


def still_typing(remark: Remark) -> bool:
    """True for faults that more typing may mend; they are shown only once the blank is left."""
    return remark.key in INCOMPLETE


def _phone(text: str) -> str | Remark:
    digits = text.replace(" ", "").replace("-", "")
    if not digits.isascii() or not digits.isdigit():
        return Remark("invalid.phone_digits")
    if not re.match(r"1([3-9]|$)", digits):
        return Remark("invalid.phone_start")
    if len(digits) < 11:
        return Remark("invalid.phone_length", {"typed": str(len(digits))})
    return digits if len(digits) == 11 else Remark("invalid.phone_long")


def _credit_code(text: str) -> str | Remark:
    code = text.replace(" ", "").upper()
    if re.search(r"[^0-9A-HJ-NPQRTUWXY]", code):
        return Remark("invalid.code_letters")
    if len(code) < 18:
        return Remark("invalid.code_length", {"typed": str(len(code))})
    return code if is_credit_code(code) else Remark("invalid.code_check")


def _id_number(text: str) -> str | Remark:
    number = text.replace(" ", "").upper()
    if not re.fullmatch(r"\d*X?", number) or not number.isascii():
        return Remark("invalid.id_letters")
    if len(number) < 18:
        return Remark("invalid.id_length", {"typed": str(len(number))})
    return number if is_resident_number(number) else Remark("invalid.id_check")


def _choices(field: Field, text: str) -> str | Remark:
    order = [choice.value for choice in field.choices]
    chosen = [part for part in text.split(CHOICES_JOINED_BY) if part]
    if not set(chosen) <= set(order):
        return Remark("invalid.choice")
    return CHOICES_JOINED_BY.join(value for value in order if value in chosen)
