"""Whether every character of a document can be put on paper, asked before it is set."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache

from hardware.form_printer.fonts import font_folder
from kiosk.errors import PaperError
from kiosk.forms.document import (
    Block,
    CodeBlock,
    Document,
    Facts,
    FieldGrid,
    Notes,
    Signature,
    Stages,
    Table,
    Tally,
    Ticks,
)

FACE = 2  # Noto Sans CJK SC in the collection


def check_printable(documents: tuple[Document, ...]) -> None:
    """Raise PaperError naming every field and character that would not print as it was entered.

    Not printable: characters without a glyph in the fonts, control characters (line ends apart) and invisible
    format characters, which would make the paper say something else than the screen.
    """
    faults = [
        (where, f"《{document.title}》“{where}”中的 {_named(char)}")
        for document in documents
        for where, text in _texts(document)
        for char in dict.fromkeys(text)
        if not is_printable(char)
    ]
    if faults:
        raise PaperError(
            f"有文字无法如实打印：{'；'.join(dict.fromkeys(said for _, said in faults))}。",
            "请改正该项；确属姓名用字的，请到窗口人工办理。",
            places=tuple(dict.fromkeys(where for where, _ in faults)),
        )


def is_printable(char: str) -> bool:
    """True when the fonts have a shape for ``char`` (a space and a line end have an empty one)."""
    if char == "\n":
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") and ord(char) in _repertoire()


@lru_cache(maxsize=1)
def _repertoire() -> frozenset[int]:
    from fontTools.ttLib import TTCollection

    found: set[int] = set()
    for name in ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc"):
        with TTCollection(str(font_folder() / name), lazy=True) as collection:
            found |= collection.fonts[FACE].getBestCmap().keys()
    return frozenset(found)


def _named(char: str) -> str:
    shown = f"“{char}”" if char.isprintable() else ""
    return f"{shown}（U+{ord(char):04X}）"


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text of the document with the name a reader knows it by."""
    yield "标题", document.title
    yield "副标题", document.subtitle
    for label, value in document.head:
        yield label, label + value
    for block in document.blocks:
        yield from _block_texts(block)
    yield "页脚", document.foot
    yield "打印时间", document.printed_at


def _block_texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case FieldGrid():
            yield block.title, block.title
            for field in block.rows:
                yield field.label, field.label + field.value + field.note
        case Table():
            yield block.title, block.title + "".join(block.columns)
            for row in block.rows:
                for column, cell in zip(block.columns, row, strict=True):
                    yield f"{block.title}·{column}", cell
        case CodeBlock():
            yield block.caption, block.caption + "".join(block.lines)
        case Signature():
            yield block.signer, block.promise + block.signer
        case Notes() | Tally() | Stages() | Ticks() | Facts():
            yield block.title, "".join(_strings(asdict(block)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
