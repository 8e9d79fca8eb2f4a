"""A catalogue of thousands of made-up names: the same every time, and found in it exactly what it holds."""

import random
import runpy
from pathlib import Path

import pytest

from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan
from kiosk.search import IndexFinder
from kiosk.search.entries import entries_of
from offline_cache.catalogue import Part, build_catalogue, open_index
from offline_cache.catalogue.pinyin import read_aloud
from tests.kiosk.search_world import truth

GENERATOR = runpy.run_path(str(Path(__file__).resolve().parents[3] / "benchmarks" / "catalogues.py"))
made_up, chained = GENERATOR["made_up"], GENERATOR["chained"]
ENTRIES = entries_of(made_up(600, 40), read_aloud)


@pytest.fixture(scope="module")
def finder(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "catalogue.db"
    build_catalogue(path, [Part("made-up", "v", ENTRIES)])
    return IndexFinder(open_index(path, "made-up"))


def parts():
    chance = random.Random(11)
    names = [name for entry in ENTRIES for name in entry.names if all(name.readings)]
    for _ in range(12):
        name = chance.choice(names)
        at, length = chance.randrange(len(name.text)), chance.randint(1, 4)
        for mixed in range(4):
            yield "".join(
                chance.choice((char, reading, reading[0])) if mixed == 3 else (char, reading, reading[0])[mixed]
                for char, reading in list(zip(name.text, name.readings, strict=True))[at : at + length]
            )


@pytest.mark.parametrize("query", sorted(set(parts())))
def test_exactly_what_holds_the_query_is_found_in_the_promised_order(finder, query):
    hits = [(hit.kind, hit.id) for hit in finder.find(query, 2000)]
    assert hits == truth(ENTRIES, query)
    assert [(hit.kind, hit.id) for hit in finder.find(query, 8)] == hits[:8]


def test_the_made_up_catalogue_is_the_same_every_time():
    assert made_up(300, 20) == made_up(300, 20)
    whole = made_up(2000, 50)
    assert (len(whole.items), len(whole.scenarios)) == (2000, 50)
    assert sum(len(scenario.items) for scenario in whole.scenarios.values()) == 2000


def test_the_made_up_chain_can_be_planned():
    catalog = chained(24)
    made = plan(catalog, catalog.scenarios["all"], Answers())
    assert [max(entry.stage for entry in made.items), len(made.items)] == [3, 24]
