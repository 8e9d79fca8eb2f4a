"""A name and its entry as one line of text. Marks that no text holds part its fields; readings are parted by spaces."""

from __future__ import annotations

from kiosk.search.entries import KINDS, Entry, Kind, Name, Opening
from kiosk.words import Words

_FIELD, _OPENING, _PART = "\x1f", "\x1e", "\x1d"
_NO_MARKS = str.maketrans("", "", _FIELD + _OPENING + _PART)


def tell(name: Name, entry: Entry) -> str:
    """The line; ``name.shown`` is kept beside it."""
    opens = _OPENING.join(
        _PART.join(map(_plain, (opening.scenario, opening.detail.zh, opening.detail.en))) for opening in entry.opens
    )
    note = (name.note.zh, name.note.en) if name.note else ("", "")
    fields = (entry.kind, entry.id, entry.title.zh, entry.title.en, name.text, " ".join(name.readings), *note)
    return _FIELD.join((*map(_plain, fields), opens))


def _plain(text: str) -> str:
    return text.translate(_NO_MARKS)


def told(shown: str, line: str) -> tuple[Name, Entry]:
    """What :func:`tell` was given, the entry without names. Raises ValueError for any other line."""
    kind, entry_id, title_zh, title_en, text, said, note_zh, note_en, opens = line.split(_FIELD)
    readings = tuple(said.split(" "))
    if len(text) != len(readings):
        raise ValueError("a reading is missing")
    found = []
    for opening in opens.split(_OPENING) if opens else ():
        scenario, zh, en = opening.split(_PART)
        found.append(Opening(scenario, Words(zh, en)))
    note = Words(note_zh, note_en) if note_zh else None
    return Name(shown, text, readings, note), Entry(_KINDS[kind], entry_id, Words(title_zh, title_en), tuple(found), ())


_KINDS: dict[str, Kind] = {kind: kind for kind in KINDS}
