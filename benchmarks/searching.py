"""One keystroke of the search in 35,564 items beside its peers, opening the compiled catalogue, the planner's growth.

Keystrokes are timed in processor time of the thread, so that neighbours on the machine do not count.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.catalogues import ITEMS, chained, made_up
from benchmarks.result import Result, median, percentile
from benchmarks.search_peers import PEERS, Form
from kiosk.catalog.values import Catalog
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan
from kiosk.search import IndexFinder
from kiosk.search.entries import Entry, Name, entries_of
from kiosk.search.folding import fold_query
from offline_cache.catalogue import Part, build_catalogue, open_index
from offline_cache.catalogue.pinyin import read_aloud

FRAME = round(1000 / 60, 1)
HITS, PEOPLE, LONGEST = 8, 40, 8
FORMS: dict[Form, str] = {
    "characters": "汉字", "initials": "首字母", "pinyin": "全拼", "mixed": "混打", "none": "查不到的",
}
CHECKED = 5
SLOW, FEW = ("rapidfuzz",), 3

Touch = tuple[Form, int, str]
"""How it is typed, the number of characters of the name begun, all that stands in the field."""
Times = dict[tuple[Form, int], list[float]]


def measure() -> list[Result]:
    catalog = made_up()
    entries = entries_of(catalog, read_aloud)
    gc.collect()
    gc.freeze()
    touches = _touches(entries)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "catalogue.db"
        started = time.perf_counter()
        build_catalogue(file, [Part(catalog.region, catalog.version, entries)])
        built = f"编成 {time.perf_counter() - started:.1f} s，{file.stat().st_size / 1e6:.1f} MB"
        results = _opening(file, catalog, built, touches)
        index = open_index(file, catalog.region)
        finder = IndexFinder(index)
        ours = _times(lambda text, _: finder.find(text, HITS), touches)
        wrong = [_milliseconds(partial(finder.find, text, HITS)) for text in _mistyped(touches)]
        beside = _beside(finder, entries, touches)
        exact = _exactness(finder, entries, touches)
        index.close()
    results += [
        Result(f"按键：{FORMS[form]}第 {length} 字", percentile(times, 0.95), "ms", FRAME, "p95；" + _figures(times))
        for (form, length), times in ours.items()
    ]
    results.append(Result("打错一处的全拼", percentile(wrong, 0.95), "ms", FRAME, "p95；" + _figures(wrong)))
    gc.unfreeze()
    return results + beside + exact + _growth()


def _touches(entries: tuple[Entry, ...]) -> list[list[Touch]]:
    """What people type key by key: up to eight characters of a random name, a third of them from its beginning.

    ``mixed`` takes character, syllable or initial at random; ``none`` is characters of a name in the wrong order.
    """
    chance = random.Random(7)
    names = [name for entry in entries for name in entry.names if all(name.readings)]
    typed = []
    for _ in range(PEOPLE):
        for form in FORMS:
            name = chance.choice(names)
            at = chance.choice((0, *[chance.randint(0, max(0, len(name.text) - LONGEST))] * 2))
            part = list(zip(name.text, name.readings, strict=True))[at : at + LONGEST]
            if form == "none":
                chance.shuffle(part)
            keys = [_keys(char, reading, form, chance) for char, reading in part]
            done, touched = "", []
            for length, key in enumerate(keys, 1):
                for letter in key:
                    done += letter
                    touched.append((form, length, done))
            typed.append(touched)
    return typed


def _keys(char: str, reading: str, form: Form, chance: random.Random) -> str:
    if form == "mixed":
        return chance.choice((char, reading, reading[0]))
    return reading[0] if form == "initials" else reading if form == "pinyin" else char


def _mistyped(touches: list[list[Touch]]) -> list[str]:
    """Full pinyin of the longest texts with two neighbouring letters swapped."""
    chance, found = random.Random(5), []
    for typed in touches:
        form, _, text = typed[-1]
        if form == "pinyin":
            at = chance.randrange(1, len(text) - 1)
            found.append(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1000


def _times(find: Callable[[str, Form], object], touches: list[list[Touch]]) -> Times:
    found: Times = {(form, length): [] for form in FORMS for length in range(1, LONGEST + 1)}
    for typed in touches:
        for form, length, text in typed:
            found[form, length].append(_milliseconds(partial(find, text, form)))
    return {key: times for key, times in found.items() if times}


def _opening(file: Path, catalog: Catalog, built: str, touches: list[list[Touch]]) -> list[Result]:
    code = (
        "import json, sys, time\nfrom pathlib import Path\n"
        "from kiosk.search import IndexFinder\nfrom offline_cache.catalogue import open_index\n"
        "def mb(): return int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 1e6\n"
        "typed = json.loads(sys.argv[3])\nbefore, started = mb(), time.perf_counter()\n"
        "index = open_index(Path(sys.argv[1]), sys.argv[2])\n"
        "ms, opened = (time.perf_counter() - started) * 1000, mb()\n"
        "finder = IndexFinder(index)\nfor text in typed: finder.find(text, 8)\n"
        "print(json.dumps([ms, opened - before, mb() - before]))\n"
    )
    typed = [text for one in touches for _, _, text in one]
    words = [sys.executable, "-c", code, str(file), catalog.region, json.dumps(typed)]
    runs = [
        json.loads(subprocess.run(words, capture_output=True, check=True, timeout=120).stdout) for _ in range(5)
    ]
    opened, added, used = (median([run[column] for run in runs]) for column in range(3))
    return [
        Result(f"打开 {ITEMS} 个事项的目录数据库", opened, "ms", 30.0, built),
        Result("打开目录数据库多占内存", added, "MB", 15.0, "5 次中位"),
        Result(f"再按 {len(typed)} 次键之后多占内存", used, "MB", 15.0, "5 次中位"),
    ]


def _beside(finder: IndexFinder, entries: tuple[Entry, ...], touches: list[list[Touch]]) -> list[Result]:
    """Our keystrokes and a peer's in turn, so that whatever else the machine does falls on both."""
    results = []
    for peer in PEERS:
        started = time.perf_counter()
        try:
            search = peer.prepare(entries)
        except ImportError:
            print(f"  没有安装 {peer.name}，略过；要比较请先安装 bench 一组的包：pip install .[bench]", flush=True)
            continue
        ready = time.perf_counter() - started
        asked = [typed for typed in touches if typed[0][0] in peer.forms]
        asked = asked[: FEW * len(FORMS)] if peer.name in SLOW else asked
        own: dict[Form, list[float]] = {form: [] for form in peer.forms}
        theirs: dict[Form, list[float]] = {form: [] for form in peer.forms}
        for form, _, text in (touch for typed in asked for touch in typed):
            own[form].append(_milliseconds(partial(finder.find, text, HITS)))
            theirs[form].append(_milliseconds(partial(search, text, form, HITS)))
        results += [
            Result(
                f"{FORMS[form]} p95 ÷ {peer.name}", percentile(own[form], 0.95) / percentile(theirs[form], 0.95), "×",
                peer.most,
                f"{_figures(own[form])}；{peer.name} {_figures(theirs[form])}，准备 {ready:.1f} s，{peer.remark}",
            )
            for form in peer.forms
        ]
    return results


