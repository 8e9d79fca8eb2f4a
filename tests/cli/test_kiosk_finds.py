"""The running kiosk searches in the compiled catalogue, and without a usable one in the pack itself."""

import os

import pytest

from config.settings import read_settings
from kiosk.cli.catalogue.searching import CATALOGUE, compile_packs
from kiosk.cli.starting import read_data
from kiosk.wiring.machine import Machine


@pytest.fixture
def settings(tmp_path):
    return read_settings().at(tmp_path)


def found(settings, query):
    machine = Machine(settings, read_data(settings))
    try:
        visit = machine.new_visit()
        visit.open_search()
        visit.search(query)
        return visit.step.hits, machine.journal.path.read_text(encoding="utf-8")
    finally:
        machine.close()


def build(settings):
    from config.pack_reader import PACKS

    compile_packs([PACKS / settings.region], settings.data / CATALOGUE)


def test_with_a_compiled_catalogue_pinyin_finds_what_no_pack_spells_out(settings):
    build(settings)
    hits, journal = found(settings, "yingyezhizhao")
    assert "营业执照" in {hit.matched for hit in hits}
    assert "catalogue_problem" not in journal


@pytest.mark.parametrize("spoil", ["missing", "cut", "old"])
def test_without_a_usable_one_the_kiosk_starts_and_says_why(settings, spoil):
    build(settings)
    file = settings.data / CATALOGUE
    if spoil == "missing":
        file.unlink()
    elif spoil == "cut":
        os.truncate(file, file.stat().st_size // 2)
    else:
        from offline_cache.catalogue import Part, build_catalogue

        build_catalogue(file, [Part(settings.region, "older", ())])
    hits, journal = found(settings, "kfg")
    assert hits[0].scenario == "open-restaurant"
    assert "kiosk catalog build" in journal
