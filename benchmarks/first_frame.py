"""Run alone in a fresh process: draw one frame, print seconds since ``BENCH_STARTED`` and peak memory, and end.

``empty`` is a bare Kivy window; ``kiosk`` is the whole kiosk up to its invitation, ready to be touched, on a
machine that has drawn it before (what a start leaves for the next is written after the time is taken).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def peak_memory() -> float:
    """Peak resident memory of this program in MB; ``ru_maxrss`` would count the parent it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def report(afterwards: Callable[[], None]) -> None:
    seconds = time.time() - float(os.environ["BENCH_STARTED"])
    peak = peak_memory()
    print(json.dumps({"seconds": seconds, "peak_mb": peak}), flush=True)
    afterwards()
    os._exit(0)


def on_first_flip(afterwards: Callable[[], None] = lambda: None) -> None:
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import glFinish

    def flipped(*_: object) -> None:
        glFinish()
        Clock.schedule_once(lambda _dt: report(afterwards), 0)

    Window.bind(on_flip=flipped)


def empty() -> None:
    os.environ.update(
        KIVY_NO_ARGS="1", KIVY_LOG_MODE="PYTHON", KIVY_NO_CONFIG="1", KIVY_WINDOW="sdl2", KIVY_TEXT="sdl2",
        KIVY_CLIPBOARD="dummy", SDL_VIDEODRIVER="offscreen", KIVY_METRICS_DENSITY="1",
    )
    from kivy.config import Config

    for key, value in {"multisamples": "0", "width": "1080", "height": "1920"}.items():
        Config.set("graphics", key, value)
    from kivy.app import App
    from kivy.uix.widget import Widget

    class Empty(App):
        def build(self) -> Widget:
            on_first_flip()
            return Widget()

    Empty().run()


def kiosk() -> None:
    from config.settings import read_settings
    from screens.environment import prepare

    settings = read_settings()
    cache = Path("var")
    prepare(cache, offscreen=True)
    from kiosk.cli.invitation import KeptInvitation
    from kiosk.cli.starting import LateMachine, build_app, read_data

    settings = settings.at(Path(os.environ["BENCH_DATA"]))
    kept = KeptInvitation(settings, cache)
    data = None if kept.invitation else read_data(settings)
    machine = LateMachine(settings, data, kept)
    app = build_app(settings, data or kept.invitation, machine, cache)
    app.after_first_frame(machine.begin)

    def leave() -> None:
        app.bank.keep_first_page()
        machine.keep_invitation()

    app.bind(on_start=lambda *_: on_first_flip(leave))
    app.run()


if __name__ == "__main__":
    {"empty": empty, "kiosk": kiosk}[sys.argv[1]]()
