"""``kiosk card read`` and ``probe``: the ID card reader by itself."""

from __future__ import annotations

import argparse
from typing import Any

from kiosk.cli.output import say, say_json
from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.errors import DeviceRefused, DeviceSilent, PortUnavailable
from kiosk.person.identity import IdentityCard, Sex

_READER_REMEDY: dict[ReaderTrouble, tuple[type[Exception], str, str]] = {
    ReaderTrouble.NO_CARD: (DeviceSilent, "没有读到卡。", "请把证件平放在读卡区再试；已放着的卡请拿起后重新放置。"),
    ReaderTrouble.PRESENT_AGAIN: (DeviceRefused, "读卡中断。", "请拿起证件，重新平放，读完再取走。"),
    ReaderTrouble.NOT_GENUINE: (DeviceRefused, "证件没有通过安全模块核验。", "请换证件或到人工窗口。"),
    ReaderTrouble.UNKNOWN_CARD: (
        DeviceRefused, "不是能识别的证件类型。", "请使用身份证、外国人永久居留证或港澳台居民居住证。"
    ),
    ReaderTrouble.LIFT_FIRST: (DeviceRefused, "读卡区上还放着读过的证件。", "请拿起来，再放一次。"),
    ReaderTrouble.CROWDED: (DeviceRefused, "读卡区上不止一样东西。", "请拿开手机、卡包和别的卡，只放一张证件。"),
    ReaderTrouble.NO_ANSWER: (DeviceSilent, "读卡器没有回答。", "请检查电源、数据线和波特率。"),
    ReaderTrouble.UNKNOWN_ANSWER: (DeviceRefused, "读卡器回答了未列出的状态码。", "请把这个状态码报给厂家。"),
    ReaderTrouble.READER_FAULT: (DeviceRefused, "读卡器安全模块自检失败。", "请断电重启读卡器；仍不行请报修。"),
    ReaderTrouble.NOT_AUTHORISED: (DeviceRefused, "读卡器安全模块未授权。", "请联系厂家，不要反复重试。"),
}
_SEX = {Sex.UNKNOWN: "未知", Sex.MALE: "男", Sex.FEMALE: "女", Sex.NOT_STATED: "未说明"}
BAUDRATES = (115200, 57600, 38400, 19200, 9600)


def add_commands(commands: Any) -> None:
    """Register the commands."""
    card = commands.add_parser("card", help="身份证读卡器").add_subparsers(required=True, metavar="动作")
    read = card.add_parser("read", help="读一张证件")
    read.add_argument("--port", required=True, help="任何 pyserial 地址：/dev/ttyUSB0、socket://主机：端口")
    read.add_argument("--baudrate", type=int, choices=BAUDRATES, help="不写就逐个速度试出来")
    read.add_argument("--timeout", type=float, default=30.0, help="最多等几秒")
    read.add_argument("--json", action="store_true", help="只输出一份 JSON")
    read.set_defaults(do=read_card)
    probe = card.add_parser("probe", help="看端口上是不是读卡器、速度多少、安全模块号")
    probe.add_argument("--port", required=True, help="任何 pyserial 地址")
    probe.add_argument("--json", action="store_true", help="只输出一份 JSON")
    probe.set_defaults(do=probe_reader)


def read_card(chosen: argparse.Namespace) -> int:
    """Read one document and print its fields."""
    from hardware.id_reader.driver import SerialCardReader
    from hardware.port import open_port

    open_port(chosen.port).close()
    reader = SerialCardReader(chosen.port, baudrate=chosen.baudrate)
    try:
        outcome = reader.read(chosen.timeout, lambda: False)
    finally:
        reader.close()
    if outcome.card is None:
        raise _trouble(outcome, chosen.port)
    fields = {**card_document(outcome.card), "sam_id": outcome.sam_id, "seconds": round(outcome.seconds, 4)}
    if chosen.json:
        say_json(fields)
    else:
        say(*(f"{key}: {value}" for key, value in fields.items() if value not in ("", None, [])))
    return 0


def _trouble(outcome: CardOutcome, port: str) -> Exception:
    if outcome.trouble is ReaderTrouble.PORT_MISSING or outcome.trouble not in _READER_REMEDY:
        return PortUnavailable(f"端口 {port} 不可用。", "请检查设备是否插好，或用 --port 换一个端口。")
    kind, message, remedy = _READER_REMEDY[outcome.trouble]
    return kind(f"{message}{outcome.detail}" if outcome.detail.startswith("SW3") else message, remedy)


def probe_reader(chosen: argparse.Namespace) -> int:
    """Say which reader answers on a port and at which speed."""
    from hardware.id_reader.driver import probe

    found = probe(chosen.port)
    if found is None:
        raise DeviceSilent(f"端口 {chosen.port} 上没有读卡器回答，五种速度都试过。", "请检查电源和数据线，或换端口。")
    fields = {"baudrate": found.baudrate, "sam_id": found.sam_id, "state": found.state, "healthy": found.healthy}
    if chosen.json:
        say_json(fields)
    else:
        say(*(f"{key}: {value}" for key, value in fields.items()))
    return 0


def card_document(card: IdentityCard) -> dict[str, Any]:
    """The fields of a document as the published JSON (dates ISO; 长期 for cards that never expire)."""
    birth = card.birth.reveal() if card.birth else None
    return {
        "kind": card.kind.value,
        "name": card.name.reveal(),
        "english_name": card.english_name.reveal(),
        "sex": _SEX[card.sex],
        "ethnic_group": card.ethnic_group,
        "birth": birth.isoformat() if birth else None,
        "address": card.address.reveal(),
        "number": card.number.reveal(),
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": "长期" if card.valid_forever else card.valid_to.isoformat() if card.valid_to else None,
        "nationality": card.nationality,
        "pass_number": card.pass_number.reveal(),
        "issue_count": card.issue_count,
        "photo_bytes": len(card.photo),
        "warnings": list(card.warnings),
    }
