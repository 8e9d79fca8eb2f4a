"""What the machine remembers and what it knows: key, outbox, packs, compiled catalogue."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from config.pack_reader import read_pack
from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import packs_in_use
from kiosk.cli.catalogue.releases.telling import Telling, told
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.errors import StoreError
from offline_cache.catalogue import open_index
from offline_cache.looking import PROVABLE, check_key, count_outbox, damage_of

_OLD_HOURS = 24.0
_PROOF_SECONDS = 11.0


def look_at_key(settings: Settings) -> Finding:
    """The key is there, private, and the one the outbox was sealed with. Raises VaultError, StoreError."""
    key = settings.data / "vault.key"
    title = "密钥"
    if not check_key(key, settings.data / "outbox.db"):
        return Finding("vault", title, Verdict.PASS, "还没有密钥，第一次启动时生成。", "", {"exists": False})
    return Finding("vault", title, Verdict.PASS, f"{key} 只有本用户能读，与待发箱相符。", "", {"exists": True})


def look_at_outbox(settings: Settings) -> Finding:
    """What waits, read-only. Raises StoreError."""
    title = "待发箱"
    counts = count_outbox(settings.data / "outbox.db", datetime.now(ZoneInfo(settings.timezone)))
    if counts is None:
        return Finding("outbox", title, Verdict.PASS, "还没有待发箱，第一次启动时建立。", "", {"exists": False})
    database = settings.data / "outbox.db"
    if database.stat().st_size <= PROVABLE and (damage := damage_of(database)):
        return Finding(
            "outbox", title, Verdict.FAIL, f"{database} 已损坏（{damage[0][:80]}），本机不再收申请，原文件没有动。",
            "请保留原文件并从备份恢复；不要删除。", {"exists": True, "damaged": True},
        )
    facts = {
        "exists": True, "waiting": counts.waiting, "refused": counts.refused,
        "set_aside": counts.set_aside,
        "oldest_hours": None if counts.oldest_hours is None else round(counts.oldest_hours, 1),
    }
    said = (
        f"待发 {counts.waiting}、被退 {counts.refused}、搁置 {counts.set_aside}"
    )
    if counts.set_aside or counts.refused:
        return Finding("outbox", title, Verdict.WARN, f"{said}。", "有要人处理的：请看 kiosk outbox status。", facts)
    if counts.oldest_hours is not None and counts.oldest_hours > _OLD_HOURS:
        return Finding(
            "outbox", title, Verdict.WARN, f"{said}，最早的已等 {counts.oldest_hours:.0f} 小时。",
            "请先恢复大厅服务器的连接，再运行 kiosk outbox send。", facts,
        )
    return Finding("outbox", title, Verdict.PASS, f"{said}。", "", facts)


def look_at_pack(settings: Settings) -> Finding:
    """The pack of this region, proven in a process of its own so that it delays no device."""
    title, region = "数据包", settings.region
    folder = str(packs_in_use(settings) / region)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "catalog", "check", "--pack", folder, "--json"],
            capture_output=True, text=True, timeout=_PROOF_SECONDS, check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(
            "pack", title, Verdict.UNKNOWN, f"{region} 在 {_PROOF_SECONDS:g} 秒内没有查完。",
            f"请单独运行 kiosk catalog check --region {region}。",
        )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        lines = [line.removeprefix("kiosk: ") for line in said if line.startswith("kiosk: ")]
        more = f"；另有 {len(lines) - 3} 处" if len(lines) > 3 else ""
        return Finding(
            "pack", title, Verdict.FAIL, f"{'；'.join(lines[:3]) or '检查没有通过'}{more}",
            f"请按 kiosk catalog check --region {region} 的提示修改。",
        )
    (pack,) = json.loads(done.stdout)["packs"]
    facts = {"region": region, "version": pack["version"], "answer_sets": pack["answer_sets"]}
    return Finding(
        "pack", title, Verdict.PASS, f"{region} {pack['version']}：{pack['answer_sets']} 种回答全部排通。", "", facts
    )


def look_at_catalogue(settings: Settings) -> Finding:
    """The compiled catalogue fits the pack; without it search still works, only slower at the first key."""
    title = "目录数据库"
    catalog = read_pack(packs_in_use(settings) / settings.region)
    try:
        index = open_index(settings.data / "catalogue.db", catalog.region, catalog.version)
    except StoreError as error:
        return Finding(
            "catalogue", title, Verdict.WARN, f"{error.message}检索改用内存，照常可用。",
            f"要更快：kiosk catalog build --output {settings.data / 'catalogue.db'}", {"usable": False},
        )
    try:
        index.verify()
    finally:
        index.close()
    return Finding("catalogue", title, Verdict.PASS, "与数据包相符，内容完整。", "", {"usable": True})


def look_at_releases(settings: Settings) -> Finding:
    """Whether catalogue updates are set up, what is in use, and what came of asking the hall last."""
    found: Telling = told(settings)
    title = "目录更新"
    if not found.keys and not found.name:
        return Finding("releases", title, Verdict.SKIPPED, "没有写发布者公钥，用程序自带的数据包。", "", found.document)
    verdict = Verdict.WARN if found.wrong else Verdict.PASS
    return Finding("releases", title, verdict, "；".join(found.sentences) + "。", found.remedy, found.document)
