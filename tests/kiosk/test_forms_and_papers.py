"""The one form as a value and the papers made from it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from config.hall_reader import read_hall
from kiosk.filing.receipt import Receipt
from kiosk.forms.form import Form, faults, fields_for, filled_fields, pages, prefill
from kiosk.forms.papers import Filing, Imprint, application, checklist, code_payload, slip
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan
from kiosk.person.identity import CardKind, IdentityCard, Sex, resident_check_digit
from kiosk.person.privacy import Private
from kiosk.slips.ticket import TicketGrant
from kiosk.visit.work.matter import Matter

FIRST17 = "42120019900101123"
RESIDENT = IdentityCard(
    kind=CardKind.RESIDENT, name=Private("张样本"), number=Private(FIRST17 + resident_check_digit(FIRST17)),
    sex=Sex.FEMALE, birth=Private(date(1990, 1, 1)), valid_from=date(2020, 1, 1), valid_to=None, valid_forever=True,
    address=Private("湖北省咸宁市示例路1号"),
)
FOREIGNER = replace(
    RESIDENT, kind=CardKind.FOREIGNER_2017, name=Private(""), english_name=Private("SPECIMEN, JOAN"),
    number=Private("KAZ110090123105"), address=Private(""),
)
IMPRINT = Imprint(read_hall(), datetime(2026, 11, 21, 20, 0), demo=True)


@pytest.fixture
def matter(catalog):
    answers = Answers().with_answer("area", 400.0).with_answer("has_licence", False).with_answer(
        "auto_fire_system", False
    )
    return Matter(catalog, catalog.scenarios["open-restaurant"], answers)


@pytest.fixture
def filled(matter):
    done = matter.with_card(RESIDENT)
    for key, raw in {"phone": "13800138000", "entity": "个体工商户", "district": "温泉街道", "ownership": "租赁",
                     "staff": "8", "seats": "60", "dishes": "热食、冷食", "delivery": "窗口领取"}.items():
        done = done.typed(key, raw)
    for key in ("business_name", "street"):
        done = done.for_window(key)
    assert done.faults == {}
    for mark in done.material_marks():
        if mark.status is None:
            done = done.marked(mark.material.id, "later" if mark.material.id == "food-rules" else "paper")
    return done


def test_a_blank_is_asked_once_for_all_items_that_use_it(catalog, matter):
    made = fields_for(catalog, matter.scenario, matter.plan, matter.answers)
    assert len({blank.key for blank in made}) == len(made)
    phone = next(blank for blank in made if blank.key == "phone")
    assert set(phone.used_by) == {entry.item.id for entry in matter.plan.items}


def test_pages_keep_the_person_together_and_never_hold_more_than_four_others(matter):
    for page in pages(matter.fields):
        assert len({blank.group for blank in page}) == 1 or page[0].group != "person"
        assert page[0].group == "person" or len(page) <= 4


def test_the_card_fills_blanks_and_what_was_typed_stays(matter):
    typed = matter.typed("home_address", "咸宁市另一处")
    done = typed.with_card(RESIDENT)
    assert done.form.entry("applicant_name").origin == "card"
    assert done.form.entry("sex").raw == "女"
    assert done.form.entry("home_address").raw == "咸宁市另一处"
    assert done.form.entry("premises_area").raw == "400"


def test_a_changed_answer_changes_the_blank_it_had_filled(matter):
    changed = matter.with_card(RESIDENT).answered("area", 200.0)
    assert changed.form.entry("premises_area").raw == "200"


def test_without_the_card_its_blanks_are_empty_again(matter):
    assert matter.with_card(RESIDENT).without_card().form.entry("id_number").raw == ""


def test_a_foreigners_number_off_the_chip_is_not_held_to_the_resident_rule(matter):
    form = prefill(Form(), matter.fields, FOREIGNER, matter.answers)
    assert "id_number" not in faults(form, matter.fields)
    assert form.entry("applicant_name").raw == "SPECIMEN, JOAN"


def test_the_bundle_holds_every_blank_with_its_origin(filled):
    bundle = filled.bundle("b" * 32, "A03", datetime(2026, 11, 21, 20, 0), demo=True)
    origins = {entry.key: entry.origin for entry in bundle.fields}
    assert origins["applicant_name"] == "card"
    assert origins["premises_area"] == "answers"
    assert origins["phone"] == "citizen"
    assert origins["street"] == "window"
    assert {entry.id: entry.status for entry in bundle.materials}["licence"] == "from_item"
    assert filled_fields(filled.form, filled.fields) == bundle.fields


def set_of(filled, receipt=None):
    bundle = filled.bundle("b" * 32, "A03", datetime(2026, 11, 21, 20, 0), demo=True)
    filing = Filing("XN26-7K3M-4", receipt, TicketGrant("A001", "2楼 综合窗口", 3, ""))
    return (
        application(filled.plan, bundle, filled.fields, filing, IMPRINT),
        checklist(filled.plan, bundle.materials, IMPRINT, filing.code),
        slip(filled.plan, filled.scenario, bundle.materials, filing, IMPRINT),
    )


def all_text(document):
    return str(document.to_data())


def test_the_application_names_every_item_that_uses_a_blank_and_leaves_lines_for_the_window(filled):
    form = set_of(filled)[0]
    rows = {row.label: row for block in form.blocks if block.type == "grid" for row in block.rows}
    assert rows["手机号码"].note == "①②③④⑤"
    assert rows["门牌地址"].blank
    assert rows["经营面积（㎡）"].value == "400"
    assert form.demo


def test_the_checklist_tells_everything_at_once_with_what_may_follow(filled):
    text = all_text(set_of(filled)[1])
    for material in filled.plan.materials:
        assert material.name.zh in text
    assert "稍后补交（10 个工作日内）" in text
    assert "由①产生，不用带" in text


def test_the_slip_says_filed_or_kept_and_never_accepted(filled):
    filed = set_of(filled, Receipt("b" * 32, "XN26-7K3M-4", "", "2026-11-21T20:00:00"))[2]
    kept = set_of(filled)[2]
    assert "已于 2026-11-21 20:00 收到" in all_text(filed)
    assert "网络恢复后自动提交" in all_text(kept)
    for paper in (filed, kept):
        assert "已受理" not in all_text(paper).replace("不等于已受理", "")
        assert "以窗口核实为准" in paper.foot


def test_codes_hold_the_case_and_nobody(filled):
    for paper in set_of(filled):
        for block in paper.blocks:
            if block.type == "code":
                assert block.payload == code_payload("XN26-7K3M-4")


def test_a_plan_without_an_application_prints_boxes_to_tick(catalog):
    made = plan(catalog, catalog.scenarios["open-hotel"], Answers())
    paper = checklist(made, (), IMPRINT)
    (papers,) = [block for block in paper.blocks if block.type == "ticks"]
    boxes = [row.state for group in papers.groups for row in group.rows]
    assert boxes.count("open") == sum(material.from_applicant for material in made.materials)
    assert "done" not in boxes
