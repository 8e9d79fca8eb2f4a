"""The shipped packs say everything a guide card has to say, and their specimens pass their own checks."""

import re

import pytest

from config.pack_reader import DEFAULT_REGION, PACKS, read_pack, regions
from kiosk.catalog.values import Item
from kiosk.forms.checking import check
from kiosk.person.identity import is_credit_code, is_resident_number
from kiosk.search.entries import entries_of
from kiosk.words import Remark

CATALOGS = {region: read_pack(PACKS / region) for region in regions()}
FIELDS = [(region, key) for region, catalog in CATALOGS.items() for key in catalog.fields]
ITEMS = [(region, key) for region, catalog in CATALOGS.items() for key in catalog.items]


@pytest.mark.parametrize(("region", "key"), FIELDS)
def test_the_specimen_of_every_blank_passes_its_own_check_as_written(region, key):
    field = CATALOGS[region].fields[key]
    assert field.sample, "没有示范填法"
    found = check(field, field.sample)
    assert not isinstance(found, Remark), found
    assert found == field.sample


@pytest.mark.parametrize(("region", "key"), FIELDS)
def test_the_specimen_names_nobody(region, key):
    """Words say 示例; numbers are of the kind that is never given to anyone."""
    field = CATALOGS[region].fields[key]
    match field.kind:
        case "text":
            assert "示例" in field.sample
        case "id_number":
            assert is_resident_number(field.sample)
            assert field.sample[:6] == "000000"  # no such place
        case "credit_code":
            assert is_credit_code(field.sample) and field.sample[2:8] == "000000"  # no such place
        case "phone":
            assert field.sample.endswith("00000000")
    if field.personal and field.kind not in ("text", "id_number", "phone"):
        assert field.kind == "date"


@pytest.mark.parametrize(("region", "key"), ITEMS)
def test_every_item_carries_what_a_guide_card_must_say(region, key):
    catalog = CATALOGS[region]
    item: Item = catalog.items[key]
    assert item.mode and item.basis and item.rule and item.source.title and item.source.as_of
    for words in (item.name, item.result, item.fee, item.at_window, item.remedy if item.remedy.zh else catalog.remedy):
        assert words.zh and words.en
    assert item.legal_days is None or item.legal_days >= item.working_days


@pytest.mark.parametrize(("region", "key"), ITEMS)
def test_what_is_charged_says_how_to_pay_and_that_the_window_has_the_last_word(region, key):
    item = CATALOGS[region].items[key]
    assert item.free == (not item.pay)
    assert item.free or "以窗口核实为准" in item.fee.zh


@pytest.mark.parametrize("region", CATALOGS)
def test_what_the_applicant_brings_says_what_a_good_one_looks_like(region):
    catalog = CATALOGS[region]
    brought = {}
    for scenario in catalog.scenarios.values():
        for need in (need for key in scenario.items for need in catalog.items[key].needs):
            material = catalog.materials[need.material]
            if not material.form and _may_fall_to_the_applicant(material, scenario, catalog):
                brought[material.id] = material.sample
    assert len(brought) >= 25
    assert [key for key, sample in brought.items() if not sample.zh or not sample.en] == []


def _may_fall_to_the_applicant(material, scenario, catalog):
    """Brought anyway, or made by an item that is not part of the life event or need not apply in it."""
    if not material.supplier.startswith("item:"):
        return material.supplier == "applicant"
    producer = material.supplier.removeprefix("item:")
    return producer not in scenario.items or catalog.items[producer].when.text != "True"


@pytest.mark.parametrize("region", CATALOGS)
def test_what_cannot_be_done_at_this_machine_is_said(region):
    catalog = CATALOGS[region]
    for item in catalog.items.values():
        assert "advice" in item.machine and "print" in item.machine
    assert "hand-in" not in catalog.items["online-books"].machine
    if region != DEFAULT_REGION:
        assert "number" not in catalog.items["vaccination"].machine


@pytest.mark.parametrize(
    ("region", "item", "confidence"),
    [(DEFAULT_REGION, "licence", "certain"), (DEFAULT_REGION, "deed-tax", "certain"),
     (DEFAULT_REGION, "hotel-permit", "likely"), (DEFAULT_REGION, "fire", "uncertain"),
     (DEFAULT_REGION, "environment", "uncertain"), ("national-2026", "fire-design", "likely"),
     ("national-2026", "childcare-subsidy", "uncertain")],
)
def test_every_rule_says_how_far_it_can_be_relied_on(region, item, confidence):
    assert CATALOGS[region].items[item].source.confidence == confidence


@pytest.mark.parametrize("word", ["环评", "环保", "环境影响登记表"])
def test_everyday_words_find_the_environmental_filing_or_why_it_is_gone(word):
    def found(region):
        return [entry for entry in entries_of(CATALOGS[region]) for name in entry.names
                if entry.kind == "item" and word in name.text]

    assert {entry.id for entry in found(DEFAULT_REGION)} == {"environment"}
    gone = found("national-2026")
    assert {entry.id for entry in gone} == {"environment"}
    assert gone[0].opens[0].scenario == ""
    assert "2021年版" in gone[0].opens[0].detail.zh and "2021" in gone[0].opens[0].detail.en


def test_the_remedy_names_its_terms_and_their_law_and_services_name_the_service_line():
    catalog = CATALOGS[DEFAULT_REGION]
    assert re.search(r"60日.*行政复议.*6个月.*起诉.*行政复议法》第二十条.*行政诉讼法》第四十六条", catalog.remedy.zh)
    assert all("12345" in catalog.items[key].remedy.zh for key in ("water", "power", "gas", "bank-account"))
    assert "第八十八条" in catalog.items["deed-tax"].remedy.zh


def test_the_overlay_says_nothing_that_its_base_says_already():
    import tomllib

    for name in ("items", "materials", "fields", "questions"):
        base, over = (tomllib.loads((PACKS / region / f"{name}.toml").read_text(encoding="utf-8"))
                      for region in (DEFAULT_REGION, "national-2026"))
        for section, entries in over.items():
            for key, entry in entries.items():
                under = base[section].get(key, {})
                assert [part for part, value in entry.items() if under.get(part) == value] == [], f"{name}.{key}"
