"""Strict reading of TOML: every fault is collected with file, line, key, value and what was expected.

A small reader of our own: validation libraries cost 36-150 ms of start-up, which is a third of the time to the
first frame (see docs/decisions/0004-settings-reader.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.catalog.conditions import Condition

T = TypeVar("T")
_MISSING: Any = object()


class Faults:
    """Everything wrong so far, in reading order."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, file: TomlFile, path: tuple[str, ...], message: str) -> None:
        """Record one fault at the line of the key named by ``path``."""
        self.lines.append(f"{file.place(path)} {'.'.join(path)}:{message}")


class TomlFile:
    """A parsed file that can tell on which line a key stands."""

    def __init__(self, path: Path, faults: Faults, optional: bool = False) -> None:
        self.name = f"{path.parent.name}/{path.name}"
        self._source: list[str] = []
        self.data: dict[str, Any] = {}
        if optional and not path.exists():
            return
        try:
            text = path.read_text(encoding="utf-8")
            self._source = text.splitlines()
            self.data = tomllib.loads(text)
        except FileNotFoundError:
            faults.lines.append(f"{self.name}：没有这个文件")
        except OSError as error:
            faults.lines.append(f"{self.name}：读不出（{error.strerror}）")
        except UnicodeDecodeError:
            faults.lines.append(f"{self.name}：不是 UTF-8 文本，请另存为 UTF-8")
        except tomllib.TOMLDecodeError as error:
            faults.lines.append(f"{self.name}：不是正确的 TOML({error})")
        except RecursionError:
            faults.lines.append(f"{self.name}：括号套得太深，请改成普通的表")

    def place(self, path: tuple[str, ...]) -> str:
        """File and line of a key, for a message."""
        return f"{self.name} 第{self.line_of(path)}行"

    def line_of(self, path: tuple[str, ...]) -> int:
        """Line of the deepest part of ``path`` that can be found; 1 when none can."""
        line = 0
        for depth in range(len(path), 0, -1):
            header = self._find(0, ("[" + ".".join(path[:depth]) + "]", "[[" + ".".join(path[:depth]) + "]]"))
            if header is not None:
                line = header
                for key in path[depth:]:
                    line = self._find_key(line, key)
                return line + 1
        for key in path:
            line = self._find_key(line, key)
        return line + 1

    def _find(self, start: int, texts: tuple[str, ...]) -> int | None:
        for number in range(start, len(self._source)):
            if self._source[number].strip() in texts:
                return number
        return None

    def _find_key(self, start: int, key: str) -> int:
        for number in range(start, len(self._source)):
            text = self._source[number].strip()
            if number > start and text.startswith("["):
                break
            if text.startswith((f"{key} ", f"{key}=")) or f'"{key}"' in text:
                return number
        return start


