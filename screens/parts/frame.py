"""What every page has in common: where am I, time, 演示, back, help, display, home; and the room in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from kivy.uix.widget import Widget

from screens.parts.basic import Badge, Steps, Text
from screens.parts.flow import Column, Drawn, Part, Row, Space
from screens.parts.pages import Region
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button, Tap

if TYPE_CHECKING:
    from kiosk.invitation import HallFace, Offer
    from kiosk.visit import Visit

S = TypeVar("S")


class Desk(Protocol):
    """What a screen may ask of the app. ``visit`` is the one now running."""

    hall: HallFace
    scenarios: tuple[Offer, ...]

    @property
    def visit(self) -> Visit:
        """The running visit."""
        ...

    def open_looks(self) -> None:
        """Open the panel for large type, contrast, reach and language."""
        ...

    def go_home(self) -> None:
        """To the first page, after a question when something entered would be lost."""
        ...

    def start(self) -> None:
        """Begin a visit (attract only)."""
        ...

    def switch_language(self) -> None:
        """The other language."""
        ...


@dataclass
class Sheet:
    """One page: ``stage`` says where the citizen is; ``top`` holds no controls; ``actions`` end with the main one.

    ``done`` of ``total`` draws progress segments. ``over`` covers the page as a dialog.
    ``nav`` names the buttons of the bar that mean something here. ``controls`` False: nothing in ``body`` above
    the lower half is there to be touched, so low reach needs no other layout.
    """

    stage: str
    body: Part
    top: Part | None = None
    actions: Sequence[Part] = field(default_factory=tuple)
    done: int = 0
    total: int = 0
    count: str = ""
    back: Callable[[], object] | None = None
    nav: tuple[str, ...] = ("back", "help", "looks", "home")
    controls: bool = True
    over: Part | None = None
    split: float = 0.38
    side: bool = True


class Screen(Widget, Generic[S]):
    """Draws one kind of step. Subclasses write :meth:`sheet`; :meth:`show` draws only what changed.

    ``keeps`` True: holds nothing of a person and may outlive a visit. ``moves`` True: another step of the same
    kind puts other buttons where these were, so it counts as a new page for an impatient finger.
    ``live`` True: shows a picture that changes all the time, so messages are fetched ten times a second.
    """

    keeps = False
    moves = False
    live = False

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(size=(kit.theme.width, kit.theme.height), size_hint=(None, None))
        self.kit = kit
        self.desk = desk
        self.step: S | None = None
        self.drawn: list[tuple[Any, ...]] = []
        self.texts: list[str] = []
        self._clock: Region | None = None
        self._minute = ""

    def show(self, step: S) -> None:
        """Draw ``step``; an equal step costs nothing."""
        if self.step is not None and self.step == step:
            return
        self.step = step
        self.redraw()

    def turns(self, step: S) -> bool:
        """Whether ``step`` puts other buttons where these are now."""
        return self.moves and self.step != step

    def redraw(self) -> None:
        """Draw the step again from nothing."""
        self.clear_widgets()
        self.canvas.clear()
        self.drawn = []
        self.texts = []
        if self.step is not None:
            self.paint(self.step)

    def paint(self, step: S) -> None:
        """The whole page. Screens without the usual frame override this."""
        draw_sheet(self, self.sheet(step))

    def sheet(self, step: S) -> Sheet:
        """What to draw for ``step``."""
        raise NotImplementedError

    def tick(self) -> None:
        """Called twice a second: the clock on the page."""
        if self._clock is not None and self.kit.now().strftime("%H:%M") != self._minute:
            self._clock.redraw()

    def on_shown(self) -> None:
        """Called when the screen comes into view; motion may start here."""

    def on_hidden(self) -> None:
        """Called when the screen leaves view; motion must end here."""

    def clock_part(self) -> Part:
        """Time of day, redrawn when the minute changes."""
        self._clock = Region(self._time)
        return self._clock

    def _time(self) -> Part:
        self._minute = self.kit.now().strftime("%H:%M")
        return Text(self._minute, "title", bold=True, align="right")


def draw_sheet(screen: Screen[Any], sheet: Sheet) -> None:
    """Header, room, actions and navigation of one page."""
    kit, theme = screen.kit, screen.kit.theme
    pen = Pen(kit, screen)
    whole = Box(0, 0, theme.width, theme.height)
    header_high = _header_height(kit, sheet)
    header, rest = whole.cut_top(header_high)
    _header(screen, pen, header, sheet)
    rest = rest.inset(theme.margin, theme.space + theme.mm(2), theme.margin, theme.mm(7))
    if sheet.nav or sheet.actions:
        rest = _bars(screen, pen, rest, sheet)
    _room(pen, rest, sheet)
    if sheet.over is not None:
        cover(pen, whole, sheet.over)


def _bars(screen: Screen[Any], pen: Pen, rest: Box, sheet: Sheet) -> Box:
    """Draw actions and navigation; what is left above them."""
    kit, theme = screen.kit, screen.kit.theme
    nav_high = theme.button if theme.landscape else theme.type(28)
    nav, rest = rest.cut_bottom(nav_high, theme.space)
    if theme.landscape:
        _landscape_bar(screen, sheet).draw(pen, nav)
    else:
        Row(*nav_parts(screen, sheet), gap=theme.gap).draw(pen, nav)
        if sheet.actions:
            bar, rest = rest.cut_bottom(_actions_height(kit, sheet, rest.w), theme.space)
            Row(*_weighted(sheet.actions), gap=theme.space).draw(pen, bar)
    return rest


def _actions_height(kit: Kit, sheet: Sheet, width: int) -> int:
    wide = (width - kit.theme.space * (len(sheet.actions) - 1)) // len(sheet.actions)
    return max(kit.theme.main_button, *(part.tall(kit, wide) for part in sheet.actions))


def _weighted(actions: Sequence[Part]) -> list[Part]:
    for part in actions[:-1]:
        part.grow = part.grow or 1.0
    actions[-1].grow = actions[-1].grow or 1.5
    return list(actions)


def _room(pen: Pen, room: Box, sheet: Sheet) -> None:
    theme = pen.theme
    low = theme.low_reach and sheet.controls
    if sheet.top is None:
        if low:
            room = Box(room.x, room.y, room.w, min(room.h, theme.height // 2 - room.y))
        sheet.body.draw(pen, room)
        return
    if low:
        line = theme.height // 2
        upper = Box(room.x, line + theme.space, room.w, room.top - line - theme.space)
        if not sheet.top.grow:
            upper, _ = upper.cut_top(min(upper.h, sheet.top.tall(pen.kit, upper.w)))
        sheet.top.draw(pen, upper)
        sheet.body.draw(pen, Box(room.x, room.y, room.w, line - room.y))
    elif theme.landscape and sheet.side:
        left, right = room.cut_left(round(room.w * sheet.split), theme.mm(9))
        sheet.top.draw(pen, left if sheet.top.grow else left.cut_top(min(left.h, sheet.top.tall(pen.kit, left.w)))[0])
        sheet.body.draw(pen, right)
    else:
        upper, lower = room.cut_top(sheet.top.tall(pen.kit, room.w), theme.mm(8))
        sheet.top.draw(pen, upper)
        sheet.body.draw(pen, lower)


def _header_height(kit: Kit, sheet: Sheet) -> int:
    return kit.theme.type(23) + (kit.theme.type(10) if sheet.total else 0)


def _header(screen: Screen[Any], pen: Pen, box: Box, sheet: Sheet) -> None:
    kit, theme, colours = screen.kit, screen.kit.theme, screen.kit.theme.colours
    pen.rect(box, colours.card)
    if colours.outlines:
        pen.rect(Box(box.x, box.y, box.w, theme.stroke), colours.line)
    inner = box.inset(theme.margin, 0)
    if sheet.total:
        strip, inner = inner.cut_bottom(theme.type(12.5))
        segments = Steps(sheet.done, sheet.total)
        segments.grow = 1.0
        count = Text(sheet.count, "small", "ink2") if sheet.count else None
        Row(segments, count, gap=theme.space, valign="center").draw(pen, strip)
    Row(
        Text(sheet.stage, "title", bold=True, fit=True, grow=1),
        Text(sheet.count, "body", "ink2") if sheet.count and not sheet.total else None,
        Badge(kit.t("frame.demo"), colours.care, solid=True) if kit.demo else None,
        screen.clock_part(),
        gap=theme.space, valign="center",
    ).draw(pen, inner)


def nav_parts(screen: Screen[Any], sheet: Sheet | None, *, stacked: bool = True) -> list[Part]:
    """Back, help, display and home, the same on every page."""
    t, desk = screen.kit.t, screen.desk
    back = sheet.back if sheet is not None and sheet.back is not None else lambda: desk.visit.back()
    made: list[Tap] = [
        Button(t("frame.back"), back, icon="arrow-left", size="body", name="back", stacked=stacked),
        Button(
            t("frame.help"), lambda: desk.visit.call_guide(), icon="face-agent", size="body", name="help",
            stacked=stacked,
        ),
        Button(
            t("frame.looks"), desk.open_looks, icon="human-handsup", size="body", name="looks", stacked=stacked
        ),
        Button(t("frame.home"), desk.go_home, icon="home", size="body", name="home", stacked=stacked),
    ]
    kept: list[Part] = [part for part in made if sheet is None or part.name in sheet.nav]
    for part in kept:
        part.grow = 1.0 if stacked else (part.wish(screen.kit) / screen.kit.theme.mm(40))
    return kept


def _landscape_bar(screen: Screen[Any], sheet: Sheet) -> Part:
    theme = screen.kit.theme
    nav = Row(*nav_parts(screen, sheet, stacked=False), gap=theme.gap)
    nav.grow = max(0.4, 1.4 * len(nav.parts) / 4)
    if not sheet.actions:
        return Row(nav, gap=theme.space)
    actions = Row(*_weighted(sheet.actions), gap=theme.gap)
    actions.grow = 1.0
    return Row(nav, actions, gap=theme.mm(9))


class Veil(Widget):
    """Darkens a page and keeps every touch from it."""

    def __init__(self, box: Box) -> None:
        super().__init__(size=(box.w, box.h), pos=(box.x, box.y), size_hint=(None, None))
        self.drawn: list[tuple[Any, ...]] = []
        self.texts: list[str] = []

    def on_touch_down(self, touch: Any) -> bool:
        """Give the touch to the dialog, to nothing else."""
        super().on_touch_down(touch)
        return True


def cover(pen: Pen, whole: Box, part: Part) -> Veil:
    """Draw ``part`` as a dialog over the page: centred, or standing at the bottom for low reach (controls last)."""
    theme = pen.theme
    veil = Veil(whole)
    pen.host.add_widget(veil)
    inner = Pen(pen.kit, veil)
    inner.rect(whole, theme.colours.veil)
    wide = min(whole.w - 2 * theme.margin, theme.type(330) if theme.landscape else whole.w)
    most = whole.h - 2 * theme.margin
    high = most if part.grow else min(most, part.tall(pen.kit, wide))
    y = theme.margin if theme.low_reach else whole.y + (whole.h - high) // 2
    part.draw(inner, Box(whole.x + (whole.w - wide) // 2, y, wide, high))
    return veil


def heading(title: str, sentence: str = "", *, title_size: str = "big") -> Part:
    """The usual top of a page: one strong line and one sentence."""
    return Column(
        Text(title, title_size, bold=True, tight=True),
        Text(sentence, "body", "ink2") if sentence else None,
        gap=8,
    )


def empty(grow: float = 1.0) -> Part:
    """Room that pushes apart."""
    return Space(0, grow)


__all__ = ["Desk", "Drawn", "Screen", "Sheet", "Veil", "cover", "draw_sheet", "empty", "heading", "nav_parts"]
