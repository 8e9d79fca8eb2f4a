"""Run alone: real event loop off screen, touches thrown in by a thread at odd moments; times as JSON.

A touch enters through Kivy's own input path (a provider polled by the loop), so waiting for the next poll counts.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOUCHES = 120
LONGEST_WAIT = 20.0
QUIET = 1.5


def main() -> None:
    from screens.environment import prepare

    prepare(Path("var"), offscreen=True)
    from config.settings import read_settings
    from kiosk.cli.starting import LateMachine, build_app, read_data

    settings = read_settings().at(Path(os.environ["BENCH_DATA"]))
    data = read_data(settings)
    app = build_app(settings, data, LateMachine(settings, data), Path("var"))
    Fingers(app).run()


class Fingers:
    """Taps between the first page and the search page, and notes when the handler ran and the page was presented."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.queue: deque[tuple[str, float, float, float]] = deque()
        self.handler: list[float] = []
        self.presented: list[float] = []
        self.lifted = 0.0
        self.wait_flip = False

    def run(self) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window
        from kivy.input.provider import MotionEventProvider

        EventLoop.add_input_provider(self._provider(MotionEventProvider))
        act = self.app.act

        def timed(call: Any, repeat: bool = False) -> bool:
            self.handler.append((time.perf_counter() - self.lifted) * 1000)
            done = bool(act(call, repeat))
            self.wait_flip = done
            return done

        self.app.kit.act = timed
        self.app.act = timed
        Window.bind(on_flip=self._flipped)
        self.app.bind(on_start=lambda *_: threading.Thread(target=self._tap, daemon=True).start())
        self.app.run()

    def _flipped(self, *_: Any) -> None:
        if self.wait_flip:
            from kivy.graphics.opengl import glFinish

            glFinish()
            self.wait_flip = False
            self.presented.append((time.perf_counter() - self.lifted) * 1000)

    def _provider(self, base: type) -> Any:
        from kivy.core.window import Window
        from kivy.input.motionevent import MotionEvent

        outer = self

        class Touch(MotionEvent):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, is_touch=True, type_id="touch", **kwargs)

            def depack(self, args: Any) -> None:
                self.sx, self.sy = args
                self.profile = ["pos"]
                super().depack(args)

        class Provider(base):  # type: ignore[misc]
            current: Any = None

            def update(self, dispatch_fn: Any) -> None:
                while outer.queue:
                    kind, x, y, at = outer.queue.popleft()
                    if kind == "begin":
                        Provider.current = Touch("bench", "1", (x / Window.width, y / Window.height))
                    else:
                        outer.lifted = at
                    dispatch_fn(kind, Provider.current)

        return Provider("bench", "")

    def _tap(self) -> None:
        try:
            self._wait(lambda: self.app.frozen, "the rehearsal of the pages to end")
            time.sleep(QUIET)
            rng = random.Random(1)
            self._touch("attract")
            for turn in range(TOUCHES):
                time.sleep(0.32 + rng.random() * 0.02)
                self._touch("search" if turn % 2 == 0 else "back")
            time.sleep(0.5)
        except TimeoutError as error:
            print(f"touch_latency: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        print(json.dumps({"handler": self.handler[1:], "presented": self.presented[1:]}), flush=True)
        os._exit(0)

    def _wait(self, holds: Callable[[], Any], what: str) -> Any:
        until = time.perf_counter() + LONGEST_WAIT
        while not (found := holds()):
            if time.perf_counter() > until:
                raise TimeoutError(f"waited {LONGEST_WAIT:.0f} s for {what}")
            time.sleep(0.01)
        return found

    def _touch(self, name: str) -> None:
        target = self._wait(lambda: _seen(name), f"{name} to be on the screen")
        x, y = target.centre
        self.queue.append(("begin", x, y, 0.0))
        time.sleep(0.06)
        self.queue.append(("end", x, y, time.perf_counter()))


def _seen(name: str) -> Any:
    from screens.walk.seen import everything_seen

    return next((seen for seen in everything_seen() if seen.name == name), None)


if __name__ == "__main__":
    main()
