"""The device desk of the demonstration: a small second window that lays cards down and takes paper away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.needs import Clock as WallClock
from kiosk.steps import Look
from screens.look.fonts import FontPaths
from screens.look.texts import Texts
from screens.look.theme import Theme, ThemeSettings
from screens.parts import Box, Button, Column, Grid, Kit, Part, Pen, Space, Text
from screens.parts.art import Art
from screens.parts.writing import TextBank


@dataclass(frozen=True)
class Switch:
    """One button of the desk. ``on`` tells whether it is on now; ``press`` changes it. Labels are Chinese."""

    label: str
    icon: str
    press: Callable[[], object]
    on: Callable[[], bool]


@dataclass(frozen=True)
class Group:
    """A titled group of switches."""

    title: str
    switches: tuple[Switch, ...]


class DeviceDeskApp(App):
    """Draws the groups and redraws them twice a second, because devices change by themselves."""

    def __init__(self, groups: tuple[Group, ...], fonts: FontPaths, glass: ThemeSettings, clock: WallClock) -> None:
        super().__init__()
        self.groups = groups
        self._shown: tuple[bool, ...] | None = None
        self.kit = Kit(
            theme=Theme(glass, Look()), bank=TextBank(fonts), art=Art(), t=Texts({}), act=self._act, now=clock.now,
            demo=True,
        )

    def build(self) -> Widget:
        """The only page."""
        self.title = "设备台（演示）"
        Window.clearcolor = self.kit.theme.colours.ground
        self.root_widget = Widget(size=(self.kit.theme.width, self.kit.theme.height))
        self._draw()
        Clock.schedule_interval(self._draw, 0.5)
        return self.root_widget

    def stop_soon(self) -> None:
        """End the loop in order; callable from any thread."""
        Clock.schedule_once(lambda _dt: self.stop(), -1)

    def _act(self, call: Callable[[], object], _repeat: bool = False) -> bool:
        call()
        self._draw()
        return True

    def _draw(self, *_: Any) -> None:
        state = tuple(switch.on() for group in self.groups for switch in group.switches)
        if state == self._shown:
            return
        self._shown = state
        page = self.root_widget
        page.clear_widgets()
        page.canvas.clear()
        theme = self.kit.theme
        margin = theme.mm(5)
        box = Box(margin, margin, theme.width - 2 * margin, theme.height - 2 * margin)
        self._page().draw(Pen(self.kit, page), box)

    def _page(self) -> Part:
        theme = self.kit.theme
        parts: list[Part] = [Text("设备台（演示）", "title", "ink", bold=True)]
        for group in self.groups:
            parts.append(Text(group.title, "body", "ink2", bold=True))
            buttons = [
                Button(
                    switch.label, switch.press, icon=switch.icon, kind="chosen" if switch.on() else "plain",
                    size="body", name=f"desk:{switch.label}", grow=1,
                )
                for switch in group.switches
            ]
            parts.append(Grid(buttons, 2, theme.gap))
        return Column(*parts, Space(0, grow=1), gap=theme.gap)
