"""With nothing whole to serve the kiosk says 暂停服务 on the glass and the cause to technicians, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from config.hall_reader import read_hall
from config.settings import SETTINGS_FILE
from kiosk.cli.running import PAUSED

ROOT = Path(__file__).resolve().parents[3]


def until(lines: IO[str], word: str) -> list[str]:
    """Lines up to the first that holds the word; all of them when none does."""
    found: list[str] = []
    for line in lines:
        found.append(line)
        if word in line:
            break
    return found


@pytest.mark.parametrize("hall", [True, False], ids=["hall known", "hall unknown"])
def test_the_page_sends_people_to_the_counter_and_names_no_cause(walk: Any, window: Any, hall: bool) -> None:
    from kiosk.cli.starting import HallClock
    from screens.look.fonts import ensure_fonts
    from screens.look.theme import ThemeSettings
    from screens.paused import PausedApp, all_texts
    from tests.screens.conftest import CACHE, HEIGHT, WIDTH
    from tests.screens.structure import problems, written

    facts = read_hall() if hall else None
    fonts = ensure_fonts(CACHE / "fonts", characters=all_texts(facts))
    walker = walk(PausedApp(facts, fonts, ThemeSettings(WIDTH, HEIGHT, 4.03), HallClock("Asia/Shanghai")))
    seen = walker.seen()
    said = " ".join(line.text for line in written(seen))
    assert "暂停服务" in said and "人工窗口" in said and "Out of service" in said
    assert (facts.phone in said) if facts else True
    assert not any(word in said for word in ("toml", "kiosk", "数据包", "错"))
    assert [entry.label for entry in seen if entry.label is not None] == []
    assert problems(seen, (WIDTH, HEIGHT), 20 * 4.03, 3 * 4.03) == []


def test_an_unknown_region_is_named_on_standard_error_and_the_page_stays_until_it_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    text = SETTINGS_FILE.read_text(encoding="utf-8")
    file.write_text(text.replace('region = "hubei-xianning-2020"', 'region = "mars"'), encoding="utf-8")
    words = [sys.executable, "-m", "kiosk", "run", "--settings", str(file), "--data", str(tmp_path / "data")]
    with subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_GL_BACKEND": "mock"},
    ) as kiosk:
        assert kiosk.stderr
        try:
            lines = until(kiosk.stderr, "怎么办")
            assert kiosk.poll() is None
            kiosk.send_signal(signal.SIGTERM)
            _, rest = kiosk.communicate(timeout=30)
        finally:
            kiosk.kill()
    assert lines[-3] == "kiosk: 暂停服务：没有可以用的数据。\n"
    assert "没有数据包「mars」" in lines[-2]
    assert "hubei-xianning-2020" in lines[-1]
    assert "Traceback" not in rest
    assert kiosk.returncode == PAUSED
