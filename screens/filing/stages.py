"""Where in the application a citizen is: five stages, the same on every page of it."""

from __future__ import annotations

from typing import Literal

from screens.parts.pen import Kit

Stage = Literal["card", "form", "materials", "review", "papers"]
STAGES: tuple[Stage, ...] = ("card", "form", "materials", "review", "papers")


def stage_title(kit: Kit, stage: Stage) -> str:
    """The name at the head of the page."""
    return kit.t(f"filing.stage.{stage}")


def stages_done(stage: Stage) -> int:
    """How many stages are behind."""
    return STAGES.index(stage)
