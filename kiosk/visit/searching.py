"""Find a life event by what people type: characters, everyday words, full pinyin or initials."""

from __future__ import annotations

from kiosk.catalog.values import Catalog, Scenario
from kiosk.guide.parsing import clean_text
from kiosk.steps import Hit
from kiosk.words import Words

_MOST = 8


def search(catalog: Catalog, query: str) -> tuple[Hit, ...]:
    """Scenarios first, then their items and departments; a prefix beats a middle. Empty query: no hits."""
    text = clean_text(query).lower().replace(" ", "")
    if not text:
        return ()
    ranked: list[tuple[int, int, Hit]] = []
    for index, scenario in enumerate(catalog.scenarios.values()):
        rank = _rank(text, _names(scenario))
        if rank is not None:
            ranked.append((rank, index, Hit(scenario.title, scenario.say, scenario.id)))
        for item_id in scenario.items:
            item = catalog.items[item_id]
            department = catalog.departments[item.department]
            rank = _rank(text, (item.name.zh, item.name.en.lower(), department.name.zh, *department.formerly))
            if rank is not None:
                detail = Words(
                    f"{department.name.zh} · 在“{scenario.title.zh}”里一起办",
                    f"{department.name.of('en')} · part of “{scenario.title.of('en')}”",
                )
                ranked.append((rank + 10, index, Hit(item.name, detail, scenario.id)))
    return tuple(hit for _, _, hit in sorted(ranked, key=lambda entry: entry[:2])[:_MOST])


def _names(scenario: Scenario) -> tuple[str, ...]:
    english = scenario.title.en.lower().replace(" ", "")
    return (scenario.title.zh, english, scenario.say.zh, *scenario.aliases, *scenario.pinyin)


def _rank(text: str, names: tuple[str, ...]) -> int | None:
    found = [0 if name == text else 1 if name.startswith(text) else 2 for name in names if text in name]
    return min(found, default=None)
