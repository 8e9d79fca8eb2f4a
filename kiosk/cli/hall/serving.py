"""``kiosk outbox`` and ``kiosk backend serve``: what waits on this machine, and the reference hall server."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kiosk.cli.hall import devices as hall_devices
from kiosk.cli.output import say
from kiosk.errors import UsageError


def add_commands(commands: Any) -> None:
    """Register the command."""
    backend = commands.add_parser("backend", help="参考大厅服务器").add_subparsers(required=True, metavar="动作")
    hall_devices.add_commands(backend)
    serve = backend.add_parser("serve", help="启动")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument("--database", default="sqlite:///hall.db",
                       help="SQLAlchemy 地址：sqlite:///文件、postgresql+psycopg://…")
    serve.add_argument("--devices", choices=("known", "enrolled"), default="known",
                       help="known：未登记的终端也收；enrolled：只收登记过的终端")
    serve.add_argument("--files", default="", help="附件存放的目录（默认在 SQLite 数据库文件旁）")
    serve.add_argument("--desk-key-file", type=Path, metavar="FILE",
                       help="窗口叫号用的密钥在这个文件里，至少 16 个字符")
    serve.add_argument("--releases", default="", metavar="DIR",
                       help="发给终端的目录发布版所在的目录（kiosk catalog sign 写的）")
    serve.set_defaults(do=serve_backend)


def serve_backend(chosen: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from backend.serve import serve
    from backend.settings import BackendSettings

    say(f"大厅服务器：http://{chosen.host}:{chosen.port}（接口说明 /v1/openapi.json）")
    serve(BackendSettings(
        database_url=chosen.database, host=chosen.host, port=chosen.port, devices=chosen.devices,
        files=chosen.files, desk_key=_desk_key(chosen.desk_key_file),
        releases=chosen.releases,
    ))
    return 0


def _desk_key(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 密钥文件读不出。", "请检查文件名、权限和编码。") from error
