"""``kiosk catalog check`` and ``draw`` as an official runs them."""

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small(tmp_path):
    return Path(shutil.copytree(ROOT / "tests" / "config" / "small", tmp_path / "small"))


def kiosk(*words):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=60, cwd=ROOT
    )


def test_a_whole_pack_reports_its_answer_sets_by_scenario_and_the_seconds(small):
    done = kiosk("catalog", "check", "--pack", str(small), "--on", "2026-11-21", "--json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["packs"]
    assert report["answer_sets"] == sum(report["by_scenario"].values()) > 50
    assert report["seconds"] < 30


def test_every_fault_of_a_pack_is_told_and_the_exit_status_is_2(small):
    for name, old, new in (("items", "2027-12-31", "2026-11-20"), ("questions", 'en = "How large?"\n', "")):
        path = small / f"{name}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = kiosk("catalog", "check", "--pack", str(small), "--on", "2026-11-21")
    assert done.returncode == 2
    assert "small/items.toml 第" in done.stderr and "只到 2026-11-20 有效" in done.stderr
    assert "small/questions.toml 第" in done.stderr and "没有英文" in done.stderr
    assert "Traceback" not in done.stderr


def test_draw_writes_one_picture_with_every_item_and_the_paper_behind_each_arrow(tmp_path):
    output = tmp_path / "hotel.svg"
    done = kiosk("catalog", "draw", "open-restaurant", "-a", "area=400", "-a", "has_licence=false",
                 "--output", str(output))
    assert done.returncode == 0, done.stderr
    root = ET.fromstring(output.read_text(encoding="utf-8"))
    said = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"①营业执照（设立登记）", "②食品经营许可", "第3步", "住房和城乡建设局"} <= set(said)
    assert sum("营业执照营业执照" in text for text in said) == 3
    assert any("① → ③ → ⑤，共 26 个工作日" in text for text in said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("catalog", "draw", "open-zoo", "--output", "x.svg"), "open-restaurant"),
        (("catalog", "draw", "open-ktv", "-a", "venue_floor=basement2", "--output", "x.svg"), "第七条"),
        (("catalog", "draw", "open-ktv", "--output", "/no-such-folder/x.svg"), "/no-such-folder"),
        (("catalog", "check", "--pack", "/no-such-folder"), "/no-such-folder"),
        (("plan", "open-restaurant", "--have", "moon"), "moon"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(words, said):
    done = kiosk(*words)
    assert done.returncode == 2
    assert said in done.stderr and "怎么办" in done.stderr


def test_the_plan_tells_everything_missing_at_once():
    done = kiosk("plan", "open-restaurant", "-a", "area=250", "-a", "has_licence=true", "-a", "auto_fire_system=false",
                 "--have", "licence", "--start", "2026-09-21", "--json")
    plan = json.loads(done.stdout)
    assert {entry["id"] for entry in plan["notice"]["missing"]} == {"food-layout", "floor-plan"}
    assert {entry["due"] for entry in plan["notice"]["later"]} == {"10个工作日（最迟 2026-10-12）"}
    assert {item["id"]: item["done_by"] for item in plan["items"]} == {
        "food": "2026-10-12", "environment": "2026-09-21", "fire-opening": "2026-10-12",
    }
