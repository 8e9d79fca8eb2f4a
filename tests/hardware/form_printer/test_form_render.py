import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from hardware.form_printer.render import page_count, render_documents, render_png, warm_up
from kiosk.errors import PaperError
from kiosk.forms.document import Document, FieldGrid, FieldRow, Notes, Signature, Table


def pages_of(pdf: bytes) -> list[str]:
    """Text of every page as a reader's software extracts it."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ("type", "kind", "payload"):
                yield from strings_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings_of(part)


def paper(*rows: FieldRow, demo: bool = False) -> Document:
    return Document("application", "申请表", "", (), (FieldGrid("内容", rows),), "依据", "2026-01-02 03:04", demo)


def test_every_string_of_the_set_comes_out_of_the_pdf(specimens: tuple[Document, ...]) -> None:
    text = squeezed("".join(pages_of(render_documents(specimens))))
    for document in specimens:
        missing = [words for words in strings_of(document.to_data()) if squeezed(words) not in text]
        assert missing == []


def test_short_values_extract_with_no_space_put_between_chinese_and_latin() -> None:
    lines = pages_of(
        render_documents(
            (
                paper(
                    FieldRow("号码", "第A1号B座128室ABC街"),
                ),
            )
        )
    )[0].splitlines()
    assert any("第A1号B座128室ABC街" in line for line in lines)


@pytest.mark.parametrize("char", "䶮㛃𬭎𬱖𰻝𫖯喆嬲堃")
def test_a_rare_name_prints_and_extracts_exactly(char: str) -> None:
    assert f"张{char}三" in pages_of(render_documents((paper(FieldRow("姓名", f"张{char}三")),)))[0]


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")', "*粗*", "$x$", "_斜_", "= 标题", "#set page(fill: red)", "<label>", "@ref", "\\u{41}",
        "// 注释", "/* 注释 */", "`代码`", "#panic()", "- 项", "https://a.example/#b", "~", "--", "...", '"', "'x'",
    ],
)  # fmt: skip
def test_markup_in_a_value_is_only_text(text: str) -> None:
    assert text in pages_of(render_documents((paper(FieldRow("内容", text)),)))[0]


def test_the_pdf_declares_archival_level_and_title(specimens: tuple[Document, ...]) -> None:
    pdf = render_documents(specimens)
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", pdf)
    assert re.search(rb"<pdfaid:conformance>U</pdfaid:conformance>", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        facts = document.get_metadata_dict()
        assert facts["Title"] == "、".join(paper.title for paper in specimens)
        assert facts["CreationDate"].startswith("D:20261121")
        assert {tuple(round(side) for side in document.get_page_size(0))} == {(595, 842)}


def test_the_same_documents_give_the_same_bytes(specimens: tuple[Document, ...]) -> None:
    assert render_documents(specimens) == render_documents(specimens)


def test_each_document_counts_its_own_pages(slip: Document) -> None:
    rows = tuple((str(number), f"材料 {number}") for number in range(1, 71))
    long = dataclasses.replace(slip, blocks=(Table("清单", ("序号", "材料"), rows, (1.0, 5.0)),))
    pdf = render_documents((long, slip))
    pages = pages_of(pdf)
    assert page_count(pdf) == len(pages)
    total = len(pages) - 1
    assert total > 1
    for number, text in enumerate(pages[:-1], 1):
        assert f"第 {number} 页 共 {total} 页" in text
        assert squeezed("序号材料") in squeezed(text), "the table head is repeated on every page"
    assert "第 1 页 共 1 页" in pages[-1]


def test_only_a_demonstration_is_marked_as_one() -> None:
    real = pages_of(render_documents((paper(FieldRow("甲", "乙")),)))[0]
    shown = pages_of(render_documents((paper(FieldRow("甲", "乙"), demo=True),)))[0]
    assert "演示" not in squeezed(real)
    assert "演示样张" in squeezed(shown)


def test_the_code_on_the_page_is_read_by_a_scanner(slip: Document, tmp_path: Path) -> None:
    (page,) = render_png((slip,), tmp_path, "slip", ppi=110)
    with Image.open(page) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["https://hall.example/c/HZ-2026-004217"]


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (paper(FieldRow("姓名", "张\U0001f600")), "“姓名”中的 “\U0001f600”（U+1F600）"),
        (paper(FieldRow("姓名", "张\U000323b0三")), "“姓名”"),
        (paper(FieldRow("地址", "一\x07二")), "“地址”中的 （U+0007）"),
        (paper(FieldRow("地址", "一\u202e二")), "“地址”中的 （U+202E）"),
        (paper(FieldRow("地址", "一", note="\u2611")), "“地址”中的 “☑”"),
    ],
)
def test_a_character_that_cannot_be_printed_is_refused_by_name(document: Document, named: str) -> None:
    with pytest.raises(PaperError, match=re.escape(named)):
        render_documents((document,))


def test_all_unprintable_places_are_told_at_once(slip: Document) -> None:
    bad = dataclasses.replace(
        slip,
        head=(("大厅", "\U0001f600"),),
        blocks=(
            Table("清单", ("材料",), (("\u2610",),), (1.0,)),
            Notes("说明", ("\U0001f601",)),
            Signature("\u2611", "申请人"),
        ),
    )
    with pytest.raises(PaperError) as caught:
        render_documents((bad,))
    for place in ("大厅", "清单·材料", "说明", "申请人"):
        assert f"“{place}”" in caught.value.message


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(PaperError):
        render_documents(())


def test_long_words_stay_inside_their_cells() -> None:
    table = Table("表", ("窄", "宽"), (("abcdefghijklmnopqrstuvwxyz0123456789", "x" * 200),), (1.0, 3.0))
    document = dataclasses.replace(paper(FieldRow("网址", "https://a.example/" + "k" * 200)), demo=False)
    document = dataclasses.replace(document, blocks=(*document.blocks, table))
    pdf = render_documents((document,))
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0]
        text = page.get_textpage()
        right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
        text.close()
        page.close()
    assert right <= 544.3, "A4 is 595.3 pt wide and its right margin 51 pt"
    flat = squeezed("".join(pages_of(pdf)))
    assert "k" * 200 in flat
    assert "x" * 180 in flat.replace("abcdefghijklmnopqrstuvwxyz0123456789", "")


def test_a_value_of_several_pages_is_whole() -> None:
    words = "".join(f"第{number}句话。" for number in range(900))
    pages = pages_of(render_documents((paper(FieldRow("说明", words)),)))
    assert len(pages) > 3
    assert squeezed(words) in squeezed("".join(_body(text) for text in pages))


def _body(page: str) -> str:
    """A page without its head, foot and the repeated table head."""
    lines = [line for line in page.splitlines() if re.search(r"第\d+句|^\d*句话|^话。|^。", line)]
    return "".join(line.replace("说明", "") for line in lines)


def test_a_printed_time_in_words_still_gives_a_dated_file(slip: Document) -> None:
    pdf = render_documents((dataclasses.replace(slip, printed_at="二〇二六年十一月"),))
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20")


def test_warming_up_needs_no_document() -> None:
    warm_up()
