"""Search finds exactly what the query stands in: nothing missing, nothing too much, best first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.search import IndexFinder, memory_finder
from kiosk.search.entries import entries_of
from kiosk.search.folding import fold_query
from kiosk.search.index import MemoryIndex
from offline_cache.catalogue.pinyin import read_aloud
from tests.kiosk.search_world import small_catalog, truth

ENTRIES = entries_of(small_catalog(), read_aloud)
FINDER = IndexFinder(MemoryIndex(ENTRIES))
PARTS = sorted(
    {name.text[at : at + length] for entry in ENTRIES for name in entry.names for at in range(len(name.text))
     for length in (1, 2, 3)}
    | {reading[:length] for entry in ENTRIES for name in entry.names for reading in name.readings if reading
       for length in range(1, len(reading) + 1)}
)


def found(query, limit=200):
    seen = []
    for hit in FINDER.find(query, limit):
        if not hit.near and (hit.kind, hit.id) not in seen:
            seen.append((hit.kind, hit.id))
    return seen


@pytest.mark.parametrize(("query", "first"), [
    ("开饭馆", "open-restaurant"), ("小吃店", "open-restaurant"), ("过户", "transfer-home"), ("生孩子", "birth"),
    ("kfg", "open-restaurant"), ("kaifan", "open-restaurant"), ("饭", "open-restaurant"),
    ("kai饭guan", "open-restaurant"),
    ("开f馆", "open-restaurant"), ("ＫＦＧ", "open-restaurant"), ("开 饭 馆", "open-restaurant"), ("shk", "birth"),
    ("Restaurant", "open-restaurant"), ("buy a HOME", "transfer-home"), ("sphjh", None), ("食品", "food"),
    ("营业执照设立", "licence"), ("gongshangju", "sc"), ("建委", "jz"), ("kaifang", "open-restaurant"),
])
def test_what_people_type_finds_what_they_mean_first(query, first):
    hits = FINDER.find(query, 8)
    assert (hits[0].id if hits and not hits[0].near else None) == first


def test_a_word_is_read_as_it_is_said():
    assert FINDER.find("changanqu", 8)[0].id == "school"
    assert FINDER.find("yinhang", 8)[0].id == "school"
    assert all(hit.near for hit in FINDER.find("yinxing", 8))


def test_pinyin_stands_only_where_syllables_begin():
    assert found("aifan") == []
    assert found("anguan") == []


def test_a_scenario_comes_before_its_items_and_a_department_by_name_before_items_that_hold_it():
    kinds = [kind for kind, _ in found("消防")]
    assert kinds == ["department", "department", "item", "item"]
    assert [kind for kind, _ in found("登记")] == ["item", "item"]
    assert found("kai")[0][0] == "scenario"


def test_an_old_department_name_says_where_the_matter_went_and_since_when():
    hit = FINDER.find("消防审核科", 8)[0]
    assert (hit.id, hit.matched) == ("jz", "消防审核科")
    assert hit.detail.zh == "“消防审核科”的事从2019年4月起归住房和城乡建设局办 · 3楼12号窗口"
    assert "现在归市场监督管理局办" in FINDER.find("工商局", 8)[0].detail.zh
    moved = next(hit for hit in FINDER.find("公安局消防科", 8) if hit.id == "fire")
    assert "从2019年起归住房和城乡建设局" in moved.detail.zh


def test_an_item_of_several_scenarios_is_listed_for_the_others_where_there_is_room():
    hits = FINDER.find("食品经营许可", 8)
    assert [(hit.id, hit.scenario) for hit in hits] == [("food", "open-restaurant"), ("food", "open-hotel")]
    assert len(FINDER.find("食品经营许可", 1)) == 1


def test_what_no_scenario_holds_is_not_found_because_nothing_could_be_opened():
    assert found("没有") == []


@pytest.mark.parametrize("query", ["%", "_", "*", "'", '"', "'; DROP TABLE name; --", '" OR "', "饭%", "^^", "$$", "~k",
                                   "=kai", "\\", "开*", "NEAR(", "?"])
def test_marks_of_query_languages_stand_for_themselves(query):
    assert found(query) == truth(ENTRIES, fold_query(query))


def test_marks_in_a_name_are_found():
    assert found("100%") == found("行*") == found("'分\"行") == [("item", "school")]


@pytest.mark.parametrize("query", ["", " ", "（）", "。", "\u200b", "\0", "\ud800"])
def test_nothing_typed_finds_nothing(query):
    assert FINDER.find(query, 8) == ()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join))
def test_no_hit_is_missing_or_false_and_the_order_is_the_promised_one(query):
    assert found(query) == truth(ENTRIES, fold_query(query))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(-1, 9))
def test_any_text_finds_something_or_nothing_but_never_raises(text, limit):
    assert len(FINDER.find(text, limit)) <= max(limit, 0)


@pytest.mark.parametrize(("query", "found_id"), [
    ("营业直照", "licence"), ("食品经营许克", "food"), ("kaifnaguan", "open-restaurant"),
    ("xiaochidain", "open-restaurant"),
    ("shipinjingyinxuke", "food"), ("restuarant", "open-restaurant"), ("不动产转疑登记", "deed"),
    ("二手房果户", "transfer-home"),
])
def test_typing_mistakes_find_what_is_close_and_say_so(query, found_id):
    hits = FINDER.find(query, 8)
    assert found_id in {hit.id for hit in hits}
    assert all(hit.near for hit in hits)


@pytest.mark.parametrize(("query", "found_id"), [
    ("我想开饭馆", "open-restaurant"), ("开饭馆要什么手续", "open-restaurant"), ("办营业执照", "licence"),
    ("woxiangkaifanguan", "open-restaurant"), ("房子过户", "transfer-home"),
])
def test_a_sentence_finds_what_a_good_part_of_it_names(query, found_id):
    hits = FINDER.find(query, 8)
    assert hits[0].id == found_id
    assert all(hit.near for hit in hits)


def test_a_small_part_of_a_sentence_means_nothing():
    assert FINDER.find("火星移民的登记", 8) == ()


def test_u_umlaut_is_typed_as_it_is_or_as_v():
    assert fold_query("LÜ") == fold_query("lv") == fold_query("lu\u0308")


def test_mistakes_are_looked_for_only_when_nothing_is_exact():
    assert not any(hit.near for hit in FINDER.find("食品", 8))
    assert FINDER.find("完全无关的话题", 8) == ()


def test_a_pack_without_readings_is_found_by_the_pinyin_it_spells_out(catalog):
    finder = memory_finder(catalog)
    assert finder.find("kfg", 8)[0].id == "open-restaurant"
    assert finder.find("小吃", 8)[0].id == "open-restaurant"
    assert "open-hotel" in {hit.scenario for hit in finder.find("消防", 8)}
