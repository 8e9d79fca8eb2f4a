"""The window: it invites, serves one person at a time, forgets them, and survives its own mistakes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.devices.outcomes import ReaderTrouble
from kiosk.inbox import GuideCalled, Inbox
from kiosk.steps import CardPhase, Goodbye, Look, PresentCard, Step
from screens.look.texts import Texts
from screens.look.theme import ThemeSettings
from tests.screens import samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH


class Hand:
    """An app on remembering visits, with everything it reported."""

    def __init__(self, first: Step, **changes: Any) -> None:
        from screens.app import KioskApp
        from screens.look.fonts import ensure_fonts
        from screens.shell import Shell

        texts = Texts(samples.LOCALES)
        self.visits: list[samples.RememberingVisit] = []
        self.log: list[tuple[str, dict[str, object]]] = []
        self.beats = 0
        self.inbox = Inbox()
        self.first = first
        shell = Shell(
            make_visit=self._visit,  # type: ignore[arg-type]
            drain=self.inbox.drain,
            texts=texts,
            fonts=ensure_fonts(CACHE / "fonts", characters=texts.all_texts()),
            hall=samples.HALL,
            scenarios=tuple(samples.home().scenarios),
            clock=samples.StillClock(),
            glass=ThemeSettings(WIDTH, HEIGHT),
            log=lambda event, values: self.log.append((event, dict(values))),
            beat=self._beat,
        )
        self.app = KioskApp(replace(shell, **changes))

    def _visit(self) -> samples.RememberingVisit:
        self.visits.append(samples.RememberingVisit(self.first))
        return self.visits[-1]

    def _beat(self) -> None:
        self.beats += 1

    @property
    def visit(self) -> samples.RememberingVisit:
        return self.visits[-1]


@pytest.fixture
def begin(walk: Any) -> Iterator[Callable[..., tuple[Hand, Any]]]:
    hands: list[Hand] = []

    def start(first: Step | None = None, **changes: Any) -> tuple[Hand, Any]:
        hands.append(Hand(first or samples.STEPS["home"], **changes))
        return hands[-1], walk(hands[-1].app)

    yield start


def at_work(begin: Any, first: Step | None = None, **changes: Any) -> tuple[Hand, Any]:
    hand, walker = begin(first, **changes)
    walker.tap("attract")
    walker.advance(0.5)
    return hand, walker


def test_a_touch_on_the_invitation_begins_a_visit_on_the_first_page(begin: Any) -> None:
    hand, walker = begin()
    walker.see("轻触屏幕开始办事")
    assert hand.visits == []
    walker.tap("attract")
    walker.see("您好，想办什么事？")
    assert len(hand.visits) == 1


def test_the_invitation_offers_english_at_once(begin: Any) -> None:
    hand, walker = begin()
    walker.tap("language")
    walker.see("What do you need?")
    assert hand.visit.look.language == "en"


def test_choosing_a_card_reaches_the_visit_once_however_often_it_is_tapped(begin: Any) -> None:
    hand, walker = at_work(begin)
    walker.tap("scenario:open-restaurant")
    again = [hand.app.act(lambda: hand.visit.choose_scenario("open-restaurant")) for _ in range(3)]
    assert sum(again) <= 1
    assert hand.app.act(lambda: hand.visit.submit()) is False
    assert ("submit", ()) not in hand.visit.calls


def test_a_tap_right_after_a_page_change_is_not_taken_for_the_new_page(begin: Any) -> None:
    from kivy.clock import Clock

    hand, walker = begin()
    walker.tap("attract")
    hand.app._last_change = Clock.get_time()
    before = list(hand.visit.calls)
    assert hand.app.act(lambda: hand.visit.leave()) is False
    assert hand.visit.calls == before


def test_a_page_that_came_by_itself_is_not_hit_by_a_finger_on_its_way(begin: Any) -> None:
    hand, walker = at_work(begin)
    hand.visit.step = samples.STEPS["guide"]
    walker.wait_for("继续办理")
    walker.tap("继续办理")
    assert hand.visit.calls == []
    walker.advance(0.5)
    walker.tap("继续办理")
    assert hand.visit.calls == [("back", ())]


def test_buttons_that_move_on_the_same_page_are_not_hit_by_a_finger_on_its_way(begin: Any) -> None:
    waiting = PresentCard(CardPhase.WAITING)
    hand, walker = at_work(begin, waiting)
    hand.visit.step = PresentCard(CardPhase.TROUBLE, ReaderTrouble.NO_CARD)
    walker.wait_for("再读一次")
    walker.tap("再读一次")
    assert hand.visit.calls == []
    walker.advance(0.5)
    walker.tap("再读一次")
    assert hand.visit.calls == [("retry_card", ())]


def test_sixty_seconds_without_a_touch_bring_a_question_and_twenty_more_end_the_visit(begin: Any) -> None:
    hand, walker = at_work(begin)
    walker.advance(58)
    assert not walker.sees("还要继续吗？")
    walker.advance(3)
    walker.see("还要继续吗？")
    walker.advance(21)
    walker.see("轻触屏幕开始办事")
    assert hand.app.running is None
    assert ("visit_idle_out", {}) in hand.log


def test_the_countdown_counts(begin: Any) -> None:
    _, walker = at_work(begin)
    walker.advance(61)
    seen = [text for text in walker.visible_texts() if "秒" in text]
    walker.advance(5)
    assert [text for text in walker.visible_texts() if "秒" in text] != seen


def test_go_on_closes_the_question_and_the_visit_lives(begin: Any) -> None:
    hand, walker = at_work(begin)
    walker.advance(65)
    walker.tap("idle:stay")
    walker.advance(30)
    assert not walker.sees("还要继续吗？")
    assert hand.app.running is hand.visit


def test_easier_display_doubles_the_patience(begin: Any) -> None:
    hand, walker = at_work(begin)
    hand.visit.set_look(Look(large=True))
    walker.advance(100)
    assert not walker.sees("还要继续吗？")
    walker.advance(25)
    walker.see("还要继续吗？")


def test_goodbye_shows_for_five_seconds_then_the_invitation(begin: Any) -> None:
    hand, walker = at_work(begin)
    hand.visit.step = Goodbye()
    walker.advance(4)
    assert hand.app.running is not None
    walker.advance(3)
    assert hand.app.running is None
    walker.see("轻触屏幕开始办事")


def test_an_error_in_a_tap_shows_a_calm_page_drops_the_visit_and_says_no_personal_word(begin: Any) -> None:
    from kivy.base import ExceptionManager

    hand, walker = at_work(begin)
    visit = hand.visit
    try:
        raise ValueError("示例·甲 42010119900101")
    except ValueError as error:
        assert ExceptionManager.handle_exception(error) == ExceptionManager.PASS
    walker.settle()
    assert hand.app.running is None
    assert visit is hand.visit
    walker.see(Texts(samples.LOCALES)("trouble.surprise.title"))
    assert "示例" not in repr(hand.log)
    walker.advance(14)
    walker.see("轻触屏幕开始办事")


def test_more_than_twenty_errors_a_minute_end_the_process_for_a_restart(begin: Any) -> None:
    from kivy.base import ExceptionManager

    at_work(begin)
    answers = [ExceptionManager.handle_exception(ValueError()) for _ in range(21)]
    assert answers[:20] == [ExceptionManager.PASS] * 20
    assert answers[20] == ExceptionManager.RAISE


def test_a_wish_to_exit_is_not_swallowed(begin: Any) -> None:
    from kivy.base import ExceptionManager

    begin()
    assert ExceptionManager.handle_exception(SystemExit(0)) == ExceptionManager.RAISE
    assert ExceptionManager.handle_exception(KeyboardInterrupt()) == ExceptionManager.RAISE


def test_an_interval_that_raises_once_goes_on(begin: Any) -> None:
    from screens.calm import every

    _, walker = begin()
    calls: list[int] = []

    def beat(_elapsed: float) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError

    stop = every(1.0, beat)
    walker.advance(6)
    stop()
    assert len(calls) >= 5


def test_the_heart_beats_from_the_window_thread(begin: Any) -> None:
    hand, walker = begin()
    first = hand.beats
    walker.advance(16)
    assert hand.beats - first >= 3


def test_messages_of_this_visit_arrive_and_late_ones_of_another_are_dropped(begin: Any) -> None:
    hand, walker = at_work(begin)
    hand.inbox.put(GuideCalled(hand.visit.id, True))
    hand.inbox.put(GuideCalled("f" * 32, True))
    walker.advance(1)
    assert hand.visit.calls == [("receive", (GuideCalled(hand.visit.id, True),))]


def test_keys_and_window_close_do_nothing(begin: Any, window: Any) -> None:
    hand, _ = begin()
    for key in (27, 282, 285):
        assert window.dispatch("on_keyboard", key, 0, None, []) is True
    assert window.dispatch("on_request_close") is True
    assert hand.app.open_settings() is False


def test_large_contrast_and_reach_change_the_page_under_the_panel(begin: Any) -> None:
    hand, walker = at_work(begin)
    walker.tap("looks")
    for name, field in (("looks:large", "large"), ("looks:contrast", "high_contrast"), ("looks:reach", "low_reach")):
        walker.advance(1)
        walker.tap(name)
        assert getattr(hand.visit.look, field) is True
        assert getattr(hand.app.kit.theme.look, field) is True
    walker.advance(1)
    walker.tap("looks:done")
    assert not walker.sees("让屏幕更好用")


def test_home_asks_first_when_something_would_be_lost(begin: Any) -> None:
    hand, walker = at_work(begin)
    hand.visit.step, hand.visit.started = samples.STEPS["plan"], True
    walker.advance(1)
    walker.tap("home")
    walker.see("回到首页吗？")
    walker.advance(1)
    walker.tap("home:stay")
    assert hand.visit.calls == []
    walker.advance(1)
    walker.tap("home")
    walker.advance(1)
    walker.tap("home:go")
    assert hand.visit.calls == [("open_home", ())]


def test_home_does_not_ask_where_nothing_is_lost(begin: Any) -> None:
    hand, walker = at_work(begin, samples.STEPS["find_way"])
    hand.visit.started = True
    walker.tap("home")
    assert hand.visit.calls == [("open_home", ())]


def test_nothing_of_a_visit_outlives_it(begin: Any) -> None:
    hand, walker = at_work(begin, samples.STEPS["progress_found"])
    code = samples.progress().case_code
    assert any(code in text for text in hand.app.bank.held_texts())
    screen = weakref.ref(hand.app._screen)
    visit = weakref.ref(hand.visits.pop())
    walker.advance(85)
    assert hand.app.running is None
    walker.advance(1)
    gc.collect()
    assert screen() is None
    assert visit() is None
    assert not any(code in text for text in hand.app.bank.held_texts())


def test_rehearsed_pages_leave_the_window_alone(begin: Any) -> None:
    rehearsed = [samples.STEPS[name] for name in ("home", "ask_number", "plan")]
    hand, walker = begin(rehearse=lambda: iter(rehearsed))
    walker.advance(2)
    assert hand.app.frozen
    walker.see("轻触屏幕开始办事")
    gc.unfreeze()


def test_a_finger_that_slides_off_does_nothing(begin: Any) -> None:
    hand, walker = at_work(begin)
    card = next(entry.widget for entry in walker.touchables() if entry.name == "scenario:open-restaurant")

    class Touch:
        def __init__(self, pos: tuple[float, float]) -> None:
            self.pos, self.grab_current, self.grabbed = pos, None, False

        def grab(self, widget: object) -> None:
            self.grabbed, self.grab_current = True, widget

        def ungrab(self, _widget: object) -> None:
            self.grabbed = False

    touch = Touch(card.center)
    assert card.on_touch_down(touch) and touch.grabbed
    touch.pos = (1.0, 1.0)
    card.on_touch_move(touch)
    card.on_touch_up(touch)
    assert hand.visit.calls == []


def test_a_page_is_not_replaced_under_a_resting_finger(begin: Any) -> None:
    hand, walker = at_work(begin)
    touch = object()
    hand.app.stage._held, hand.app.stage._since = touch, hand.app._last_touch
    hand.visit.step = samples.STEPS["guide"]
    walker.advance(1)
    assert not walker.sees("正在通知导办员")
    walker.advance(2)
    walker.see("正在通知导办员")


def test_finish_in_the_question_ends_the_visit(begin: Any) -> None:
    hand, walker = at_work(begin)
    walker.advance(65)
    walker.tap("idle:end")
    assert hand.app.running is None
    walker.see("轻触屏幕开始办事")
