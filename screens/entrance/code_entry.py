"""What every page that takes a code shares: the heading, the field that redraws alone, the keys, the scanner's hint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from kiosk.words import Remark
from screens.parts.basic import Card, Notice, Text, Tile
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.keys import Entry, Keypad
from screens.parts.pages import PageAt, Region
from screens.parts.pen import Kit


class CodeStep(Protocol):
    """A step with a code being typed."""

    @property
    def code(self) -> str:
        """As typed so far."""
        ...

    @property
    def waiting(self) -> bool:
        """The code is being looked up."""
        ...

    @property
    def problem(self) -> Remark | None:
        """What is wrong with it."""
        ...

    @property
    def scanner(self) -> bool:
        """This machine can read codes off paper."""
        ...


C = TypeVar("C", bound=CodeStep)


class CodeEntryScreen(Screen[C]):
    """Typing draws only the field; what was found replaces the keys. ``words`` is the section of its texts."""

    words = ""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.field: Region | None = None

    def found(self, step: C) -> object:
        """What the code opened; None while it is still being typed."""
        raise NotImplementedError

    def keypad(self, most: int) -> Keypad:
        """The keys, at most ``most`` pixels high each."""
        raise NotImplementedError

    def ways(self) -> Sequence[Part]:
        """The buttons beneath the keys, the main one last."""
        raise NotImplementedError

    def why(self) -> str:
        """The sentence under the title."""
        return self.kit.t(f"{self.words}.why")

    def show(self, step: C) -> None:
        """While typing, only the field is drawn again."""
        before = self.step
        if before is not None and self.field is not None and self._plain(before) and self._plain(step):
            if before != step:
                self.step = step
                self.field.redraw()
            return
        super().show(step)

    def _plain(self, step: C) -> bool:
        return step.problem is None and not step.waiting and self.found(step) is None

    def entry(self, step: C) -> Sheet:
        """The page while the code is typed."""
        t, theme = self.kit.t, self.kit.theme
        self.field = Region(self._field)
        pad = self.keypad(theme.type(60 if theme.landscape else 38))
        crowded = theme.landscape and step.problem is not None  # what is wrong says how to scan
        hint = self._hint() if step.scanner and not crowded else None
        head = Column(heading(t(f"{self.words}.title"), self.why()), hint, gap=theme.mm(4))
        body: Part
        top: Part | None = None
        if theme.landscape:
            pad.grow = 1.3
            left = Column(None if theme.low_reach else head, self.field, gap=theme.mm(6))
            left.grow = 1.0
            body = Row(left, pad, gap=theme.mm(9))
            top = head if theme.low_reach else None
        elif theme.low_reach:
            body, top = pad, Column(head, self.field, gap=theme.mm(6))
        else:
            body, top = Column(self.field, pad, gap=theme.mm(8)), head
        return Sheet(stage=t(f"{self.words}.stage"), top=top, body=body, actions=list(self.ways()))

    def _field(self) -> Part:
        t, theme, step = self.kit.t, self.kit.theme, self.step
        assert step is not None, "drawn only with a step"
        note: Part | None = None
        if step.waiting:
            note = Notice(t(f"{self.words}.waiting"), "info", icon="timer-sand")
        elif step.problem is not None:
            note = Notice(t.remark(step.problem), "bad", bold=True)
        return Column(
            Entry(step.code, hint=t(f"{self.words}.hint"), problem=step.problem is not None), note, gap=theme.mm(3)
        )

    def _hint(self) -> Part:
        t, theme = self.kit.t, self.kit.theme
        return Card(
            Row(
                Tile("qrcode-scan", theme.type(16), theme.colours.brand),
                Text(t(f"{self.words}.scan"), "body", bold=True, grow=1), gap=theme.mm(4), valign="center",
            ),
            pad=theme.mm(4), pad_y=theme.mm(3), flat=True,
        )
