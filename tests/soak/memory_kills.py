"""kill -9 at random instants while drafts are kept, opened, forgotten and run out, and progress is remembered.

A child says through a pipe what it was promised: kept codes are there until they are forgotten or a day is over; a
forgotten or expired one never comes back; the last answer noted about a case, or a later one, is what is remembered.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.cli.output import say
from kiosk.draft import Draft, NoDraft, new_code
from kiosk.filing.receipt import CaseProgress
from offline_cache.drafts import SqliteDrafts
from offline_cache.looking import damage_of
from offline_cache.progress import ProgressMemory
from offline_cache.store import Store
from offline_cache.vault import Vault
from tests.soak.report import Report

COUNT = {"short": 120, "full": 1_500}[os.environ.get("SOAK") or "full"]
_LATEST_DEATH = 0.8  # deriving a draft's key alone takes a tenth of a second
_READY_MADE = ("sqlite_utils", "cryptography.hazmat.primitives.kdf.scrypt")
_CASES = tuple(f"XN26-{number:04d}-0" for number in range(5))
_CHECK_EVERY = 40


class _Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 5, 12, 0)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class _Known:
    """What was promised: codes with when they were kept, codes that are gone, the last round noted of each case."""

    kept: dict[str, datetime] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    noted: dict[str, int] = field(default_factory=dict)
    promised: int = 0


class MemoryKills:
    """One drafts file and one store in ``folder``, and as many deaths as asked for."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._chance, self._clock = folder, random.Random(seed), _Clock()
        self.known, self.during, self.faults = _Known(), Counter[str](), list[str]()
        self._round = 0

    def run(self, times: int) -> None:
        for name in _READY_MADE:
            importlib.import_module(name)
        for turn in range(times):
            self._clock.at += timedelta(minutes=self._chance.randrange(90))
            self._life()
            if turn % _CHECK_EVERY == _CHECK_EVERY - 1:
                self._look()
        self._look()

    def _life(self) -> None:
        delay, seed = self._chance.uniform(0.005, _LATEST_DEATH), self._chance.random()
        lines = self._child(lambda out: self._work(random.Random(seed), out), delay)
        self._hear(lines)
        self.during[lines[-1].partition(" ")[0] if lines else "start"] += 1

    def _hear(self, lines: list[str]) -> None:
        known = self.known
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "kept":
                known.kept[rest] = self._clock.at
                known.promised += 1
            elif kind == "forgetting":
                known.leaving.add(rest)
            elif kind == "forgotten":
                known.kept.pop(rest, None)
                known.gone.add(rest)
            elif kind == "noted":
                case, number = rest.split()
                known.noted[case] = int(number)
                self._round = int(number)
            elif kind == "fault":
                self.faults.append(rest)

    def _work(self, chance: random.Random, out: int) -> None:
        drafts = SqliteDrafts(self._folder / "drafts.db", self._clock)
        memory = ProgressMemory(Store(self._folder / "outbox.db"), Vault(bytes(32)), self._clock)
        mine = sorted(self.known.kept.keys() - self.known.leaving)
        number = self._round
        while True:
            turn = chance.random()
            if turn < 0.45:
                code = new_code()
                drafts.keep(code, self._draft(code))
                _say(out, f"kept {code}")
                mine.append(code)
            elif turn < 0.6 and mine:
                code = mine.pop(chance.randrange(len(mine)))
                _say(out, f"forgetting {code}")
                drafts.forget(code)
                _say(out, f"forgotten {code}")
            elif turn < 0.65:
                drafts.clear_expired()
                _say(out, "cleared")
            else:
                number += 1
                case = chance.choice(_CASES)
                _say(out, f"noting {case} {number}")
                memory.keep(CaseProgress(case, "我要开饭馆", str(number), ()))
                _say(out, f"noted {case} {number}")

    def _draft(self, code: str) -> Draft:
        return Draft(f"open-{code}", "1", "plan", datetime(2026, 1, 5, 12, 0), (), (), ())

    def _look(self) -> None:
        """Everything promised is there, nothing that is gone is, both files are sound."""
        known, clock = self.known, self._clock

        def look(out: int) -> None:
            for name in ("drafts.db", "outbox.db"):
                if (self._folder / name).exists():
                    for damage in damage_of(self._folder / name):
                        _say(out, f"fault {name}: {damage}")
            drafts = SqliteDrafts(self._folder / "drafts.db", clock)
            for code, at in known.kept.items():
                drafts._wrong.clear()  # a check, not a guesser
                found = drafts.open(code)
                over = clock.at - at >= timedelta(days=1)
                if over and not isinstance(found, NoDraft):
                    _say(out, "fault an expired draft is still there")
                if not over and code not in known.leaving and found != self._draft(code):
                    _say(out, "fault a kept draft is lost")
                if isinstance(found, NoDraft):
                    _say(out, f"forgotten {code}")
            for code in sorted(known.gone)[-20:]:
                drafts._wrong.clear()
                if not isinstance(drafts.open(code), NoDraft):
                    _say(out, "fault a forgotten draft came back")
            memory = ProgressMemory(Store(self._folder / "outbox.db"), Vault(bytes(32)), clock)
            for case, number in known.noted.items():
                last = memory.last(case)
                if last is None or int(last[0].received_at) < number:
                    _say(out, "fault an answer of the hall is lost")

        self._hear(self._child(look, None))

    def _child(self, work: Callable[[int], None], delay: float | None) -> list[str]:
        """What a child says that works until it is done, or is killed after ``delay`` seconds."""
        inward, outward = os.pipe()
        child = os.fork()
        if not child:
            os.close(inward)
            try:
                work(outward)
            except BaseException:  # noqa: BLE001 - told to the parent, which counts it
                _say(outward, "fault " + traceback.format_exc(limit=-3).replace("\n", " | "))
            os._exit(0)
        os.close(outward)
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(inward, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
        return data.decode("utf-8", "replace").split("\n")[:-1]


def run(times: int, seed: int) -> Report:
    """Kill ``times`` times."""
    began = time.monotonic()
    place = Path.cwd() / "var"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as name:
        kills = MemoryKills(Path(name), seed)
        kills.run(times)
    known = kills.known
    say(f"暂存与进度：kill -9 共 {times} 次，承诺 {known.promised} 份暂存，忘掉 {len(known.gone)} 份，"
        f"不对的 {len(kills.faults)}（{time.monotonic() - began:.0f} 秒）")
    return Report(
        "memory_kills", times, time.monotonic() - began,
        Counter({f"killed after {name}": count for name, count in kills.during.items()}),
        {"kept": known.promised, "gone": len(known.gone), "cases": len(known.noted)}, kills.faults,
    )


def _say(out: int, line: str) -> None:
    os.write(out, line.encode() + b"\n")
