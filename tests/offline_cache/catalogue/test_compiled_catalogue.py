"""The compiled catalogue finds what the pack itself finds, is replaced in one step, and says plainly what is wrong."""

import os
import sqlite3
import threading
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import StoreError
from kiosk.search import IndexFinder, memory_finder, standing_in
from kiosk.search.entries import entries_of
from kiosk.search.index import MemoryIndex
from offline_cache.catalogue import Part, build_catalogue, open_index
from offline_cache.catalogue.pinyin import read_aloud, usual_readings
from tests.kiosk.search_world import small_catalog

CATALOG = small_catalog()
ENTRIES = entries_of(CATALOG, read_aloud)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    build_catalogue(path, [Part("small", "v1", ENTRIES), Part("other", "v2", ENTRIES[:2])])
    return path


@pytest.fixture
def copy(built, tmp_path):
    path = tmp_path / "catalogue.db"
    path.write_bytes(built.read_bytes())
    return path


@pytest.fixture(scope="module")
def finders(built):
    index = open_index(built, "small", "v1")
    yield IndexFinder(index), IndexFinder(MemoryIndex(ENTRIES))
    index.close()


@pytest.mark.parametrize(
    "query", ["开饭馆", "kfg", "饭", "消防", "消防审核科", "a", "登记", "kai饭guan", "100%", "restaurant"]
)
def test_the_file_finds_what_memory_finds(finders, query):
    compiled, memory = finders
    assert compiled.find(query, 20) == memory.find(query, 20) != ()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="开饭馆店消防登记过户kaifgxu%'\"* ", max_size=8))
def test_any_query_that_holds_is_the_same_in_the_file(finders, query):
    compiled, memory = finders
    wanted = memory.find(query, 20)
    assert wanted == () or wanted[0].near or compiled.find(query, 20) == wanted


def test_a_wrong_character_of_the_same_sound_is_known_from_the_file_alone(finders):
    hits = finders[0].find("营业直照", 8)
    assert hits[0].id == "licence"
    assert hits[0].near


def test_each_region_stands_alone_and_an_unknown_one_is_said(built):
    assert open_index(built, "other").ends[0] > 0
    with pytest.raises(StoreError, match=r"没有地区「mars」.*kiosk catalog build"):
        open_index(built, "mars")


def test_the_same_content_has_the_same_digest_and_other_content_another(built, tmp_path):
    alone = build_catalogue(tmp_path / "alone.db", [Part("small", "v1", ENTRIES)])[0]
    assert alone.digest == open_index(built, "small").digest
    assert build_catalogue(tmp_path / "less.db", [Part("small", "v1", ENTRIES[1:])])[0].digest != alone.digest
    open_index(built, "small").verify()


def test_a_file_of_another_version_is_refused(built):
    with pytest.raises(StoreError, match=r"版本 v1 生成，现在的版本是 v9.*kiosk catalog build"):
        open_index(built, "small", "v9")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(StoreError, match=r"没有这个目录数据库.*kiosk catalog build"):
        open_index(tmp_path / "none.db", "small")
    with pytest.raises(StoreError, match="kiosk catalog build"):
        open_index(tmp_path, "small")


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.7, 0.999])
def test_a_file_cut_short_is_said(copy, share):
    os.truncate(copy, int(copy.stat().st_size * share))
    with pytest.raises(StoreError, match="kiosk catalog build"):
        open_index(copy, "small")


def test_another_programs_database_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db")) as other:
        other.execute("CREATE TABLE part (id)")
    with pytest.raises(StoreError, match="不是目录数据库"):
        open_index(tmp_path / "x.db", "small")


def test_another_format_is_refused_by_number(copy):
    with closing(sqlite3.connect(copy)) as writer:
        writer.execute("PRAGMA user_version=99")
    with pytest.raises(StoreError, match="格式是 99"):
        open_index(copy, "small")


def test_changed_bytes_do_not_pass_verification(copy):
    with closing(sqlite3.connect(copy)) as writer, writer:
        writer.execute("UPDATE name SET shown = '假的' WHERE row = 3 AND part = 1")
    with pytest.raises(StoreError, match="校验值"):
        open_index(copy, "small").verify()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_byte_is_damaged_the_kiosk_searches_on(built, tmp_path_factory, data):
    raw = bytearray(built.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=40)):
        raw[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("damaged") / "catalogue.db"
    path.write_bytes(raw)
    told = []
    try:
        finder = standing_in(IndexFinder(open_index(path, "small", "v1")), lambda: memory_finder(CATALOG), told.append)
    except StoreError:
        return
    for query in ("开饭馆", "kfg", "消防"):
        finder.find(query, 8)
    assert len(told) <= 1


def test_when_the_file_fails_the_pack_is_searched_and_the_reason_told_once(copy):
    with closing(sqlite3.connect(copy)) as writer, writer:
        writer.execute("UPDATE sign SET places = x'00ff' WHERE sign = '饭'")
    told = []
    finder = standing_in(IndexFinder(open_index(copy, "small")), lambda: memory_finder(CATALOG), told.append)
    assert finder.find("饭馆", 8)[0].id == finder.find("开饭馆", 8)[0].id == "open-restaurant"
    assert [type(error) for error in told] == [StoreError]


def test_readers_keep_the_old_file_while_a_new_one_takes_its_place(copy):
    old = open_index(copy, "small", "v1")
    build_catalogue(copy, [Part("small", "v2", ENTRIES[:1])])
    assert IndexFinder(old).find("过户", 8)[0].id == "transfer-home"
    assert open_index(copy, "small", "v2").entries == 1
    assert [path.name for path in copy.parent.iterdir()] == ["catalogue.db"]


def test_a_build_that_fails_leaves_the_old_file(copy):
    before = copy.read_bytes()
    with pytest.raises(StoreError):
        build_catalogue(copy, [Part("small", "v2", ENTRIES), Part("small", "v2", ENTRIES)])
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == ["catalogue.db"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="--output"):
        build_catalogue(tmp_path / "file" / "catalogue.db", [Part("small", "v1", ENTRIES)])


def test_threads_may_share_one_open_catalogue(built):
    finder, found = IndexFinder(open_index(built, "small")), []

    def look():
        found.extend(finder.find(query, 8)[0].id for query in ("kfg", "过户", "营业执照", "生孩子") * 10)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 160
    assert set(found) == {"open-restaurant", "transfer-home", "licence", "birth"}


def test_every_common_character_has_a_reading():
    readings = dict(usual_readings())
    assert len(readings) > 20_000
    assert (readings["饭"], readings["女"], readings["绿"]) == ("fan", "nv", "lv")
    assert read_aloud("银行a1（行）") == ("yin", "hang", "", "", "", "xing", "")
