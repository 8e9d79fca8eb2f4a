"""The answers a plan rests on, each to be changed by one touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.steps import GivenLine
from screens.parts.basic import Card, Icon, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Screen
from screens.parts.touch import Tap


def given_lines(screen: Screen[Any], lines: Sequence[GivenLine]) -> list[Part]:
    """One card an answer: the question, the answer, and 修改."""
    theme, t = screen.kit.theme, screen.kit.t
    made: list[Part] = []
    for line in lines:
        words = Column(
            Text(t.of(line.question), "small", "ink2", tight=True),
            Text(t.of(line.answer), "lead", bold=True, tight=True),
            gap=theme.mm(1.5), valign="center",
        )
        words.grow = 1.0
        change = Row(Icon("pencil", theme.type(8)), Text(t("plan.change"), "body", "brand", bold=True),
                     gap=theme.mm(2), valign="center")
        face = Card(Row(words, change, gap=theme.mm(5), valign="center"), pad=theme.mm(6), pad_y=theme.mm(4))
        made.append(
            Tap(face, lambda key=line.key: screen.desk.visit.change(key), t.of(line.question),  # type: ignore[misc]
                name=f"change:{line.key}", grow=1.0).stretching()
        )
    return made
