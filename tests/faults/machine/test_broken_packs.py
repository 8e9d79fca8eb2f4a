"""A file edited wrongly never takes away what is whole, and is named by file, line and key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from config.hall_reader import HALL_FILE
from config.last_good import keep_hall, keep_pack, serve_hall, serve_pack
from config.pack_reader import DEFAULT_REGION, PACKS, open_pack
from config.pack_whole import open_whole
from config.settings import read_settings
from kiosk.cli import run
from kiosk.cli.starting import read_data
from kiosk.errors import PackError, SettingsError, StoreError
from kiosk.steps import Ask
from kiosk.wiring.machine import Machine

OVERLAY = "national-2026"
BAD = "open-hotel"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def scenario(packs: Path, region: str = DEFAULT_REGION) -> Path:
    return packs / region / "scenarios" / f"{BAD}.toml"


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SPOILS: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_text("[scenario\n"),
    "binary": lambda path: path.write_bytes(b"\xd0\xff\x00"),
    "unknown key": lambda path: replace(path, "[scenario]\n", "[scenario]\nquestons = []\n"),
    "no such item": lambda path: replace(path, "items = [", 'items = ["open-zoo", '),
    "other id": lambda path: replace(path, f'id = "{BAD}"', 'id = "open-motel"'),
    "question not asked": lambda path: replace(path, "questions = [", "questions = []\nunasked = ["),
    "empty": lambda path: path.write_text(""),
}


def machine_of(data: Path, packs: Path, region: str = DEFAULT_REGION, hall: Path = HALL_FILE) -> Any:
    from dataclasses import replace as other

    settings = other(read_settings().at(data), region=region)
    return closing(Machine(settings, read_data(settings, packs, hall)))


def serves(machine: Machine, words: str, scenario_id: str) -> bool:
    """Whether a visitor finds the life event by these words and is asked its first question."""
    visit = machine.new_visit()
    visit.open_search()
    visit.search(words)
    if scenario_id not in {hit.scenario for hit in visit.step.hits}:
        return False
    visit.choose_scenario(scenario_id)
    return isinstance(visit.step, Ask)


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_one_broken_life_event_is_left_out_by_name_and_the_others_are_served(
    packs: Path, data: Path, spoil: Callable[[Path], object]
) -> None:
    whole = set(open_pack(packs / DEFAULT_REGION).catalog.scenarios)
    spoil(scenario(packs))
    found = open_whole(packs / DEFAULT_REGION)
    assert set(found.pack.catalog.scenarios) == whole - {BAD}
    assert found.left_out == (BAD,)
    assert found.faults and any(f"{BAD}.toml" in fault or BAD in fault for fault in found.faults)


def test_the_kiosk_serves_the_other_life_events_and_says_so_in_the_journal(packs: Path, data: Path) -> None:
    scenario(packs).write_text("[scenario\n", encoding="utf-8")
    with machine_of(data, packs) as machine:
        assert serves(machine, "kfg", "open-restaurant")
        assert not serves(machine, "开旅馆", BAD)
        said = [line["reason"] for line in machine.journal.lines() if line["event"] == "data_problem"]
    assert said[0] == f"情景 {BAD} 有错，先停用，其余照常。"
    assert any(f"scenarios/{BAD}.toml" in reason and "line 1" in reason for reason in said)


def test_a_broken_pack_is_served_from_the_copy_kept_at_the_last_good_start(packs: Path, data: Path) -> None:
    with machine_of(data, packs) as machine:
        version = machine.data.catalog.version
        machine._keep_copies()
    replace(packs / DEFAULT_REGION / "items.toml", "working_days = ", "working_days = -")
    with machine_of(data, packs) as machine:
        assert (machine.data.pack.origin, machine.data.catalog.version) == ("kept", version)
        assert serves(machine, "kfg", "open-restaurant") and serves(machine, "开旅馆", BAD)
        said = [line["reason"] for line in machine.journal.lines() if line["event"] == "data_problem"]
    assert version in said[0]
    assert any("items.toml 第" in reason and "working_days" in reason for reason in said)


def test_the_copy_of_an_overlay_holds_its_base_and_stands_alone(packs: Path, data: Path) -> None:
    keep_pack(serve_pack(OVERLAY, data, packs), data)
    wanted = open_pack(packs / OVERLAY).catalog
    shutil.rmtree(packs)
    packs.mkdir()
    assert serve_pack(OVERLAY, data, packs).pack.catalog == wanted


def test_a_copy_whose_bytes_changed_is_not_served(packs: Path, data: Path) -> None:
    keep_pack(serve_pack(DEFAULT_REGION, data, packs), data)
    for copy in data.rglob("region.toml"):
        append(copy, "\n# changed\n")
    (packs / DEFAULT_REGION / "items.toml").unlink()
    with pytest.raises(PackError, match=r"items\.toml"):
        serve_pack(DEFAULT_REGION, data, packs)


def test_only_the_newest_copy_stays_and_half_written_ones_are_never_read(packs: Path, data: Path) -> None:
    keep_pack(serve_pack(DEFAULT_REGION, data, packs), data)
    append(packs / DEFAULT_REGION / "region.toml", "\n# another day\n")
    served = serve_pack(DEFAULT_REGION, data, packs)
    (data / "packs" / DEFAULT_REGION / "zz.new").mkdir()
    keep_pack(served, data)
    keep_pack(served, data)
    copies = {path.name for path in (data / "packs" / DEFAULT_REGION).iterdir() if not path.name.endswith(".new")}
    assert copies == {served.pack.catalog.version}


def test_a_pack_that_is_not_whole_is_never_kept(packs: Path, data: Path) -> None:
    scenario(packs).write_text("[scenario\n", encoding="utf-8")
    keep_pack(serve_pack(DEFAULT_REGION, data, packs), data)
    assert not list(data.rglob("*.toml"))


def test_a_copy_that_cannot_be_written_is_said_and_the_kiosk_goes_on(packs: Path, data: Path) -> None:
    data.mkdir()
    (data / "packs").write_text("in the way")
    with pytest.raises(StoreError, match="备用数据抄存不了"):
        keep_pack(serve_pack(DEFAULT_REGION, data, packs), data)
    with machine_of(data, packs) as machine:
        machine._keep_copies()
        assert "copy_problem" in {line["event"] for line in machine.journal.lines()}
        assert serves(machine, "kfg", "open-restaurant")


def test_without_a_copy_a_broken_overlay_falls_back_to_the_pack_under_it(packs: Path, data: Path) -> None:
    append(packs / OVERLAY / "items.toml", "\n[item.fire\n")
    with machine_of(data, packs, OVERLAY) as machine:
        assert machine.data.pack.origin == "base"
        assert machine.data.catalog.region == DEFAULT_REGION
        assert serves(machine, "kfg", "open-restaurant")
        assert DEFAULT_REGION in machine.data.notices[0]


def test_with_nothing_whole_every_fault_is_named(packs: Path, data: Path) -> None:
    append(packs / DEFAULT_REGION / "items.toml", "\n[item.x\n")
    for region in (DEFAULT_REGION, OVERLAY):
        with pytest.raises(PackError, match=r"items\.toml.*line \d+"):
            serve_pack(region, data, packs)


@pytest.mark.parametrize("region", ["mars", "..", "../packs", "", ".", "holidays.toml"])
def test_an_unknown_region_is_a_sentence_that_names_those_there_are(packs: Path, data: Path, region: str) -> None:
    with pytest.raises(SettingsError, match=f"没有数据包.*{DEFAULT_REGION}"):
        serve_pack(region, data, packs)


def test_a_region_that_was_removed_is_served_from_its_copy(packs: Path, data: Path) -> None:
    keep_pack(serve_pack(OVERLAY, data, packs), data)
    shutil.rmtree(packs / OVERLAY)
    served = serve_pack(OVERLAY, data, packs)
    assert served.origin == "kept"
    assert "没有数据包" in served.faults[0]


@pytest.mark.parametrize("spoil", ["missing", "cut"])
def test_a_broken_hall_file_is_replaced_by_its_copy(tmp_path: Path, packs: Path, data: Path, spoil: str) -> None:
    hall = tmp_path / "hall.toml"
    shutil.copy(HALL_FILE, hall)
    facts = serve_hall(data, hall).facts
    keep_hall(serve_hall(data, hall), data, hall)
    hall.unlink() if spoil == "missing" else hall.write_text("[hall\n")
    with machine_of(data, packs, hall=hall) as machine:
        assert machine.data.hall == facts
        assert machine.data.notices[0].startswith("hall.toml 有错")
        assert any("hall.toml：" in notice for notice in machine.data.notices[1:])
    shutil.rmtree(data / "hall")
    with pytest.raises(SettingsError, match=r"hall\.toml"):
        serve_hall(data, hall)


def test_a_broken_holiday_table_only_takes_the_dates_away(packs: Path, data: Path) -> None:
    (packs / "holidays.toml").write_text("[year\n", encoding="utf-8")
    with machine_of(data, packs) as machine:
        assert serves(machine, "kfg", "open-restaurant")
        assert "节假日表有错，办结日期先不显示。" in machine.data.notices


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., tuple[int, str, str]]]:
    def command(*words: str) -> tuple[int, str, str]:
        status = run(list(words))
        return status, *capsys.readouterr()

    yield command


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of packs with a small whole one in it."""
    shutil.copytree(Path(__file__).resolve().parents[2] / "config" / "small", tmp_path / "several" / "small")
    return tmp_path / "several"


