"""What a finger does on guide cards, the plan, the look at the papers and search arrives at the visit, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.guide.accounting import NUMBERS
from kiosk.steps import GatherMaterials, Look, Search, ShowItem, ShowPlan, Step
from screens.guide.materials import to_bring
from tests.screens import one_screen, samples_apply, samples_guide
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import on_top

STEPS = samples_guide.STEPS


@pytest.fixture
def open_page(walk: Any) -> Callable[..., Any]:
    def start(step: Step, look: Look | None = None) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE, look), step))

    return start


def all_words(walker: Any) -> str:
    """Everything on all pages of what lies on top."""
    said: list[str] = []
    while True:
        seen = on_top(walker.seen())
        said += [text for entry in seen for text in entry.texts]
        down = [entry for entry in seen if entry.name == "page:down"]
        if not down or down[-1].disabled:
            return "".join(said)
        walker.tap_at(*down[-1].centre)


def plan_step() -> ShowPlan:
    step = STEPS["plan_filled"]
    assert isinstance(step, ShowPlan)
    return step


def test_every_number_of_the_comparison_opens_what_it_is_made_of(open_page: Any) -> None:
    walker = open_page(plan_step(), Look(low_reach=True))
    walker.tap("tab:compare")
    tapped = []
    for _page in range(10):
        for entry in [entry for entry in walker.touchables() if entry.name.startswith("number:")]:
            tapped.append(entry.name.removeprefix("number:"))
            walker.tap_at(*entry.centre)
        if not any(entry.name == "page:down" and not entry.disabled for entry in walker.touchables()):
            break
        walker.tap("page:down")
    plan = plan_step().plan
    assert tapped == [n for n in NUMBERS if getattr(plan.before, n) or getattr(plan.after, n)]
    assert walker.app.calls == [("open_number", number) for number in tapped]


@pytest.mark.parametrize("number", ["departments", "visits", "documents", "working_days"])
def test_every_big_number_is_touched_for_where_it_comes_from(open_page: Any, number: str) -> None:
    walker = open_page(plan_step())
    walker.tap(f"number:{number}")
    assert walker.app.calls == [("open_number", number)]


def test_every_paper_is_touched_for_why(open_page: Any) -> None:
    walker = open_page(plan_step())
    walker.tap("tab:papers")
    first = next(entry for entry in walker.touchables() if entry.name.startswith("material:"))
    walker.tap_at(*first.centre)
    assert walker.app.calls == [("open_material", first.name.removeprefix("material:"))]


def test_the_tab_counts_as_many_papers_as_the_page_of_materials(open_page: Any) -> None:
    step, gather = plan_step(), STEPS["check"]
    assert isinstance(gather, GatherMaterials)
    asked = sum(bool(mark.choices) for mark in gather.marks)
    assert to_bring(step.plan) == asked
    open_page(step).see(f"带 {asked} 份")


def test_papers_stand_in_groups_by_how_they_come(open_page: Any) -> None:
    walker = open_page(plan_step())
    walker.tap("tab:papers")
    said = all_words(walker)
    assert "您带来" in said and "前一步办好就有" in said and "在本机填" in said


def test_a_duty_after_opening_stands_apart_with_its_own_time(open_page: Any) -> None:
    said = all_words(open_page(plan_step()))
    assert "开业以后再办" in said and "开业后 30 日内" in said
    assert "第 4 步" not in said


def test_plan_goes_to_the_look_at_the_papers_and_to_both_prints(open_page: Any) -> None:
    walker = open_page(plan_step())
    walker.tap("check")
    walker.tap("print")
    walker.tap("print:no")
    assert not walker.can_tap("print:slip")
    walker.tap("print")
    walker.tap("print:plan")
    walker.tap("print:slip")
    assert walker.app.calls == [("check_papers",), ("print_plan",), ("print_plan_slip",)]


def test_the_choice_of_prints_is_gone_when_the_plan_comes_back(open_page: Any) -> None:
    walker = open_page(plan_step())
    walker.tap("print")
    walker.app.screen.show(samples_guide.plan_item("food"))
    walker.app.screen.show(plan_step())
    walker.settle()
    assert not walker.can_tap("print:slip")


def test_the_card_over_the_plan_shows_the_way_and_folds(open_page: Any) -> None:
    step = samples_guide.plan_item("food")
    assert step.detail is not None
    walker = open_page(step)
    walker.tap("item:way")
    walker.tap("知道了")
    assert walker.app.calls == [("open_place", step.detail.place.id), ("open_item", None)]


def test_the_card_says_all_there_is(open_page: Any) -> None:
    said = all_words(open_page(samples_guide.plan_item("food")))
    for words in (
        "为什么要办", "市场监督管理局", "承诺 10 个工作日", "法律规定 20 个工作日内", "50 元", "现金", "支付宝",
        "《食品经营许可证》正本、副本", "8:00—20:00", "只能到窗口办", "怎样算合格", "规定原文", "示例公报（2026-01）",
        "各地说法不一，以窗口核实为准", "原来由食品药品监督管理局办，2018年11月起归市场监督管理局", "行政复议",
    ):
        assert words.replace(" ", "") in said.replace(" ", ""), words


def test_a_likely_source_is_graded_otherwise_than_an_uncertain_one(open_page: Any) -> None:
    said = all_words(open_page(samples_guide.plan_item("fire")))
    assert "据公开资料，以窗口核实为准" in said and "各地说法不一" not in said


def test_what_is_done_online_says_that_no_visit_is_needed(open_page: Any) -> None:
    assert "网上办，不用跑" in all_words(open_page(STEPS["item_one"]))


@pytest.mark.parametrize(("step", "call"), [
    (samples_guide.plan_number("documents"), ("open_number", None)),
    (samples_guide.plan_material("one-form"), ("open_material", None)),
])
def test_reasons_are_folded_by_the_button(open_page: Any, step: Step, call: tuple[Any, ...]) -> None:
    walker = open_page(step)
    walker.tap("account:close")
    assert walker.app.calls == [call]


def test_an_item_of_one_life_event_begins_at_once(open_page: Any) -> None:
    walker = open_page(STEPS["item_one"])
    walker.tap("办这件事")
    assert walker.app.calls == [("choose_scenario", "open-restaurant")]


def test_an_item_of_several_life_events_asks_which(open_page: Any) -> None:
    walker = open_page(STEPS["item"])
    walker.tap("item:do")
    walker.tap("item:do_back")
    walker.tap("item:do")
    walker.tap("scenario:open-hotel")
    assert walker.app.calls == [("choose_scenario", "open-hotel")]


def test_an_item_of_no_life_event_still_shows_the_way(open_page: Any) -> None:
    step = STEPS["item_none"]
    assert isinstance(step, ShowItem)
    walker = open_page(step)
    assert not walker.can_tap("item:do")
    walker.tap("怎么走")
    assert walker.app.calls == [("open_place", step.detail.place.id)]


def test_the_look_tells_what_is_missing_and_what_can_go_ahead(open_page: Any) -> None:
    step = STEPS["check_some"]
    assert isinstance(step, GatherMaterials) and step.notice is not None
    walker = open_page(step)
    walker.see("先能办", "等材料")
    assert any(f"还缺 {len(step.notice.missing)} 样" in text for text in walker.visible_texts())
    walker.tap("tell")
    said = all_words(walker)
    for entry in step.notice.missing:
        assert entry.material.name.zh in said
    for later in step.notice.later:
        assert later.material.name.zh in said
    for item in step.plan.items:
        assert item.name.zh in said


def test_the_last_mark_of_a_look_brings_the_notice_by_itself(open_page: Any) -> None:
    walker = open_page(STEPS["check_some"])
    walker.app.screen.show(STEPS["check_marked"])
    walker.settle()
    walker.see("一次告诉您")
    walker.tap("接着核对")
    walker.see("手上有哪些材料？")


def test_the_look_prints_the_notice_and_leads_back(open_page: Any) -> None:
    walker = open_page(STEPS["check_marked"])
    walker.tap("打印告知单")
    walker.tap("返回方案")
    assert walker.app.calls == [("print_plan",), ("back",)]
    assert not walker.can_tap("go_on")


def test_a_paper_is_marked_as_here_or_not(open_page: Any) -> None:
    step = STEPS["check"]
    assert isinstance(step, GatherMaterials)
    first = next(mark.material.id for mark in step.marks if mark.choices)
    walker = open_page(step)
    walker.tap(f"mark:{first}:paper")
    walker.tap(f"mark:{first}:later")
    walker.tap("都有了")
    assert walker.app.calls == [("mark", first, "paper"), ("mark", first, "later"), ("mark_all",)]


def test_nothing_moves_under_the_finger_that_marks(open_page: Any) -> None:
    walker = open_page(samples_guide.gather(samples_guide.marked(samples_guide.unsure(), 0), filing=True))
    before = {entry.name: entry.box for entry in walker.touchables() if entry.name.startswith("mark:")}
    walker.app.screen.show(samples_guide.gather(samples_guide.marked(samples_guide.unsure(), 1), filing=True))
    walker.settle()
    after = {entry.name: entry.box for entry in walker.touchables() if entry.name.startswith("mark:")}
    assert before == after


def test_filing_offers_the_notice_once_everything_is_marked(open_page: Any) -> None:
    walker = open_page(STEPS["gather_notice"])
    walker.tap("看缺什么")
    walker.see("一次告诉您")
    walker.tap("go_on")
    assert walker.app.calls == [("go_on",)]


def test_an_exact_hit_opens_by_its_kind(open_page: Any) -> None:
    walker = open_page(STEPS["search_kinds"])
    walker.see("一件事", "事项", "部门")
    walker.see_not("没有完全一样的，相近的有：")
    step = STEPS["search_kinds"]
    assert isinstance(step, Search)
    for hit in step.hits[:3]:
        walker.tap(f"hit:{hit.kind}:{hit.id}")
    assert walker.app.calls == [("open_found", hit.kind, hit.id, hit.scenario) for hit in step.hits[:3]]


@pytest.mark.parametrize("look", [Look(), Look(low_reach=True), Look(low_reach=True, large=True)])
def test_what_only_informs_is_not_there_to_be_touched(open_page: Any, look: Look) -> None:
    walker = open_page(STEPS["search_kinds"], look)
    walker.see("不用再办", "这里不再要求这个事项，不用再办")
    assert not walker.can_tap("hit:item:drainage")


def test_near_hits_stand_under_their_heading(open_page: Any) -> None:
    open_page(STEPS["search_near"]).see("没有完全一样的，相近的有：")


def test_an_item_of_several_life_events_is_listed_once(open_page: Any) -> None:
    step = STEPS["search_kinds"]
    assert isinstance(step, Search)
    walker = open_page(Search("SP", (step.hits[1], step.hits[0], step.hits[1])))
    assert [entry.name for entry in walker.touchables() if entry.name.startswith("hit:")] == [
        "hit:item:food", "hit:scenario:open-restaurant",
    ]


def test_after_a_print_of_the_plan_one_goes_back_to_it_but_not_from_an_application(open_page: Any) -> None:
    walker = open_page(samples_apply.TAKE_PAPERS["papers_only"])
    walker.tap("back")
    assert walker.app.calls == [("back",)]
    assert not open_page(samples_apply.TAKE_PAPERS["printed"]).can_tap("back")
