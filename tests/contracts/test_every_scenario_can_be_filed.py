"""What the kiosk seals for any shipped life event, the hall server takes."""

from datetime import datetime

import pytest

from backend.intake.bundle_check import check_bundle
from backend.settings import BackendSettings
from config.hall_reader import read_hall
from config.pack_reader import PACKS, read_pack, regions
from kiosk.filing.bundle import digest_of
from kiosk.inbox import BundleKept
from kiosk.steps import Ask, FillForm, GatherMaterials, Review, Sending, ShowPlan, Stopped
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, fill_page

CATALOGS = {region: read_pack(PACKS / region) for region in regions()}


class Keeping(SilentErrands):
    def __init__(self):
        self.bundles = []
        self.papers = []

    def file(self, visit_id, bundle, attachments=()):
        self.bundles.append(bundle)

    def print_papers(self, visit_id, documents, job_name):
        self.papers.append(documents)


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 20, 0)

    def monotonic(self):
        return 0.0


def walk(visit, scenario_id, known):
    visit.choose_scenario(scenario_id)
    for _ in range(30):
        if not isinstance(step := visit.step, Ask):
            break
        question = step.question
        if not known and not question.must_know:
            visit.dont_know()
        elif question.kind == "number":
            visit.answer(str(int(min(question.high, max(question.low + 1, 400)))))
        elif question.kind == "choice":
            visit.answer(question.choices[0].value)
        elif question.kind == "date":
            visit.answer("2026-10-01")
        else:
            visit.answer("true")
    return visit.step


@pytest.mark.parametrize("known", [True, False], ids=["answered", "unknown"])
@pytest.mark.parametrize(
    ("region", "scenario_id"),
    [(region, scenario_id) for region, catalog in CATALOGS.items() for scenario_id in catalog.scenarios],
)
def test_a_sealed_bundle_of_every_life_event_passes_the_halls_check(region, scenario_id, known):
    errands = Keeping()
    visit = Visit(World(CATALOGS[region], read_hall(), errands, StillClock(), demo=True))
    if isinstance(walk(visit, scenario_id, known), Stopped):
        return
    assert isinstance(visit.step, ShowPlan)
    visit.start_application()
    visit.without_card()
    for _ in range(20):
        if not isinstance(page := visit.step, FillForm):
            break
        fill_page(visit, page)
        visit.next_page()
    assert isinstance(visit.step, GatherMaterials)
    visit.mark_all()
    visit.go_on()
    assert isinstance(visit.step, Review)
    visit.submit()
    assert isinstance(visit.step, Sending)
    (bundle,) = errands.bundles
    sealed = bundle.to_bytes()
    checked = check_bundle(sealed, digest_of(sealed), BackendSettings().required_fields)
    assert checked.faults == ()
    visit.receive(BundleKept(visit.id, bundle.id))