def test_check_reports_the_whole_packs_and_refuses_the_broken_one_by_name(
    small: Path, said: Callable[..., tuple[int, str, str]]
) -> None:
    shutil.copytree(small / "small", small / "broken")
    append(small / "broken" / "items.toml", "\n[item.fire\n")
    status, out, err = said("catalog", "check", "--packs", str(small), "--on", "2026-11-21", "--json")
    document = json.loads(out)
    assert (status, document["ok"]) == (2, False)
    assert [report["scenarios"] for report in document["packs"]] == [1]
    assert document["refused"][0]["file"] == "broken/items.toml"
    assert document["refused"][0]["line"] > 1
    assert "broken/items.toml" in err


def test_check_names_the_life_event_that_is_left_out(small: Path, said: Callable[..., tuple[int, str, str]]) -> None:
    folder = small / "small" / "scenarios"
    shutil.copy(folder / "open-shop.toml", folder / "open-zoo.toml")
    replace(folder / "open-zoo.toml", 'id = "open-shop"', 'id = "open-zoo"')
    replace(folder / "open-zoo.toml", "items = [", 'items = ["cage", ')
    status, out, err = said("catalog", "check", "--pack", str(small / "small"), "--on", "2026-11-21")
    assert status == 2
    assert "停用 open-zoo" in out
    assert "scenarios/open-zoo.toml 第" in err and "没有「cage」" in err


