"""``kiosk catalog build`` and ``search`` as other programs use them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.pack_reader import DEFAULT_REGION, PACKS
from kiosk.cli.catalogue.searching import compile_packs
from kiosk.errors import PackError
from offline_cache.catalogue import open_index

ROOT = Path(__file__).resolve().parents[2]


def kiosk(*words):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=60, cwd=ROOT
    )


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    path = tmp_path_factory.mktemp("build") / "catalogue.db"
    compile_packs([PACKS / DEFAULT_REGION], path)
    return path


def search(catalogue, *words):
    done = kiosk("catalog", "search", *words, "--catalogue", str(catalogue), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_build_prints_one_document_with_version_and_digest(tmp_path):
    file = tmp_path / "built.db"
    done = kiosk("catalog", "build", "--region", DEFAULT_REGION, "--output", str(file), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["ok"] is True
    assert said["bytes"] == file.stat().st_size
    assert said["refused"] == []
    index = open_index(file, DEFAULT_REGION)
    assert [(pack["region"], pack["version"], pack["digest"], pack["entries"]) for pack in said["packs"]] == [
        (DEFAULT_REGION, index.version, index.digest, index.entries)
    ]


@pytest.mark.parametrize(("query", "first"), [
    ("开饭馆", "open-restaurant"), ("小吃店", "open-restaurant"), ("kfg", "open-restaurant"),
    ("kaifan", "open-restaurant"), ("饭", "open-restaurant"), ("kai饭g", "open-restaurant"),
    ("ＫＦＧ", "open-restaurant"), ("hotel", "open-hotel"),
])
def test_search_finds_a_life_event(catalogue, query, first):
    found = search(catalogue, query)
    assert found["query"] == query
    assert found["ms"] >= 0
    hit = found["hits"][0]
    assert (hit["kind"], hit["id"], hit["scenario"], hit["near"]) == ("scenario", first, first, False)
    assert {"kind", "id", "title", "detail", "scenario", "matched"} <= hit.keys()


def test_an_old_department_name_says_where_the_matter_went(catalogue):
    hit = search(catalogue, "工商局", "--limit", "1")["hits"][0]
    assert hit["kind"] == "department"
    assert hit["matched"] == "工商局"
    assert "市场监督管理局" in hit["detail"]


def test_marks_are_plain_text_and_nothing_found_is_an_answer(catalogue):
    assert search(catalogue, "%")["hits"] == search(catalogue, "' OR 1=1 --")["hits"] == []
    done = kiosk("catalog", "search", "*", "--catalogue", str(catalogue))
    assert done.returncode == 0
    assert "没有找到" in done.stdout


def test_without_a_compiled_catalogue_the_pack_itself_is_searched(catalogue):
    done = kiosk("catalog", "search", "kfg", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hits"] == search(catalogue, "kfg")["hits"]


@pytest.mark.parametrize(("words", "said"), [
    (("search", "饭", "--region", "mars"), DEFAULT_REGION),
    (("search", "饭", "--limit", "0"), "--limit"),
    (("search", "饭", "--catalogue", "/no/such/file.db"), "kiosk catalog build"),
    (("build", "--region", "mars"), DEFAULT_REGION),
    (("build", "--region", DEFAULT_REGION, "--output", "/dev/null/catalogue.db"), "--output"),
])
def test_errors_exit_with_2_and_say_what_to_do(words, said):
    done = kiosk("catalog", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "怎么办" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_pack_is_refused_by_name_while_the_others_are_compiled(tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken-town"
    shutil.copytree(PACKS / DEFAULT_REGION, whole)
    shutil.copytree(PACKS / DEFAULT_REGION, broken)
    (broken / "items.toml").write_text("[item.food\n", encoding="utf-8")
    built, faults = compile_packs([broken, whole], tmp_path / "catalogue.db")
    assert [part.region for part in built] == [DEFAULT_REGION]
    assert all("broken-town" in fault for fault in faults)
    assert any("items.toml" in fault for fault in faults)
    open_index(tmp_path / "catalogue.db", DEFAULT_REGION).verify()


def test_when_no_pack_is_whole_the_old_catalogue_stays(tmp_path, catalogue):
    broken, file = tmp_path / "broken-town", tmp_path / "catalogue.db"
    shutil.copytree(PACKS / DEFAULT_REGION, broken)
    (broken / "region.toml").write_text("", encoding="utf-8")
    shutil.copy(catalogue, file)
    with pytest.raises(PackError, match="没有改动"):
        compile_packs([broken], file)
    assert file.read_bytes() == catalogue.read_bytes()


def test_what_the_own_region_does_not_hold_is_looked_for_in_the_others():
    done = kiosk("catalog", "search", "生孩子", "--json")
    said = json.loads(done.stdout)
    assert (said["region"], said["hits"][0]["scenario"]) == ("national-2026", "birth-of-child")
    told = kiosk("catalog", "search", "生孩子")
    assert f"{DEFAULT_REGION} 没有，national-2026 里有" in told.stdout
    own = json.loads(kiosk("catalog", "search", "生孩子", "--region", DEFAULT_REGION, "--json").stdout)
    assert own["hits"] == []
    near = json.loads(kiosk("catalog", "search", "营业职照", "--json").stdout)
    assert near["region"] == DEFAULT_REGION and near["hits"][0]["near"]
