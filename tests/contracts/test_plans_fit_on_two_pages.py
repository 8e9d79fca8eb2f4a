"""Every plan of every region goes on one or two A4 pages, with everything a citizen needs on them."""

from __future__ import annotations

import re
from datetime import date, datetime

import pypdfium2
import pytest

from config.hall_reader import read_hall
from config.pack_holidays import read_holidays
from config.pack_reader import PACKS, read_pack, regions
from hardware.form_printer.render import page_count, render_documents
from hardware.ticket_printer.decoder import Cut, QrCode, TextLine, decode
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.lettering import display_width
from hardware.ticket_printer.profiles import PAPER_58, PAPER_80
from kiosk.forms.document import Document
from kiosk.forms.papers import Imprint, checklist, plan_slip, specimen
from kiosk.guide.answers import Answers
from kiosk.guide.noticing import notice
from kiosk.guide.plan import Plan
from kiosk.guide.planner import plan

DAY = date(2026, 11, 21)
IMPRINT = Imprint(read_hall(), datetime(2026, 11, 21, 20, 0), demo=True)
HOLIDAYS = read_holidays()
CATALOGS = {region: read_pack(PACKS / region) for region in regions()}
EVERY = pytest.mark.parametrize(
    ("region", "scenario"), [(region, key) for region, catalog in CATALOGS.items() for key in catalog.scenarios]
)
SMALLEST = 9.0  # points of what a citizen has to read
EDGE = 62.0  # points above and below which head and foot of a page stand


def largest(region: str, scenario: str) -> Plan:
    """Nothing answered: every item and every paper that may be needed is in it."""
    catalog = CATALOGS[region]
    return plan(catalog, catalog.scenarios[scenario], Answers(), DAY)


def papers(region: str, scenario: str) -> dict[str, Document]:
    """The plan, and the notice for somebody who has brought nothing."""
    made, remedy = largest(region, scenario), CATALOGS[region].remedy
    told = notice(made, set(), DAY, HOLIDAYS)
    return {
        "plan": checklist(made, (), IMPRINT, remedy=remedy),
        "notice": checklist(made, (), IMPRINT, told=told, remedy=remedy),
    }


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = []
        for page in opened:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
    return re.sub(r"\s", "", "".join(texts))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@EVERY
def test_the_largest_plan_and_notice_take_two_pages_at_most_and_lack_nothing(region: str, scenario: str) -> None:
    made = largest(region, scenario)
    for kind, document in papers(region, scenario).items():
        pdf = render_documents((document,))
        assert page_count(pdf) <= 2, kind
        text = words(pdf)
        wanted = [entry.mark + entry.name.zh for entry in made.items]
        wanted += [entry.department.name.zh for entry in made.items]
        wanted += [entry.item.result.zh for entry in made.items] + [entry.item.fee.zh for entry in made.items]
        wanted += [entry.name.zh for entry in made.materials]
        wanted += [made.source.title, made.source.as_of, "以窗口核实为准", "演示样张", IMPRINT.hall.phone]
        wanted += [IMPRINT.hall.hours.zh, IMPRINT.hall.payment.zh]
        assert [lost for lost in wanted if squeezed(lost) not in text] == [], kind


@EVERY
def test_body_text_is_never_smaller_than_nine_points(region: str, scenario: str) -> None:
    pdf = render_documents((papers(region, scenario)["notice"],))
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            body = [
                pypdfium2.raw.FPDFText_GetFontSize(text.raw, index)
                for index in range(text.count_chars())
                if not chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, index)).isspace()
                and EDGE < text.get_charbox(index)[1] < page.get_height() - EDGE
            ]
            text.close()
            page.close()
            assert body, "every page says something"
            assert min(body) > SMALLEST - 0.01


@EVERY
def test_the_specimen_says_on_every_page_that_it_is_one(region: str, scenario: str) -> None:
    catalog = CATALOGS[region]
    document = specimen(catalog, catalog.scenarios[scenario], IMPRINT)
    pdf = render_documents((document,))
    pages = page_count(pdf)
    assert pages <= 2
    assert words(pdf).count("示范文本仅供参照填写") == pages
    for key in catalog.scenarios[scenario].fields:
        if catalog.fields[key].sample and any(row.value == catalog.fields[key].sample for row in rows(document)):
            assert squeezed(catalog.fields[key].sample) in words(pdf)


def rows(document: Document):
    return [row for block in document.blocks if block.type == "grid" for row in block.rows]


@EVERY
def test_every_plan_goes_on_the_roll(region: str, scenario: str) -> None:
    made = largest(region, scenario)
    for profile in (PAPER_80, PAPER_58):
        for told in (None, notice(made, set(), DAY, HOLIDAYS)):
            job = decode(render_plan_slip(plan_slip(made, IMPRINT, told), profile))
            lines = [op for op in job.ops if isinstance(op, TextLine)]
            for line in lines:
                assert sum(display_width(run.text) * run.style.wide for run in line.runs) <= profile.columns
            text = squeezed(job.to_text())
            assert all(squeezed(entry.mark) in text for entry in made.items)
            assert "以窗口核实为准" in text
            assert "演示样张" in text
            assert isinstance(job.ops[-1], Cut)
            if profile.native_qr:
                (code,) = [op for op in job.ops if isinstance(op, QrCode)]
                assert code.payload == f"onething:plan:{scenario}:{made.catalog_version}"
