"""The scripted visitor sees and touches what a person would, and nothing else."""

from __future__ import annotations

import threading
from typing import Any

import pytest


@pytest.fixture
def demo(window: Any) -> Any:
    return _demo_app()


def _demo_app() -> Any:
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.uix.floatlayout import FloatLayout
    from kivy.uix.scrollview import ScrollView
    from kivy.uix.widget import Widget

    class Key(Widget):
        def __init__(self, label: str, log: list[str], name: str = "", **given: Any) -> None:
            super().__init__(size_hint=(None, None), size=(200, 80), **given)
            self.label, self.name, self.log = label, name, log

        def on_touch_down(self, touch: Any) -> bool:
            if self.disabled or not self.collide_point(*touch.pos):
                return False
            touch.grab(self)
            return True

        def on_touch_up(self, touch: Any) -> bool:
            if touch.grab_current is not self:
                return False
            touch.ungrab(self)
            self.log.append(self.name or self.label)
            return True

    class Note(Widget):
        def __init__(self, *texts: str, **given: Any) -> None:
            super().__init__(size_hint=(None, None), size=(300, 40), **given)
            self.texts = list(texts)

    class Shade(Widget):
        def on_touch_down(self, touch: Any) -> bool:
            return self.collide_point(*touch.pos)

    class Demo(App):
        def build(self) -> Any:
            self.log: list[str] = []
            self.fired: list[float] = []
            root = FloatLayout()
            root.add_widget(Note("请选择", "第 1 步", pos=(0, 900)))
            root.add_widget(Note("看不见", pos=(0, 800), opacity=0))
            root.add_widget(Note("在屏外", pos=(0, -400)))
            root.add_widget(Key("开始办理", self.log, "start", pos=(40, 700)))
            root.add_widget(Key("停用的键", self.log, disabled=True, pos=(40, 600)))
            root.add_widget(Key("修改", self.log, "change:phone", pos=(40, 500)))
            root.add_widget(Key("修改", self.log, "change:area", pos=(400, 500)))
            root.add_widget(Key("被盖住", self.log, pos=(40, 400)))
            root.add_widget(Shade(pos=(0, 380), size_hint=(None, None), size=(400, 120)))
            for column, digit in enumerate("138"):
                root.add_widget(Key(digit, self.log, f"key:{digit}", pos=(40 + 220 * column, 200)))
            frame = ScrollView(size_hint=(None, None), size=(200, 100), pos=(700, 700))
            inside = FloatLayout(size_hint=(None, None), size=(200, 400))
            inside.add_widget(Key("卷到外面", self.log, pos=(0, 0)))
            frame.add_widget(inside)
            root.add_widget(frame)
            self.root_layout = root
            Clock.schedule_once(lambda _dt: self.fired.append(Clock.time()), 60)
            return root

    return Demo()


def test_tap_presses_what_is_written_on_a_widget(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    walker.tap("开始办理")
    assert demo.log == ["start"]


def test_a_name_is_found_before_a_label(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    walker.tap("change:area")
    walker.tap("修改", nth=1)
    assert demo.log == ["change:area", "change:phone"]


def test_digits_are_typed_key_by_key(demo: Any, walk: Any) -> None:
    walk(demo).type_digits("13881")
    assert demo.log == ["key:1", "key:3", "key:8", "key:8", "key:1"]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("停用的键", "现在不能点"),
        ("被盖住", "触摸没有反应"),
        ("不存在", "找不到可以点的“不存在”"),
        ("修改", "有 2 个“修改”"),
        ("卷到外面", "找不到可以点的"),
    ],
)
def test_what_a_finger_cannot_press_fails_with_a_sentence(demo: Any, walk: Any, what: str, says: str) -> None:
    from screens.walk import WalkError

    walker = walk(demo)
    with pytest.raises(WalkError) as failure:
        walker.tap(what)
    assert says in str(failure.value)
    assert demo.log == []


def test_a_failure_lists_what_is_visible(demo: Any, walk: Any) -> None:
    from screens.walk import WalkError

    with pytest.raises(WalkError) as failure:
        walk(demo).tap("不存在")
    message = str(failure.value)
    assert "开始办理" in message and "请选择" in message and "停用的键（不能点）" in message
    assert "看不见" not in message and "在屏外" not in message


def test_only_visible_texts_are_seen(demo: Any, walk: Any) -> None:
    from screens.walk import WalkError

    walker = walk(demo)
    walker.see("请选择", "第 1 步")
    walker.see_not("看不见", "在屏外")
    with pytest.raises(WalkError, match="没有看到“看不见”"):
        walker.see("看不见")
    with pytest.raises(WalkError, match="不应看到“请选择”"):
        walker.see_not("请选择")


def test_a_sentence_broken_over_lines_is_still_seen(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    demo.root_layout.add_widget(_demo_note("请把身份证平放", "在读卡区"))
    walker.settle()
    walker.see("请把身份证平放在读卡区")
    walker.see_not("平放第 1 步")


def _demo_note(*texts: str) -> Any:
    from kivy.uix.widget import Widget

    note = Widget(size_hint=(None, None), size=(300, 40), pos=(0, 1000))
    note.texts = list(texts)
    return note


def test_a_minute_of_virtual_time_passes_at_once(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    walker.advance(59)
    assert demo.fired == []
    walker.advance(2)
    assert len(demo.fired) == 1


def test_waiting_sees_what_another_thread_does(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    done = threading.Event()
    worker = threading.Thread(target=done.set)
    worker.start()
    walker.wait_for(done.is_set, real_seconds=5)
    worker.join()


def test_waiting_is_bounded_and_names_what_did_not_come(demo: Any, walk: Any) -> None:
    from screens.walk import WalkError

    with pytest.raises(WalkError, match="没有等到“永远不来”"):
        walk(demo).wait_for("永远不来", real_seconds=0.05)


def test_quick_taps_reach_the_same_spot(demo: Any, walk: Any) -> None:
    walker = walk(demo)
    assert walker.tap_quickly("开始办理", 50) == 50
    assert len(demo.log) == 50


def test_each_walk_starts_from_a_clean_window(window: Any, walk: Any) -> None:
    for _ in range(3):
        walker = walk(_demo_app())
        assert len(window.children) == 1
        walker.close()
        assert window.children == []


def test_time_cannot_go_back(window: Any) -> None:
    from screens.walk import VirtualTime

    with pytest.raises(ValueError, match="does not go back"):
        VirtualTime().advance(-1)


def test_real_time_comes_back_after_a_walk(demo: Any, walk: Any) -> None:
    import time

    from kivy.clock import Clock
    from kivy.uix.behaviors import button

    walk(demo).close()
    assert button.time is time.time
    assert abs(Clock.time() - time.clock_gettime(time.CLOCK_MONOTONIC_RAW)) < 1


def test_a_picture_under_mock_graphics_says_what_to_do(demo: Any, walk: Any, tmp_path: Any) -> None:
    import os

    from screens.walk.picture import NoPixels

    walker = walk(demo)
    if os.environ.get("KIVY_GL_BACKEND") != "mock":
        assert walker.screenshot(tmp_path / "shot.png").stat().st_size > 100
        return
    with pytest.raises(NoPixels, match="KIVY_GL_BACKEND"):
        walker.screenshot(tmp_path / "shot.png")


def test_at_the_real_pace_a_tap_works_too(demo: Any, walk: Any) -> None:
    walker = walk(demo, virtual=False)
    walker.tap("开始办理")
    assert demo.log == ["start"]