def _exactness(finder: IndexFinder, entries: tuple[Entry, ...], touches: list[list[Touch]]) -> list[Result]:
    """All hits of some queries against every name read one by one."""
    chance, missing, false, hits = random.Random(3), 0, 0, 0
    asked = [chance.choice(typed)[2] for form in FORMS
             for typed in chance.sample([typed for typed in touches if typed[0][0] == form], CHECKED)]
    for text in asked:
        query = fold_query(text)
        truth = {(entry.kind, entry.id) for entry in entries for name in entry.names if holds(name, query)}
        found = {(hit.kind, hit.id) for hit in finder.find(text, 10**6) if not hit.near}
        missing, false, hits = missing + len(truth - found), false + len(found - truth), hits + len(truth)
    shown = f"{len(asked)} 个查询、{hits} 个应有的结果"
    return [Result("漏掉的结果", missing, "个", 0, shown), Result("多出的结果", false, "个", 0, shown)]


def holds(name: Name, query: str) -> bool:
    """Whether the query stands somewhere in the name: the rule itself, without any index."""
    return any(_stands(name, at, query) for at in range(len(name.text)))


def _stands(name: Name, at: int, rest: str) -> bool:
    if not rest:
        return True
    if at == len(name.text):
        return False
    char, reading = name.text[at], name.readings[at]
    heads = {char, reading, reading[:1], reading[:2] if reading[:2] in ("zh", "ch", "sh") else ""} - {""}
    if "a" <= char <= "z":
        heads = {char}
    elif reading and len(rest) < len(reading) and reading.startswith(rest):
        return True
    return any(rest.startswith(head) and _stands(name, at + 1, rest[len(head):]) for head in heads)


def _figures(times: list[float]) -> str:
    """Median, p95 and the slowest."""
    return f"{median(times):.2f}/{percentile(times, 0.95):.2f}/{max(times):.2f} ms"


def _growth() -> list[Result]:
    found = {}
    for items in (8, 80, 800):
        catalog = chained(items)
        scenario = catalog.scenarios["all"]
        plan(catalog, scenario, Answers())
        found[items] = median(
            [_milliseconds(lambda: plan(catalog, scenario, Answers())) for _ in range(1600 // items)]  # noqa: B023
        )
    shown = "，".join(f"{items} 项 {ms:.2f} ms" for items, ms in found.items())
    return [
        Result("每项排方案用时，80 项 ÷ 8 项", found[80] / 80 / (found[8] / 8), "×", 2.0, shown),
        Result("每项排方案用时，800 项 ÷ 80 项", found[800] / 800 / (found[80] / 80), "×", 2.0, shown),
    ]
