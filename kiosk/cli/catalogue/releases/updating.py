"""``kiosk catalog update`` and ``rollback``: a technician's hand on the releases of this machine."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.pack_reader import PACKS
from config.settings import SETTINGS_FILE, Settings, read_settings
from kiosk.cli.catalogue.releases.proving import Prover, add_proving
from kiosk.cli.output import say, say_json
from kiosk.errors import KioskError, UsageError

if TYPE_CHECKING:
    from offline_cache.releases import Shelf
    from offline_cache.releases.asking import Updates

_MINUTE = "正在运行的终端一分钟左右换用；办到一半的人用原来的版本办完。"


def add_updating(actions: Any) -> None:
    """Register ``update``, ``rollback`` and ``prove``."""
    update = _common(actions.add_parser("update", help="看大厅有没有新的目录发布版；--now 取来并启用"), do_update)
    update.add_argument("--now", action="store_true", help="取来、检查、启用")
    update.add_argument("--again", action="store_true", help="本机停用过的这一版再试一次")
    update.add_argument("--server", help="大厅服务器地址，代替设置文件里的")
    back = _common(actions.add_parser("rollback", help="退回上一个目录发布版，并不再用现在这一版"), do_rollback)
    back.add_argument("--why", default="技术人员退回", help="原因，记录在案")
    add_proving(actions)


def _common(parser: argparse.ArgumentParser, action: Any) -> argparse.ArgumentParser:
    parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    parser.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(do=action)
    return parser


def do_update(chosen: argparse.Namespace) -> int:
    """Look, or take; exit status 2 when the hall gives no good answer or what it gives is refused."""
    from kiosk.cli.catalogue.releases.choosing import shelf_of
    from kiosk.needs import HallUnreachable

    settings = _settings(chosen)
    if not settings.catalogue.publisher_keys:
        raise UsageError(
            "kiosk.toml [catalogue] publisher_keys 没有写：本机不认任何发布者，不更新。",
            "请写上发布者的公钥（发布者运行 kiosk catalog keygen 时显示的那一行）。",
        )
    shelf = shelf_of(settings)
    if chosen.again:
        for name in shelf.state().refused:
            shelf.forgive(name)
    updates, close = _updates(settings, shelf)
    try:
        return _take(chosen, settings, updates) if chosen.now else _look(chosen, updates)
    except HallUnreachable as error:
        raise KioskError(
            f"{settings.hall_server.url}：{error.reason}。", "请检查网络和大厅服务器；现在的版本照常使用。"
        ) from None
    finally:
        close()


def _updates(settings: Settings, shelf: Shelf) -> tuple[Updates, Any]:
    from config.last_good import serve_hall
    from kiosk.cli.starting import HallClock
    from offline_cache.hall_client import HttpHall
    from offline_cache.releases.asking import Rules, Updates

    server = settings.hall_server
    hall = HttpHall(server.url, serve_hall(settings.data).facts.machine, (server.connect_seconds, server.read_seconds))
    rules = Rules(settings.region, settings.catalogue.publisher_keys)
    return Updates(shelf, hall.fetch, rules, HallClock(settings.timezone), PACKS), hall.close


def _look(chosen: argparse.Namespace, updates: Updates) -> int:
    offer = updates.look()
    if chosen.json:
        found = None if offer is None else {
            "name": offer.manifest.name, "as_of": offer.manifest.as_of, "created": offer.manifest.created,
            "withdraws": offer.manifest.withdraws, "fetch": len(offer.missing),
            "bytes": sum(file.size for file in offer.missing),
        }  # fmt: skip
        say_json({"offered": found})
    elif offer is None:
        say("大厅没有更新的目录，本机用的就是最新的。")
    else:
        manifest, size = offer.manifest, sum(file.size for file in offer.missing)
        say(f"大厅有新的发布版 {manifest.name}：资料日期 {manifest.as_of}，签发于 {manifest.created}",
            *((f"  发布者要求退回旧资料：{manifest.withdraws}",) if manifest.withdraws else ()),
            f"  要取 {len(offer.missing)} 个文件、{size} 字节；启用：kiosk catalog update --now")
    return 0


def _take(chosen: argparse.Namespace, settings: Settings, updates: Updates) -> int:
    from kiosk.cli.running import CACHE

    done = updates.update(Prover(settings, CACHE / "fonts").prove)
    if chosen.json:
        say_json(asdict(done))
    elif done.outcome == "taken":
        say(f"已启用发布版 {done.name}：取来 {done.fetched} 个文件、{done.bytes} 字节，检查通过。", _MINUTE)
    else:
        said = "大厅的发布版与本机的内容相同" if done.outcome == "same" else "本机用的就是最新的"
        say(f"{said}{f'（{done.name}）' if done.name else ''}，没有改动。")
    return 0


def do_rollback(chosen: argparse.Namespace) -> int:
    """Go back one release, or to the packs that came with the program."""
    from kiosk.cli.catalogue.releases.choosing import shelf_of

    shelf = shelf_of(_settings(chosen))
    state = shelf.state()
    if not state.current:
        raise UsageError("本机用的是程序自带的数据包，没有可以退回的发布版。", "看现在用的版本：kiosk catalog status。")
    shelf.refuse(state.current, chosen.why)
    now = shelf.state().current
    if chosen.json:
        say_json({"left": state.current, "now": now or None, "why": chosen.why})
    else:
        say(f"已停用发布版 {state.current}，换回{f'发布版 {now}' if now else '程序自带的数据包'}。", _MINUTE,
            "大厅再发新的会照常更新；要再试这一版：kiosk catalog update --now --again")
    return 0


def _settings(chosen: argparse.Namespace) -> Settings:
    from dataclasses import replace

    settings = read_settings(chosen.settings)
    settings = settings.at(chosen.data) if chosen.data else settings
    server = getattr(chosen, "server", None)
    return replace(settings, hall_server=replace(settings.hall_server, url=server)) if server else settings
