"""What this machine can do for people now, as a plain value: a bad disk closes two doors and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lack = Literal["", "full", "read_only", "broken", "in_use", "key"]
"""Why something is closed, for technicians.

``full``: no room left. ``read_only``: the data folder takes no writes. ``broken``: the disk fails, or a data file is
damaged or missing. ``in_use``: another program owns the data file. ``key``: the key does not fit it.
"""


@dataclass(frozen=True)
class Service:
    """``can_file``: an application handed in now survives a power cut. ``can_keep``: so does a visit left half way.

    ``roomy``: there is room for everything one person may photograph, asked before they begin.
    Everything else (guide, plans, printing, numbers and progress of the hall, the way, a call for a guide) needs no
    disk and is always open.
    """

    can_file: bool = True
    can_keep: bool = True
    lack: Lack = ""
    roomy: bool = True

    @property
    def can_photograph(self) -> bool:
        """Papers photographed now can be kept with the application."""
        return self.can_file and self.roomy

    @property
    def closed(self) -> tuple[str, ...]:
        """What is closed, in words for technicians."""
        doors = ((self.can_file, "提交申请"), (self.can_keep, "暂存"), (self.roomy, "拍照交材料"))
        return tuple(name for is_open, name in doors if not is_open)


FULL_SERVICE = Service()
