from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.intake.bundle_check import check_bundle
from kiosk.filing.bundle import Bundle, BundleItem, BundleMaterial, FilledField, GivenAnswer, digest_of

REQUIRED = (("name", "姓名"), ("phone", "联系电话"))

GOLDEN = (
    '{"answers":[{"key":"area","value":120.0},{"key":"serves_food","value":true},{"key":"sign","value":null},'
    '{"key":"trade","value":"餐饮"}],"catalog_version":"2020.1","demo":false,"fields":[{"key":"name","label":"姓名",'
    '"origin":"card","used_by":["licence"],"value":"示例·甲"},{"key":"phone","label":"联系电话","origin":"citizen",'
    '"used_by":[],"value":"13800001234"}],"id":"0123456789abcdef0123456789abcdef","items":[{"certain":true,'
    '"department":"市场监管局","id":"licence","name":"营业执照核发","stage":1}],"machine":"kiosk-2","materials":['
    '{"copies":2,"due":"2026-12-01","id":"lease","name":"租赁合同","originals":1,"status":"later","supplier":"申请人",'
    '"used_by":["licence"]}],"region":"hubei-xianning-2020","scenario":"open-restaurant",'
    '"sealed_at":"2026-11-21T10:15:00","title":"我要开饭馆","version":1}'
).encode()

BUNDLE = Bundle(
    id="0123456789abcdef0123456789abcdef",
    scenario="open-restaurant",
    title="我要开饭馆",
    region="hubei-xianning-2020",
    catalog_version="2020.1",
    machine="kiosk-2",
    sealed_at="2026-11-21T10:15:00",
    answers=(
        GivenAnswer("area", 120.0),
        GivenAnswer("serves_food", True),
        GivenAnswer("sign", None),
        GivenAnswer("trade", "餐饮"),
    ),
    items=(BundleItem("licence", "营业执照核发", "市场监管局", 1),),
    fields=(
        FilledField("name", "姓名", "示例·甲", "card", ("licence",)),
        FilledField("phone", "联系电话", "13800001234", "citizen"),
    ),
    materials=(BundleMaterial("lease", "租赁合同", "申请人", "later", ("licence",), 1, 2, "2026-12-01"),),
)


def wheres(bundle: Bundle) -> list[str]:
    sealed = bundle.to_bytes()
    return [fault.where for fault in check_bundle(sealed, digest_of(sealed), REQUIRED).faults]


def with_field(key: str, value: str, origin: str = "citizen") -> Bundle:
    kept = tuple(field for field in BUNDLE.fields if field.key != key)
    return replace(BUNDLE, fields=(*kept, FilledField(key, key, value, origin)))


def test_the_canonical_bytes_are_these():
    assert BUNDLE.to_bytes() == GOLDEN


def test_golden_bytes_decode_to_the_bundle_and_encode_back():
    checked = check_bundle(GOLDEN, digest_of(GOLDEN), REQUIRED)
    assert checked.faults == ()
    assert checked.bundle == BUNDLE
    assert checked.bundle.to_bytes() == GOLDEN


def test_a_whole_number_answer_is_taken():
    assert wheres(replace(BUNDLE, answers=(GivenAnswer("area", 300),))) == []


@pytest.mark.parametrize("phone", ["13800001234", "+8613800001234", "0715-8123456", "07158123456", "138 0000 1234"])
def test_phones_people_have_are_taken(phone):
    assert wheres(with_field("phone", phone)) == []


@pytest.mark.parametrize(
    "phone", ["1380000123", "12800001234", "8123456", "phone", "138000012345", "１３８００００１２３４"]
)
def test_phones_that_cannot_be_are_named(phone):
    assert wheres(with_field("phone", phone)) == ["fields.phone"]


def test_a_field_left_to_the_window_is_not_missing():
    assert wheres(with_field("phone", "", "window")) == []
    assert wheres(with_field("phone", "")) == ["fields.phone"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"id": "ABC"}, "id"),
        ({"version": 2}, "version"),
        ({"sealed_at": "yesterday"}, "sealed_at"),
        ({"items": (replace(BUNDLE.items[0], stage=0),)}, "items.licence.stage"),
        ({"materials": (replace(BUNDLE.materials[0], due="很久" * 30),)}, "materials.lease.due"),
        ({"materials": (replace(BUNDLE.materials[0], copies=-1),)}, "materials.lease.copies"),
        ({"materials": (replace(BUNDLE.materials[0], used_by=("ghost",)),)}, "materials.lease.used_by"),
        ({"materials": BUNDLE.materials * 2}, "materials.lease"),
        ({"fields": (*BUNDLE.fields, BUNDLE.fields[0])}, "fields.name"),
    ],
)
def test_each_wrong_thing_is_named_by_its_place(changes, where):
    assert wheres(replace(BUNDLE, **changes)) == [where]


def test_messages_never_repeat_what_the_citizen_wrote():
    sealed = replace(with_field("phone", "98765"), version=3).to_bytes()
    for fault in check_bundle(sealed, "0" * 64, REQUIRED).faults:
        assert "98765" not in fault.message
        assert "示例·甲" not in fault.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(GOLDEN))), JSON)
def test_any_value_in_any_place_is_answered_never_a_crash(key, value):
    raw = json.loads(GOLDEN)
    raw[key] = value
    sealed = json.dumps(raw).encode()
    checked = check_bundle(sealed, digest_of(sealed), REQUIRED)
    assert (checked.bundle is None) == bool(checked.faults)


@given(st.data())
def test_any_value_inside_a_list_entry_is_answered_by_its_place(data):
    raw = json.loads(GOLDEN)
    group = data.draw(st.sampled_from(["items", "fields", "materials", "answers"]))
    member = data.draw(st.sampled_from(sorted(raw[group][0])))
    raw[group][0][member] = data.draw(JSON)
    sealed = json.dumps(raw).encode()
    checked = check_bundle(sealed, digest_of(sealed), REQUIRED)
    assert (checked.bundle is None) == bool(checked.faults)


@given(st.binary(max_size=60))
def test_random_bytes_are_refused(body):
    assert check_bundle(body, digest_of(body), REQUIRED).bundle is None
