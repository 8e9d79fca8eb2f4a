"""The values of the first frame from the last start, believed only while no file they came from has changed.

A start that reads everything takes tens of milliseconds before anything can be drawn; nearly every start reads what
the start before has read (docs/decisions/0018-first-frame.md).
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.invitation import Invitation, as_document, from_document

INVITATION_FILE = "invitation.json"
_READ = (".toml", ".py", ".json")
_CODE = Path(__file__).parent, Path(__file__).parents[1] / "kiosk"
"""What reads and checks the data: another version of it may judge the same bytes otherwise."""

Marks = list[list[object]]


def marks_of(words: Iterable[str], places: Iterable[Path]) -> Marks:
    """What an invitation depends on: ``words``, and every data or code file in ``places`` (files or folders).

    A file counts by its path, size and times of content and of change (``st_ctime_ns``, which copying tools cannot
    set back). What is missing or cannot be looked at counts as that.
    """
    marks: Marks = [[word] for word in words]
    for place in (*places, *_CODE):
        marks.append([str(place)])
        marks.extend(_files(str(place)))
    return marks


def _files(place: str) -> Iterator[list[object]]:
    try:
        with os.scandir(place) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except NotADirectoryError:
        yield _mark(place)
        return
    except OSError as error:
        yield [place, error.errno]
        return
    for entry in found:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif entry.name.endswith(_READ):
            yield _mark(entry.path)


def _mark(path: str) -> list[object]:
    try:
        stat = Path(path).stat()
    except OSError as error:
        return [path, error.errno]
    return [path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]


def read_invitation(folder: Path, marks: Marks) -> Invitation | None:
    """The invitation kept in ``folder`` under the same ``marks``; None when there is none, it is torn, or of others."""
    try:
        check, _, body = (folder / INVITATION_FILE).read_bytes().partition(b"\n")
        if int(check, 16) != zlib.crc32(body):
            return None
        document = json.loads(body)
        return from_document(document["invitation"]) if document["marks"] == marks else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep_invitation(folder: Path, marks: Marks, invitation: Invitation) -> None:
    """Write it for the next start, in one step. Raises StoreError."""
    body = json.dumps({"marks": marks, "invitation": as_document(invitation)}, ensure_ascii=False).encode()
    target = folder / INVITATION_FILE
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"%08x\n" % zlib.crc32(body) + body)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(f"{target}: 写不了（{error.strerror}）。", "请检查目录权限和磁盘空间。") from error


def drop_invitation(folder: Path) -> None:
    """Have the next start read everything before it draws. Raises StoreError."""
    try:
        (folder / INVITATION_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder / INVITATION_FILE}: 删不了（{error.strerror}）。", "请检查目录权限。") from error
