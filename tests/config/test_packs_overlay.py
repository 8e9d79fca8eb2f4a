"""An overlay changes what it says and nothing else; a fault is placed in the file that says it."""

from dataclasses import replace

import pytest

from config.pack_reader import DEFAULT_REGION, PACKS, open_pack, read_pack
from kiosk.errors import PackError

REGION = """\
[region]
id = "big"
title = "大地方"
en = "Bigtown"
base = "small"
"""


@pytest.fixture
def overlay(small):
    def make(**files):
        folder = small().parent / "big"
        folder.mkdir(exist_ok=True)
        for name, text in {"region": REGION, **files}.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    return make


def test_an_overlay_that_says_nothing_is_its_base_under_another_name(overlay):
    over = read_pack(overlay())
    base = read_pack(overlay().parent / "small")
    assert over.region == "big"
    assert replace(over, region=base.region, title=base.title, version=base.version) == base
    assert over.version != base.version


def test_only_the_keys_it_says_are_changed(overlay):
    base = read_pack(overlay().parent / "small")
    over = read_pack(overlay(items="[item.check]\nworking_days = 3\n"))
    assert over.items["check"] == replace(base.items["check"], working_days=3)
    assert over.items["licence"] == base.items["licence"]
    assert (over.materials, over.questions, over.fields, over.scenarios, over.departments) == (
        base.materials, base.questions, base.fields, base.scenarios, base.departments,
    )


def test_what_is_disabled_is_gone_everywhere_and_remembered_with_its_reason(overlay):
    over = read_pack(overlay(items='[item.check]\nenabled = false\nwhy_off = "不再需要"\nwhy_off_en = "Gone"\n'))
    assert "check" not in over.items
    assert over.scenarios["open-shop"].items == ("licence",)
    assert over.fields["size"].used_by == ()
    gone = over.dropped["check"]
    assert (gone.name.zh, gone.why, gone.why_en, gone.aliases) == ("消防检查", "不再需要", "Gone", ("验收",))


def test_new_entries_and_new_scenarios_are_added(overlay):
    folder = overlay(materials='[material.photo]\nname = "照片"\nen = "Photo"\n')
    (folder / "scenarios").mkdir()
    first = folder.parent / "small" / "scenarios" / "open-shop.toml"
    second = first.read_text(encoding="utf-8").replace("open-shop", "open-stall")
    (folder / "scenarios" / "open-stall.toml").write_text(second, encoding="utf-8")
    over = read_pack(folder)
    assert over.materials["photo"].name.en == "Photo"
    assert set(over.scenarios) == {"open-shop", "open-stall"}


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ('[item.check]\nworking_days = "ten"\n', "big/items.toml 第2行 item.check.working_days"),
        ('[item.check]\ncolour = "red"\n', "big/items.toml 第2行 item.check.colour"),
        ('[item.check]\ndepartment = "moon"\n', "big/items.toml 第2行 item.check.department:没有部门"),
        ("[item.chekc]\nenabled = false\n", "底包里没有这一项"),
        ('[item.check]\nenabled = "no"\n', "应是 true 或 false"),
    ],
)
def test_a_fault_of_the_overlay_is_placed_in_the_overlay(overlay, items, said):
    with pytest.raises(PackError) as caught:
        read_pack(overlay(items=items))
    assert said in str(caught.value)


def test_a_fault_the_base_says_is_placed_in_the_base(overlay):
    folder = overlay(region="")
    (folder / "region.toml").write_text(
        REGION + '\n[department.fire]\nenabled = false\nwhy_off = "并走了"\n', encoding="utf-8"
    )
    with pytest.raises(PackError, match=r"small/items.toml 第\d+行 item.check.department:没有部门「fire」"):
        read_pack(folder)


@pytest.mark.parametrize("base", ["moon", "../small", "big", ""])
def test_a_base_that_is_not_there_or_goes_in_a_ring_is_a_sentence(overlay, base):
    folder = overlay()
    (folder / "region.toml").write_text(REGION.replace('"small"', f'"{base}"'), encoding="utf-8")
    with pytest.raises(PackError, match="底包"):
        read_pack(folder)


def test_the_national_overlay_drops_the_environmental_filing_and_says_why():
    base, over = read_pack(PACKS / DEFAULT_REGION), read_pack(PACKS / "national-2026")
    assert "environment" in base.items and "environment" not in over.items
    assert "2021年版" in over.dropped["environment"].why
    assert all("environment" not in scenario.items for scenario in over.scenarios.values())
    assert base.scenarios["transfer-home"] == over.scenarios["transfer-home"]
    assert {"birth-of-child", "open-supermarket"} == set(over.scenarios) - set(base.scenarios)


def test_a_pack_remembers_who_had_a_matter_before_and_since_when():
    catalog = open_pack(PACKS / DEFAULT_REGION).catalog
    moved = catalog.items["fire"].moved[0]
    assert (moved.name, moved.since) == ("公安消防机构", "2019-04")
    assert "工商局" in catalog.departments["scjg"].formerly
