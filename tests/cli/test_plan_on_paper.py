"""``kiosk form render`` and ``kiosk form slip``: the papers of a plan without any device."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from hardware.ticket_printer.decoder import decode
from kiosk.cli import run


def test_a_plan_a_notice_and_a_specimen_are_set(tmp_path, capsys):
    for extra in ([], ["--have", "premises-proof"], ["--sample"]):
        path = tmp_path / "paper.pdf"
        words = ["form", "render", "open-restaurant", "-a", "area=400", "--json", "--output", str(path), *extra]
        assert run(words) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["pages"] in (1, 2)
        assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("paper", [58, 80])
def test_a_plan_is_drawn_as_a_slip_or_written_as_bytes(tmp_path, capsys, paper):
    picture, job = tmp_path / "plan.png", tmp_path / "plan.bin"
    for path in (picture, job):
        assert run(["form", "slip", "open-restaurant", "--paper", str(paper), "--json", "--output", str(path)]) == 0
        assert json.loads(capsys.readouterr().out)["paper"] == paper
    with Image.open(picture) as drawn:
        assert drawn.width == {58: 384, 80: 576}[paper] + 64
    assert "到这里一次交齐" in decode(job.read_bytes()).to_text()


def test_a_paper_nobody_asks_for_is_refused_with_those_there_are(tmp_path, capsys):
    assert run(["form", "slip", "open-restaurant", "--have", "nothing", "--output", str(tmp_path / "x.png")]) == 2
    assert "premises-proof" in capsys.readouterr().err
    assert not (tmp_path / "x.png").exists()
