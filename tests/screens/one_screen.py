"""A tiny app around one screen, with a visit that only writes down what it is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.steps import Look, Step

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 21, 10, 20)


class RecordingVisit:
    """Takes every action of a visit and keeps ``(name, *arguments)``; knows no other state."""

    id = "0" * 32

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        from kiosk.visit import Visit

        if name.startswith("_") or not callable(getattr(Visit, name, None)):
            raise AttributeError(f"Visit has no action {name}")
        return lambda *given: self.calls.append((name, *given))


class RecordingDesk:
    """What a screen asks of the app, written down in the same list."""

    def __init__(self) -> None:
        self.visit = RecordingVisit()
        self.scenarios: tuple[Any, ...] = ()

    @property
    def hall(self) -> Any:
        from kiosk.hall import HallFacts
        from kiosk.words import Words

        return HallFacts(
            Words("示例政务服务中心"), Words("24小时自助服务区"), "A03", "0000-000000", Words(""), Words(""), "w", ()
        )

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *given: self.visit.calls.append((name, *given))


@cache
def tables() -> dict[str, Any]:
    """The locale files as they ship."""
    folder = ROOT / "config" / "locales"
    return {name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in ("zh", "en")}


@cache
def _bank_and_art(cache_dir: Path) -> tuple[Any, Any]:
    from screens.look.fonts import ensure_fonts
    from screens.look.texts import Texts
    from screens.parts.art import Art
    from screens.parts.writing import TextBank

    return TextBank(ensure_fonts(cache_dir / "fonts", characters=Texts(tables()).all_texts())), Art()


def make_kit(
    size: tuple[int, int], cache_dir: Path, look: Look | None = None, *, act: Any = None, fresh: bool = False
) -> Any:
    """A kit as the app makes it. ``fresh`` forgets cached text and art, to measure a first opening."""
    from screens.look.texts import Texts
    from screens.look.theme import Theme, ThemeSettings
    from screens.parts.pen import Kit

    if fresh:
        _bank_and_art.cache_clear()
    bank, art = _bank_and_art(cache_dir)
    look = look or Look()

    def at_once(action: Callable[[], object], _repeat: bool) -> bool:
        action()
        return True

    return Kit(
        Theme(ThemeSettings(*size), look), bank, art, Texts(tables(), look.language), act or at_once, lambda: NOW
    )


def make_app(kit: Any, step: Step) -> Any:
    """An app that shows the one screen of ``step``; ``app.screen`` and ``app.calls`` are there once it runs."""
    from kivy.app import App
    from kivy.core.window import Window

    from screens.registry import screen_class

    class OneScreen(App):
        def build(self) -> Any:
            Window.clearcolor = kit.theme.colours.ground
            desk = RecordingDesk()
            self.calls = desk.visit.calls
            self.screen = screen_class(type(step))(kit, desk)
            self.screen.show(step)
            return self.screen

        def on_start(self) -> None:
            self.screen.on_shown()

    return OneScreen()
