"""Other ways to search the same names, each as it is usually set up. Those that are not installed raise ImportError."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.search.entries import Entry, Name

Form = Literal["characters", "initials", "pinyin", "mixed", "none"]
ALL: tuple[Form, ...] = ("characters", "initials", "pinyin")
Search = Callable[[str, Form, int], list[str]]
"""Query, form and limit to names as they are shown."""


@dataclass(frozen=True)
class Peer:
    """``prepare`` indexes; ``most`` is the aim for our p95 ÷ its p95; ``remark`` is what its answers lack."""

    name: str
    prepare: Callable[[tuple[Entry, ...]], Search]
    forms: tuple[Form, ...]
    most: float
    remark: str


def _names(entries: tuple[Entry, ...]) -> list[Name]:
    return sorted((name for entry in entries for name in entry.names), key=lambda name: len(name.text))


def _said(name: Name, form: Form) -> list[str]:
    if form == "characters":
        return list(name.text)
    return [(reading[0] if form == "initials" else reading) if reading else char
            for char, reading in zip(name.text, name.readings, strict=True)]


def joined_text(entries: tuple[Entry, ...]) -> Search:
    """``str.find`` over all names in one text a form."""
    names = _names(entries)
    texts: dict[Form, str] = {}
    starts: dict[Form, list[int]] = {}
    for form in ALL:
        lines = ["".join(_said(name, form)) for name in names]
        texts[form], starts[form], place = "\n".join(lines), [], 0
        for line in lines:
            starts[form].append(place)
            place += len(line) + 1

    def search(query: str, form: Form, limit: int) -> list[str]:
        text, at = texts[form], -1
        found: list[int] = []
        while len(found) < limit and (at := text.find(query, at + 1)) >= 0:
            row = bisect_right(starts[form], at) - 1
            if not found or found[-1] != row:
                found.append(row)
        return [names[row].shown for row in found]

    return search


def full_text(ranked: bool) -> Callable[[tuple[Entry, ...]], Search]:
    """SQLite FTS5, one character (or letter of the initials) a token."""

    def prepare(entries: tuple[Entry, ...]) -> Search:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE name USING fts5(characters, initials, shown UNINDEXED)")
        database.executemany(
            "INSERT INTO name VALUES (?, ?, ?)",
            (
                (" ".join(_said(name, "characters")), " ".join(_said(name, "initials")), name.shown)
                for name in _names(entries)
            ),
        )
        order = "ORDER BY rank" if ranked else ""

        def search(query: str, form: Form, limit: int) -> list[str]:
            phrase = f'{form} : "{" ".join(query)}"'
            statement = f"SELECT shown FROM name WHERE name MATCH ? {order} LIMIT ?"
            return [row[0] for row in database.execute(statement, (phrase, limit))]

        return search

    return prepare


def tantivy_ngrams(entries: tuple[Entry, ...]) -> Search:
    """tantivy with n-grams of 1 to 3; longer queries ask for all their 3-grams."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for form in ALL:
        builder.add_text_field(form, tokenizer_name="grams")
    builder.add_text_field("shown", stored=True, tokenizer_name="raw")
    index = tantivy.Index(builder.build())
    grams = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 3)).build()
    index.register_tokenizer("grams", grams)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for name in _names(entries):
        document: Any = tantivy.Document(shown=name.shown)
        for form in ALL:
            document.add_text(form, "".join(_said(name, form)))
        writer.add_document(document)
    writer.commit()
    index.reload()
    searcher, schema = index.searcher(), index.schema

    def search(query: str, form: Form, limit: int) -> list[str]:
        parts = [query] if len(query) <= 3 else [query[at : at + 3] for at in range(len(query) - 2)]
        asked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.term_query(schema, form, part)) for part in parts]
        )
        return [searcher.doc(address)["shown"][0] for _, address in searcher.search(asked, limit).hits]

    return search


def rapid_fuzz(entries: tuple[Entry, ...]) -> Search:
    """rapidfuzz: partial_ratio over every name."""
    from rapidfuzz import fuzz, process

    names = _names(entries)
    texts = {form: ["".join(_said(name, form)) for name in names] for form in ALL}

    def search(query: str, form: Form, limit: int) -> list[str]:
        found = process.extract(query, texts[form], scorer=fuzz.partial_ratio, limit=limit)
        return [names[row].shown for _, _, row in found]

    return search


PEERS = (
    Peer("str.find", joined_text, ALL, 3.0, "不排名、拼音会从音节中间起、不认混打"),
    Peer("FTS5", full_text(False), ("characters", "initials"), 3.0, "不排名"),
    Peer("FTS5 bm25", full_text(True), ("characters", "initials"), 3.0, "不分开头与中间"),
    Peer("tantivy", tantivy_ngrams, ALL, 3.0, "四字以上会多出不相连的"),
    Peer("rapidfuzz", rapid_fuzz, ALL, 1.0, "只求相近"),
)
