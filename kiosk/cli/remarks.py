"""The sentences for wrong input in Chinese, for the command line (screens take theirs from the locale files)."""

from __future__ import annotations

from kiosk.words import Remark

_SENTENCES = {
    "invalid.empty": "这里还没有填",
    "invalid.number_empty": "请填一个数字，例如 120",
    "invalid.number": "请只填数字，例如 120",
    "invalid.number_only_digits": "请只填数字，不用写单位或字母，例如 300",
    "invalid.number_too_small": "要大于 {low}{unit}",
    "invalid.number_too_large": "太大了，最多 {high}{unit}",
    "invalid.number_decimals": "最多填两位小数",
    "invalid.yes_no": "请写 true 或 false",
    "invalid.choice": "请从给出的选项里选",
    "invalid.date": "请填日期，例如 2026-11-21",
}


def in_chinese(remark: Remark) -> str:
    """The sentence of a remark; its key when none is written."""
    return _SENTENCES.get(remark.key, remark.key).format_map(dict(remark.values))
