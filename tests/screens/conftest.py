"""One Kivy window a process, off screen.

Graphics are mocked unless KTEST_GL=1; KTEST_SIZE=1920x1080 draws landscape (the size is fixed for a process).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from screens import environment

SIZE = os.environ.get("KTEST_SIZE", "1080x1920")
WIDTH, HEIGHT = (int(side) for side in SIZE.split("x"))
CACHE = Path(__file__).resolve().parents[2] / "var"


environment.prepare(CACHE, size=(WIDTH, HEIGHT), offscreen=True, mock_gl=os.environ.get("KTEST_GL") != "1")


@pytest.fixture(scope="session")
def window() -> Any:
    """The one window of this process."""
    from kivy.base import EventLoop
    from kivy.core.window import Window

    EventLoop.ensure_window()
    return Window


@pytest.fixture
def walk(window: Any) -> Iterator[Callable[..., Any]]:
    """``walk(app)`` starts an app under virtual time and gives its walker; one at a time, all put back afterwards."""
    from screens.walk import Walker

    walkers: list[Any] = []

    def start(app: Any, **settings: Any) -> Any:
        stop()
        walkers.append(Walker(app, **settings))
        return walkers[-1]

    def stop() -> None:
        while walkers:
            walkers.pop().close()

    yield start
    stop()


@pytest.fixture
def portrait() -> bool:
    """True when this process draws portrait."""
    return HEIGHT > WIDTH
