"""Conditions as an official writes them (``area > 300 and serves_food``), evaluated in three-valued logic.

The text is parsed once by :mod:`ast` and only a whitelist of nodes is accepted: names, numbers, strings,
``True``/``False``, comparisons, ``and``, ``or``, ``not``, ``in`` with a list, and parentheses. An answer that is
missing or 我还不知道 is unknown; Kleene's logic carries it on, so a result may be True, False or None (unknown).
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

Value = bool | float | str | None
Given = Mapping[str, Value]

_COMPARE: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.In: ("in", lambda value, options: value in options),
}
_LONGEST = 500
_LARGEST = 10**15
_ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class BadCondition(ValueError):
    """The text is not a condition; the message says what is wrong and what is allowed."""


@dataclass(frozen=True)
class Condition:
    """A parsed condition. Equality and hash go by its text."""

    text: str

    def __post_init__(self) -> None:
        _parse(self.text)

    @cached_property
    def _tree(self) -> ast.expr:
        return _parse(self.text)

    @cached_property
    def _constant(self) -> tuple[bool | None] | None:
        return None if self.keys else (_truth(_evaluate(self._tree, {})),)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Question keys the condition looks at."""
        return frozenset(node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name))

    def holds(self, given: Given) -> bool | None:
        """True, False, or None while it cannot be told from ``given``."""
        return self._constant[0] if self._constant else _truth(_evaluate(self._tree, given))

    def open_keys(self, given: Given) -> frozenset[str]:
        """Keys whose answer can still change the result; empty once the result is True or False."""
        if not any(given.get(key) is None for key in self.keys):
            return frozenset()
        return _open_keys(self._tree, given)

    def compared_with(self, key: str) -> tuple[bool | float | str, ...]:
        """Everything ``key`` is compared with, in the order written; True and False when it stands alone."""
        return tuple(_compared(self._tree, key))

    def thresholds(self, key: str) -> tuple[float, ...]:
        """Numbers that ``key`` is compared with, ascending."""
        found: set[float] = set()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Compare):
                parts = [node.left, *node.comparators]
                if any(isinstance(part, ast.Name) and part.id == key for part in parts):
                    found.update(number for part in parts for number in _numbers(part))
        return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise BadCondition(f"条件「{text[:40]}…」太长：最多 {_LONGEST} 个字符")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd backslash is refused or harmless, never a warning for officials
            tree = ast.parse(text.strip(), mode="eval").body
            _check(tree, text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, BadCondition):
            raise
        raise BadCondition(f"读不懂条件「{text}」：请写成如 area > 300 的样子") from error
    return tree


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check(value, text)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand, text)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as operand):
            _check(operand, text)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            if not all(type(op) in _COMPARE for op in ops):
                raise BadCondition(f"条件「{text}」里只能用 < <= > >= == != in")
            for part in (left, *comparators):
                _check(part, text)
            for op, part in zip(ops, comparators, strict=True):
                listed = isinstance(part, ast.List | ast.Tuple)
                if isinstance(op, ast.In) is not listed:
                    raise BadCondition(f"条件「{text}」里 in 后面（也只有 in 后面）要写方括号列表")
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            if not all(
                isinstance(element, ast.Constant) and isinstance(element.value, str | int | float)
                for element in elements
            ):
                raise BadCondition(f"条件「{text}」的列表里只能写数字或带引号的文字")
        case ast.Constant(value=int() | float() as number) if not abs(number) <= _LARGEST:
            raise BadCondition(f"条件「{text[:40]}」里的数字太大")
        case ast.Name() | ast.Constant(value=bool() | int() | float() | str()):
            pass
        case _:
            raise BadCondition(f"条件「{text}」里有不允许的写法：{type(node).__name__}")


def _numbers(part: ast.expr) -> Iterator[float]:
    match part:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            yield -float(value)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield float(value)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                yield from _numbers(element)


def _compared(tree: ast.expr, key: str) -> Iterator[bool | float | str]:
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            inside.update(id(part) for part in parts)
            if any(isinstance(part, ast.Name) and part.id == key for part in parts):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and isinstance(part.value, bool | int | float | str):
                        yield part.value
        elif isinstance(node, ast.Name) and node.id == key and id(node) not in inside:
            yield from (True, False)


def _evaluate(node: ast.expr, given: Given) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=key):
            return given.get(key)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [_evaluate(element, given) for element in elements]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.UnaryOp(operand=operand):
            inner = _truth(_evaluate(operand, given))
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values):
            return _join(isinstance(op, ast.And), [_truth(_evaluate(value, given)) for value in values])
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _compare(left, ops, comparators, given)
    raise BadCondition(type(node).__name__)


def _compare(left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr], given: Given) -> bool | None:
    results: list[bool | None] = []
    previous = _evaluate(left, given)
    for op, node in zip(ops, comparators, strict=True):
        current = _evaluate(node, given)
        unordered = isinstance(op, _ORDERING) and not (_is_number(previous) and _is_number(current))
        if previous is None or current is None or unordered:
            results.append(None)
        else:
            results.append(_COMPARE[type(op)][1](previous, current))
        previous = current
    return _join(True, results)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _join(conjunction: bool, results: list[bool | None]) -> bool | None:
    decisive = not conjunction
    if decisive in results:
        return decisive
    return None if None in results else conjunction


def _truth(value: Any) -> bool | None:
    return value if value is None or isinstance(value, bool) else bool(value)


def _open_keys(node: ast.expr, given: Given) -> frozenset[str]:
    if _truth(_evaluate(node, given)) is not None:
        return frozenset()
    match node:
        case ast.BoolOp(values=values):
            return frozenset().union(*(_open_keys(value, given) for value in values))
        case ast.UnaryOp(operand=operand):
            return _open_keys(operand, given)
        case ast.Name(id=name):
            return frozenset((name,))
        case _:
            names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
            return frozenset(name for name in names if given.get(name) is None)


ALWAYS = Condition("True")
