"""How a value may stand on the screen: personal ones masked, codes grouped, choices in the citizen's language."""

from __future__ import annotations

from kiosk.catalog.values import Field
from kiosk.forms.checking import CHOICES_JOINED_BY
from kiosk.person.privacy import mask_name, mask_number, mask_phone, mask_text
from kiosk.words import Language


def shown(field: Field, raw: str, editing: bool = False, language: Language = "zh") -> str:
    """What stands on the screen. A number being typed by its owner is shown in groups until the blank is left."""
    if not raw:
        return ""
    if field.kind == "phone":
        return _grouped(raw, (3, 4, 4)) if editing else mask_phone(raw)
    if field.kind == "credit_code":
        return _grouped(raw, (4, 4, 4, 4, 2))
    if field.kind == "id_number":
        return _grouped(raw, (6, 4, 4, 4)) if editing else mask_number(raw)
    if field.personal and not editing:
        return mask_name(raw) if field.key.endswith("name") else mask_text(raw)
    if field.kind in ("choice", "choices"):
        labels = {choice.value: choice.label.of(language) for choice in field.choices}
        joint = CHOICES_JOINED_BY if language == "zh" else ", "
        return joint.join(labels.get(part, part) for part in raw.split(CHOICES_JOINED_BY))
    spoken = language == "zh" or field.unit == "㎡"
    return f"{raw} {field.unit}".strip() if field.kind == "number" and spoken else raw


def _grouped(text: str, sizes: tuple[int, ...]) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(text[start:start + size])
        start += size
    return " ".join(part for part in [*parts, text[start:]] if part)
