"""The plan on A4 and on the roll, the one-time notice and the specimen: what stands on them, and who asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from config.hall_reader import read_hall
from config.pack_holidays import read_holidays
from kiosk.catalog.values import Source
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.forms.papers import Imprint, checklist, plan_slip, specimen
from kiosk.forms.papers.imprint import caveat
from kiosk.guide.answers import Answers
from kiosk.guide.noticing import notice
from kiosk.guide.planner import plan
from kiosk.inbox import PapersPrinted, SlipPrinted
from kiosk.steps import Outcome, PaperKind, PrintDesk, TakePapers, TakeYourThings
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands
from kiosk.words import Words

NOW = datetime(2026, 11, 21, 20, 0)
IMPRINT = Imprint(read_hall(), NOW, demo=True)
ANSWERS = Answers().with_answer("area", 400.0).with_answer("has_licence", False).with_answer("auto_fire_system", False)
PRINTED = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
FAILED = PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT)


@dataclass
class KeepingErrands(SilentErrands):
    slips: list = field(default_factory=list)
    papers: list = field(default_factory=list)

    def print_slip(self, visit_id, slip):
        self.slips.append(slip)

    def print_papers(self, visit_id, documents, job_name):
        self.papers.append(documents)


class StillClock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0


@pytest.fixture
def made(catalog):
    return plan(catalog, catalog.scenarios["open-restaurant"], ANSWERS, NOW.date())


@pytest.fixture
def errands():
    return KeepingErrands()


@pytest.fixture
def visit(catalog, errands):
    visit = Visit(World(catalog, read_hall(), errands, StillClock(), demo=True, holidays=read_holidays()))
    visit.choose_scenario("open-restaurant")
    for raw in ("400", "false", "false"):
        visit.answer(raw)
    return visit


def block(paper, kind):
    return next(entry for entry in paper.blocks if entry.type == kind)


def ticks(paper):
    return {row.name: row for entry in paper.blocks if entry.type == "ticks" for g in entry.groups for row in g.rows}


def test_each_stage_names_its_items_with_window_time_fee_and_result(made):
    stages = block(checklist(made, (), IMPRINT), "stages").stages
    assert [len(stage.items) for stage in stages] == [len(stage) for stage in made.stages]
    for stage, planned in zip(stages, made.stages, strict=True):
        for shown, entry in zip(stage.items, planned, strict=True):
            place = IMPRINT.hall.window_of(entry.item.department)
            assert shown.name == entry.mark + entry.name.zh
            assert (shown.department, shown.place) == (entry.department.name.zh, f"{place.floor} {place.name.zh}")
            assert shown.time
            assert "0 元" in shown.fee
            assert entry.item.result.zh in shown.result
            assert any(entry.rule in line for line in shown.small)


def test_papers_stand_in_groups_by_who_brings_them(catalog):
    made = plan(catalog, catalog.scenarios["open-hotel"], Answers())
    groups = block(checklist(made, (), IMPRINT), "ticks").groups
    forms, often, once, produced = groups
    assert forms.title.startswith("在本机填好") and [row.amount for row in forms.rows] == ["1 张"]
    assert f"您要带 {len(often.rows) + len(once.rows)} 份" in block(checklist(made, (), IMPRINT), "ticks").title
    assert often.title.startswith("一次提交，多次共用")
    assert all(len(row.users) > 1 for row in often.rows)
    assert all(len(row.users) == 1 for row in once.rows)
    assert all(row.state == "none" and "产生，不用带" in row.remark for row in produced.rows)
    assert sum(len(group.rows) for group in groups) == len(made.materials)


def test_what_may_follow_says_until_when(made):
    rows = ticks(checklist(made, (), IMPRINT))
    for material in made.materials:
        said = "可容缺" in rows[material.name.zh].remark
        assert said is (material.deferrable and material.from_applicant)


def test_a_duty_after_opening_stands_apart(catalog):
    made = plan(catalog, catalog.scenarios["open-ktv"], Answers())
    stages = block(checklist(made, (), IMPRINT), "stages").stages
    apart = [stage for stage in stages if stage.apart]
    due = [entry for entry in made.items if entry.item.follow_up]
    assert [stage.items[0].name for stage in apart] == [entry.mark + entry.name.zh for entry in due]
    assert stages[-1].apart
    assert re.search(r"\d+ (日|个工作日)内", apart[0].remark)


def test_the_saving_names_every_number_of_the_tally(made):
    tally = block(checklist(made, (), IMPRINT), "tally")
    after = made.after
    assert tally.rows[-1] == (
        "一件事联办", f"{after.departments} 个窗口", f"{after.visits} 次", f"{after.documents} 份",
        f"{after.licence_copies} 份", f"{after.id_copies} 份", f"{after.fields} 处", f"{after.working_days} 天",
    )
    assert len(tally.columns) + 1 == len(tally.rows[0])


def test_the_notice_tells_everything_missing_once_and_what_it_holds_up(made):
    told = notice(made, {"premises-proof"}, NOW.date(), read_holidays())
    paper = checklist(made, (), IMPRINT, told=told)
    missing = paper.blocks[0]
    assert missing.strong
    listed = [row.name for group in missing.groups for row in group.rows]
    assert listed == [entry.material.name.zh for entry in (*told.missing, *told.later)]
    assert all("最迟 2026-" in row.remark for row in missing.groups[1].rows)
    held = {row.name for stage in block(paper, "stages").stages for row in stage.items if row.held}
    assert held == {made.item(entry.item).mark + made.item(entry.item).name.zh for entry in told.blocked}
    assert set(ticks(paper)) == {material.name.zh for material in made.materials}, "every paper, each once"


def test_a_notice_with_nothing_missing_says_so(made):
    told = notice(made, {material.id for material in made.materials}, NOW.date(), read_holidays())
    paper = checklist(made, (), IMPRINT, told=told)
    assert paper.blocks[0].title == "材料已齐"
    assert not any(row.held for stage in block(paper, "stages").stages for row in stage.items)


@pytest.mark.parametrize("confidence", ["certain", "likely", "uncertain"])
def test_the_caveat_grows_with_the_doubt(confidence):
    said = caveat(Source("示例", "2026-01", confidence))
    assert ("核实为准" in said) is (confidence != "certain")
    assert ("各地不一" in said) is (confidence == "uncertain")


def test_who_is_refused_reads_what_to_do(made):
    paper = checklist(made, (), IMPRINT, remedy=Words("可以申请行政复议。"))
    assert "可以申请行政复议。" in block(paper, "notes").lines


def test_the_slip_holds_the_plan_in_short_and_nobody(made):
    slip = plan_slip(made, IMPRINT)
    assert [item.mark for stage in slip.stages for item in stage.items] == [entry.mark for entry in made.items]
    mine = [material for material in made.materials if material.from_applicant]
    carried = [material.name.zh for material in mine if not material.material.form]
    assert [paper.name for paper in slip.bring] == [*carried, made.scenario.one_form.zh]
    assert f"{len(carried)} 份" in slip.bring_title
    assert slip.qr == f"onething:plan:open-restaurant:{made.catalog_version}"
    assert "以窗口核实为准" in slip.caveat


def test_a_window_of_its_own_is_named_on_the_slip(made):
    licence = made.items[0]
    own = replace(IMPRINT.hall.places[0], id="own", departments=(licence.item.department,))
    shared = replace(IMPRINT.hall, places=(replace(IMPRINT.hall.places[0], departments=()),))
    apart = replace(shared, places=(*shared.places, replace(own, name=Words("7号窗口"))))
    for hall, said in ((shared, ""), (apart, "7号窗口")):
        slip = plan_slip(made, replace(IMPRINT, hall=replace(hall, combined_window=hall.places[0].id)))
        assert said in slip.stages[0].items[0].window
        assert bool(slip.stages[0].items[0].window) is bool(said)


def test_the_slip_of_a_notice_lists_only_what_is_missing(made):
    told = notice(made, {"premises-proof"}, date(2026, 11, 21), read_holidays())
    slip = plan_slip(made, IMPRINT, told)
    assert [paper.name for paper in slip.bring] == [e.material.name.zh for e in (*told.missing, *told.later)]
    assert "一次告知" in slip.bring_title
    assert any(item.held for stage in slip.stages for item in stage.items)


def test_a_specimen_is_filled_and_says_so(catalog):
    paper = specimen(catalog, catalog.scenarios["open-restaurant"], IMPRINT)
    assert paper.kind == "sample"
    assert "示范文本" in paper.title
    rows = [row for entry in paper.blocks if entry.type == "grid" for row in entry.rows]
    assert rows
    assert [row.label for row in rows if row.blank] == [], "every blank has a sample"


def test_the_plan_slip_is_printed_from_the_plan_and_its_end_is_told_truly(visit, errands):
    visit.print_plan_slip()
    step = visit.step
    assert isinstance(step, TakePapers)
    assert (step.outcome, step.what, step.documents) == (Outcome.PAPERS_ONLY, PaperKind.SLIP, 0)
    assert step.printing_slip
    assert not step.can_finish
    visit.receive(SlipPrinted(visit.id, FAILED))
    assert visit.step.slip == FAILED
    visit.finish()
    assert visit.step == TakeYourThings(False, False, False, 0, slip=False)
    assert len(errands.slips) == 1


def test_a_printed_slip_is_among_the_things_to_take(visit):
    visit.print_plan_slip()
    visit.receive(SlipPrinted(visit.id, PRINTED))
    visit.finish()
    assert visit.step.slip


def test_after_a_look_at_the_papers_the_notice_is_printed(visit, errands):
    visit.check_papers()
    visit.mark("premises-proof", "paper")
    visit.print_plan()
    ((paper,),) = errands.papers
    assert visit.step.what is PaperKind.NOTICE
    assert "一次性告知单" in paper.title
    first = paper.blocks[0]
    assert "住所（经营场所）使用证明" not in str(first)
    assert ticks(paper)["住所（经营场所）使用证明"].state == "done"


def test_the_plan_alone_is_no_notice(visit, errands):
    visit.print_plan()
    assert visit.step.what is PaperKind.PLAN
    assert "办事方案" in errands.papers[0][0].title


def test_a_specimen_is_printed_from_the_print_desk(visit, errands):
    visit.open_home()
    visit.open_print_desk()
    assert isinstance(visit.step, PrintDesk)
    visit.print_sample("open-hotel")
    assert visit.step.what is PaperKind.SPECIMEN
    assert errands.papers[0][0].kind == "sample"


def test_papers_that_cannot_be_made_name_the_blank_and_not_what_is_in_it(visit):
    visit.print_plan()
    label = next(iter(visit.world.catalog.fields.values())).label
    refused = PrintOutcome(PrintEnd.FAILED, PrinterStatus.READY, unprintable=(f"{label.zh}（㎡）", "说明"))
    visit.receive(PapersPrinted(visit.id, refused))
    assert visit.step.unprintable == (label, Words("说明"))
