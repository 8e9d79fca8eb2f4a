"""What one kind of slip printer is sent. A profile is pinned by name in the settings; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.slips.model import Answers, Cutter, SlipModel

_DOTS = {80: 576, 58: 384}
_COMMANDS = {80: "TM-T20II", 58: "POS-5890"}
_COLUMN = 12  # dots: width of one half-width character of font A


@dataclass(frozen=True)
class PaperProfile:
    """One printer kind.

    ``dots`` is the printable width at 203 dpi, ``columns`` the half-width columns of font A (12 dots each).
    ``commands`` names the python-escpos profile. ``chinese``: the printer has a GB18030 font (FS &); otherwise every
    line that is not ASCII goes as raster. ``native_qr``: the printer draws QR codes itself (GS ( k); otherwise the
    code goes as raster. ``smooth``: big characters may be smoothed (GS b). ``cutter``: which cut ends a slip.
    ``answers``: what may be asked, and whether the end of a job can be known at all.
    """

    name: str
    dots: int
    columns: int
    commands: str
    native_qr: bool
    smooth: bool
    chinese: bool = True
    cutter: Cutter = Cutter.PARTIAL
    answers: Answers = Answers.END

    @property
    def reports_end(self) -> bool:
        """The printer answers GS r in its place in the job, which proves that the job was worked off."""
        return self.answers is Answers.END


def profile_of(model: SlipModel) -> PaperProfile:
    """The profile of a model."""
    dots = _DOTS[model.width_mm]
    return PaperProfile(
        model.name, dots, dots // _COLUMN, _COMMANDS[model.width_mm], native_qr=model.native_qr,
        smooth=model.width_mm == 80, chinese=model.chinese_font, cutter=model.cutter, answers=model.answers,
    )


PAPER_80 = profile_of(SlipModel.named("80mm"))
PAPER_58 = profile_of(SlipModel.named("58mm"))
PROFILES = {profile.name: profile for profile in (PAPER_80, PAPER_58)}
