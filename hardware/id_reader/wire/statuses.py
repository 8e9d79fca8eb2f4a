"""SW3, the reader's own state, as a closed set: every byte 0…255 has a verdict that says what to do.

The card's own words (SW1 SW2) decide nothing: 31, 41, 47 and 81 carry them as they come (GA/T 467).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.wire.frames import Response
from kiosk.devices.outcomes import ReaderTrouble


class Action(Enum):
    """What the host does about a status, and the trouble to report when a read ends with it (None: none does)."""

    GO_ON = ("go_on", None)
    NOTHING_STORED = ("nothing_stored", None)
    KEEP_POLLING = ("keep_polling", None)
    START_OVER = ("start_over", None)
    SEND_AGAIN = ("send_again", ReaderTrouble.NO_ANSWER)
    FALL_BACK = ("fall_back", ReaderTrouble.READER_FAULT)
    PRESENT_AGAIN = ("present_again", ReaderTrouble.PRESENT_AGAIN)
    REFUSE_CARD = ("refuse_card", ReaderTrouble.NOT_GENUINE)
    TAKE_OTHER_CARD = ("take_other_card", ReaderTrouble.UNKNOWN_CARD)
    RESET_READER = ("reset_reader", ReaderTrouble.READER_FAULT)
    STOP_FOR_SERVICE = ("stop_for_service", ReaderTrouble.NOT_AUTHORISED)
    CALL_SERVICE = ("call_service", ReaderTrouble.UNKNOWN_ANSWER)

    def __init__(self, word: str, trouble: ReaderTrouble | None) -> None:
        self.word = word
        self.trouble = trouble


class Status(Enum):
    """The listed codes: code, the action each needs, and its meaning for technicians.

    34, 50 and 61 come from one maker's list only; the others from at least two.
    """

    DONE = (0x90, Action.GO_ON, "操作成功")
    FOUND = (0x9F, Action.GO_ON, "寻卡成功")
    NO_SUCH_ITEM = (0x91, Action.NOTHING_STORED, "卡内无此项内容")
    BAD_CHECKSUM_HEARD = (0x10, Action.SEND_AGAIN, "读卡器收到的校验和有误")
    BAD_LENGTH_HEARD = (0x11, Action.SEND_AGAIN, "读卡器收到的长度有误")
    UNKNOWN_COMMAND = (0x21, Action.FALL_BACK, "读卡器不认识这条命令")
    OUT_OF_ORDER = (0x23, Action.START_OVER, "越权操作，命令次序不对")
    UNKNOWN_ERROR = (0x24, Action.PRESENT_AGAIN, "无法识别的错误")
    CARD_REFUSED_READER = (0x31, Action.PRESENT_AGAIN, "证件认证安全模块失败")
    READER_REFUSED_CARD = (0x32, Action.REFUSE_CARD, "安全模块认证证件失败")
    INFORMATION_CHECK_FAILED = (0x33, Action.PRESENT_AGAIN, "信息验证错误")
    NO_CARD_YET = (0x34, Action.KEEP_POLLING, "尚未找到卡")
    FINGERPRINT_CHECK_FAILED = (0x37, Action.PRESENT_AGAIN, "指纹信息验证错误")
    INFORMATION_LENGTH_WRONG = (0x3F, Action.PRESENT_AGAIN, "信息长度错误")
    CARD_TYPE_UNKNOWN = (0x40, Action.TAKE_OTHER_CARD, "无法识别的卡类型")
    READ_FAILED = (0x41, Action.PRESENT_AGAIN, "读卡操作失败")
    RANDOM_NUMBER_FAILED = (0x47, Action.PRESENT_AGAIN, "取随机数失败")
    WRITE_FAILED = (0x50, Action.CALL_SERVICE, "写卡操作失败")
    SELF_TEST_FAILED = (0x60, Action.RESET_READER, "安全模块自检失败，不能接收命令")
    LOGIN_FAILED = (0x61, Action.CALL_SERVICE, "登录失败")
    NOT_AUTHORISED = (0x66, Action.STOP_FOR_SERVICE, "安全模块未经授权，不能使用")
    NOT_FOUND = (0x80, Action.KEEP_POLLING, "没有卡，或卡读过后还没有拿起")
    NOT_SELECTED = (0x81, Action.KEEP_POLLING, "选卡失败")

    def __init__(self, code: int, action: Action, meaning: str) -> None:
        self.code = code
        self.action = action
        self.meaning = meaning

    def response(self, data: bytes = b"") -> Response:
        """The frame that carries this status, with the card's own status 00 00."""
        return Response(0, 0, self.code, data)

    @classmethod
    def of(cls, response: Response) -> Status | None:
        """By SW3 alone; None for a code in no list."""
        return _BY_CODE.get(response.sw3)


_BY_CODE = {status.code: status for status in Status}


@dataclass(frozen=True)
class Verdict:
    """What one SW3 byte asks of the host. ``status`` is None for a code in no list: service, with the code named."""

    code: int
    status: Status | None
    action: Action

    @property
    def trouble(self) -> ReaderTrouble | None:
        """What a read that ends with it reports; None for codes that end no read."""
        return self.action.trouble

    @property
    def named(self) -> str:
        """For technicians: the code and what it means. Holds nothing personal."""
        return f"SW3 {self.code:02X}（{self.status.meaning if self.status else '未列出的状态码'}）"


def verdict(code: int) -> Verdict:
    """The verdict on SW3 ``code``. ValueError unless it is a byte."""
    if not 0 <= code <= 0xFF:
        raise ValueError("SW3 is one byte")
    status = _BY_CODE.get(code)
    return Verdict(code, status, status.action if status else Action.CALL_SERVICE)