class Table:
    """One TOML table being read; every key must be asked for, or :meth:`finish` reports it as unknown."""

    def __init__(self, file: TomlFile, path: tuple[str, ...], data: Any, faults: Faults) -> None:
        self.file, self.path, self.faults = file, path, faults
        self._read: set[str] = set()
        if not isinstance(data, dict):
            faults.add(file, path, f"应是一个表，现在是 {data!r}")
            data = {}
        self.data: dict[str, Any] = data

    def has(self, key: str) -> bool:
        """True when the key is written."""
        return key in self.data

    def wrong(self, key: str, message: str) -> None:
        """Report a fault at ``key``."""
        self.faults.add(self.file, (*self.path, key), message)

    def _take(self, key: str, kinds: tuple[type, ...], expected: str, default: Any) -> Any:
        self._read.add(key)
        if key not in self.data:
            if default is _MISSING:
                self.wrong(key, f"缺少这一项，应是{expected}")
                return None
            return default
        value = self.data[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.wrong(key, f"现在是 {value!r}，应是{expected}")
            return None if default is _MISSING else default
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text."""
        return self._take(key, (str,), "带引号的文字", default) or ""

    def one_of(self, key: str, options: Iterable[str], default: str = _MISSING) -> Any:
        """A text out of ``options``."""
        allowed = tuple(options)
        value = self._take(key, (str,), "、".join(allowed) + " 之一", default)
        if value is not None and value not in allowed:
            self.wrong(key, f"现在是 {value!r}，应是 {'、'.join(allowed)} 之一")
            return allowed[0]
        return value if value is not None else allowed[0]

    def any_of(self, key: str, options: Iterable[str], default: tuple[str, ...] = _MISSING) -> Any:
        """A list of texts, each out of ``options``; as a tuple in the order written."""
        allowed, found = tuple(options), self.texts(key, default)
        for value in found:
            if value not in allowed:
                self.wrong(key, f"其中 {value!r} 不认识，只能是 {'、'.join(allowed)}")
        return tuple(value for value in found if value in allowed)

    def number(self, key: str, default: float = _MISSING, low: float = 0.0, high: float = 1e12) -> float:
        """A number within ``low`` and ``high``, both allowed."""
        value = self._take(key, (int, float), f"{low:g} 到 {high:g} 的数字", default)
        if value is not None and not low <= value <= high:
            self.wrong(key, f"现在是 {value!r}，应是 {low:g} 到 {high:g} 的数字")
        return float(value) if value is not None else low

    def whole(self, key: str, default: int = _MISSING, low: int = 0, high: int = 10**12) -> int:
        """A whole number within ``low`` and ``high``, both allowed."""
        value = self._take(key, (int,), f"{low} 到 {high} 的整数", default)
        if value is not None and not low <= value <= high:
            self.wrong(key, f"现在是 {value!r}，应是 {low} 到 {high} 的整数")
        return int(value) if value is not None else low

    def flag(self, key: str, default: bool = _MISSING) -> bool:
        """true or false."""
        return bool(self._take(key, (bool,), "true 或 false", default))

    def texts(self, key: str, default: tuple[str, ...] = _MISSING) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, (list, tuple), "文字的列表", default) or ()
        if not all(isinstance(entry, str) for entry in value):
            self.wrong(key, "列表里只能是带引号的文字")
            return ()
        return tuple(value)

    def listed(self, key: str, expected: str) -> tuple[Any, ...]:
        """A required list of anything; what is ``expected`` in it is said when there is none."""
        return tuple(self._take(key, (list,), expected, _MISSING) or ())

    def day(self, key: str, default: str = _MISSING, whole: bool = False) -> str:
        """A day as ``2026-11-21``; unless ``whole``, a month (``2026-11``) or a year (``2026``) will do."""
        expected = "如 2026-11-21 的日期" if whole else "如 2026、2026-11 或 2026-11-21 的日期"
        value = self._take(key, (str,), f"带引号的、{expected}", default)
        if not value:
            return ""
        try:
            date.fromisoformat(value if whole else f"{value}-01-01"[:10])
        except ValueError:
            self.wrong(key, f"现在是 {value!r}，应是{expected}")
        return str(value)

    def words(self, key: str, english: str = "", default: Words = _MISSING) -> Words:
        """A text with its English under ``english`` (default ``<key>_en``)."""
        zh = self._take(key, (str,), "带引号的文字", None if default is not _MISSING else _MISSING)
        en = self._take(english or f"{key}_en", (str,), "带引号的文字", "")
        return Words(zh, en or "") if zh is not None else (Words("") if default is _MISSING else default)

    def condition(self, key: str) -> Condition:
        """A condition such as ``area > 300 and serves_food``; always when there is none."""
        from kiosk.catalog.conditions import ALWAYS, BadCondition, Condition

        value = self._take(key, (str,), "带引号的条件", None)
        if value is None:
            return ALWAYS
        try:
            return Condition(value)
        except BadCondition as error:
            self.wrong(key, str(error))
            return ALWAYS

    def table(self, key: str) -> Table:
        """A table inside this one (empty when missing)."""
        self._read.add(key)
        return Table(self.file, (*self.path, key), self.data.get(key, {}), self.faults)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables."""
        self._read.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, "应是表的列表")
            return ()
        return tuple(Table(self.file, (*self.path, key), entry, self.faults) for entry in value)

    def each(self, build: Callable[[str, Table], T]) -> dict[str, T]:
        """Read every sub-table as an entry named by its key."""
        self._read.update(self.data)
        built: dict[str, T] = {}
        for name, data in self.data.items():
            entry = Table(self.file, (*self.path, name), data, self.faults)
            built[name] = build(name, entry)
            entry.finish()
        return built

    def mapping(self, key: str) -> Mapping[str, bool | float | str]:
        """A flat table of answers."""
        self._read.add(key)
        value = self.data.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, bool | int | float | str) for v in value.values()):
            self.wrong(key, "应是 键 = 值 的表，值为 true/false、数字或文字")
            return {}
        return value

    def finish(self) -> None:
        """Report every key nobody asked for."""
        for key in self.data:
            if key not in self._read:
                self.wrong(key, "不认识这一项，请检查拼写")
