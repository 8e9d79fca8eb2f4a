"""Looks for a text in everything that lives in this process and in every file of a folder."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

CODES = ("utf-8", "utf-16-le", "utf-16-be")


def live_holders(secrets: Iterable[str]) -> list[str]:
    """What holds one of the texts (as text or as UTF-8 or UTF-16 bytes), reachable from anything alive.

    The caller must not hold the texts in anything but a generator; they are made here and thrown away here.
    """
    gc.unfreeze()
    gc.collect()
    texts = tuple(secrets)
    codes = tuple(text.encode(code) for text in texts for code in CODES)
    seen = {id(texts), id(codes), *map(id, texts), *map(id, codes)}
    found: list[str] = []
    alive = gc.get_objects()
    seen.update((id(alive), id(found), id(seen)))
    for holder in (*alive, *(((value,)) for value in _thread_locals())):
        if id(holder) in seen or type(holder) is FrameType:
            continue
        if _holds(holder, texts, codes):  # a kind of str or bytes with attributes of its own
            found.append(f"{_named(holder)}: {holder!r:.80}")
        queue = gc.get_referents(holder)  # what the collector tracks comes by itself, the rest hangs on what it tracks
        while queue:
            thing = queue.pop()
            if gc.is_tracked(thing) or id(thing) in seen:
                continue
            seen.add(id(thing))
            if _holds(thing, texts, codes):
                found.append(f"{type(thing).__name__}: {thing!r:.80} in {_named(holder)}")
            queue += gc.get_referents(thing)
    return found


def _holds(thing: Any, texts: tuple[str, ...], codes: tuple[bytes, ...]) -> bool:
    if issubclass(type(thing), str):
        return any(text in thing for text in texts)
    return issubclass(type(thing), (bytes, bytearray)) and any(code in thing for code in codes)


def _named(holder: Any) -> str:
    kind = type(holder)
    return f"{kind.__name__}{list(holder)[:6]}" if kind is dict else f"{kind.__module__}.{kind.__qualname__}"


def _thread_locals() -> Iterator[Any]:
    """Local variables of every other thread: what a worker still has in its hand."""
    me = threading.get_ident()
    for ident, top in sys._current_frames().items():
        frame: FrameType | None = top if ident != me else None
        while frame is not None:
            yield from frame.f_locals.values()
            frame = frame.f_back


def files_holding(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Files below ``folder`` that hold one of the texts in clear."""
    codes = [text.encode(code) for text in secrets for code in CODES]
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(code in path.read_bytes() for code in codes)
    ]
