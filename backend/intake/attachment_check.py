"""What can be wrong with the attachments a bundle names, in words for the citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kiosk.filing.attachment import AttachmentFacts
from kiosk.filing.bundle import BundleMaterial, Fault
from kiosk.filing.limits import Limits, too_much

_DIGEST = re.compile(r"[0-9a-f]{64}")

_LONGEST_ID = 100


def check_attachments(found: dict[str, Any], limits: Limits) -> Iterator[Fault]:
    """Faults of ``found``, the members of a bundle that could be read."""
    attachments: tuple[AttachmentFacts, ...] = found.get("attachments", ())
    materials: tuple[BundleMaterial, ...] | None = found.get("materials")
    for number, facts in enumerate(attachments):
        where = f"attachments.{number}"
        if not _DIGEST.fullmatch(facts.sha256):
            yield Fault(f"{where}.sha256", "附件的校验值不合格式。")
        if facts.size < 1 or facts.pages < 1:
            yield Fault(f"{where}.size", "附件是空的，请重新拍摄。")
        if len(facts.material) > _LONGEST_ID:
            yield Fault(f"{where}.material", f"应为 1 到 {_LONGEST_ID} 个字。")
        elif materials is not None and facts.material not in {material.id for material in materials}:
            yield Fault(f"{where}.material", "附件所属的材料不在申请之中。")
    yield from _sizes_that_differ(attachments)
    wrong = too_much(attachments, limits)
    if wrong is not None:
        yield Fault("attachments", wrong.zh)
    if materials is not None:
        attached = {facts.material for facts in attachments}
        for material in materials:
            if material.status == "scanned" and material.id not in attached:
                yield Fault(f"materials.{material.id}.status", f"材料“{material.name}”记为已拍照，却没有附件。")


def _sizes_that_differ(attachments: tuple[AttachmentFacts, ...]) -> Iterator[Fault]:
    sizes: dict[str, int] = {}
    for number, facts in enumerate(attachments):
        if sizes.setdefault(facts.sha256, facts.size) != facts.size:
            yield Fault(f"attachments.{number}.size", "同一附件写了不同的大小。")
