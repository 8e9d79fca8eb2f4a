"""Documents as one archival PDF, set by typst with Noto CJK alone, so that every machine prints the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hardware.form_printer.fonts import font_folder
from hardware.form_printer.layout import template_data
from hardware.form_printer.printable import check_printable
from hardware.form_printer.room import level_for
from kiosk.errors import PaperError
from kiosk.forms.document import Document

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
_one_at_a_time = threading.Lock()


def render_documents(documents: tuple[Document, ...]) -> bytes:
    """All papers in one PDF/A-2u (ISO 19005-2) on A4, each with its own page count.

    The same documents always give the same text; a character that no font can print raises PaperError naming
    the field and the character, so nothing is dropped or replaced. Raises SettingsError without the fonts.
    """
    pages = _compile(documents, "pdf")
    assert isinstance(pages, bytes)
    return pages


def render_png(documents: tuple[Document, ...], directory: Path, stem: str, ppi: int = 150) -> list[Path]:
    """The same papers as pictures for looking at: ``<stem>-1.png`` and on. Raises as ``render_documents``."""
    pages = _compile(documents, "png", ppi)
    paths = []
    for number, page in enumerate([pages] if isinstance(pages, bytes) else pages, 1):
        path = directory / f"{stem}-{number}.png"
        path.write_bytes(page)
        paths.append(path)
    return paths


def page_count(pdf: bytes) -> int:
    """Pages (sheets, printed on one side) of a PDF made by ``render_documents``."""
    return pdf.count(b" 0 obj\n<</Type/Page/")


def warm_up() -> None:
    """Load the fonts and the template now, so that the first citizen does not wait for them."""
    blank = Document("slip", "预热", "", (), (), "", "")
    render_documents((blank,))


def _compile(
    documents: tuple[Document, ...], form: Literal["pdf", "png"], ppi: int | None = None
) -> bytes | list[bytes]:
    if not documents:
        raise PaperError("没有可打印的文书。", "请先选择至少一份文书。")
    check_printable(documents)
    with _one_at_a_time:
        levels = [_level(document, lambda _: True) for document in documents]
        made = _set(_papers(documents, levels), form, ppi)
        if _pages(made) > sum(document.most_pages or 1 for document in documents):
            counted = [_level(document, _fits(document)) for document in documents]
            made = made if counted == levels else _set(_papers(documents, counted), form, ppi)
        return made


def _papers(documents: tuple[Document, ...], levels: list[int]) -> list[dict[str, Any]]:
    return [template_data(document, level) for document, level in zip(documents, levels, strict=True)]


def _level(document: Document, fits: Callable[[int], bool]) -> int:
    return level_for(document, fits) if document.most_pages else 0


def _fits(document: Document) -> Callable[[int], bool]:
    """Whether the paper, set by itself at a level, keeps to its pages."""
    return lambda level: _pages(_set(_papers((document,), [level]), "pdf")) <= document.most_pages


def _pages(made: bytes | list[bytes]) -> int:
    """Pages of a PDF, or of pictures (a single page comes as one)."""
    if isinstance(made, list):
        return len(made)
    return page_count(made) if made.startswith(b"%PDF") else 1


def _set(papers: list[dict[str, Any]], form: Literal["pdf", "png"], ppi: int | None = None) -> bytes | list[bytes]:
    import typst

    try:
        made, warnings = _compiler().compile_with_warnings(
            format=form,
            ppi=ppi,
            sys_inputs={"data": json.dumps(papers, ensure_ascii=False)},
            pdf_standards=["a-2u"] if form == "pdf" else [],
        )
    except typst.TypstError as error:
        raise PaperError(f"文书排版失败：{error.message}。", "请联系技术人员。") from error
    if warnings or made is None:
        raise PaperError(f"文书排版有警告：{'；'.join(w.message for w in warnings)}。", "请联系技术人员。")
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(str(TEMPLATES / "paper.typ"), root=str(TEMPLATES), font_paths=fonts)
