"""Puts Kivy's process-wide objects back, so that the next app starts as in a fresh process."""

from __future__ import annotations

from kivy.animation import Animation
from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window


def forget_everything() -> None:
    """Empty the window, cancel every clock event and animation, drop touches and the running app.

    The window itself stays: Kivy can have only one in a process.
    """
    for child in Window.children[:]:
        Window.remove_widget(child)
    for event in list(Clock.get_events()):
        event.cancel()
    Animation._instances.clear()
    EventLoop.me_list.clear()
    EventLoop.input_events.clear()
    for provider in EventLoop.input_providers_autoremove[:]:
        provider.stop()
        EventLoop.remove_input_provider(provider)
    EventLoop.status = "stopped"
    EventLoop.quit = False
    App._running_app = None
