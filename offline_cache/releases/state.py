"""Which release is in use, in one small file that changes in one step."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk.errors import StoreError

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_MOST_REFUSED = 20


@dataclass(frozen=True)
class Trial:
    """The release in use has not proven itself yet.

    ``starts`` counts starts (and changes of a running kiosk) that were begun with it and not seen through; ``boot`` is
    the computer's start during which the last of them was; ``cuts`` counts those that ended with the computer.
    """

    starts: int = 0
    boot: str = ""
    cuts: int = 0


@dataclass(frozen=True)
class State:
    """``current`` and ``previous`` are names of releases, empty for the packs that came with the program.

    ``newest`` is the highest number ever taken, under the name ``newest_name``, and ``newest_as_of`` the newest day
    of data. ``same`` is a release that holds what is in use anyway. ``refused`` holds the names that are not tried
    again, each with the reason.
    """

    current: str = ""
    previous: str = ""
    trial: Trial | None = None
    newest: int = 0
    newest_name: str = ""
    newest_as_of: str = ""
    same: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The file's content."""
        last = dict(list(self.refused.items())[-_MOST_REFUSED:])
        document = {**asdict(self), "refused": last}
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read_state(path: Path) -> State:
    """The state; that of a new machine when there is no file. Raises StoreError when it cannot be understood."""
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        trial = found.pop("trial")
        return _checked(State(trial=Trial(**trial) if trial else None, **found))
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else "内容不对"
        raise StoreError(
            f"{path}: 读不出现在用的是哪个发布版（{why}），先用程序自带的数据包。",
            "请检查磁盘；运行 kiosk catalog update --now 会重新取得发布版。",
        ) from error


def _checked(state: State) -> State:
    texts = (state.current, state.previous, state.newest_name, state.newest_as_of, state.same)
    if not all(isinstance(text, str) for text in texts) or not isinstance(state.refused, dict):
        raise ValueError("not a state")
    if not isinstance(state.newest, int) or (state.trial and not isinstance(state.trial.starts, int)):
        raise ValueError("not a state")
    return state


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step, on the disk before this returns. Raises OSError; the old one is then untouched."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def this_boot() -> str:
    """Names this start of the computer; empty where the system does not tell."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
