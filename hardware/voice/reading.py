"""Written text as it is read aloud: numbers, dates, queue numbers and signs in words, hanzi as toned pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kiosk.words import Language

_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_BIG = ("", "万", "亿", "万亿")
_COUNTED = "个份张次天件家位种处遍趟年项条页间台辆套米平小分周部块元名"
_ORDERS = frozenset("第十期零一二三四五六七八九")
_ORDERED = frozenset("月日号楼点零一二三四五六七八九十")

#: Words whose reading is certain in a hall and wrong or open in the dictionaries. A hall adds its own.
READINGS: Mapping[str, str] = {
    "电子": "dian4 zi3", "得太": "de5 tai4", "得更": "de5 geng4", "哪个": "na3 ge4",
    "朝阳区": "chao2 yang2 qu1", "空线": "kong4 xian4", "空格": "kong4 ge2", "补打": "bu3 da3",
    "出纸口": "chu1 zhi3 kou3", "行政": "xing2 zheng4", "办事处": "ban4 shi4 chu4", "登记处": "deng1 ji4 chu4",
    "重新": "chong2 xin1", "为什么": "wei4 shen2 me5", "供应": "gong1 ying4", "调查": "diao4 cha2",
    "核发": "he2 fa1", "还没有": "hai2 mei2 you3", "长期": "chang2 qi1", "好了": "hao3 le5",
    "种植": "zhong4 zhi2", "得到": "de2 dao4", "地方": "di4 fang1",
}

_WRITTEN = re.compile(
    r"(?P<date>(?P<y>\d{4})(?:年|-|/|\.)(?P<m>\d{1,2})(?:月|-|/|\.)(?P<d>\d{1,2})日?(?!\d))"
    r"|(?P<year>\d{4})(?=年)"
    r"|(?P<time>(?P<hh>\d{1,2})[:：](?P<mm>\d{2})(?!\d))"
    r"|(?P<phone>\d{3,4}-\d{6,8}|\d{7,})(?!\.?\d)"
    r"|(?P<code>[A-Za-z]+[-A-Za-z0-9]*\d[-A-Za-z0-9]*|\d+-?[A-Za-z][-A-Za-z0-9]*)"
    r"|(?P<low>\d+(?:\.\d+)?)\s*[-–—~～至]\s*(?P<high>\d+(?:\.\d+)?)"
    r"|(?P<percent>\d+(?:\.\d+)?)\s*[%％]"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<area>㎡|m²)"
    r"|(?P<pause>[，、；：,;:（）()/·•—\-…\n]+)"
    r"|(?P<end>[。．.])|(?P<ask>[？?])|(?P<call>[！!])"
    r"|(?P<mute>[\s“”‘’「」『』《》〈〉〔〕【】\"'*]+)"
)


def read_aloud(text: str, language: Language, readings: Mapping[str, str] = READINGS) -> str:
    """What espeak-ng is given: for Chinese toned pinyin and single letters, for English words.

    Queue numbers and codes are spelt (A005: A 零零五), dates and areas read in words, telephone numbers digit by
    digit; quotation marks and masking stars are silent. ``readings`` maps words to pinyin and wins over the
    dictionary. Any text is allowed; a character nobody can read is left out.
    """
    return _english(text) if language == "en" else " ".join(_chinese(text, readings)).strip()


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a prompt, each with its end mark: the unit of a recorded clip."""
    return tuple(part.strip() for part in re.findall(r".+?(?:[。？！]|[.?!](?=\s|$)|$)\s*", text) if part.strip())


def _english(text: str) -> str:
    spelt = re.sub(r"\b(?=\w*\d)(?=\w*[A-Z])[A-Z0-9-]+\b", lambda m: " ".join(m[0].replace("-", "")), text)
    return spelt.replace("㎡", " square metres ").replace("m²", " square metres ").replace("。", ". ")


