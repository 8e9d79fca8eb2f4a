"""One kiosk with its real window off screen, in a process of its own: told by lines of JSON what to do.

``python -m tests.soak.window.kiosk_process kiosk.toml``. Every frame is drawn anew, so that the moments between
frames show whatever held the window up; a finger comes by several times a second.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

CACHE = Path("var")
_LONGEST_WAIT = 60.0
_BETWEEN_FINGERS = 0.45
_HELD = 0.06
_SCALE = 0.25  # pixels are filled by a graphics chip on a kiosk and by the processor here


def main() -> None:
    from config.settings import read_settings
    from kiosk.cli.starting import LateMachine, build_app, read_data, window_size
    from screens.environment import prepare

    settings = read_settings(Path(sys.argv[1]))
    prepare(CACHE, size=window_size(settings, _SCALE), offscreen=True)
    data = read_data(settings)
    machine = LateMachine(settings, data)
    app = build_app(settings, data, machine, CACHE, scale=_SCALE)
    app.after_first_frame(machine.begin)
    Watched(app).run()


class Watched:
    """The window's loop with an eye on its frames. Everything but ``_obey`` happens on the window's thread."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.frames: list[tuple[float, float]] = []
        self.fingers: deque[tuple[str, float, float, float]] = deque()
        self.lifted: float | None = None
        self.answered: list[float] = []

    def run(self) -> None:
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window

        EventLoop.add_input_provider(_provider(self.fingers))
        act = self.app.act

        def timed(call: Callable[[], object], repeat: bool = False) -> bool:
            if self.lifted is not None:
                self.answered.append((time.perf_counter() - self.lifted) * 1000)
                self.lifted = None
            return bool(act(call, repeat))

        self.app.act = self.app.kit.act = timed
        Clock.schedule_interval(lambda _elapsed: Window.canvas.ask_update(), 0)
        Window.bind(on_flip=lambda *_: self.frames.append((time.perf_counter(), time.thread_time())))
        self.app.bind(on_start=lambda *_: threading.Thread(target=self._obey, daemon=True).start())
        self.app.run()

    # -- the thread that obeys ------------------------------------------------------------------------------------

    def _obey(self) -> None:
        until = time.monotonic() + _LONGEST_WAIT
        while not (self.app.frozen and self.app.can_speak):  # every page rehearsed, the machine behind it built
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        _say({"ready": self.app.frozen, "voice": self.app.can_speak})
        for line in sys.stdin:
            _say(self._visit(**json.loads(line)))
        os._exit(0)

    def _visit(self, page: str, seconds: float, file_limit: int = 0, voice: bool = False) -> dict[str, Any]:
        """One visit that goes to ``page`` and stays ``seconds``; what the frames and fingers met meanwhile."""
        self.answered.clear()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if file_limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, before[1]))
        done = threading.Event()
        start = len(self.frames)
        self._on_window(lambda: self._go(page, voice), done)
        done.wait(_LONGEST_WAIT)
        fingers = self._touch_for(seconds)
        step = type(self.app.running.step).__name__ if self.app.running else ""
        frames = self.frames[start:]
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        self._on_window(self.app.leave, done)
        done.wait(_LONGEST_WAIT)
        gaps = [
            (round((later[0] - early[0]) * 1000, 2), round((later[1] - early[1]) * 1000, 2))
            for early, later in pairwise(frames)
        ]
        return {"gaps": gaps, "step": step, "touches": fingers, "answered": self.answered.copy()}

    def _on_window(self, call: Callable[[], None], done: threading.Event) -> None:
        from kivy.clock import Clock

        def run(_elapsed: float) -> None:
            call()
            done.set()

        done.clear()
        Clock.schedule_once(run, 0)

    def _touch_for(self, seconds: float) -> int:
        """A finger on the header's button and on what it opens, again and again; how often it was lifted."""
        fingers, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(_BETWEEN_FINGERS)
            target = _seen(("looks:done", "looks"))
            if target is None:
                continue
            self.fingers.append(("begin", *target, 0.0))
            time.sleep(_HELD)
            self.lifted = time.perf_counter()
            self.fingers.append(("end", *target, self.lifted))
            fingers += 1
        time.sleep(_BETWEEN_FINGERS)
        return fingers

    # -- on the window's thread -----------------------------------------------------------------------------------

    def _go(self, page: str, voice: bool) -> None:
        from kiosk.visit.rehearsing import answer_questions, hand_in

        app = self.app
        app.start()
        visit = app.visit
        if voice:
            app.set_look(voice=True)
        match page:
            case "home":
                visit.open_home()
            case "card" | "papers" | "slip":
                visit.choose_scenario("open-restaurant")
                answer_questions(visit)
                if page == "card":
                    visit.start_application()
                elif page == "slip":
                    visit.print_plan_slip()
                else:
                    hand_in(visit)
            case "progress":
                visit.open_progress()
                visit.type_code("XN26-7K3M-4")
                visit.ask_progress()
            case "pick_up":
                visit.open_pick_up()
            case "guide":
                visit.call_guide()
        app.refresh()


def _provider(fingers: deque[tuple[str, float, float, float]]) -> Any:
    from kivy.core.window import Window
    from kivy.input.motionevent import MotionEvent
    from kivy.input.provider import MotionEventProvider

    class Touch(MotionEvent):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, is_touch=True, type_id="touch", **kwargs)

        def depack(self, args: Any) -> None:
            self.sx, self.sy = args
            self.profile = ["pos"]
            super().depack(args)

    class Provider(MotionEventProvider):  # type: ignore[misc]
        touch: Any = None

        def update(self, dispatch_fn: Any) -> None:
            while fingers:
                kind, x, y, _at = fingers.popleft()
                if kind == "begin":
                    self.touch = Touch("soak", "1", (x / Window.width, y / Window.height))
                dispatch_fn(kind, self.touch)

    return Provider("soak", "")


def _seen(names: tuple[str, ...]) -> tuple[float, float] | None:
    from screens.walk.seen import everything_seen

    found = {seen.name: seen.centre for seen in everything_seen() if seen.name in names}
    return next((found[name] for name in names if name in found), None)


def _say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
