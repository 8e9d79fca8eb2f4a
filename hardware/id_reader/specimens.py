"""Made-up documents for demonstration and training: right check digits, no real person, fake photo."""

from __future__ import annotations

from hardware.id_reader.base_info import PHOTO_SIZE, BaseInformation
from hardware.id_reader.codes import foreigner_check_digit
from hardware.id_reader.layouts import FOREVER, text_block
from kiosk.person.identity import CardKind, resident_check_digit

_WLT_HEAD = bytes.fromhex("574C66007E00320000FF85")
_ISSUER = "咸宁市公安局咸安分局"
_STREET = "湖北省咸宁市咸安区样本路"


def _resident_number(first17: str) -> str:
    return first17 + resident_check_digit(first17)


def _foreigner_number(first14: str) -> str:
    return first14 + foreigner_check_digit(first14)


_FIELDS: dict[str, tuple[CardKind, dict[str, str]]] = {
    "resident": (
        CardKind.RESIDENT,
        {
            "name": "张样本",
            "sex": "1",
            "ethnic_code": "01",
            "birth": "19900307",
            "address": _STREET + "1号示例小区2栋301室",
            "number": _resident_number("42120219900307001"),
            "issuer": _ISSUER,
            "valid_from": "20200101",
            "valid_to": "20400101",
        },
    ),
    "resident-rare": (
        CardKind.RESIDENT,
        {
            "name": "李䶮𬭎",
            "sex": "2",
            "ethnic_code": "15",
            "birth": "19960229",
            "address": _STREET + "8号示例公寓1单元502室",
            "number": _resident_number("42120219960229002"),
            "issuer": _ISSUER,
            "valid_from": "20190601",
            "valid_to": "20390601",
        },
    ),
    "resident-forever": (
        CardKind.RESIDENT,
        {
            "name": "王示例",
            "sex": "2",
            "ethnic_code": "03",
            "birth": "19520115",
            "address": _STREET + "66号",
            "number": _resident_number("42120219520115004"),
            "issuer": _ISSUER,
            "valid_from": "20080808",
            "valid_to": FOREVER,
        },
    ),
    "foreigner-2017": (
        CardKind.FOREIGNER_2017,
        {
            "name": "安样本",
            "english_name": "SPECIMEN, ANNA",
            "sex": "2",
            "birth": "19851120",
            "number": _foreigner_number("CAN42128511200"),
            "nationality": "CAN",
            "valid_from": "20190301",
            "valid_to": "20290228",
            "version": "01",
            "issuer": "4200",
        },
    ),
    "foreigner-2023": (
        CardKind.FOREIGNER_2023,
        {
            "name": "马示例",
            "english_name": "SPECIMEN, MAXIMILIAN ALEXANDER JOHA",
            "english_name_rest": "NNES",
            "sex": "1",
            "issue_count": "01",
            "birth": "19810803",
            "number": _resident_number("94227619810803001"),
            "nationality": "DEU",
            "valid_from": "20240115",
            "valid_to": "20340114",
        },
    ),
    "permit": (
        CardKind.PERMIT,
        {
            "name": "陈样本",
            "sex": "1",
            "birth": "19940823",
            "address": _STREET + "19号示例大厦1203室",
            "number": _resident_number("81000019940823003"),
            "issuer": _ISSUER,
            "valid_from": "20230510",
            "valid_to": "20280509",
            "pass_number": "H00000000",
            "issue_count": "01",
        },
    ),
}

SPECIMENS = tuple(_FIELDS)


def specimen(name: str) -> BaseInformation:
    """The bytes a reader gives for one of SPECIMENS. Raises KeyError for another name."""
    kind, fields = _FIELDS[name]
    return BaseInformation(text_block(kind, fields), _WLT_HEAD.ljust(PHOTO_SIZE, b"\0"))
