"""What one kind of slip printer can do. A profile is pinned by name in the settings; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PaperProfile:
    """One printer kind.

    ``dots`` is the printable width at 203 dpi, ``columns`` the half-width columns of font A (12 dots each).
    ``commands`` names the python-escpos profile. ``native_qr``: the printer draws QR codes itself (GS ( k);
    otherwise the code goes as raster. ``smooth``: big characters may be smoothed (GS b).
    ``reports_end``: the printer answers GS r in its place in the job, which proves the job was worked off.
    """

    name: str
    dots: int
    columns: int
    commands: str
    native_qr: bool
    smooth: bool
    reports_end: bool


PAPER_80 = PaperProfile("80mm", 576, 48, "TM-T20II", native_qr=True, smooth=True, reports_end=True)
PAPER_58 = PaperProfile("58mm", 384, 32, "POS-5890", native_qr=False, smooth=False, reports_end=True)
PROFILES = {profile.name: profile for profile in (PAPER_80, PAPER_58)}
