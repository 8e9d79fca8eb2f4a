"""``kiosk plan``: the plan of a scenario for given answers."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from config.pack_holidays import read_holidays
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack, regions
from kiosk.catalog.values import Catalog, Question, Scenario
from kiosk.cli.output import say, say_json, table
from kiosk.cli.remarks import in_chinese
from kiosk.errors import UnknownAnswer, UnknownScenario, UsageError
from kiosk.filing.bundle import AnswerValue
from kiosk.guide.answers import Answers
from kiosk.guide.explaining import in_words
from kiosk.guide.noticing import Notice, notice
from kiosk.guide.parsing import parse_answer
from kiosk.guide.plan import Plan, PlannedItem
from kiosk.guide.planner import plan, undecided
from kiosk.guide.workdays import Deadline, Holidays, deadline
from kiosk.words import Remark

_SUPPLIERS = {"applicant": "您带来", "shared": "部门共享"}


def add_commands(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("plan", help="算出办事方案", description="按回答算出办事方案")
    parser.add_argument("scenario", help="情景编号，如 open-restaurant")
    parser.add_argument("-a", "--answer", action="append", default=[], metavar="键=值",
                        help="一个回答，如 area=400、has_licence=false；不知道写 unknown")
    parser.add_argument("--region", default=DEFAULT_REGION, help="地区数据包")
    parser.add_argument("--start", type=_day, metavar="日期", help="哪天交材料，用来算日期（默认今天）")
    parser.add_argument("--have", metavar="编号,…", help="手里已有的材料编号，用来一次告知还缺什么")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(do=do)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」应如 2026-11-21") from error


def load(region: str) -> Catalog:
    """The catalogue of a region. Raises UsageError naming the regions there are."""
    if region not in regions():
        raise UsageError(f"没有地区「{region}」。", f"可用：{'、'.join(regions())}。")
    return read_pack(PACKS / region)


def find_scenario(catalog: Catalog, scenario_id: str) -> Scenario:
    """The scenario of that id. Raises UnknownScenario naming those there are."""
    if scenario_id not in catalog.scenarios:
        raise UnknownScenario(f"没有情景「{scenario_id}」。", f"可用：{'、'.join(sorted(catalog.scenarios))}。")
    return catalog.scenarios[scenario_id]


def parse_answers(catalog: Catalog, scenario: Scenario, pairs: list[str]) -> Answers:
    """Answers from ``key=value`` words. Raises UnknownAnswer naming every word that does not fit."""
    answers, faults = Answers(), []
    for pair in pairs:
        key, equals, raw = pair.partition("=")
        if not equals or key not in scenario.questions:
            faults.append(f"「{pair}」：没有这个问题")
            continue
        value = _value(catalog.questions[key], raw)
        if isinstance(value, Remark):
            faults.append(f"「{pair}」:{in_chinese(value)}")
        else:
            answers = answers.with_answer(key, value)
    if faults:
        known = "、".join(f"{key}({catalog.questions[key].kind})" for key in scenario.questions)
        raise UnknownAnswer("；".join(faults), f"可以回答：{known}；不知道写 unknown。")
    return answers


def _value(question: Question, raw: str) -> AnswerValue | Remark:
    return None if raw == "unknown" else parse_answer(question, raw)


def do(chosen: argparse.Namespace) -> int:
    """Print the plan."""
    catalog = load(chosen.region)
    scenario = find_scenario(catalog, chosen.scenario)
    answers = parse_answers(catalog, scenario, chosen.answer)
    start = chosen.start or date.today()
    made = plan(catalog, scenario, answers, start)
    calendar = Calendar(start, read_holidays())
    told = told_for(made, chosen.have, calendar) if chosen.have is not None else None
    if chosen.json:
        document = plan_document(catalog, made, answers, calendar)
        say_json(document if told is None else {**document, "notice": notice_document(told)})
    else:
        say(*plan_lines(catalog, made, answers), *(notice_lines(made, told) if told else ()))
    return 0


@dataclass(frozen=True)
class Calendar:
    """The day papers are handed in, and the holidays to count by."""

    start: date
    holidays: Holidays

    def after(self, days: int) -> Deadline:
        """So many working days from the start."""
        return deadline(self.start, days, self.holidays)


def told_for(made: Plan, have: str, calendar: Calendar) -> Notice:
    """The one-time notice for material ids joined by commas. Raises UnknownAnswer naming those there are."""
    held = {part.strip() for part in have.split(",") if part.strip()}
    unknown = sorted(held - {material.id for material in made.materials})
    if unknown:
        known = "、".join(material.id for material in made.materials if material.from_applicant)
        raise UnknownAnswer(f"没有材料「{'、'.join(unknown)}」。", f"这个方案里要您带的有：{known}。")
    return notice(made, held, calendar.start, calendar.holidays)


def notice_document(told: Notice) -> dict[str, Any]:
    """The one-time notice as a JSON document."""
    return {
        "missing": [{"id": entry.material.id, "name": entry.material.name.zh, "blocks": list(entry.blocks)}
                    for entry in told.missing],
        "later": [{"id": entry.material.id, "name": entry.material.name.zh, "due": entry.due.words.zh}
                  for entry in told.later],
        "blocked": [{"item": entry.item, "lacks": list(entry.lacks), "waits_for": list(entry.waits_for)}
                    for entry in told.blocked],
        "ready": list(told.ready),
    }


def notice_lines(made: Plan, told: Notice) -> list[str]:
    """The one-time notice for people: everything at once."""
    lines = ["", "一次告知"]
    lines += [f"  还缺：{entry.material.name.zh}（{'、'.join(made.item(key).name.zh for key in entry.blocks)}要用）"
              for entry in told.missing]
    lines += [f"  可以后补：{entry.material.name.zh}，{entry.due.words.zh}" for entry in told.later]
    ready = "、".join(made.item(key).name.zh for key in told.ready)
    return [*lines, f"  材料已齐：{ready}" if ready else "  还没有材料齐全的事项"]


def plan_document(
    catalog: Catalog, made: Plan, answers: Answers, calendar: Calendar | None = None
) -> dict[str, Any]:
    """The plan as the published JSON document; with a calendar, items carry the day they are done by."""
    document: dict[str, Any] = {
        "scenario": made.scenario.id,
        "region": made.region,
        "items": [_item(entry, calendar) for entry in made.items],
        "materials": [
            {
                "id": material.id,
                "name": material.name.zh,
                "supplier": material.supplier,
                "used_by": list(material.used_by),
                "originals": material.originals,
                "copies": material.copies,
                "deferrable": material.deferrable,
                "certain": material.certain,
                "due_days": material.material.due_days if material.deferrable else None,
                "trust": material.material.trust,
                "wordings": dict(material.wordings),
            }
            for material in made.materials
        ],
        "questions": [_question(catalog, made.scenario, key, answers) for key in made.scenario.questions],
        "before": asdict(made.before),
        "after": asdict(made.after),
        "notes": [note.zh for note in made.notes],
    }
    if made.stop:
        document["stop"] = {"message": made.stop[0].zh, "basis": made.stop[1]}
    return document


def _item(entry: PlannedItem, calendar: Calendar | None) -> dict[str, Any]:
    item, follow_up = entry.item, entry.item.follow_up
    done = calendar.after(entry.starts_after + entry.working_days).day if calendar and not follow_up else None
    return {
        "id": item.id,
        "name": entry.name.zh,
        "department": entry.department.name.zh,
        "stage": entry.stage,
        "working_days": entry.working_days,
        "why": [reason.zh for reason in entry.why],
        "certain": entry.certain,
        "after": list(entry.after),
        "basis": item.basis,
        "source": asdict(item.source),
        "legal_days": item.legal_days,
        "mode": item.mode,
        "fee": item.fee.zh,
        "result": item.result.zh,
        "moved": [asdict(former) for former in item.moved],
        "follow_up": asdict(follow_up) if follow_up else None,
        "done_by": done.isoformat() if done else None,
    }


def _question(catalog: Catalog, scenario: Scenario, key: str, answers: Answers) -> dict[str, Any]:
    question = catalog.questions[key]
    entry: dict[str, Any] = {"key": key, "kind": question.kind}
    if question.choices:
        entry["choices"] = [choice.value for choice in question.choices]
    entry["answered"] = key in answers
    entry["text"] = question.text.zh
    entry["still_matters"] = key in undecided(catalog, scenario, answers)
    return entry


def plan_lines(catalog: Catalog, made: Plan, answers: Answers) -> list[str]:
    """The plan for people."""
    lines = [f"{made.scenario.title.zh}({catalog.title.zh})"]
    for entry in answers.given:
        question = catalog.questions[entry.key]
        lines.append(f"  {question.text.zh} {in_words(question, entry.value).zh}")
    if made.stop:
        return [*lines, "", f"不能办理：{made.stop[0].zh}（{made.stop[1]}）"]
    lines += ["", "事项"]
    lines += table(
        (f"  第{entry.stage}步", entry.mark + entry.name.zh, entry.department.name.zh, f"{entry.working_days}个工作日",
         "" if entry.certain else "可能需要")
        for entry in made.items
    )
    lines += ["", "材料"]
    lines += table(
        ("  " + material.name.zh, _supplier(made, material.supplier), f"用于{len(material.used_by)}项")
        for material in made.materials
    )
    before, after = made.before, made.after
    lines += [
        "",
        f"逐个办：{before.departments}个部门、{before.visits}次、{before.documents}份材料、{before.fields}处填写、"
        f"{before.working_days}个工作日",
        f"联合办：{after.departments}个窗口、{after.visits}次、{after.documents}份材料、{after.fields}处填写、"
        f"{after.working_days}个工作日",
        "",
        *(f"· {note.zh}" for note in made.notes),
    ]
    return lines


def _supplier(made: Plan, supplier: str) -> str:
    if supplier in _SUPPLIERS:
        return _SUPPLIERS[supplier]
    return "由" + made.item(supplier.removeprefix("item:")).mark + "产生"
