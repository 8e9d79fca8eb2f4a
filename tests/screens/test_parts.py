"""The parts: text breaks where a reader expects, nothing is drawn with a missing glyph, taps count once."""

from __future__ import annotations

import ast
import json
import string
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import steps
from screens.look.fonts import ensure_fonts
from screens.look.texts import MissingText, Texts
from screens.registry import SCREENS, screen_class
from tests.screens import one_screen, samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH

ROOT = Path(__file__).resolve().parents[2]
SCREENS_DIR = ROOT / "screens"


@pytest.fixture(scope="module")
def bank(window: Any) -> Any:
    from screens.parts.writing import TextBank

    return TextBank(ensure_fonts(CACHE / "fonts", characters=Texts(samples.LOCALES).all_texts()))


# Text


def test_chinese_breaks_between_characters_but_never_before_a_comma(bank: Any) -> None:
    lines = bank.lines("填房产证上的建筑面积，不确定可以选“我还不知道”。", 30, False, 30 * 10)
    assert len(lines) > 1
    assert not any(line[0] in "，。”" for line in lines)
    assert not any(line[-1] in "“（" for line in lines)


def test_english_breaks_at_spaces_and_keeps_times_whole(bank: Any) -> None:
    lines = bank.lines("Windows: Mon to Fri 9:00 to 17:00", 30, False, 260)
    assert " ".join(lines) == "Windows: Mon to Fri 9:00 to 17:00"


@given(st.text(alphabet="政务服务，。（）“”abc XYZ123-.㎡", min_size=1, max_size=60), st.integers(90, 900))
@settings(max_examples=150, deadline=None)
def test_breaking_loses_nothing_and_fits(bank: Any, text: str, room: int) -> None:
    lines = bank.lines(text, 30, False, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        stuck = len(line) > 1 and bank.width(line.rstrip(), 30) > room
        assert not stuck


def test_the_width_computed_is_the_width_drawn(bank: Any) -> None:
    for text in ("政务服务中心", "20:00", "Question 1 of about 3", "XN26-7K3M-4", "350㎡"):
        for bold in (False, True):
            assert bank.line(text, 34, bold).width == pytest.approx(bank.width(text, 34, bold), rel=0.03, abs=3)


def test_a_rare_character_is_drawn_with_the_full_face(bank: Any) -> None:
    rare = "\u9f98\u9f98"
    assert bank.line(rare, 40).width > 60
    assert bank.covered("政务服务") and not bank.covered("𠮷")


def test_text_of_a_visit_is_forgotten_with_it(bank: Any) -> None:
    bank.line("政务", 30)
    bank.begin_visit()
    bank.line("示例·甲", 30)
    bank.lines("示例·甲 的资料", 30, False, 60)
    assert "示例·甲" in bank.held_texts()
    bank.end_visit()
    assert not any("示例" in text for text in bank.held_texts())
    assert "政务" in bank.held_texts()


# Words


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    texts = Texts(samples.LOCALES)
    assert texts.keys("zh") == texts.keys("en")
    for key in texts.keys("zh"):
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(texts.speaking(language)._flat[language][key]) if name}
            for language in ("zh", "en")
        ]
        assert blanks[0] == blanks[1] or key == "date.day", key


def test_every_key_the_screens_name_exists() -> None:
    known = Texts(samples.LOCALES).keys("zh")
    missing = []
    for path in sorted(SCREENS_DIR.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if called == "t" and isinstance(first, ast.Constant) and first.value not in known:
                missing.append(f"{path.name}:{node.lineno} {first.value}")
    assert missing == []


def test_every_remark_of_the_core_has_words() -> None:
    known = Texts(samples.LOCALES).keys("zh")
    missing = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value not in known:
                    missing.append(f"{path.name}:{node.lineno} {first.value}")
    assert missing == []


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(MissingText):
        Texts(samples.LOCALES)("no.such.key")


def test_no_text_of_any_language_needs_a_glyph_that_is_missing(bank: Any) -> None:
    lacking = {char for text in Texts(samples.LOCALES).all_texts() for char in text if not bank.covered(char)}
    lacking |= {char for text in Texts(samples.LOCALES).all_texts() for char in text if not bank.covered(char, True)}
    assert lacking - {"\n"} == set()


def test_every_icon_named_in_screens_and_data_exists(bank: Any) -> None:
    names = {scenario.icon for scenario in samples.CATALOG.scenarios.values()}
    names |= {question.icon for question in samples.CATALOG.questions.values() if question.icon}
    names |= {place.icon for place in samples.HALL.places}
    for path in SCREENS_DIR.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "")
            names |= {
                word.value.value for word in node.keywords
                if word.arg in ("icon", "tail") and isinstance(word.value, ast.Constant) and word.value.value
                and called != "letter_pad"
            }
            if called in ("Icon", "Tile") and node.args and isinstance(node.args[0], ast.Constant):
                names.add(node.args[0].value)
    assert sorted(name for name in names if not bank.icon_glyph(name)) == []


