"""The hall server, the clock against its clock, and its certificate."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.hall_reader import read_hall
from config.pack_reader import read_pack
from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import packs_in_use
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.needs import HallUnreachable
from offline_cache.hall_client import HttpHall
from offline_cache.looking import look_at_certificate, look_at_hall

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a machine with an empty clock battery wakes up long before this
_CLOCK_WARN, _CLOCK_FAIL = 5.0, 60.0
_CERTIFICATE_WARN_DAYS = 30


def look_at_hall_and_clock(settings: Settings) -> list[Finding]:
    """Reachability, the data version the hall works with, our clock and the certificate."""
    server = settings.hall_server
    timeout = (min(server.connect_seconds, 3.0), min(server.read_seconds, 4.0))
    hall, ahead = _hall(settings, timeout)
    return [hall, _clock(settings, ahead), _certificate(server.url, timeout[0])]


def _hall(settings: Settings, timeout: tuple[float, float]) -> tuple[Finding, float | None]:
    title, url = "大厅服务器", settings.hall_server.url
    client = HttpHall(url, read_hall().machine, timeout, total=6.0)
    try:
        regions = client.catalog_versions()
        look = look_at_hall(url, timeout)
    except HallUnreachable as error:
        return Finding(
            "hall", title, Verdict.FAIL, f"{url}：{error.reason}。",
            "请检查网线、交换机和 [hall_server] url；大厅那边请确认服务器已启动。"
            "没有大厅也能排方案、打印，材料先存待发箱。",
        ), None
    finally:
        client.close()
    own, theirs = read_pack(packs_in_use(settings) / settings.region).version, regions.get(settings.region)
    facts = {"seconds": round(look.seconds, 3), "hall_pack": theirs, "own_pack": own}
    if theirs is None:
        return Finding(
            "hall", title, Verdict.WARN, f"{url} 有回答，但大厅没有 {settings.region} 的数据。",
            "请大厅装上这个地区的数据包，或核对 [machine] region。", facts,
        ), look.ahead_seconds
    said = f"{url} 有回答，用时 {look.seconds * 1000:.0f} 毫秒（数据包：大厅 {theirs}、本机 {own}）。"
    return Finding("hall", title, Verdict.PASS, said, "", facts), look.ahead_seconds


def _clock(settings: Settings, ahead: float | None) -> Finding:
    title, now = "时钟", datetime.now(ZoneInfo(settings.timezone))
    said = f"{now:%Y-%m-%d %H:%M:%S}（{settings.timezone}）"
    facts = {
        "local": now.isoformat(timespec="seconds"), "system_timezone": time.strftime("%Z"),
        "hall_ahead_seconds": None if ahead is None else round(ahead, 1),
    }
    fix = "请打开自动对时：timedatectl set-ntp true；断网的请手工对时。"
    if now < EARLIEST:
        return Finding("clock", title, Verdict.FAIL, f"{said}，日期显然不对。", f"{fix}主板电池可能没电了。", facts)
    if ahead is None:
        said += "，问不到大厅的时间，没有核对。"
        return Finding("clock", title, Verdict.WARN, said, "大厅恢复后再查一次。", facts)
    off = f"与大厅相差 {abs(ahead):.0f} 秒"
    if abs(ahead) > _CLOCK_FAIL:
        return Finding("clock", title, Verdict.FAIL, f"{said}，{off}。", fix, facts)
    if abs(ahead) > _CLOCK_WARN:
        return Finding("clock", title, Verdict.WARN, f"{said}，{off}。", fix, facts)
    return Finding("clock", title, Verdict.PASS, f"{said}，{off}。", "", facts)


def _certificate(url: str, timeout: float) -> Finding:
    title = "大厅证书"
    try:
        shown = look_at_certificate(url, timeout)
    except HallUnreachable as error:
        return Finding(
            "certificate", title, Verdict.UNKNOWN, f"看不到证书：{error.reason}。", "请先恢复与大厅服务器的连接。"
        )
    if shown is None:
        return Finding("certificate", title, Verdict.SKIPPED, "大厅用的是 http，没有证书。")
    days = (shown.expires - datetime.now(UTC)).total_seconds() / 86400
    said, facts = f"有效到 {shown.expires:%Y-%m-%d}", {"expires": shown.expires.isoformat(), "days": round(days, 1)}
    if shown.distrust or days < 0:
        why = f"（{shown.distrust}）" if shown.distrust else ""
        return Finding(
            "certificate", title, Verdict.FAIL, f"证书不可信{why}，{said}。",
            "请大厅更换证书；自建证书的，请把签发证书装进本机的信任列表。", facts,
        )
    if days < _CERTIFICATE_WARN_DAYS:
        said += f"，还有 {days:.0f} 天。"
        return Finding("certificate", title, Verdict.WARN, said, "请大厅尽快更换证书。", facts)
    return Finding("certificate", title, Verdict.PASS, f"{said}。", "", facts)
