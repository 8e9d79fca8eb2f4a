"""暂停服务: the one page of a kiosk that has nothing it could rightly serve. Needs no data pack and no locale file.

It tells citizens where to go, in both languages at once, and nothing of the cause: technicians find that by
``kiosk catalog status``. Nothing on it can be pressed.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.steps import Look
from kiosk.words import Words
from screens.look.fonts import FontPaths
from screens.look.texts import Texts
from screens.look.theme import Theme, ThemeSettings
from screens.parts import Box, Column, Hero, Icon, Kit, Notice, Part, Pen, Row, Space, Text
from screens.parts.art import Art
from screens.parts.writing import TextBank

if TYPE_CHECKING:
    from kiosk.hall import HallFacts
    from kiosk.needs import Clock as WallClock

TITLE = Words("暂停服务", "Out of service")
SENTENCE = Words("这台机器暂时不能办事，给您添麻烦了", "This machine cannot help you at the moment. We are sorry.")
WINDOW = Words("请到人工窗口办理，现场人员会帮您", "Please go to a staffed counter: people there will help you.")
NOT_LOST = Words("之前交的申请都在，不会丢", "Whatever you handed in before is safe.")
STAFF = Words("工作人员：请联系本机维护人员", "Staff: please call the technician of this machine.")


class PausedApp(App):
    """Shows the page until it is stopped. ``hall`` is None when the hall's facts cannot be read either."""

    def __init__(self, hall: HallFacts | None, fonts: FontPaths, glass: ThemeSettings, clock: WallClock) -> None:
        super().__init__()
        self.hall = hall
        self.kit = Kit(
            theme=Theme(glass, Look(large=True)), bank=TextBank(fonts), art=Art(), t=Texts({}), act=_no_act,
            now=clock.now,
        )

    def build(self) -> Widget:
        """The only page."""
        theme = self.kit.theme
        Window.clearcolor = theme.colours.ground
        Window.bind(on_request_close=_refuse, on_keyboard=_refuse)
        page = Widget(size=(theme.width, theme.height))
        margin = theme.margin
        box = Box(0, 0, theme.width, theme.height).inset(margin, theme.mm(9), margin, theme.mm(9))
        self._page().draw(Pen(self.kit, page), box)
        return page

    def on_stop(self) -> None:
        """Let go of the window."""
        Window.unbind(on_request_close=_refuse, on_keyboard=_refuse)

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end the loop in order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: Clock.schedule_once(lambda _dt: self.stop(), -1))

    def open_settings(self, *_: object) -> bool:
        """Kivy's settings panel never opens."""
        return False

    def _page(self) -> Part:
        head, body = self._head(), self._body()
        theme = self.kit.theme
        if theme.landscape:
            head.grow = body.grow = 1.0
            return Row(head, body, gap=theme.mm(9))
        head.grow = 1.0
        return Column(head, body, gap=theme.mm(9))

    def _head(self) -> Part:
        theme = self.kit.theme
        white = theme.colours.brand.on
        return Hero(Column(
            Space(0, grow=1),
            Row(Space(0, grow=1), Icon("account-hard-hat-outline", theme.type(46), white), Space(0, grow=1)),
            Text(TITLE.zh, "huge", white, bold=True, align="center", tight=True),
            Text(TITLE.en, "title", white, align="center", tight=True),
            Space(theme.mm(4)),
            Text(SENTENCE.zh, "lead", white, align="center"),
            Text(SENTENCE.en, "body", white, align="center"),
            Space(0, grow=1),
            gap=theme.mm(4),
        ), grow=1.0)

    def _body(self) -> Part:
        theme = self.kit.theme
        parts: list[Part] = [
            self._line("account-voice", WINDOW),
            self._line("shield-check-outline", NOT_LOST),
        ]
        if self.hall and self.hall.phone:
            parts.append(self._line("phone", Words(self.hall.phone, "")))
            parts.append(self._line("clock-outline", self.hall.hours))
        return Column(*parts, Notice(f"{STAFF.zh}\n{STAFF.en}", "info"), gap=theme.mm(7), valign="center")

    def _line(self, icon: str, words: Words) -> Part:
        theme = self.kit.theme
        said: list[Part] = [Text(words.zh, "lead", bold=True)]
        if words.en:
            said.append(Text(words.en, "body", "ink2"))
        text = Column(*said, gap=theme.mm(1))
        text.grow = 1.0
        return Row(Icon(icon, theme.type(12)), text, gap=theme.mm(5), valign="center")


def all_texts(hall: HallFacts | None) -> tuple[str, ...]:
    """Everything the page may say, for cutting fonts."""
    return tuple(str(words) for words in (TITLE, SENTENCE, WINDOW, NOT_LOST, STAFF)) + ((str(hall),) if hall else ())


def _no_act(_call: object, _repeat: bool = False) -> bool:
    return False


def _refuse(*_: object, **__: object) -> bool:
    return True
