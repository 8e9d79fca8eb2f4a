"""``kiosk device``: make this machine known to the hall, and see how it stands."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from config.settings import Settings
from kiosk.cli.outbox.opening import common, opened
from kiosk.cli.output import say, say_json
from kiosk.errors import KioskError

DONE, FELL_SHORT = 0, 1


def add_commands(commands: Any) -> None:
    """Register the commands."""
    device = commands.add_parser("device", help="本机在大厅的登记").add_subparsers(required=True, metavar="动作")
    enrol_parser = device.add_parser("enrol", help="用大厅给的一次性登记码登记本机")
    common(enrol_parser, enrol)
    enrol_parser.add_argument("code", metavar="登记码")
    enrol_parser.add_argument("--again", action="store_true", help="已登记过，换一把新的签名密钥")
    common(device.add_parser("show", help="看登记情况"), show)


def enrol(chosen: argparse.Namespace) -> int:
    """Enrol; exit status 2 when the hall does not take the code or gives no answer."""
    from kiosk.needs import HallUnreachable
    from kiosk.wiring.stores import Stores

    with opened(chosen) as machine:
        stores = Stores(machine.settings, machine.clock, vault=machine.vault)
        try:
            record = stores.enrolment.enrol(chosen.code, again=chosen.again)
        except HallUnreachable as error:
            raise KioskError(
                f"{machine.settings.hall_server.url}：{error.reason}。", "登记没有完成；请排除后用同一个登记码再试。"
            ) from None
        finally:
            stores.close()
    if chosen.json:
        say_json({"device": record.device, "machine": record.machine, "enrolled_at": record.enrolled_at})
    else:
        say(f"已登记：终端 {record.machine}，设备 {record.device[:8]}。提交的申请从现在起由本机签名。")
    return DONE


def show(chosen: argparse.Namespace) -> int:
    """Print how this machine stands, without secrets; exit status 1 when the hall does not let it in."""
    from offline_cache.enrolment import DeviceKeys

    with opened(chosen) as machine:
        record = DeviceKeys(machine.outbox.store, machine.vault, machine.clock).current()
        waiting = machine.outbox.status(0).waiting
    if record is None or not record.enrolled_at:
        if chosen.json:
            say_json({"device": "", "enrolled_at": "", "refused": "", "waiting": waiting})
        else:
            say("本机还没有登记。向大厅要登记码，然后运行：kiosk device enrol 登记码")
        return DONE
    renew_at = _shown(record.renew_at, machine.settings)
    if chosen.json:
        say_json({
            "device": record.device, "machine": record.machine, "hall": record.hall,
            "enrolled_at": record.enrolled_at, "token_renewed_by": renew_at, "refused": record.refused,
            "waiting": waiting,
        })  # fmt: skip
    else:
        _say_record(record.refused, record.machine, record.device, record.hall, record.enrolled_at, renew_at, waiting)
    return FELL_SHORT if record.refused else DONE


def _say_record(
    refused: str, machine: str, device: str, hall: str, enrolled_at: str, renew_at: str, waiting: int
) -> None:
    from offline_cache.enrolment.signing import WORDS

    say(f"终端 {machine}，设备 {device[:8]}，大厅 {hall}", f"登记于 {enrolled_at}，令牌最迟 {renew_at} 换新")
    if refused:
        say(f"{WORDS.get(refused, refused)}。", f"待发箱里的 {waiting} 件都还在，恢复后自动提交。")


def _shown(moment: float, settings: Settings) -> str:
    from zoneinfo import ZoneInfo

    return datetime.fromtimestamp(moment, ZoneInfo(settings.timezone)).isoformat(timespec="seconds")
