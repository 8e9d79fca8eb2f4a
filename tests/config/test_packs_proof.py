"""Every kind of mistake in a pack is found, with file, line, key and a sentence; and nothing else is."""

import re
from datetime import date

import pytest

from config.pack_reader import PACKS, open_pack, regions
from kiosk.errors import PackError
from kiosk.guide.proving import prove

TODAY = date(2026, 11, 21)


def faults_of(folder, today=TODAY):
    try:
        pack = open_pack(folder)
    except PackError as error:
        return list(error.faults)
    return [f"{pack.place(found.file, found.path)}:{found.message}" for found in prove(pack.catalog, today).findings]


def test_the_small_pack_is_whole_and_its_answer_sets_are_counted(small):
    assert faults_of(small()) == []
    proof = prove(open_pack(small()).catalog)
    # area: unknown, ≤300 (2 sets), 300-500, 500, 500-900, 900, over 900 which stops at once.
    # The kind is asked only where the check may be needed.
    unknown_or_checked, unchecked, stopped = 5, 2, 1
    assert proof.answer_sets == unknown_or_checked * 3 * 3 + unchecked * 3 + stopped
    assert proof.by_scenario == {"open-shop": proof.answer_sets}


MISTAKES = [
    ("items.toml", 'produces = ["licence"]', 'produces = ["licence"]\nafter = ["check"]',
     "互相等待：check → licence → check"),
    ("items.toml", 'department = "fire"', 'department = "moon"',
     "items.toml 第16行 item.check.department:没有部门「moon」"),
    ("items.toml", 'material = "plan"', 'material = "plant"', "没有材料「plant」"),
    ("items.toml", "[item.check]", "[item.licence]", "items.toml：不是正确的 TOML"),
    ("scenarios/open-shop.toml", '"check"]', '"check", "licence"]', "「licence」写了两次"),
    ("materials.toml", 'supplier = "item:licence"', 'supplier = "item:check"', "produces 里没有这份材料"),
    ("materials.toml", "[material.plan]", '[material.spare]\nname = "备用"\nen = "Spare"\n\n[material.plan]',
     r"materials.toml 第\d+行 material.spare:没有事项用到这份材料"),
    ("items.toml", 'when = "area > 300"', 'when = "area > 5000"', "没有任何回答会用到事项「check」"),
    ("scenarios/open-shop.toml", '"has_licence", "kind"]', '"has_licence"]', "情景 open-shop 里没有这个问题"),
    ("items.toml", ", when = \"kind == 'shop'\"", "", "问题「kind」不会改变方案，永远问不到"),
    ("scenarios/open-shop.toml", 'when = "area > 900"', 'when = "True"', "不论怎么回答都会被停办规则挡住"),
    ("scenarios/open-shop.toml", 'when = "area > 900"', 'when = "area > 2000"', "没有任何回答会用到停办规则"),
    ("fields.toml", 'label = "面积"', 'label = "姓名"',
     r"fields.toml 第\d+行 field.size.label:「姓名」已是 name 的标签"),
    ("fields.toml", 'prefill = "card.name"', 'prefill = "answers.area"', "不能有两个标签"),
    ("fields.toml", 'prefill = "answers.area"', 'prefill = "answers.weight"', "answers.weight"),
    ("items.toml", 'until = "2027-12-31"', 'until = "2026-11-20"', "只到 2026-11-20 有效"),
    ("items.toml", 'until = "2027-12-31"', 'until = "soon"', r"items.toml 第\d+行 item.licence.source.until"),
    ("questions.toml", 'en = "How large?"\n', "", r"questions.toml 第\d+行 question.area.text:「多大？」没有英文"),
    ("scenarios/open-shop.toml", 'say_en = "A small shop"\n', "", "scenario.say"),
    ("items.toml", 'when = "area > 300"', 'when = "area >"', "读不懂条件"),
    ("items.toml", 'when = "area > 300"', "when = \"area == 'big'\"", "「area」不会是 'big'"),
    ("items.toml", "kind == 'shop'", "kind == 'shopp'", "「kind」不会是 'shopp'"),
    ("region.toml", 'window = "综合窗口"', 'window = ""', "没有写在哪个窗口办"),
    ("scenarios/open-shop.toml", 'fields = ["name", "size"]', 'fields = ["name"]', "缺少必填字段「size」"),
    ("materials.toml", 'aliases = ["执照副本"]', 'aliases = ["执照副本", "plan"]', "「plan」已经是另一份材料的编号"),
    ("scenarios/open-shop.toml", 'id = "open-shop"', 'id = "shop"', "应与文件名相同"),
    ("questions.toml", "high = 1000", "high = 0", "应小于 high"),
    ("questions.toml", 'value = "office"', 'value = "shop"', "「shop」写了两次"),
    ("items.toml", 'en = "Fire check"\n', "", r"items.toml 第\d+行 item.check.name:「消防检查」没有英文"),
    ("items.toml", 'fee_en = "50 yuan"\n', "", r"items.toml 第\d+行 item.check.fee:「每次50元」没有英文"),
    ("items.toml", 'at_window_en = "A visit is arranged."\n', "", r"item.check.at_window:「约时间上门检查。」没有英文"),
    ("materials.toml", 'en = "Floor plan"\n', "", r"materials.toml 第\d+行 material.plan.name:「平面图」没有英文"),
    ("materials.toml", 'sample_en = "With doors and passages."\n', "", "sample:「标出门和通道。」没有英文"),
    ("scenarios/open-shop.toml", 'en = "Open a shop"\n', "", r"open-shop.toml 第\d+行 scenario.title:.*没有英文"),
    ("region.toml", 'remedy_en = "Ask for review."\n', "", r"region.toml 第\d+行 region.remedy:.*没有英文"),
    ("items.toml", 'fee = "每次50元"', 'fee = "0 元"', r"第\d+行 item.check.pay:.*又写了怎么付钱"),
    ("items.toml", 'pay = ["cash", "wechat"]', 'pay = ["cheque"]', r"第\d+行 item.check.pay:.*'cheque' 不认识"),
    ("items.toml", 'machine = ["advice", "print"]', 'machine = ["dance"]', r"item.check.machine:.*'dance' 不认识"),
    ("items.toml", 'machine = ["advice", "print"]', "machine = []", r"第\d+行 item.check.machine:.*请写上 advice"),
    ("items.toml", 'confidence = "likely"', 'confidence = "maybe"', r"第\d+行 item.check.source.confidence"),
    ("items.toml", 'until = "2027-12-31"', 'until = "2025-12-31"', "比来源的日期 2026-01 还早"),
    ("fields.toml", 'sample = "120"', 'sample = "很大"', r"第\d+行 field.size.sample:.*自己就通不过检查"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_a_mistake_is_named_by_file_line_key_and_sentence(small, name, old, new, said):
    found = faults_of(small(name, old, new))
    assert any(re.search(said, fault) for fault in found), found
    assert all(re.match(r"[\w-]+/[\w-]+\.toml(：| 第\d+行 )", fault) for fault in found), found


def test_nothing_may_wait_for_what_follows_the_opening(small):
    folder = small("items.toml", 'produces = ["licence"]', 'produces = ["licence"]\nfollow_up = { days = 30, '
                   'kind = "calendar", start = "开业", en = "opening" }')
    assert any("永远开不了业" in fault or "互相等待" in fault for fault in faults_of(folder))


@pytest.mark.parametrize("region", regions())
def test_every_shipped_pack_is_proven(region):
    pack = open_pack(PACKS / region)
    proof = prove(pack.catalog, TODAY)
    assert proof.faults == ()
    assert set(proof.by_scenario) == set(pack.catalog.scenarios)
    assert min(proof.by_scenario.values()) > 20


def test_a_missing_file_or_folder_is_a_sentence(small):
    (small() / "items.toml").unlink()
    assert faults_of(small()) == ["small/items.toml：没有这个文件"]
    assert "没有这个文件" in faults_of(small().parent / "nowhere")[0]
