"""``kiosk run``: the kiosk itself, or the demonstration with emulated devices."""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.settings import (
    SETTINGS_FILE,
    PaperCamera,
    SerialDevice,
    Settings,
    is_hall_address,
    is_publisher_key,
    read_settings,
)
from kiosk.cli.invitation import KeptInvitation
from kiosk.cli.output import warn
from kiosk.cli.starting import Data, LateMachine, Shown, build_app, build_paused_app, window_size
from kiosk.errors import PackError, SettingsError, UsageError

CACHE = Path("var")
PAUSED = 3
"""Exit status after the page 暂停服务: there was nothing the kiosk could rightly serve."""


def add_commands(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("run", help="启动自助终端")
    parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    parser.add_argument("--demo", action="store_true", help="演示：自带大厅服务器和模拟设备")
    parser.add_argument("--headless", action="store_true", help="没有显示器：由脚本访客走完整个流程")
    parser.add_argument("--landscape", action="store_true", help="横屏")
    parser.add_argument("--scale", type=float, help="窗口缩小到几倍（开发用），如 0.5")
    parser.add_argument("--output", type=Path, default=CACHE / "demo", help="演示结果目录")
    parser.add_argument("--server", help="大厅服务器地址，代替设置文件里的")
    parser.add_argument("--reader", help="读卡器端口，代替设置文件里的")
    parser.add_argument("--printer", help="排队号打印机端口，代替设置文件里的")
    parser.add_argument("--scanner", help="扫码器端口，代替设置文件里的")
    parser.add_argument("--camera", help="高拍仪，代替设置文件里的")
    parser.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
    parser.add_argument("--publisher", metavar="公钥", help="认这个发布者签的目录发布版，代替设置文件里的")
    parser.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Run; returns when the window is closed or the scripted visitor is done."""
    settings = settings_for(chosen)
    if not chosen.demo:
        return run_window(settings, chosen.scale or 1.0, windowed=chosen.scale is not None)
    if chosen.headless or not has_display():
        from kiosk.cli.demo.headless import run_headless

        return run_headless(settings, chosen.output)
    from kiosk.cli.demo.desk import run_with_desk

    return run_with_desk(settings, chosen.scale or 0.5)


def has_display() -> bool:
    """True when a window can be opened."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def settings_for(chosen: argparse.Namespace) -> Settings:
    """Settings from the file with the overrides of the command line."""
    settings = read_settings(chosen.settings)
    if chosen.landscape:
        settings = replace(settings, screen=replace(settings.screen, orientation="landscape"))
    if chosen.server:
        if not is_hall_address(chosen.server):
            raise UsageError(
                f"--server {chosen.server}：不是可用的地址。", "请写成 http://主机:端口 或 https://主机:端口。"
            )
        settings = replace(settings, hall_server=replace(settings.hall_server, url=chosen.server))
    if chosen.camera:
        settings = replace(settings, camera=PaperCamera(chosen.camera))
    if chosen.data:
        settings = settings.at(chosen.data)
    if chosen.scanner:
        settings = replace(settings, code_scanner=SerialDevice(chosen.scanner, 9600))
    publisher = getattr(chosen, "publisher", None)  # only the kiosk itself can be given one
    if publisher:
        if not is_publisher_key(publisher):
            raise UsageError(f"--publisher {publisher}：不是发布者公钥。", "请写 kiosk catalog keygen 显示的那一行。")
        settings = replace(settings, catalogue=replace(settings.catalogue, publisher_keys=(publisher,)))
    return settings.with_devices(
        chosen.reader or settings.id_reader.url, chosen.printer or settings.ticket_printer.url
    )


def run_window(settings: Settings, scale: float, *, windowed: bool) -> int:
    """The kiosk in its window, until it is stopped."""
    from kiosk.cli.catalogue.releases.choosing import start_data
    from screens.environment import prepare

    cache = cache_folder()
    prepare(
        cache, size=window_size(settings, scale), fullscreen=not windowed, windowed=windowed,
        place=(20, 40) if windowed else None,
    )
    kept = KeptInvitation(settings, cache)
    data: Data | None = None
    shown: Shown | None = kept.invitation
    if shown is None:
        from kiosk.cli.catalogue.releases.choosing import start_data

        try:
            shown = data = start_data(settings)
        except (PackError, SettingsError) as error:
            return _run_paused(settings, scale, error, cache)
        warn(*data.notices)
    machine = LateMachine(settings, data, kept)
    app = build_app(settings, shown, machine, cache, scale=scale)
    machine.on_failure(app.stop_soon)
    app.after_first_frame(machine.begin)
    app.stop_on_signals()
    try:
        app.run()
    finally:
        machine.close()
    if machine.error is not None:
        raise machine.error
    return 0


def cache_folder() -> Path:
    """Where fonts and pictures are kept: ``var``, or a passing folder where ``var`` takes nothing."""
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=CACHE) as trial:
            trial.write(bytes(4096))
        return CACHE
    except OSError:
        if (CACHE / "fonts" / "cut.json").is_file() and (CACHE / "kivy-data" / "cut-from").is_file():
            return CACHE  # made at an earlier start, and only read from now on
        return Path(tempfile.mkdtemp(prefix="kiosk-"))


def _run_paused(settings: Settings, scale: float, error: PackError | SettingsError, cache: Path) -> int:
    """暂停服务 on the glass and the cause on standard error, until it is stopped; the supervisor starts it again."""
    try:
        app = build_paused_app(settings, cache, scale=scale)
        app.stop_on_signals()
    finally:
        warn("暂停服务：没有可以用的数据。", *error.faults, f"怎么办：{error.remedy}改好后重新启动。")
    app.run()
    return PAUSED
