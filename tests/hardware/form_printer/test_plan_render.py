import dataclasses
import re
from pathlib import Path

import pypdfium2
import pytest

from hardware.form_printer.printable import check_printable
from hardware.form_printer.render import TEMPLATES, page_count, render_documents, render_png
from hardware.form_printer.room import LEVELS, PAGE, level_for, reckoned
from kiosk.errors import PaperError
from kiosk.forms.document import (
    Document,
    Facts,
    FieldGrid,
    FieldRow,
    Stage,
    StageItem,
    Stages,
    Tally,
    Tick,
    TickGroup,
    Ticks,
)


def item(number: int) -> StageItem:
    return StageItem(
        f"（{number}）示例事项", "示例局", "2楼 示例窗口", "10 个工作日", "法定 20 个工作日", "不收费（0 元）",
        "领取：示例证", tag="可能需要", held="材料补齐后办", small=(f"依据：示例规定第 {number} 条。",),
    )  # fmt: skip


def plan_of(items: int, papers: int) -> Document:
    rows = tuple(
        Tick(f"示例材料 {number}", "原件 1、复印件 1", "①②", "可容缺，10 个工作日内补交",
             small=(f"样子：示例 {number}。",))
        for number in range(papers)
    )
    return Document(
        "checklist", "“示例”办事方案", "副标题", (("大厅", "示例大厅"),),
        (
            Tally("少跑", ("窗口", "工作日"), (("逐个部门办", "3 个", "30 天"), ("一件事联办", "1 个", "9 天"))),
            Stages("要办的事项", (
                Stage("第 1 步", f"{items} 项同时办", tuple(item(number) for number in range(items))),
                Stage("开业后", "15 日内", (item(99),), apart=True),
            )),
            Ticks("材料", (
                TickGroup("您带来", rows),
                TickGroup("不用带", (Tick("示例执照", "", "②", "由①产生", state="none"),)),
            )),
            Facts("到哪里办", (("电话", "0000-000000"),)),
        ),
        "依据：示例（2026）", "2026-11-21 10:23", demo=True, most_pages=2,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = []
        for page in opened:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
    return re.sub(r"\s", "", "".join(texts))


def test_a_short_plan_is_one_page() -> None:
    assert page_count(render_documents((plan_of(2, 3),))) == 1


@pytest.mark.parametrize(("items", "papers"), [(4, 10), (6, 16), (8, 22), (9, 26), (10, 28)])
def test_a_plan_is_set_as_roomy_as_still_fits(items: int, papers: int) -> None:
    document = plan_of(items, papers)
    pdf = render_documents((document,))
    assert page_count(pdf) <= 2
    text = text_of(pdf)
    for number in range(items):
        assert f"（{number}）示例事项" in text
    for number in range(papers):
        assert f"示例材料{number}" in text


def test_a_plan_beyond_all_measure_loses_nothing() -> None:
    pdf = render_documents((plan_of(30, 80),))
    assert page_count(pdf) > 2
    assert "示例材料79" in text_of(pdf)


def test_beside_other_papers_a_plan_still_keeps_to_its_pages(application: Document, slip: Document) -> None:
    alone = [page_count(render_documents((paper,))) for paper in (application, plan_of(9, 26), slip)]
    assert alone[1] == 2
    assert page_count(render_documents((application, plan_of(9, 26), slip))) == sum(alone)


def test_the_levels_are_those_of_the_template() -> None:
    template = (TEMPLATES / "paper.typ").read_text(encoding="utf-8")
    listed = template[template.index("#let levels"):template.index("#let ordinary")]
    assert listed.count("(body:") == len(LEVELS)
    assert [level.samples for level in LEVELS] == [said == "true" for said in re.findall(r"samples: (\w+)", listed)]
    assert [level.rules for level in LEVELS] == [said == "true" for said in re.findall(r"rules: (\w+)", listed)]


def test_a_page_is_counted_only_near_the_limit() -> None:
    asked: list[int] = []

    def fits(level: int) -> bool:
        asked.append(level)
        return False

    assert level_for(plan_of(2, 3), fits) == 1
    assert asked == []
    near = next(plan_of(5, papers) for papers in range(40)
                if 2 * PAGE - 30 < LEVELS[0].scale * reckoned(plan_of(5, papers)) < 2 * PAGE)  # fmt: skip
    assert level_for(near, fits) > 0
    assert asked[0] == 0


def test_a_character_no_font_has_is_refused_wherever_it_stands() -> None:
    plan = plan_of(1, 1)
    for index, bad in enumerate((
        Tally("少跑\U0001f600", (), ()), Facts("哪里", (("电话", "\U0001f600"),)),
        Ticks("材料", (TickGroup("组", (Tick("名", "", "", "\U0001f600"),)),)),
        Stages("事项", (Stage("第 1 步", "\U0001f600", ()),)),
    )):
        with pytest.raises(PaperError) as caught:
            check_printable((dataclasses.replace(plan, blocks=(bad,)),))
        assert caught.value.places, index


def test_the_places_of_a_refusal_name_blanks_and_never_what_stands_in_them() -> None:
    grid = FieldGrid("一", (FieldRow("姓名", "张\U0001f600"), FieldRow("住址", "一\x07")))
    with pytest.raises(PaperError) as caught:
        render_documents((Document("application", "表", "", (), (grid,), "", ""),))
    assert caught.value.places == ("姓名", "住址")


def test_a_specimen_is_marked_on_every_page_whether_a_demonstration_or_not(application: Document) -> None:
    specimen = dataclasses.replace(application, kind="sample", demo=False)
    pdf = render_documents((specimen,))
    assert text_of(pdf).count("示范文本仅供参照填写") == page_count(pdf)
    assert "演示样张" not in text_of(pdf)


def test_a_plan_can_be_looked_at(tmp_path: Path) -> None:
    assert len(render_png((plan_of(9, 26),), tmp_path, "plan", ppi=40)) == 2