def _chinese(text: str, readings: Mapping[str, str]) -> Iterator[str]:
    """Hanzi stay together with the numbers put into words between them, so that words are seen whole."""
    hanzi: list[str] = []
    at = 0
    for found in _WRITTEN.finditer(text):
        hanzi.append(text[at : found.start()])
        at = found.end()
        words, ready = _in_words(found)
        hanzi.append(words)
        if ready:
            yield from _pinyin("".join(hanzi), readings)
            hanzi.clear()
            yield ready
    yield from _pinyin("".join((*hanzi, text[at:])), readings)


def _in_words(found: re.Match[str]) -> tuple[str, str]:
    """Hanzi to go on with, or something ready to be said."""
    match found.lastgroup:
        case "letters":
            return "", " ".join(found["letters"].upper())
        case "code":
            return "", " ".join(_spelt(found["code"]))
        case "phone":
            return "", " ".join(_spelt(found["phone"], yao=True))
        case "year":
            return _digits(found["year"]), ""
        case "high":
            return f"{number_words(found['low'])}到{number_words(found['high'])}", ""
        case "percent":
            return f"百分之{number_words(found['percent'])}", ""
        case "number":
            return _counted(found), ""
        case "area":
            return "平方米", ""
        case "mute":
            return "", ""
        case "pause" | "end" | "ask" | "call" as mark:
            return "", {"pause": ",", "end": ".", "ask": "?", "call": "!"}[mark]
    if found["date"]:
        return f"{_digits(found['y'])}年{_short(found['m'])}月{_short(found['d'])}日", ""
    zero = "零" if found["mm"].startswith("0") else ""
    minutes = "" if found["mm"] == "00" else f"{zero}{_short(found['mm'])}分"
    return f"{_short(found['hh'])}点{minutes}", ""


def _counted(found: re.Match[str]) -> str:
    """两 before a measure word, 二 in an order (第2步, 2楼)."""
    number, after = found["number"], found.string[found.end() :].lstrip()[:1]
    before = found.string[: found.start()].rstrip()[-1:]
    if number == "2" and after and after in _COUNTED + "㎡" and before != "第":
        return "两"
    return number_words(number)


def _short(number: str) -> str:
    return _whole_words(int(number))


def number_words(number: str) -> str:
    """A written number in Chinese words; one with leading zeros digit by digit."""
    whole, _, decimals = number.replace(",", "").partition(".")
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > 16:
        said = _digits(whole)
    else:
        said = _whole_words(int(whole or "0"))
    return f"{said}点{_digits(decimals)}" if decimals else said


def _whole_words(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            gap = said and (group < 1000 or groups[place + 1] == 0)
            said += ("零" if gap and not said.endswith("零") else "") + _below_10000(group) + _BIG[place]
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_10000(number: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _SMALL[place]
            gap = False
        else:
            gap = True
    return said


def _digits(text: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in text if digit.isdigit())


_SAID = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")


def _spelt(text: str, *, yao: bool = False) -> Iterator[str]:
    """Letters by name, digits one by one without tone change."""
    for char in text.upper():
        if char.isdigit():
            yield "yao1" if yao and char == "1" else _SAID[int(char)]
        elif char.isalpha():
            yield char


def _pinyin(text: str, readings: Mapping[str, str]) -> Iterator[str]:
    if not text:
        return
    from pypinyin import Style, lazy_pinyin

    for part in _known(tuple(readings)).split(text):
        if part in readings:
            yield readings[part]
        elif part:
            said = lazy_pinyin(
                part, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True, errors=_singly
            )
            yield from _one_in_its_tone(part, said)


def _singly(unread: str) -> Any:
    return list(unread)


def _one_in_its_tone(hanzi: str, said: list[str]) -> Iterator[str]:
    """一 is yi2 before a fourth tone and yi4 before the others, but yi1 in an order, a date or a number."""
    for at, (char, syllable) in enumerate(zip(hanzi, said, strict=True)):
        before, after = hanzi[at - 1 : at], hanzi[at + 1 : at + 2]
        if char == "一" and after and syllable == "yi1" and before not in _ORDERS and after not in _ORDERED:
            yield "yi2" if said[at + 1].endswith("4") else "yi4"
        elif syllable != char:
            yield syllable


@cache
def _known(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"({'|'.join(sorted(map(re.escape, words), key=len, reverse=True)) or '(?!)'})")
