"""What one model of slip printer can do, by a name a technician writes in the settings. Nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import product
from typing import Any


class Cutter(Enum):
    """The knife: it leaves a bridge of paper, cuts through, or there is none and the slip is torn off."""

    PARTIAL = "partial"
    FULL = "full"
    NONE = "none"


class Answers(Enum):
    """What the printer says of itself, and so what can be known of a job.

    END: it answers DLE EOT at once and GS r in its place in the job: a job can be confirmed. STATUS: DLE EOT alone:
    faults are known, the end of a job is not. NONE: it never says anything. Only END may lead to "printed".
    """

    END = "end"
    STATUS = "status"
    NONE = "none"


@dataclass(frozen=True)
class SlipModel:
    """One model: paper of ``width_mm`` (58 or 80), a Chinese font (FS & with GB18030), QR codes of its own (GS ( k)."""

    width_mm: int = 80
    chinese_font: bool = True
    native_qr: bool = True
    cutter: Cutter = Cutter.PARTIAL
    answers: Answers = Answers.END

    @classmethod
    def named(cls, name: str) -> SlipModel:
        """From ``80mm`` or ``58mm`` and words of :data:`WORDS` joined by ``-``: ``58mm-nofont-nocut``.

        Raises ValueError for an unknown word, and for a second word on the same matter.
        """
        width, *words = name.split("-")
        if width not in WIDTHS:
            raise ValueError(name)
        told: dict[str, Any] = {}
        for word in words:
            if word not in WORDS or WORDS[word][0] in told:
                raise ValueError(name)
            told[WORDS[word][0]] = WORDS[word][1]
        return replace(WIDTHS[width], **told)

    @property
    def name(self) -> str:
        """The shortest name that :meth:`named` takes for this model."""
        width = f"{self.width_mm}mm"
        plain = WIDTHS[width]
        words = [
            word for word, (matter, value, _) in WORDS.items()
            if getattr(self, matter) == value != getattr(plain, matter)
        ]
        return "-".join((width, *words))


WIDTHS = {"80mm": SlipModel(), "58mm": SlipModel(58, native_qr=False)}
"""What a width alone means: partial cut, Chinese font, DLE EOT and GS r; QR codes of its own only on 80 mm."""

WORDS: dict[str, tuple[str, bool | Cutter | Answers, str]] = {
    "nofont": ("chinese_font", False, "没有汉字字库：中文按图形打印"),
    "qr": ("native_qr", True, "能自己画二维码（GS ( k）"),
    "noqr": ("native_qr", False, "不会画二维码：按图形打印"),
    "fullcut": ("cutter", Cutter.FULL, "全切（不写是半切）"),
    "nocut": ("cutter", Cutter.NONE, "没有切刀：多走一段纸，手撕"),
    "noend": ("answers", Answers.STATUS, "答 DLE EOT，不答 GS r：打没打完不能确认"),
    "mute": ("answers", Answers.NONE, "什么都不答：打没打完不能确认"),
}
"""Words after the width: the field they set, its value, and what they mean for a technician."""


def every_model() -> tuple[SlipModel, ...]:
    """All models there are."""
    flags = (False, True)
    return tuple(SlipModel(*made) for made in product((58, 80), flags, flags, Cutter, Answers))
