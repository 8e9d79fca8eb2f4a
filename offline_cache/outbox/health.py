"""Whether this machine can keep applications now, and what still works when it cannot."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.errors import StoreError
from offline_cache.store import Store

Condition = Literal["ok", "low", "full", "read_only", "broken"]

RESERVE = 32_000_000
"""Below this many free bytes nothing more is kept: the write-ahead log and its checkpoint need room of their own."""
LOW = 500_000_000
"""Below this many free bytes technicians are told; everything still works."""
STILL_WORKS = "查询、办事方案、表单打印和排队取号照常；只是不能保存和提交新的申请。"


_TRIAL = (
    "INSERT INTO decision (bundle_id, action, from_state, to_state, reason, by, at) VALUES ('', '', '', '', '', '', '')"
)


@dataclass(frozen=True)
class Health:
    """``can_keep``: whether a bundle put now will be kept. ``still_works`` is for citizens and staff, in Chinese."""

    condition: Condition
    can_keep: bool
    free: int
    message: str = ""
    remedy: str = ""
    still_works: str = ""


def health_of(store: Store, reserve: int = RESERVE, low: int = LOW) -> Health:
    """Ask the disk and the database now: free room, mount, and one real write that is taken back."""
    found = health_of_folder(store.path.parent, reserve, low)
    if not found.can_keep:
        return found
    try:
        with store.noting() as db:
            made = db.execute(_TRIAL)  # what changes nothing in the end still goes through the disk
            db.execute("DELETE FROM decision WHERE seq = ?", (made.lastrowid,))
    except StoreError as error:
        return Health("broken", False, found.free, error.message, error.remedy, STILL_WORKS)
    return found


def health_of_folder(folder: Path, reserve: int = RESERVE, low: int = LOW) -> Health:
    """The same for a data folder whose database is not open, perhaps because it cannot be."""
    try:
        mount, free = os.statvfs(folder), shutil.disk_usage(folder).free
    except OSError as error:
        said = f"{folder}: 数据目录用不了（{error.strerror}）。"
        return Health("broken", False, 0, said, "请检查目录和磁盘。", STILL_WORKS)
    if mount.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK, effective_ids=True):
        return Health(
            "read_only", False, free, f"{folder}: 数据目录只读。", "请检查目录属主、权限和挂载方式。", STILL_WORKS
        )
    if free < reserve:
        return Health(
            "full", False, free, f"{folder}: 磁盘只剩 {free // 1_000_000} MB。",
            f"请清理到 {low // 1_000_000} MB 以上；不要删除数据文件。", STILL_WORKS,
        )  # fmt: skip
    if free < low:
        return Health(
            "low", True, free, f"{folder}: 磁盘只剩 {free // 1_000_000} MB。", f"请清理到 {low // 1_000_000} MB 以上。"
        )
    return Health("ok", True, free)