# Registry


def test_every_kind_of_step_has_exactly_one_screen() -> None:
    kinds = set(steps.Step.__args__)
    assert set(SCREENS) == {kind.__name__ for kind in kinds}
    assert len(set(SCREENS.values())) == len(kinds)


@pytest.mark.parametrize("kind", steps.Step.__args__)
def test_every_screen_can_be_imported(window: Any, kind: type) -> None:
    from screens.parts.frame import Screen

    assert issubclass(screen_class(kind), Screen)


def test_no_screen_keeps_state_on_its_class(window: Any) -> None:
    for kind in steps.Step.__args__:
        own = vars(screen_class(kind))
        mutable = [name for name, value in own.items() if isinstance(value, list | dict | set)]
        assert [name for name in mutable if not name.startswith("_")] == [], kind


# Layout


def test_a_page_is_never_left_with_its_heading_alone(window: Any) -> None:
    from screens.parts import PageAt, Pages, Space
    from screens.parts.pen import Box

    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    parts: list[Any] = [Space(100) for _ in range(4)] + [Space(60).leading()] + [Space(300), Space(300)]
    bar = kit.theme.target + kit.theme.space
    pages = Pages(parts, PageAt()).split(kit, Box(0, 0, 900, 480 + bar))
    assert [len(page) for page in pages] == [4, 2, 1]


def test_every_part_lands_on_some_page(window: Any) -> None:
    from screens.parts import PageAt, Pages, Space
    from screens.parts.pen import Box

    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    parts = [Space(90) for _ in range(23)]
    pages = Pages(parts, PageAt(), gap=10).split(kit, Box(0, 0, 900, 700))
    assert [part for page in pages for part in page] == parts
    assert len(pages) > 1


def test_what_fits_needs_no_page_buttons(window: Any) -> None:
    from screens.parts import PageAt, Pages, Space
    from screens.parts.pen import Box

    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    assert len(Pages([Space(90), Space(90)], PageAt()).split(kit, Box(0, 0, 900, 180))) == 1


# Fonts


def test_fonts_once_cut_are_only_looked_up(bank: Any) -> None:
    paths = ensure_fonts(CACHE / "fonts", characters=["政务"])
    before = [path.stat().st_mtime_ns for path in vars(paths).values()]
    again = ensure_fonts(CACHE / "fonts", characters=["政务"])
    assert [path.stat().st_mtime_ns for path in vars(again).values()] == before


def test_the_face_is_simplified_chinese(bank: Any) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(str(ensure_fonts(CACHE / "fonts").regular), lazy=True) as face:
        assert face["name"].getDebugName(1) == "Noto Sans CJK SC"


def test_the_stored_first_page_is_ignored_when_it_is_torn_or_of_other_fonts(window: Any, tmp_path: Path) -> None:
    from screens.parts.first_page import FirstPage

    face = tmp_path / "face.ttf"
    face.write_bytes(b"one")
    stamp = [[face.name, 3, face.stat().st_mtime_ns]]
    pixels = bytes(4 * 2 * 3)
    head = json.dumps({"stamp": stamp, "lines": [["办", 20, "face.ttf", 2, 3]]}).encode()
    whole = struct.pack("<I", len(head)) + head + pixels
    path, key = tmp_path / "first-page", ("办", 20, "face.ttf")
    path.write_bytes(whole)
    assert tuple(FirstPage(path, (face,)).texture(key).size) == (2, 3)
    for torn in (b"", b"\xff" * 9, whole[:6], whole[:-1], struct.pack("<I", 2) + b"[]"):
        path.write_bytes(torn)
        assert FirstPage(path, (face,)).texture(key) is None
    path.write_bytes(whole)
    face.write_bytes(b"another")
    assert FirstPage(path, (face,)).texture(key) is None


def test_a_wrap_goes_on_below_where_a_line_is_full_and_loses_nothing(window: Any) -> None:
    from screens.parts import Drawn
    from screens.parts.fitting import Wrap
    from screens.parts.pen import Box

    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    drawn: list[Box] = []
    parts = [Drawn(lambda _pen, box: drawn.append(box), lambda _kit, _width: 20, 60) for _ in range(5)]
    wrap = Wrap(parts, gap=10)
    assert (wrap.tall(kit, 400), wrap.tall(kit, 140), wrap.tall(kit, 60)) == (20, 80, 140)

    class OnlyKit:
        def __init__(self) -> None:
            self.kit = kit

    wrap.draw(OnlyKit(), Box(0, 0, 140, 80))  # type: ignore[arg-type]
    assert [(box.x, box.y) for box in drawn] == [(0, 60), (70, 60), (0, 30), (70, 30), (0, 0)]
