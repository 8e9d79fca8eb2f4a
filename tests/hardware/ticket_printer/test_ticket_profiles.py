"""Every model of slip printer: its name, the bytes it is sent, and what people's text can do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.ticket_printer.commands import commands
from hardware.ticket_printer.decoder import Cut, QrCode, Raster, TextLine, decode
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.lettering import display_width
from hardware.ticket_printer.profiles import PaperProfile, profile_of
from kiosk.slips.model import WORDS, Answers, Cutter, SlipModel, every_model
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper, SlipStage
from kiosk.slips.ticket import Ticket

EVERY = [profile_of(model) for model in every_model()]
ASKING = {b"\x10\x04", b"\x1dr", b"\x1b@", b"\x1c&"}


def test_every_model_has_one_name_and_the_name_gives_it_back() -> None:
    models = every_model()
    assert len({model.name for model in models}) == len(models) == 72
    assert all(SlipModel.named(model.name) == model for model in models)


def test_words_may_stand_in_any_order() -> None:
    model = SlipModel.named("58mm-mute-nocut-nofont")
    assert model == SlipModel(58, chinese_font=False, native_qr=False, cutter=Cutter.NONE, answers=Answers.NONE)
    assert model.name == "58mm-nofont-nocut-mute"


@pytest.mark.parametrize("name", ["", "80", "70mm", "80mm-", "80mm-fast", "80mm-qr-noqr", "80mm-mute-mute", "nofont"])
def test_a_name_that_says_nothing_or_two_things_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}$"):
        SlipModel.named(name)


def test_every_word_is_explained() -> None:
    assert all(shows for _, _, shows in WORDS.values())


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_a_slip_holds_only_what_its_model_can_do(profile: PaperProfile, ticket: Ticket) -> None:
    job = render_ticket(ticket, profile)
    ops = decode(job).ops
    assert [op.partial for op in ops if isinstance(op, Cut)] == {
        Cutter.PARTIAL: [True], Cutter.FULL: [False], Cutter.NONE: []
    }[profile.cutter]
    assert any(isinstance(op, QrCode) for op in ops) is profile.native_qr
    if not profile.chinese:
        assert b"\x1c&" not in [command.name for command in commands(job)]
        assert all(op.text.isascii() for op in ops if isinstance(op, TextLine))
    for op in ops:
        if isinstance(op, TextLine):
            assert sum(display_width(run.text) * run.style.wide for run in op.runs) <= profile.columns
        elif isinstance(op, Raster):
            assert op.row_bytes * 8 <= profile.dots


@pytest.mark.parametrize("name", ["80mm-nofont-noqr", "58mm-nofont-nocut"])
def test_without_a_font_the_number_stays_letters_and_the_code_is_read(
    name: str, ticket: Ticket, tmp_path: Path
) -> None:
    profile = profile_of(SlipModel.named(name))
    slip = decode(render_ticket(ticket, profile))
    assert "A023" in [op.text for op in slip.ops if isinstance(op, TextLine)]
    slip.to_png(tmp_path / "slip.png", dots=profile.dots)
    with Image.open(tmp_path / "slip.png") as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ticket.qr]


def test_a_picture_of_a_line_starts_at_the_left_and_ends_with_its_last_letter(ticket: Ticket) -> None:
    slip = decode(render_ticket(replace(ticket, way=("到𰻝厅",)), profile_of(SlipModel())))
    (picture,) = [op for op in slip.ops if isinstance(op, Raster) and op.rows == 24]
    assert picture.align == "left"
    assert picture.row_bytes * 8 < 200


ANY_TEXT = st.text(st.characters(max_codepoint=0x3FFF), max_size=16) | st.binary(max_size=16).map(
    lambda raw: raw.decode("latin-1")
) | st.text(st.sampled_from("\x1b\x1d\x10\x04\x00V@k\x1c&.\n\r\ud800\u202e张A"), max_size=16)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(EVERY), ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_on_any_slip_of_any_model_can_speak_to_the_printer(
    profile: PaperProfile, one: str, two: str, three: str, four: str
) -> None:
    at = datetime(2026, 1, 2)
    ticket = Ticket(one, two, three, 1, (four,), at, one, two, three, case_code=four, notes=(one,), demo=True)
    slip = PlanSlip(
        one, two, three, (SlipStage(four, (SlipItem(one, two, three, four, one, two),)),), three,
        (SlipPaper(one, two, three),), (four,), one, two, (three,), (four,), one, two, three, four, one, at, demo=True,
    )  # fmt: skip
    for job in (render_ticket(ticket, profile), render_plan_slip(slip, profile)):
        found = commands(job)
        cuts = [command for command in found if command.name == b"\x1dV"]
        assert len(cuts) == (0 if profile.cutter is Cutter.NONE else 1)
        assert [command.name for command in found if command.name in ASKING] == (
            [b"\x1b@", b"\x1c&"] if profile.chinese else [b"\x1b@"]
        )
        decode(job)