def test_status_tells_technicians_file_line_and_key(
    packs: Path, data: Path, said: Callable[..., tuple[int, str, str]]
) -> None:
    words = ("catalog", "status", "--packs", str(packs), "--data", str(data))
    status, out, _ = said(*words, "--json")
    assert (status, json.loads(out)["ok"]) == (0, True)
    replace(scenario(packs), "[scenario]\n", "[scenario]\nquestons = []\n")
    append(packs / OVERLAY / "region.toml", "\n[region.x\n")
    status, out, _ = said(*words, "--json")
    base, overlay = json.loads(out)["regions"]
    assert status == 1
    assert (base["state"], base["left_out"]) == ("部分停用", [BAD])
    fault = base["faults"][0]
    assert (fault["file"], fault["line"], fault["key"]) == (f"scenarios/{BAD}.toml", 2, "scenario.questons")
    assert (overlay["state"], overlay["served_region"]) == ("停用", None)
    status, out, _ = said(*words)
    assert f"scenarios/{BAD}.toml 第2行" in out and "部分停用" in out


def test_rules_older_than_a_year_are_told_to_the_back_office(
    packs: Path, data: Path, said: Callable[..., tuple[int, str, str]]
) -> None:
    with machine_of(data, packs) as machine:
        old = [line["reason"] for line in machine.journal.lines() if line["event"] == "data_old"]
    assert old == ["2020-07"]
    status, out, _ = said("catalog", "status", "--packs", str(packs), "--data", str(data))
    assert status == 0, "old rules are a warning, not a fault"
    assert "资料日期：2020-07（超过十二个月" in out
