"""The 256-byte text block of the four documents, to and from named fields.

UTF-16LE, padded with U+0020; byte 248 holds the letter that says which document it is
(GA/T 467 and the layouts of the 2017 and 2023 foreigners' cards and the residence permit).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hardware.id_reader.base_info import TEXT_SIZE, BaseInformation
from hardware.id_reader.codes import PERMIT_PREFIXES, ethnic_group, is_foreigner_number
from kiosk.person.identity import CardKind, IdentityCard, Sex, is_resident_number
from kiosk.person.privacy import Private

FOREVER = "长期"
_FLAG = slice(248, 250)


class Place(NamedTuple):
    """Where a field lies, in bytes."""

    offset: int
    size: int


_NUMBER_AND_DATES = {
    "number": Place(122, 36),
    "valid_from": Place(188, 16),
    "valid_to": Place(204, 16),
}
_NATIONAL = {
    "name": Place(0, 30),
    "sex": Place(30, 2),
    "birth": Place(36, 16),
    "address": Place(52, 70),
    "issuer": Place(158, 30),
    **_NUMBER_AND_DATES,
}
LAYOUTS: dict[CardKind, dict[str, Place]] = {
    CardKind.RESIDENT: {**_NATIONAL, "ethnic_code": Place(32, 4)},
    CardKind.PERMIT: {**_NATIONAL, "pass_number": Place(220, 18), "issue_count": Place(238, 4)},
    CardKind.FOREIGNER_2017: {
        **_NUMBER_AND_DATES,
        "english_name": Place(0, 120),
        "sex": Place(120, 2),
        "number": Place(122, 30),
        "nationality": Place(152, 6),
        "name": Place(158, 30),
        "birth": Place(220, 16),
        "version": Place(236, 4),
        "issuer": Place(240, 8),
    },
    CardKind.FOREIGNER_2023: {
        **_NUMBER_AND_DATES,
        "name": Place(0, 30),
        "sex": Place(30, 2),
        "issue_count": Place(32, 4),
        "birth": Place(36, 16),
        "english_name": Place(52, 70),
        "english_name_rest": Place(220, 22),
        "nationality": Place(242, 6),
    },
}
FLAGS = {
    " ": CardKind.RESIDENT,
    "I": CardKind.FOREIGNER_2017,
    "Y": CardKind.FOREIGNER_2023,
    "J": CardKind.PERMIT,
}


class UnknownCardKind(ValueError):
    """The block names a document this program does not know; its fields must not be guessed."""


def card_kind(text: bytes) -> CardKind:
    """Which document a 256-byte block holds. Raises UnknownCardKind."""
    letter = text[_FLAG].decode("utf-16-le", errors="replace")
    if len(text) != TEXT_SIZE or letter not in FLAGS:
        raise UnknownCardKind("no known document type in the text block")
    return FLAGS[letter]


def text_block(kind: CardKind, fields: dict[str, str]) -> bytes:
    """The block for ``fields`` (names as in LAYOUTS). ValueError when one is unknown or too long."""
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for name, value in fields.items():
        if name not in LAYOUTS[kind]:
            raise ValueError(f"{kind.value} has no field {name}")
        offset, size = LAYOUTS[kind][name]
        encoded = value.encode("utf-16-le")
        if len(encoded) > size:
            raise ValueError(f"{name} takes at most {size // 2} characters")
        block[offset : offset + len(encoded)] = encoded
    letter = next(flag for flag, of in FLAGS.items() if of is kind)
    block[_FLAG] = letter.encode("utf-16-le")
    return bytes(block)


def read_card(base: BaseInformation) -> IdentityCard:
    """The document as the core knows it, with every cross-check that failed in ``warnings``.

    Raises UnknownCardKind; anything else doubtful is a warning, since a citizen can still be served.
    """
    kind = card_kind(base.text)
    raw = {name: _field(base.text, place) for name, place in LAYOUTS[kind].items()}
    warnings: list[str] = []
    birth = _date(raw["birth"], "出生日期", warnings)
    sex = _sex(raw["sex"], warnings)
    english = _english_name(kind, base.text)
    warnings += _text_warnings(raw)
    warnings += _number_warnings(kind, raw, birth, sex)
    forever = raw["valid_to"] == FOREVER
    if forever and kind is not CardKind.RESIDENT:
        warnings.append("此类证件不应为长期有效")
    code = raw.get("ethnic_code", "")
    return IdentityCard(
        kind=kind,
        name=Private(raw["name"] or english),
        number=Private(raw["number"]),
        sex=sex,
        birth=None if birth is None else Private(birth),
        valid_from=_date(raw["valid_from"], "有效期起始日期", warnings),
        valid_to=None if forever else _date(raw["valid_to"], "有效期截止日期", warnings),
        valid_forever=forever,
        ethnic_group=ethnic_group(code),
        ethnic_code=code,
        address=Private(raw.get("address", "")),
        issuer=raw.get("issuer", ""),
        english_name=Private(english),
        nationality=raw.get("nationality", ""),
        pass_number=Private(raw.get("pass_number", "")),
        issue_count=raw.get("issue_count", ""),
        version=raw.get("version", ""),
        photo=base.photo,
        warnings=tuple(warnings),
    )


def _raw(text: bytes, place: Place) -> str:
    return text[place.offset : place.offset + place.size].decode("utf-16-le", errors="replace")


def _field(text: bytes, place: Place) -> str:
    return _raw(text, place).rstrip(" \0")


def _english_name(kind: CardKind, text: bytes) -> str:
    """Both parts joined before trimming: a space may be the last character of a full first part."""
    places = [place for name, place in LAYOUTS[kind].items() if name.startswith("english_name")]
    return " ".join("".join(_raw(text, place) for place in places).replace("\0", " ").split())


def _date(value: str, label: str, warnings: list[str]) -> date | None:
    try:
        if len(value) != 8 or not (value.isascii() and value.isdigit()):
            raise ValueError(label)
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        warnings.append(f"{label}无法识别")
        return None


def _sex(value: str, warnings: list[str]) -> Sex:
    try:
        return Sex(value)
    except ValueError:
        warnings.append("性别代码无法识别")
        return Sex.UNKNOWN


def _text_warnings(raw: dict[str, str]) -> list[str]:
    joined = "".join(raw.values())
    warnings = []
    if "\ufffd" in joined:
        warnings.append("证件文字含有无法识别的字符")
    if any("\ue000" <= c <= "\uf8ff" for c in joined):
        warnings.append("证件文字含有自造字，请人工核对")
    return warnings


def _number_warnings(kind: CardKind, raw: dict[str, str], birth: date | None, sex: Sex) -> list[str]:
    """What the number itself says, held against the card's other fields."""
    number = raw["number"]
    if kind is CardKind.FOREIGNER_2017:
        right, born, order = is_foreigner_number(number), number[7:13], number[13:14]
    else:
        right, born, order = is_resident_number(number), number[6:14], number[16:17]
    warnings = [] if right else ["证件号码校验位不符"]
    if birth is not None and not (born and f"{birth:%Y%m%d}".endswith(born)):
        warnings.append("证件号码与出生日期不一致")
    if sex in (Sex.MALE, Sex.FEMALE) and (
        not (order.isascii() and order.isdigit()) or (int(order) % 2 == 1) != (sex is Sex.MALE)
    ):
        warnings.append("证件号码与性别不一致")
    if kind is CardKind.FOREIGNER_2017 and number[:3] != raw["nationality"]:
        warnings.append("证件号码与国籍不一致")
    if kind is CardKind.FOREIGNER_2023 and not number.startswith("9"):
        warnings.append("永久居留身份证号码应以9开头")
    if kind is CardKind.PERMIT and not number.startswith(PERMIT_PREFIXES):
        warnings.append("居住证号码应以810000、820000或830000开头")
    return warnings
