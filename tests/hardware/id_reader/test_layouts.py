"""The four documents, with offsets written out from the specification and not taken from the program."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.codes import ETHNIC_GROUPS, ethnic_group, foreigner_check_digit, is_foreigner_number
from hardware.id_reader.layouts import LAYOUTS, UnknownCardKind, card_kind, read_card, text_block
from hardware.id_reader.specimens import SPECIMENS, specimen
from kiosk.person.identity import CardKind, Sex, resident_check_digit

PHOTO = b"WLf\0".ljust(1024, b"\0")


def block(flag: str, *fields: tuple[int, str]) -> BaseInformation:
    text = bytearray(b"\x20\x00" * 128)
    for offset, value in (*fields, (248, flag)):
        raw = value.encode("utf-16-le")
        text[offset : offset + len(raw)] = raw
    return BaseInformation(bytes(text), PHOTO)


NUMBER = "42120219900307001" + resident_check_digit("42120219900307001")
RESIDENT = (
    (0, "张样本"),
    (30, "1"),
    (32, "15"),
    (36, "19900307"),
    (52, "湖北省咸宁市咸安区样本路1号"),
    (122, NUMBER),
    (158, "咸宁市公安局咸安分局"),
    (188, "20200101"),
    (204, "20400101"),
)


def test_a_resident_card_is_read() -> None:
    card = read_card(block(" ", *RESIDENT))
    assert card.kind is CardKind.RESIDENT
    assert card.name.reveal() == "张样本"
    assert card.sex is Sex.MALE
    assert (card.ethnic_code, card.ethnic_group) == ("15", "土家")
    assert card.birth is not None
    assert card.birth.reveal() == date(1990, 3, 7)
    assert card.address.reveal() == "湖北省咸宁市咸安区样本路1号"
    assert card.number.reveal() == NUMBER
    assert card.issuer == "咸宁市公安局咸安分局"
    assert (card.valid_from, card.valid_to) == (date(2020, 1, 1), date(2040, 1, 1))
    assert not card.valid_forever
    assert card.photo == PHOTO
    assert card.warnings == ()


def test_forever_is_a_validity_of_resident_cards_only() -> None:
    card = read_card(block(" ", *RESIDENT, (204, "长期      ")))
    assert (card.valid_forever, card.valid_to, card.warnings) == (True, None, ())
    permit = read_card(specimen_with("permit", (204, "长期      ")))
    assert "此类证件不应为长期有效" in permit.warnings


def specimen_with(name: str, *fields: tuple[int, str]) -> BaseInformation:
    base = specimen(name)
    text = bytearray(base.text)
    for offset, value in fields:
        raw = value.encode("utf-16-le")
        text[offset : offset + len(raw)] = raw
    return BaseInformation(bytes(text), base.photo)


def test_a_2017_foreigner_is_read() -> None:
    number = "CAN42128511200" + foreigner_check_digit("CAN42128511200")
    fields = (
        (0, "SPECIMEN, ANNA"),
        (120, "2"),
        (122, number),
        (152, "CAN"),
        (158, "安样本"),
        (188, "20190301"),
        (204, "20290228"),
        (220, "19851120"),
        (236, "01"),
        (240, "4200"),
    )
    card = read_card(block("I", *fields))
    assert card.kind is CardKind.FOREIGNER_2017
    assert card.english_name.reveal() == "SPECIMEN, ANNA"
    assert card.name.reveal() == "安样本"
    assert (card.sex, card.nationality, card.version, card.issuer) == (Sex.FEMALE, "CAN", "01", "4200")
    assert card.number.reveal() == number
    assert card.birth is not None
    assert card.birth.reveal() == date(1985, 11, 20)
    assert (card.valid_from, card.valid_to) == (date(2019, 3, 1), date(2029, 2, 28))
    assert card.warnings == ()
    nameless = read_card(block("I", *fields, (158, " " * 15)))
    assert nameless.name.reveal() == "SPECIMEN, ANNA"


def test_a_2023_foreigner_is_read_with_a_name_in_two_parts() -> None:
    number = "94227619810803001" + resident_check_digit("94227619810803001")
    card = read_card(
        block(
            "Y",
            (0, "马示例"),
            (30, "1"),
            (32, "02"),
            (36, "19810803"),
            (52, "SPECIMEN, MAXIMILIAN ALEXANDERJOHN "),
            (122, number),
            (188, "20240115"),
            (204, "20340114"),
            (220, "PAUL"),
            (242, "DEU"),
        )
    )
    assert card.kind is CardKind.FOREIGNER_2023
    assert card.english_name.reveal() == "SPECIMEN, MAXIMILIAN ALEXANDERJOHN PAUL"
    assert (card.name.reveal(), card.issue_count, card.nationality) == ("马示例", "02", "DEU")
    assert card.number.reveal() == number
    assert card.birth is not None
    assert card.birth.reveal() == date(1981, 8, 3)
    assert card.warnings == ()


def test_a_permit_is_read() -> None:
    number = "83000019940823003" + resident_check_digit("83000019940823003")
    card = read_card(
        block("J", *RESIDENT, (32, "  "), (36, "19940823"), (122, number), (220, "H00000000"), (238, "03"))
    )
    assert card.kind is CardKind.PERMIT
    assert (card.ethnic_group, card.ethnic_code) == ("", "")
    assert (card.pass_number.reveal(), card.issue_count) == ("H00000000", "03")
    assert card.warnings == ()


@pytest.mark.parametrize("flag", ["K", "i", "\0", "中", "\ufffd"])
def test_an_unknown_document_is_refused_and_not_guessed(flag: str) -> None:
    with pytest.raises(UnknownCardKind):
        read_card(block(flag, *RESIDENT))


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ((122, NUMBER[:17] + "0"), "证件号码校验位不符"),
        ((36, "19900308"), "证件号码与出生日期不一致"),
        ((30, "2"), "证件号码与性别不一致"),
        ((36, "19901341"), "出生日期无法识别"),
        ((188, "        "), "有效期起始日期无法识别"),
        ((204, "2040010"), "有效期截止日期无法识别"),
        ((30, "5"), "性别代码无法识别"),
        ((0, "张\ue123"), "证件文字含有自造字，请人工核对"),
        ((122, " " * 18), "证件号码校验位不符"),
    ],
)
def test_doubtful_fields_warn_and_the_card_is_still_read(change: tuple[int, str], warning: str) -> None:
    blank = (change[0], " " * 8) if change[0] == 204 else (204, "20400101")
    assert warning in read_card(block(" ", *RESIDENT, blank, change)).warnings


def test_half_a_character_warns() -> None:
    base = block(" ", *RESIDENT)
    broken = BaseInformation(b"\x00\xd8" + base.text[2:], PHOTO)
    assert "证件文字含有无法识别的字符" in read_card(broken).warnings


@pytest.mark.parametrize(
    ("name", "change", "warning"),
    [
        ("foreigner-2017", (152, "DEU"), "证件号码与国籍不一致"),
        ("foreigner-2017", (150, "0"), "证件号码校验位不符"),
        ("foreigner-2023", (122, "1"), "永久居留身份证号码应以9开头"),
        ("permit", (122, "84"), "居住证号码应以810000、820000或830000开头"),
    ],
)
def test_each_document_is_held_against_its_own_number(
    name: str, change: tuple[int, str], warning: str
) -> None:
    assert warning in read_card(specimen_with(name, change)).warnings


def test_sex_not_stated_is_not_held_against_the_number() -> None:
    card = read_card(block(" ", *RESIDENT, (30, "9")))
    assert (card.sex, card.warnings) == (Sex.NOT_STATED, ())


def test_the_2017_check_digit_follows_the_published_number() -> None:
    assert foreigner_check_digit("KAZ11009012310") == "5"
    assert is_foreigner_number("KAZ110090123105")
    assert not is_foreigner_number("CAN110081080319")  # printed on a maker's specimen: warn, never refuse
    with pytest.raises(ValueError, match="14"):
        foreigner_check_digit("KAZ")


def test_ethnic_groups_are_complete_and_an_unknown_code_shows_itself() -> None:
    assert len(ETHNIC_GROUPS) == 58
    assert (ethnic_group("25"), ethnic_group("56"), ethnic_group("57")) == ("水", "基诺", "57")


@pytest.mark.parametrize("name", SPECIMENS)
def test_every_specimen_is_a_faultless_document(name: str) -> None:
    base = specimen(name)
    card = read_card(base)
    assert card.warnings == ()
    assert card.kind.value == name or name.startswith(card.kind.value)
    assert base.photo.startswith(bytes.fromhex("57 4C 66 00 7E 00 32 00 00 FF 85"))


def test_a_rare_character_beyond_the_basic_plane_is_kept() -> None:
    assert read_card(specimen("resident-rare")).name.reveal() == "李䶮𬭎"


def test_a_field_that_does_not_fit_is_refused_when_building() -> None:
    with pytest.raises(ValueError, match="at most 15"):
        text_block(CardKind.RESIDENT, {"name": "张" * 16})
    with pytest.raises(ValueError, match="no field"):
        text_block(CardKind.PERMIT, {"ethnic_code": "01"})


def test_no_two_fields_overlap_nor_cover_the_letter() -> None:
    for places in LAYOUTS.values():
        taken = sorted((place.offset, place.offset + place.size) for place in places.values())
        assert all(end <= start for (_, end), (start, _) in pairwise(taken))
        assert taken[-1][1] <= 248


@settings(deadline=None)
@given(st.binary(min_size=248, max_size=248), st.sampled_from([" ", "I", "Y", "J"]), st.binary(min_size=6))
def test_any_text_block_gives_a_card_with_warnings_and_never_an_error(
    body: bytes, flag: str, tail: bytes
) -> None:
    text = body + flag.encode("utf-16-le") + tail[:6]
    card = read_card(BaseInformation(text, PHOTO))
    assert card.kind is card_kind(text)
    assert repr(card) == f"IdentityCard({card.kind.value}, <redacted>)"
