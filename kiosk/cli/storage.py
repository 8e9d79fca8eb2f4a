"""``kiosk outbox`` and ``kiosk backend serve``: what waits on this machine, and the reference hall server."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.settings import SETTINGS_FILE, read_settings
from kiosk.cli.output import say, say_json, table


def add_commands(commands: Any) -> None:
    """Register the commands."""
    outbox = commands.add_parser("outbox", help="待发箱").add_subparsers(required=True, metavar="动作")
    for name, words, action in (
        ("status", "看还有什么没送出", status), ("send", "现在就送", send),
    ):
        parser = outbox.add_parser(name, help=words)
        parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
        parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
        parser.set_defaults(do=action)
    backend = commands.add_parser("backend", help="参考大厅服务器").add_subparsers(required=True, metavar="动作")
    serve = backend.add_parser("serve", help="启动")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument("--database", default="sqlite:///hall.db",
                       help="SQLAlchemy 地址：sqlite:///文件、postgresql+psycopg://…")
    serve.set_defaults(do=serve_backend)


def status(chosen: argparse.Namespace) -> int:
    """Print what the outbox holds, without personal data."""
    from kiosk.cli.starting import HallClock
    from kiosk.wiring import Stores

    settings = read_settings(chosen.settings)
    stores = Stores(settings, HallClock(settings.timezone))
    try:
        found = stores.outbox.status()
    finally:
        stores.close()
    if chosen.json:
        say_json(asdict(found))
        return 0
    say(f"待发 {found.waiting}、正在送 {found.sending}、已收 {found.accepted}、被退 {found.refused}、"
        f"搁置 {found.set_aside}")
    say(*table(tuple(str(value) for value in asdict(row).values()) for row in found.rows))
    return 0


def send(chosen: argparse.Namespace) -> int:
    """Send everything that waits, now; exit status 1 when something still waits."""
    from kiosk.cli.starting import HallClock
    from kiosk.wiring import Stores
    from offline_cache.courier import Courier

    settings = read_settings(chosen.settings)
    clock = HallClock(settings.timezone)
    stores = Stores(settings, clock)
    try:
        swept = Courier(stores.outbox, stores.hall, clock).send_due_now(everything=True)
        left = stores.outbox.status()
    finally:
        stores.close()
    document = {**asdict(swept), "waiting": left.waiting}
    if chosen.json:
        say_json(document)
    else:
        say(f"送出 {swept.sent} 件、被退 {swept.refused} 件、还在等 {left.waiting} 件")
    return 1 if left.waiting else 0


def serve_backend(chosen: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from backend.serve import serve
    from backend.settings import BackendSettings

    say(f"大厅服务器：http://{chosen.host}:{chosen.port}（接口说明 /v1/openapi.json）")
    serve(BackendSettings(database_url=chosen.database, host=chosen.host, port=chosen.port))
    return 0
