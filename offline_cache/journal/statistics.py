"""Counts over the journal: how many by life event, where people give up, how long pages take, what devices did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

ENDS = ("filed", "kept", "number_only", "papers_only", "at_window", "draft", "dropped")


@dataclass(frozen=True)
class ScenarioCount:
    """One life event: begun, of these with a pick-up code, how they ended, and on which page people gave up."""

    scenario: str
    begun: int
    resumed: int
    ended: Mapping[str, int]
    given_up_on: Mapping[str, int]


@dataclass(frozen=True)
class PageTime:
    """One page: how often it was left and the median seconds it was looked at."""

    page: str
    count: int
    seconds: float


@dataclass(frozen=True)
class PrintCount:
    """One kind of paper: jobs by how they ended, and pages that came out."""

    kind: str
    printed: int
    not_confirmed: int
    failed: int
    pages: int


@dataclass(frozen=True)
class Statistics:
    """Everything from ``since`` on (ISO local time). ``visits`` counts touches of the invitation."""

    since: str
    events: int
    visits: int
    visit_seconds: float
    languages: Mapping[str, int]
    scenarios: tuple[ScenarioCount, ...]
    pages: tuple[PageTime, ...]
    devices: Mapping[str, Mapping[str, int]]
    printed: tuple[PrintCount, ...]
    bundles: Mapping[str, int] = field(default_factory=dict)


class _Tally:
    """Counts while lines go by; holds numbers only."""

    def __init__(self) -> None:
        self.events = self.visits = 0
        self.lengths: list[float] = []
        self.languages: Counter[str] = Counter()
        self.begun: Counter[str] = Counter()
        self.resumed: Counter[str] = Counter()
        self.ended: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.given_up: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.pages: defaultdict[str, list[float]] = defaultdict(list)
        self.devices: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.jobs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.sheets: Counter[str] = Counter()
        self.bundles: Counter[str] = Counter()

    def take(self, line: Mapping[str, object]) -> None:
        self.events += 1
        text = {key: str(value) for key, value in line.items()}
        scenario, step = text.get("scenario", ""), text.get("step", "")
        match line.get("event"):
            case "visit_begun":
                self.visits += 1
            case "visit_ended":
                self.lengths.append(_number(line.get("seconds")))
                self.languages[text.get("language", "")] += 1
            case "matter_begun":
                self.begun[scenario] += 1
                self.resumed[scenario] += text.get("state") == "resumed"
            case "matter_ended":
                self.ended[scenario][text.get("outcome", "")] += 1
                if text.get("outcome") == "dropped":
                    self.given_up[scenario][step] += 1
            case "page_left":
                self.pages[step].append(_number(line.get("seconds")))
            case "device_trouble":
                self.devices[text.get("device", "")][text.get("reason", "")] += 1
            case "printed":
                self.jobs[text.get("kind", "")][text.get("outcome", "")] += 1
                self.sheets[text.get("kind", "")] += int(_number(line.get("pages")))
            case "bundle_accepted" | "bundle_refused":
                self.bundles[text["event"].removeprefix("bundle_")] += 1
            case _:
                pass


def statistics(lines: Iterable[Mapping[str, object]], since: datetime) -> Statistics:
    """Count the lines from ``since`` on; lines of unknown events and torn ones count for nothing."""
    tally = _Tally()
    for line in lines:
        if _is_from(line, since):
            tally.take(line)
    scenarios = sorted(tally.begun.keys() | tally.ended.keys(), key=lambda name: (-tally.begun[name], name))
    return Statistics(
        since=since.isoformat(timespec="seconds"),
        events=tally.events,
        visits=tally.visits,
        visit_seconds=_median(tally.lengths),
        languages=_ordered(tally.languages),
        scenarios=tuple(
            ScenarioCount(
                name, tally.begun[name], tally.resumed[name],
                {end: tally.ended[name][end] for end in ENDS if tally.ended[name][end]},
                _ordered(tally.given_up[name]),
            )
            for name in scenarios
        ),
        pages=tuple(
            PageTime(page, len(times), _median(times))
            for page, times in sorted(tally.pages.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        ),
        devices={device: _ordered(reasons) for device, reasons in sorted(tally.devices.items())},
        printed=tuple(
            PrintCount(kind, jobs["printed"], jobs["not_confirmed"], jobs["failed"], tally.sheets[kind])
            for kind, jobs in sorted(tally.jobs.items())
        ),
        bundles=_ordered(tally.bundles),
    )


def _is_from(line: Mapping[str, object], since: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(str(line["at"]))
    except (KeyError, ValueError):
        return False
    if (moment.tzinfo is None) != (since.tzinfo is None):
        moment, since = moment.replace(tzinfo=None), since.replace(tzinfo=None)
    return moment >= since


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _median(values: list[float]) -> float:
    return round(median(values), 1) if values else 0.0


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
