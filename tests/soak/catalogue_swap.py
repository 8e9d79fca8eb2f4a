"""kill -9 at random instants while releases are fetched, put together, taken into use, started with and taken back.

After every death the machine must hold exactly the release that was in use before or exactly the one that was being
taken, every byte as signed; and what was said to be in use must not be forgotten.
"""

from __future__ import annotations

import importlib
import mmap
import os
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from random import Random

from config.pack_reader import open_pack
from kiosk.errors import KioskError, ReleaseRefused
from offline_cache.releases import Kept, Shelf
from tests.offline_cache.releases.publisher import REGION, Publisher
from tests.soak.report import Report

LENGTHS = {"short": (500, 60.0), "full": (10_000, 1_500.0)}
COUNT, _SECONDS = LENGTHS[os.environ.get("SOAK") or "full"]
DOINGS = ("start", "ask", "fetch", "put together", "prove", "take into use", "mark", "see through", "take back", "idle")
_READY_MADE = ("cryptography.hazmat.primitives.asymmetric.ed25519", "config.pack_reader", "offline_cache.hall_client")
_LATEST_DEATH = 0.09
_READ_EVERY, _PUBLISHES = 10, 0.3


class _Watched(Shelf):
    """Tells what it is doing."""

    tell: Callable[[str], None]

    def put(self, *words: object) -> Kept:
        self.tell("put together")
        return super().put(*words)  # type: ignore[arg-type]

    def adopt(self, kept: Kept) -> None:
        self.tell("take into use")
        super().adopt(kept)


class Swaps:
    """One machine's releases in ``folder``, and as many deaths as asked for."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = Random(seed)
        self._publisher = Publisher(folder)
        self._data = folder / "data" / "catalogue"
        self._doing = mmap.mmap(-1, 1)
        self._known: dict[str, int] = {}
        self._in_use = self._in_reserve = self._offered = ""
        self._newest = 0
        self.during: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.failed: list[str] = []

    def run(self, times: int, seconds: float) -> int:
        """At most ``times`` deaths within ``seconds``; how many there were."""
        began, kills = time.monotonic(), 0
        for name in _READY_MADE:
            importlib.import_module(name)
        while kills < times and time.monotonic() - began < seconds:
            if not self._offered or self._chance.random() < _PUBLISHES:
                manifest = self._publisher.publish_changed()
                self._known[manifest.name], self._offered = manifest.number, manifest.name
                self._tidy()
            kills += self._one(kills)
        return kills

    def _tidy(self) -> None:
        """The pack grows with every change; begin again before it is heavy."""
        questions = self._publisher.pack / "questions.toml"
        text = questions.read_text(encoding="utf-8")
        if text.count("啊") > 40:
            questions.write_text(text.replace("啊", ""), encoding="utf-8")

    def _one(self, kills: int) -> int:
        seed, delay = self._chance.random(), self._chance.uniform(0.0005, _LATEST_DEATH)
        said, child = self._fork(seed)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        struck = DOINGS[self._doing[0]]
        _, status = os.waitpid(child, 0)
        with os.fdopen(said, "rb") as pipe:
            lines = pipe.read().decode("utf-8", "replace").split("\n")[:-1]
        self._look(lines, read=kills % _READ_EVERY == 0)
        if not os.WIFSIGNALED(status):
            return 0
        self.during[struck] += 1
        return 1

    def _fork(self, seed: float) -> tuple[int, int]:
        inward, outward = os.pipe()
        self._doing[0] = 0
        child = os.fork()
        if child:
            os.close(outward)
            return inward, child
        os.close(inward)
        try:
            self._live(Random(seed), lambda line: os.write(outward, line.encode() + b"\n"))
        except BaseException:  # noqa: BLE001 - told to the parent, which counts it
            os.write(outward, b"fault " + traceback.format_exc(limit=-3).replace("\n", " | ").encode() + b"\n")
        os._exit(0)

    def _live(self, chance: Random, say: Callable[[str], object]) -> None:
        """One life: starts, sometimes comes up, updates, sometimes goes back, for as long as it is let."""
        shelf = _Watched(self._data)
        shelf.tell = self._tell
        publisher = self._publisher
        updates = publisher.updates(shelf)
        updates._fetch = self._telling(publisher.fetch)
        while True:
            with self._at("mark"):
                kept = shelf.begin().kept
            say(f"use {kept.name if kept else ''}")
            if chance.random() < 0.7:
                with self._at("see through"):
                    shelf.seen_through(kept.name if kept else "", started=True)
            if chance.random() < 0.1 and shelf.state().current:
                say(f"use {shelf.state().previous}")
                with self._at("take back"):
                    shelf.refuse(shelf.state().current, "为了试验")
                say(f"use {shelf.state().current}")
            with self._at("ask"):
                try:
                    done = updates.update(self._prove)
                    say(f"outcome {done.outcome}")
                except ReleaseRefused as error:
                    say(f"outcome {error.kind}")
                current = shelf.state()
            say(f"use {current.current}")
            say(f"newest {current.newest}")

    def _tell(self, doing: str) -> None:
        self._doing[0] = DOINGS.index(doing)

    @contextmanager
    def _at(self, doing: str):  # type: ignore[no-untyped-def]
        self._tell(doing)
        yield
        self._tell("idle")

    def _telling(self, fetch: Callable[..., object]) -> Callable[..., object]:
        def told(path: str, *words: object) -> object:
            self._tell("ask" if path.endswith("/manifest") else "fetch")
            return fetch(path, *words)

        return told

    def _prove(self, kept: Kept) -> None:
        self._tell("prove")
        if kept.spoilt():
            raise KioskError(f"{kept.name} is not what was signed")

    def _look(self, lines: list[str], *, read: bool) -> None:
        """Exactly one release is in use, whole, and no older than what was said before the death."""
        old_or_new = {self._in_use, self._in_reserve, self._offered}
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "use":
                old_or_new.add(rest)
            elif kind == "newest":
                self._newest = int(rest)
            elif kind == "outcome":
                self.outcomes[rest] += 1
            else:
                self.failed.append(line)
        try:
            shelf = Shelf(self._data)
            state, kept = shelf.state(), shelf.in_use()
        except KioskError as error:
            self.failed.append(f"cannot be opened: {error}")
            return
        name = kept.name if kept else ""
        if name != state.current:
            self.failed.append(f"in use is {state.current}, whole is {name}")
        if kept and (kept.spoilt() or name not in self._known):
            self.failed.append(f"{name} is not what was signed: {kept.spoilt()}")
        if state.newest < self._newest:
            self.failed.append(f"the newest was {self._newest}, now {state.newest}")
        if name not in old_or_new:
            self.failed.append(f"{self._in_use} was in use, now {name}")
        if kept and read and open_pack(kept.packs / REGION).catalog.version != kept.manifest.version:
            self.failed.append(f"{name} reads as another version")
        self._in_use, self._in_reserve = name, state.previous


def run(times: int, seed: int) -> Report:
    """Kill ``times`` times; shorter with ``SOAK=short``."""
    began = time.monotonic()
    place = Path.cwd() / "var"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as name:
        swaps = Swaps(Path(name), seed)
        kills = swaps.run(times, _SECONDS)
    return Report(
        "catalogue_swap", kills, time.monotonic() - began,
        Counter({f"killed during {doing}": swaps.during[doing] for doing in DOINGS}) + swaps.outcomes,
        {"releases published": len(swaps._known)}, swaps.failed,
    )
