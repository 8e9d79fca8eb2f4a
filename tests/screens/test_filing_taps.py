"""What a finger does on the applying pages arrives at the visit, once and with the right words."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.devices.outcomes import ReaderTrouble
from kiosk.steps import CardPhase, Look, PresentCard, Step
from tests.screens import one_screen
from tests.screens import samples_apply as samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH


@pytest.fixture
def open_page(walk: Any) -> Any:
    def start(step: Any, look: Look | None = None) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE, look), step))

    return start


def _feed_back(walker: Any, answer: Any) -> None:
    """Let the screen see the step that ``answer`` makes of each recorded call, as the app would."""
    screen, calls = walker.app.screen, walker.app.calls

    class Following(list):  # type: ignore[type-arg]
        def append(self, call: Any) -> None:
            super().append(call)
            screen.show(answer(call))

    walker.app.calls = screen.desk.visit.calls = Following(calls)


@pytest.mark.parametrize("trouble", list(ReaderTrouble))
def test_every_reader_trouble_says_what_to_do_and_lets_one_go_on(open_page: Any, trouble: ReaderTrouble) -> None:
    walker = open_page(PresentCard(CardPhase.TROUBLE, trouble))
    t = walker.app.screen.kit.t
    walker.see(t(f"present_card.trouble.{trouble.value}.title"), t(f"present_card.trouble.{trouble.value}.do"))
    walker.tap("without")
    walker.tap("guide")
    assert walker.app.calls == [("without_card",), ("call_guide",)]


def test_each_reader_trouble_has_its_own_sentence(open_page: Any) -> None:
    t = open_page(samples.PRESENT["waiting"]).app.screen.kit.t
    said = {t(f"present_card.trouble.{trouble.value}.do") for trouble in ReaderTrouble}
    assert len(said) >= len(ReaderTrouble) - 1


def test_reading_is_tried_again_unless_the_reader_must_be_serviced(open_page: Any) -> None:
    walker = open_page(PresentCard(CardPhase.TROUBLE, ReaderTrouble.PRESENT_AGAIN))
    walker.tap("再读一次")
    assert walker.app.calls == [("retry_card",)]
    walker.app.screen.show(PresentCard(CardPhase.TROUBLE, ReaderTrouble.NOT_AUTHORISED))
    walker.settle()
    assert not walker.can_tap("retry")


def test_the_countdown_counts_and_starts_again_with_the_next_attempt(open_page: Any) -> None:
    walker = open_page(samples.PRESENT["waiting"])
    screen = walker.app.screen
    walker.see("45 秒")
    walker.advance(20)
    screen.tick()
    walker.settle()
    walker.see("25 秒")
    screen.show(samples.PRESENT["waiting_again"])
    walker.settle()
    walker.see("45 秒")


def test_a_kept_page_begins_anew_for_the_next_citizen(open_page: Any) -> None:
    walker = open_page(samples.PRESENT["waiting"])
    walker.advance(30)
    walker.app.screen.tick()
    walker.app.screen.on_shown()
    walker.settle()
    walker.see("45 秒")


def test_the_card_picture_moves_only_while_waiting(open_page: Any) -> None:
    from kivy.clock import Clock

    walker = open_page(samples.PRESENT["waiting"])
    assert any("_step" in repr(event.get_callback()) for event in Clock.get_events())
    walker.app.screen.show(PresentCard(CardPhase.TROUBLE, ReaderTrouble.NO_CARD))
    walker.advance(0.5)
    assert not any("_step" in repr(event.get_callback()) for event in Clock.get_events())


@pytest.mark.parametrize(("button", "call"), [("同意并使用", ("use_card",)), ("不使用", ("refuse_card",))])
def test_the_notice_is_agreed_to_or_refused(open_page: Any, button: str, call: tuple[str, ...]) -> None:
    walker = open_page(samples.CONFIRM)
    walker.see("张*", "保存多久", "申请表")
    walker.see_not("张三")
    walker.tap(button)
    assert walker.app.calls == [call]


def test_a_phone_number_is_typed_key_by_key_and_shown_in_groups(open_page: Any) -> None:
    walker = open_page(samples.FORMS["phone_empty"])

    def answer(call: Any) -> Step:
        raw = call[2]
        shown = " ".join(part for part in (raw[:3], raw[3:7], raw[7:]) if part)
        return samples.form("phone", phone=samples.state(samples.PHONE, raw, shown, filled=len(raw) == 11))

    _feed_back(walker, answer)
    walker.type_digits("13800000000")
    assert walker.app.calls[-1] == ("type_field", "phone", "13800000000")
    walker.see("138 0000 0000")
    walker.tap("key:erase")
    assert walker.app.calls[-1] == ("type_field", "phone", "1380000000")
    walker.tap("清空")
    assert walker.app.calls[-1] == ("type_field", "phone", "")


def test_keys_stay_the_same_widgets_while_one_field_is_typed(open_page: Any) -> None:
    walker = open_page(samples.FORMS["phone_empty"])
    before = walker.find("key:5").widget
    walker.app.screen.show(samples.FORMS["phone_typing"])
    walker.settle()
    assert walker.find("key:5").widget is before
    walker.see("138 0000")


def test_the_credit_code_has_letters_but_not_those_it_never_has(open_page: Any) -> None:
    walker = open_page(samples.FORMS["credit_code"])
    walker.tap("key:M")
    assert walker.app.calls[-1] == ("type_field", "credit_code", "91110000MA0M")
    labels = walker.visible_labels()
    assert not set("IOSVZ") & set(labels)


def test_a_problem_stands_beside_the_field_as_it_is_typed(open_page: Any) -> None:
    walker = open_page(samples.FORMS["phone_wrong"])
    remark = samples.FORMS["phone_wrong"].fields[4].problem
    walker.see(walker.app.screen.kit.t.remark(remark))


def test_one_choice_and_several_choices(open_page: Any) -> None:
    walker = open_page(samples.FORMS["district"])
    walker.tap("浮山街道")
    assert walker.app.calls == [("type_field", "district", "浮山街道")]
    walker = open_page(samples.FORMS["dishes"])
    walker.tap("冷食（拍黄瓜等）")
    walker.tap("choice:热食")
    assert [call[2] for call in walker.app.calls] == ["热食、冷食、饮品", "饮品"]


def test_a_blank_can_be_left_for_the_window_and_taken_back(open_page: Any) -> None:
    walker = open_page(samples.FORMS["shop"])
    walker.tap("by_hand")
    assert walker.app.calls == [("by_hand", "business_name")]
    walker = open_page(samples.FORMS["by_hand"])
    walker.tap("改为现在填")
    assert walker.app.calls == [("type_field", "credit_code", "")]


def test_another_field_is_chosen_by_touching_it(open_page: Any) -> None:
    walker = open_page(samples.FORMS["credit_code"])
    walker.tap("field:business_name")
    assert walker.app.calls == [("edit", "business_name")]
    walker.tap("next")
    assert walker.app.calls[-1] == ("edit", "district")


def test_the_main_button_counts_what_is_open(open_page: Any) -> None:
    walker = open_page(samples.FORMS["credit_code"])
    walker.tap("还有 4 项")
    assert walker.app.calls == [("edit", "district")]
    open_page(samples.FORMS["all_filled"]).see("下一页")


def test_going_on_past_the_last_open_field_says_that_it_is_missing(open_page: Any) -> None:
    walker = open_page(samples.FORMS["phone_empty"])
    walker.see_not("请先填好这一项")
    walker.tap("还有 1 项")
    assert walker.app.calls == [("next_page",)]
    walker.see("请先填好这一项")


def test_materials_are_marked_and_the_count_is_shown(open_page: Any) -> None:
    walker = open_page(samples.gather())
    walker.see("还有 7 份")
    walker.tap("mark:premises:paper")
    walker.tap("mark:layout:later")
    walker.tap("都带来了")
    assert walker.app.calls == [("mark", "premises", "paper"), ("mark", "layout", "later"), ("mark_all",)]
    assert walker.find("go_on").disabled


def test_all_marked_materials_let_one_go_on(open_page: Any) -> None:
    walker = open_page(samples.gather(*samples.ALL_MARKED))
    walker.tap("下一步，核对")
    assert walker.app.calls == [("go_on",)]


def test_what_needs_no_citizen_is_shown_as_done_with_its_source(open_page: Any) -> None:
    walker = open_page(samples.gather())
    seen: set[str] = set(walker.visible_texts())
    while walker.can_tap("page:down"):
        walker.tap("page:down")
        seen |= set(walker.visible_texts())
    assert any("由“营业执照（设立登记）”产生" in text for text in seen)
    assert any("部门共享" in text for text in seen)


def test_the_page_of_a_long_list_stays_open_while_marking(open_page: Any) -> None:
    walker = open_page(samples.gather())
    walker.tap("page:down")
    first = walker.visible_texts()
    walker.app.screen.show(samples.gather("premises"))
    walker.settle()
    assert set(first) & set(walker.visible_texts()) > {"看材料"}
    assert not walker.sees("住所")


def test_every_line_of_the_review_can_be_changed(open_page: Any) -> None:
    walker = open_page(samples.REVIEW)
    wanted = {line.change for section in samples.REVIEW.sections for line in section.lines}
    tapped: set[str] = set()
    while True:
        for entry in walker.touchables():
            if entry.name.startswith("change:"):
                walker.tap(entry.name)
                tapped.add(walker.app.calls[-1][1])
        if not walker.can_tap("page:down"):
            break
        walker.tap("page:down")
    assert tapped == wanted


def test_what_the_hall_refused_stands_at_its_line_and_comes_first(open_page: Any) -> None:
    walker = open_page(samples.REFUSED)
    walker.see("退回了 2 处", "这个手机号码停用了", "面积和材料里的不一致")
    walker.tap("change:field:phone")
    assert walker.app.calls == [("change", "field:phone")]


def test_fifty_taps_hand_in_once(open_page: Any) -> None:
    walker = open_page(samples.REVIEW)
    walker.tap_quickly("submit", 50)
    assert walker.app.calls == [("submit",)]
    walker.see("正在提交")


def test_after_a_refusal_it_can_be_handed_in_again(open_page: Any) -> None:
    walker = open_page(samples.REVIEW)
    walker.tap("submit")
    walker.app.screen.show(samples.REFUSED)
    walker.settle()
    walker.tap("提交")
    assert walker.app.calls == [("submit",), ("submit",)]


def test_sending_claims_only_what_has_happened(open_page: Any) -> None:
    states = samples.every_state()
    sealing, kept = states["sending-sealing"], states["sending-kept"]
    walker = open_page(sealing)
    walker.see("正在把申请保存到本机")
    walker.see_not("已安全保存")
    walker.app.screen.show(kept)
    walker.settle()
    walker.see("已安全保存在本机")
    walker.see_not("已送到大厅")
    assert not walker.can_tap("back") and not walker.can_tap("home")
