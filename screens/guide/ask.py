"""One question a page: digits, yes or no, or a list; 我还不知道 wherever it is allowed."""

from __future__ import annotations

from kiosk.guide.parsing import format_number
from kiosk.steps import Ask
from screens.parts.basic import Badge, Card, Icon, Notice, Text, Tile
from screens.parts.flow import Column, Either, Part, Row, Space
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.keys import ERASE, Entry, letter_pad, number_pad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Kit
from screens.parts.touch import Button, Face, Tap

LONGEST_NUMBER = 9


class AskScreen(Screen[Ask]):
    """The question above, the way to answer below, a problem right at the field."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.raw = ""
        self.edited = False
        self.field: Region | None = None
        self.at = PageAt()

    def show(self, step: Ask) -> None:
        """A new question starts with what was answered before; a problem keeps what was typed."""
        if self.step == step:
            return
        if step.raw:
            self.raw = step.raw
        elif self.step is None or self.step.question != step.question:
            self.raw = _before(step)
            self.at.page = 0
        self.edited = False
        super().show(step)

    def sheet(self, step: Ask) -> Sheet:
        """See :class:`Screen`."""
        t, kind = self.kit.t, step.question.kind
        typing = kind in ("number", "text", "date")
        number = min(step.answered + 1, max(step.total, 1))
        go_on = Button(
            t("ask.next"), lambda: self.desk.visit.answer(self.raw), tail="arrow-right", kind="primary", size="title",
            name="next", height=self.kit.theme.main_button,
        )
        return Sheet(
            stage=t.of(step.scenario.title),
            count=t("ask.changing") if step.has_current else t("ask.count", n=number, total=step.total),
            done=step.answered,
            total=max(step.total, step.answered + 1),
            top=self._top(step, typing),
            body=self._typing(step) if typing else self._choosing(step),
            actions=[go_on] if typing else (),
            split=0.42,
        )

    def _field_above(self) -> bool:
        """In a low portrait page only the keys are touched, so the field stands with the question."""
        return self.kit.theme.low_reach and not self.kit.theme.landscape

    def _top(self, step: Ask, typing: bool) -> Part:
        question = self._question(step)
        if not (typing and self._field_above()):
            return question
        self.field = Region(lambda: self._field(step))
        return Column(question, self.field, gap=self.kit.theme.mm(8))

    def _question(self, step: Ask) -> Part:
        theme, t, question = self.kit.theme, self.kit.t, step.question
        side = theme.type(26)
        words = Text(t.of(question.text), "big", bold=True, fit=True, tight=True, grow=1)
        icon = Tile(question.icon or "help", side, theme.hue(step.scenario.hue))
        head: Part
        if theme.landscape and not theme.low_reach:
            head = Column(Row(icon, Space(0, 1.0)), words, gap=theme.mm(6))
        else:
            head = Row(icon, words, gap=theme.mm(6))
        help_text = t.of(question.help)
        return Column(head, self._help(help_text) if help_text else None, gap=theme.mm(7))

    def _help(self, text: str) -> Part:
        theme = self.kit.theme
        return Card(
            Row(Icon("lightbulb-on-outline", theme.type(10)), Text(text, "body", "ink", grow=1), gap=theme.mm(4),
                valign="top"),
            pad=theme.mm(5), pad_y=theme.mm(4), fill="brand", flat=True,
        )

    def _typing(self, step: Ask) -> Part:
        theme = self.kit.theme
        pad = self._pad(step)
        pad.grow = 1.0
        unknown = self._unknown(step)
        if self._field_above():
            return Column(pad, unknown, gap=theme.mm(5))
        self.field = Region(lambda: self._field(step))
        if theme.landscape and theme.low_reach:
            left = Column(self.field, Space(0, 1.0), unknown, gap=theme.gap)
            left.grow = 1.0
            return Row(left, pad, gap=theme.mm(8))
        return Column(self.field, pad, unknown, gap=theme.mm(5))

    def _field(self, step: Ask) -> Part:
        theme, t, question = self.kit.theme, self.kit.t, step.question
        problem = step.problem if not self.edited else None
        hint = t("ask.hint_date") if question.kind == "date" else t("ask.hint_number")
        return Column(
            Entry(
                self.raw, unit=question.unit, hint=hint, problem=problem is not None,
                size="big" if theme.landscape else "huge",
            ),
            Notice(t.remark(problem), "bad", bold=True) if problem else None,
            gap=theme.mm(3),
        )

    def _pad(self, step: Ask) -> Part:
        most = self.kit.theme.type(50)
        if step.question.kind == "text":
            return letter_pad(self.press, most=most)
        point = step.question.kind == "number"
        return Either(
            number_pad(self.press, point=point, most=most), number_pad(self.press, point=point, wide=True, most=most)
        )

    def press(self, key: str) -> None:
        """One key: only the field is drawn again."""
        before = "" if key != ERASE and self.step is not None and self.step.problem and not self.edited else self.raw
        self.raw = typed(before, key, LONGEST_NUMBER if self.step and self.step.question.kind != "text" else 40)
        self.edited = True
        if self.field is not None:
            self.redraw_field()

    def redraw_field(self) -> None:
        """The field changes height when a problem goes: then the whole page is drawn again."""
        if self.step is not None and self.step.problem is not None:
            self.redraw()
        elif self.field is not None:
            self.field.redraw()

    def _choosing(self, step: Ask) -> Part:
        theme, t = self.kit.theme, self.kit.t
        problem = Notice(t.remark(step.problem), "bad", bold=True) if step.problem else None
        if step.question.kind == "yes_no":
            answers = (
                self._giant(t.of(step.question.yes), "check-bold", "true", step, step.current is True),
                self._giant(t.of(step.question.no), "close-thick", "false", step, step.current is False),
            )
            beside = theme.landscape or theme.low_reach
            pair = Row(*answers, gap=theme.mm(6), grow=1.0) if beside else Column(*answers, gap=theme.mm(6), grow=1.0)
            return Column(problem, pair, self._unknown(step), gap=theme.mm(6))
        rows: list[Part] = [
            self._choice(t.of(choice.label), choice.value, step.has_current and step.current == choice.value)
            for choice in step.question.choices
        ]
        if theme.landscape and theme.low_reach:
            rows = [Row(*(p.growing() for p in rows[i : i + 2]), gap=theme.mm(5)) for i in range(0, len(rows), 2)]
        return Column(problem, Pages(rows, self.at, gap=theme.mm(4)), self._unknown(step), gap=theme.mm(5), grow=1)

    def _giant(self, label: str, icon: str, value: str, step: Ask, chosen: bool) -> Part:
        theme = self.kit.theme
        chosen = chosen and step.has_current
        low = 14 if theme.landscape else 26
        tone = theme.colours.good if value == "true" else theme.colours.brand
        inner = Column(
            Tile(icon, theme.type(52 if not theme.low_reach else low), tone),
            Text(label, "huge" if not theme.low_reach else "big", bold=True, align="center", fit=True, tight=True),
            Text(self.kit.t("ask.was"), "body", "brand", bold=True, align="center") if chosen else None,
            gap=theme.mm(5 if not theme.low_reach else 2), valign="center",
        )
        face = Card(inner, edge="brand" if chosen else None, fill="brand" if chosen else "card", pad=theme.mm(4))
        return Tap(
            face, lambda: self.desk.visit.answer(value), label, name=f"answer:{value}", grow=1.0,
            least=theme.type(46),
        )

    def _choice(self, label: str, value: str, chosen: bool) -> Part:
        theme = self.kit.theme
        row = Row(
            Text(label, "title" if not theme.low_reach else "lead", bold=True, grow=1, tight=True),
            Badge(self.kit.t("ask.was"), theme.colours.brand, solid=True, icon="check") if chosen else None,
            Icon("chevron-right", theme.type(10)), gap=theme.mm(4), valign="center",
        )
        face = Card(row, pad=theme.mm(8), pad_y=theme.mm(6 if not theme.low_reach else 3),
                    edge="brand" if chosen else None)
        return Tap(face, lambda: self.desk.visit.answer(value), label, name=f"answer:{value}",
                   least=theme.type(30 if not theme.low_reach else 20)).stretching()

    def _unknown(self, step: Ask) -> Part | None:
        if step.question.must_know:
            return None
        face = Face(self.kit.t("ask.unknown"), "help-circle-outline", "quiet", "lead")
        return Tap(face, lambda: self.desk.visit.dont_know(), self.kit.t("ask.unknown"), name="unknown")


def _before(step: Ask) -> str:
    if not step.has_current or step.current is None or isinstance(step.current, bool):
        return ""
    return format_number(step.current) if isinstance(step.current, float | int) else str(step.current)
