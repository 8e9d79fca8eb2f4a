"""What a long run found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """``counted`` holds how often each outcome came, ``failed`` every broken promise with its seed or number."""

    what: str
    runs: int
    seconds: float = 0.0
    counted: Counter[str] = field(default_factory=Counter)
    figures: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {
            "what": self.what, "runs": self.runs, "seconds": round(self.seconds, 1), "met": not self.failed,
            "counted": dict(sorted(self.counted.items())), "figures": self.figures, "failed": self.failed[:20],
        }
