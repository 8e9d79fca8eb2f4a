"""What a hall decides about its server, checked once at start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import SettingsError
from kiosk.filing.limits import LIMITS, Limits

DeviceRule = Literal["known", "enrolled"]


@dataclass(frozen=True, repr=False)
class BackendSettings:
    """Frozen settings of one hall. Raises SettingsError naming every fault at once.

    ``database_url`` is an SQLAlchemy URL (``sqlite:///hall.db``, ``postgresql+psycopg://…``); it may hold a password,
    so it is never shown. ``port`` 0 takes a free one. ``region_prefix`` opens case codes. ``ticket_prefix`` opens
    numbers given over the network, ``block_prefix`` leased ones. ``window`` is printed on tickets. ``catalog`` pairs
    regions with data pack versions, ``required_fields`` pairs keys of the one form with their Chinese labels.
    ``body_limit`` is in bytes. ``files`` is the folder of attachments; empty: beside an SQLite database, else
    ``hall-files``. ``desk_key`` is what windows and call boards show at the doors of the desk; it is never shown.
    ``devices``: ``known`` refuses what a device signs wrongly, ``enrolled`` also what no
    enrolled device signs. ``loopback_enrols`` lets a kiosk on the same computer enrol without a code (demonstration).
    ``releases`` is the folder of the catalogue's signed releases, '' for none.
    """

    database_url: str = "sqlite:///hall.db"
    host: str = "127.0.0.1"
    port: int = 0
    timezone: str = "Asia/Shanghai"
    region_prefix: str = "XN"
    ticket_prefix: str = "A"
    block_prefix: str = "K"
    block_limit: int = 200
    queue: str = "综合窗口"
    window: str = "2楼 综合窗口 3、4号"
    catalog: tuple[tuple[str, str], ...] = (("hubei-xianning-2020", "2020.1"),)
    required_fields: tuple[tuple[str, str], ...] = (
        ("applicant_name", "姓名"),
        ("id_number", "身份证件号码"),
        ("phone", "手机号码"),
    )
    body_limit: int = 2_000_000
    attachment_limits: Limits = LIMITS
    files: str = ""
    desk_key: str = ""
    devices: DeviceRule = "known"
    loopback_enrols: bool = False
    releases: str = ""

    def __post_init__(self) -> None:
        faults = tuple(
            f"backend {key} = {_shown(self, key)}: {wanted}" for key, wanted, ok in _checks(self) if not ok
        )
        if faults:
            raise SettingsError(faults, "请更正大厅服务器的设置。")

    @property
    def files_folder(self) -> Path:
        """Where attachments are kept."""
        if self.files:
            return Path(self.files)
        sqlite = re.fullmatch(r"sqlite(?:\+\w+)?:///([^?:]+)(?:\?.*)?", self.database_url)
        return Path(f"{sqlite[1]}-files" if sqlite else "hall-files")

    def __repr__(self) -> str:
        return f"BackendSettings({self.host}:{self.port}, <redacted>)"


def _checks(settings: BackendSettings) -> list[tuple[str, str, bool]]:
    return [
        ("host", "应为主机名或地址", bool(settings.host)),
        ("port", "应为 0 到 65535", 0 <= settings.port <= 65535),
        ("timezone", "应为已知时区，例如 Asia/Shanghai", _known_zone(settings.timezone)),
        ("region_prefix", "应为两个大写字母", bool(re.fullmatch("[A-Z]{2}", settings.region_prefix))),
        ("ticket_prefix", "应为一个大写字母", bool(re.fullmatch("[A-Z]", settings.ticket_prefix))),
        ("block_prefix", "应为一个大写字母", bool(re.fullmatch("[A-Z]", settings.block_prefix))),
        ("block_limit", "应为 1 到 1000", 1 <= settings.block_limit <= 1000),
        ("queue", "不能为空", bool(settings.queue.strip())),
        ("window", "不能为空", bool(settings.window.strip())),
        ("devices", "应为 known 或 enrolled", settings.devices in ("known", "enrolled")),
        ("desk_key", "应为空，或至少 16 个字符", not settings.desk_key or len(settings.desk_key) >= 16),
        ("attachment_limits", "应为正数，总量不小于单个", _fit(settings.attachment_limits)),
        ("releases", "应为已有的目录", not settings.releases or Path(settings.releases).is_dir()),
        ("body_limit", "应不小于 100000 字节", settings.body_limit >= 100_000),
    ]


def _shown(settings: BackendSettings, key: str) -> str:
    return "<redacted>" if key == "desk_key" else repr(getattr(settings, key))


def _fit(limits: Limits) -> bool:
    return limits.most > 0 and 0 < limits.one <= limits.together


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
