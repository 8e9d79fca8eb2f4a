"""Proves a release in a process of its own: seconds of processor do not belong beside a finger on the glass."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

from config.settings import Settings
from kiosk.cli.output import say_json
from kiosk.errors import PackError, ReleaseRefused, StoreError
from offline_cache.releases.shelf import Kept, Shelf

_GENTLY = 10
_LONGEST = 300.0
_ROOT = Path(__file__).absolute().parents[3]


def add_proving(actions: Any) -> None:
    """Register ``prove``, which the kiosk runs for itself."""
    prove = actions.add_parser("prove", help="检查一个取来的发布版（终端更新时自己运行）")
    prove.add_argument("name", metavar="发布版")
    prove.add_argument("--folder", type=Path, required=True, metavar="DIR", help="发布版所在的目录")
    prove.add_argument("--data", type=Path, required=True, help="本机数据目录")
    prove.add_argument("--region", required=True, help="本机的地区")
    prove.add_argument("--fonts", type=Path, metavar="DIR", help="画面字体所在的目录；缺字的先补上")
    prove.set_defaults(do=do_prove)


def do_prove(chosen: argparse.Namespace) -> int:
    """Read it as a start does, plan every answer, cut missing characters; exit status 0 whatever was found."""
    os.nice(_GENTLY)
    from dataclasses import replace

    from config.settings import read_settings

    settings = replace(read_settings().at(chosen.data), region=chosen.region)
    faults: tuple[str, ...] = ()
    kept = Shelf(chosen.folder).kept(chosen.name)
    if kept is None or kept.spoilt():  # the fault of this disk, not of the release: no verdict
        raise StoreError(f"{chosen.name}：文件不全或与发布单不符。", "下次更新时会重新取得。")
    try:
        _prove(kept, settings, chosen.fonts)
    except PackError as error:
        faults = error.faults
    say_json({"release": chosen.name, "ok": not faults, "faults": list(faults)})
    return 0


def _prove(kept: Kept, settings: Settings, fonts: Path | None) -> None:
    from kiosk.cli.catalogue.releases.choosing import data_of
    from kiosk.cli.catalogue.releases.publishing import prove_pack

    data = data_of(kept, settings)
    prove_pack(kept.packs / kept.manifest.region, date.today())
    if fonts is not None and fonts.is_dir():
        from screens.look.fonts import ensure_fonts

        ensure_fonts(fonts, characters=(str(data.catalog),))


class Prover:
    """Proves one release at a time in another process that gives way to this one; bounded, and may be stopped.

    ``fonts`` is the folder of the fonts the window draws with; characters that only the release has are added there.
    """

    def __init__(self, settings: Settings, fonts: Path | None = None) -> None:
        self._settings, self._fonts = settings, fonts
        self._running: subprocess.Popen[str] | None = None
        self._lock, self._stopped = threading.Lock(), False

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._stopped

    def prove(self, kept: Kept) -> None:
        """Raises ReleaseRefused ``faults`` naming the first of them, or StoreError when it could not be proven."""
        words = [
            sys.executable, "-m", "kiosk", "catalog", "prove", kept.name, "--region", self._settings.region,
            "--folder", str(kept.folder.parents[1].absolute()), "--data", str(self._settings.data.absolute()),
            *(("--fonts", str(self._fonts.absolute())) if self._fonts else ()),
        ]  # fmt: skip
        said, told = self._said(words)
        try:
            found = json.loads(said)
            faults = [str(fault) for fault in found["faults"]]
        except (ValueError, KeyError, TypeError):
            why = " ".join(told.split())[-300:]
            raise StoreError(f"发布版 {kept.name} 没有检查完。{why}", "下次更新时再检查。") from None
        if faults:
            more = f"；另有 {len(faults) - 1} 处" if len(faults) > 1 else ""
            raise ReleaseRefused(
                "faults", f"发布版 {kept.name} 有错，没有启用：{faults[0]}{more}", "请发布者改好后重新发布。"
            )

    def stop(self) -> None:
        """Give up proving."""
        with self._lock:
            self._stopped = True
            if self._running:
                self._running.terminate()

    def _said(self, words: list[str]) -> tuple[str, str]:
        try:
            with self._lock:
                if self._stopped:
                    raise StoreError("更新中止：终端正在停机。", "下次启动后会接着做。")
                self._running = running = subprocess.Popen(
                    words, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    text=True, encoding="utf-8", errors="replace",
                )
        except OSError as error:
            raise StoreError(f"检查程序启动不了（{error.strerror}）。", "下次更新时再检查。") from error
        with running:
            try:
                return running.communicate(timeout=_LONGEST)
            except subprocess.TimeoutExpired:
                running.kill()
                return "", f"检查超过 {_LONGEST:g} 秒，已停止。"


