"""The visitor: taps what it reads on the screen, waits for what it expects, and says what it saw instead."""

from __future__ import annotations

import time as real_time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from kivy.base import EventLoop, runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

from screens.walk.finger import Finger
from screens.walk.isolation import forget_everything
from screens.walk.picture import save_picture
from screens.walk.seen import Seen, all_texts, everything_seen
from screens.walk.virtual_time import VirtualTime

FRAME = 1 / 60
LONG = 4
_shared_time: VirtualTime | None = None


class WalkError(AssertionError):
    """The screen was not as the visitor expected; the message lists what is visible."""


class Walker:
    """Starts ``app`` in an embedded loop and walks through it.

    ``virtual`` True lets the visitor own the time (a minute costs milliseconds); False runs at the real pace,
    for measuring and for showing. ``draw`` paints every changed frame. ``tell`` gets a sentence per act.
    """

    def __init__(
        self, app: Any, *, virtual: bool = True, draw: bool = False, tell: Callable[[str], None] | None = None
    ) -> None:
        global _shared_time
        self.app = app
        self._draw = draw
        self._tell = tell or (lambda _sentence: None)
        self._time: VirtualTime | None = None
        if virtual:
            _shared_time = _shared_time or VirtualTime()
            self._time = _shared_time
            self._time.install()
        EventLoop.status, EventLoop.quit = "stopped", False
        app._run_prepare()
        runTouchApp(embedded=True)
        self.settle()

    def __enter__(self) -> Walker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the app and leave Kivy as it was found; may be called twice."""
        if self.app is None:
            return
        try:
            self.app.dispatch("on_stop")
        finally:
            self.app = None
            forget_everything()
            if self._time is not None:
                self._time.remove()

    def frame(self) -> None:
        """One turn of the loop: 1/60 s of virtual time, or as long as it takes in real time."""
        if self._time is not None:
            self._time.advance(FRAME)
        Clock.tick()
        EventLoop.dispatch_input()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
        if self._draw and Window.canvas.needs_redraw:
            Window.dispatch("on_draw")
            Window.dispatch("on_flip")

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass for the app."""
        end = Clock.time() + seconds - FRAME / 2
        while Clock.time() < end:
            self.frame()

    def settle(self) -> None:
        """Let layouts and short animations finish (0.3 s)."""
        self.advance(0.3)

    def seen(self) -> list[Seen]:
        """All visible widgets in drawing order."""
        return everything_seen()

    def touchables(self) -> list[Seen]:
        """All visible widgets that can be touched, disabled ones included."""
        return [entry for entry in everything_seen() if entry.label is not None]

    def visible_texts(self) -> list[str]:
        """Every text on the screen."""
        return list(all_texts(everything_seen()))

    def visible_labels(self) -> list[str]:
        """What stands on everything touchable."""
        return [entry.label or "" for entry in self.touchables()]

    def sees(self, text: str) -> bool:
        """True when ``text`` is part of a visible text or label, or of a sentence broken over several lines."""
        if any(text in seen for seen in (*self.visible_texts(), *self.visible_labels())):
            return True
        wanted = text.replace(" ", "")
        return len(wanted) >= LONG and any(
            wanted in "".join(entry.texts).replace(" ", "") for entry in everything_seen()
        )

    def see(self, *texts: str) -> None:
        """Raises WalkError unless all ``texts`` are on the screen."""
        missing = [text for text in texts if not self.sees(text)]
        if missing:
            raise WalkError(f"没有看到{_listed(missing)}。{self.describe()}")

    def see_not(self, *texts: str) -> None:
        """Raises WalkError when one of ``texts`` is on the screen."""
        present = [text for text in texts if self.sees(text)]
        if present:
            raise WalkError(f"不应看到{_listed(present)}。{self.describe()}")

    def find(self, what: str, nth: int = 0) -> Seen:
        """The touchable called ``what``: by exact name, exact label, then part of a label or text.

        Raises WalkError when there is none, or several and ``nth`` (from 1) does not choose.
        """
        for matches in self._by_rank(what):
            if len(matches) == 1 and nth <= 1:
                return matches[0]
            if matches and nth:
                if nth > len(matches):
                    raise WalkError(f"只有 {len(matches)} 个“{what}”，没有第 {nth} 个。{self.describe()}")
                return matches[nth - 1]
            if matches:
                raise WalkError(
                    f"有 {len(matches)} 个“{what}”，请用 name 或第几个来指明"
                    f"（{_listed(entry.name or entry.label or '' for entry in matches)}）。"
                )
        raise WalkError(f"找不到可以点的“{what}”。{self.describe()}")

    def _by_rank(self, what: str) -> Iterable[list[Seen]]:
        entries = self.touchables()
        yield [entry for entry in entries if entry.name == what]
        yield [entry for entry in entries if entry.label == what]
        yield [entry for entry in entries if what in (entry.label or "")]
        yield [entry for entry in entries if any(what in text for text in entry.texts)]

    def can_tap(self, what: str) -> bool:
        """True when exactly one enabled touchable answers to ``what``."""
        try:
            return not self.find(what).disabled
        except WalkError:
            return False

    def tap(self, what: str, nth: int = 0, hold: float = 0.05) -> None:
        """Touch what is called ``what`` and let go. Raises WalkError when a finger could not press it."""
        finger = self.press(what, nth)
        self.advance(hold)
        finger.lift()
        self._tell(f"点：{what}")
        self.settle()

    def press(self, what: str, nth: int = 0) -> Finger:
        """Put the finger down on ``what`` and keep it there; the caller lifts it."""
        target = self.find(what, nth)
        if target.disabled:
            raise WalkError(f"“{what}”现在不能点。{self.describe()}")
        finger = Finger(*target.centre)
        holders = finger.holds()
        if not any(_inside(holder, target.widget) for holder in holders):
            finger.lift()
            by = _listed(getattr(holder, "label", type(holder).__name__) for holder in holders)
            cause = f"被{by}接走了" if holders else "没有反应（被遮住或已停用）"
            raise WalkError(f"点“{what}”，触摸{cause}。{self.describe()}")
        return finger

    def tap_quickly(self, what: str, times: int) -> int:
        """Hit the same spot ``times`` times as fast as a finger can; gives how often a widget took the touch.

        The spot is found once: what stands there later (disabled, renamed, another screen) gets the rest.
        """
        spot = self.find(what).centre
        taken = 0
        for _ in range(times):
            finger = Finger(*spot)
            taken += bool(finger.holds())
            self.frame()
            finger.lift()
            self.frame()
        self.settle()
        return taken

    def tap_at(self, x: float, y: float) -> list[Any]:
        """Touch window pixels; gives the widgets that took it."""
        finger = Finger(x, y)
        holders = finger.holds()
        self.advance(0.05)
        finger.lift()
        self.settle()
        return holders

    def type_digits(self, text: str) -> None:
        """Tap the keys labelled with each character of ``text``."""
        for character in text:
            finger = self.press(_key(self, character))
            self.frame()
            finger.lift()
            self.frame()
        self._tell(f"输入 {len(text)} 个字符")
        self.settle()

    def wait_for(self, what: str | Callable[[], bool], real_seconds: float = 5.0) -> None:
        """Run the loop until a text is visible or a predicate holds. Raises WalkError after ``real_seconds``.

        Virtual time moves no faster than real time here: other threads are working.
        """
        ready = what if callable(what) else lambda: self.sees(what)
        started = last = real_time.monotonic()
        while not ready():
            now = real_time.monotonic()
            if now - started > real_seconds:
                expected = "条件成立" if callable(what) else f"“{what}”"
                raise WalkError(f"{real_seconds:g} 秒内没有等到{expected}。{self.describe()}")
            if self._time is not None:
                self._time.advance(max(0.0, now - last - FRAME))
            last = now
            self.frame()
            real_time.sleep(0.002)
        self.settle()

    def describe(self) -> str:
        """What is on the screen now, in one sentence for an error message."""
        touchables = [entry for entry in self.touchables() if entry.label]
        labels = [f"{entry.label}{'（不能点）' if entry.disabled else ''}" for entry in touchables]
        texts = [text for text in self.visible_texts() if text not in labels]
        return f"能点的有：{_listed(labels)}；屏幕上写着：{_listed(texts)}。"

    def screenshot(self, path: str | Path) -> Path:
        """Save the window as PNG; needs real graphics."""
        return save_picture(path)


def _key(walker: Walker, character: str) -> str:
    return f"key:{character}" if walker.can_tap(f"key:{character}") else character


def _inside(widget: Any, ancestor: Any) -> bool:
    while widget is not None and widget is not Window:
        if widget is ancestor:
            return True
        parent = widget.parent
        widget = parent if parent is not widget else None
    return False


def _listed(texts: Iterable[str]) -> str:
    shown = list(dict.fromkeys(text for text in texts if text))
    return "、".join(f"“{text}”" for text in shown[:60]) or "（空）"
