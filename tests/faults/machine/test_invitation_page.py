"""The invitation drawn from the last start is the invitation; a real kiosk leaves one and starts from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.invitation_file import INVITATION_FILE, keep_invitation
from config.settings import read_settings
from kiosk.cli.invitation import KeptInvitation

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0


def test_the_invitation_looks_the_same_from_the_last_start_as_from_the_files(
    tmp_path: Path, walk: Callable[..., Any], window: Any, shipped_data: Any
) -> None:
    from kiosk.cli.starting import LateMachine, build_app
    from screens.app import KioskApp
    from tests.screens import samples
    from tests.screens.conftest import CACHE
    from tests.screens.structure import written

    settings = read_settings().at(tmp_path)
    machine = LateMachine(settings, shipped_data)
    before = build_app(settings, shipped_data, machine, CACHE).shell
    KeptInvitation(settings, CACHE).keep(shipped_data)
    invitation = KeptInvitation(settings, CACHE).invitation
    assert invitation is not None
    drawn = []
    for shell in (before, build_app(settings, invitation, machine, CACHE).shell):
        walker = walk(KioskApp(replace(shell, clock=samples.StillClock(), rehearse=tuple)))
        drawn.append([(line.text, tuple(line.box)) for line in written(walker.seen())])
    assert drawn[0] == drawn[1]
    assert any(invitation.hall.name.zh == text for text, _ in drawn[0])


@contextmanager
def running(data: Path) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "kiosk", "run", "--data", str(data)]
    with subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_GL_BACKEND": "mock"},
    ) as kiosk:
        try:
            yield kiosk
        finally:
            kiosk.kill()


def wait_for(held: Callable[[], bool], kiosk: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not held() and kiosk.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert held(), kiosk.stderr and kiosk.stderr.read() if kiosk.poll() is not None else "took too long"


def end(kiosk: subprocess.Popen[str]) -> int:
    kiosk.send_signal(signal.SIGTERM)
    kiosk.communicate(timeout=30)
    return kiosk.returncode


def test_a_kiosk_starts_from_what_the_start_before_left_and_ends_when_that_is_out_of_date(tmp_path: Path) -> None:
    kept, outbox = tmp_path / INVITATION_FILE, tmp_path / "outbox.db"
    with running(tmp_path) as kiosk:
        wait_for(kept.exists, kiosk)
        assert end(kiosk) == 0
    left = kept.read_bytes()
    outbox.unlink()
    with running(tmp_path) as kiosk:
        wait_for(outbox.exists, kiosk)
        assert end(kiosk) == 0
    assert kept.read_bytes() == left
    settings = read_settings().at(tmp_path)
    found = KeptInvitation(settings, ROOT / "var")
    assert found.invitation is not None
    marks = json.loads(left.partition(b"\n")[2])["marks"]
    keep_invitation(tmp_path, marks, found.invitation._replace(offers=()))
    with running(tmp_path) as kiosk:
        _, said = kiosk.communicate(timeout=PATIENCE)
        assert kiosk.returncode == 2
    assert "重新启动" in said
    assert not kept.exists()
