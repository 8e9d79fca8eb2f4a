"""The command line as other programs use it: exit status, one JSON document, errors that say what to do."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def kiosk(*words, timeout=60):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=timeout, cwd=ROOT
    )


def document(*words):
    done = kiosk(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_plan_prints_the_published_document():
    plan = document("plan", "open-restaurant", "-a", "area=400", "-a", "has_licence=false")
    assert {"scenario", "region", "items", "materials", "questions", "before", "after", "notes"} <= plan.keys()
    assert plan["before"].items() >= {"departments": 4, "visits": 4, "documents": 17, "licence_copies": 3,
                                      "id_copies": 0, "working_days": 36}.items()
    assert plan["before"]["fields"] > plan["after"]["fields"]
    assert [question["key"] for question in plan["questions"]][:2] == ["area", "has_licence"]
    assert {item["id"]: item["stage"] for item in plan["items"]} == {
        "licence": 1, "environment": 1, "food": 2, "fire": 2, "fire-opening": 3,
    }


def test_unknown_answers_are_possible_items():
    plan = document("plan", "open-restaurant", "-a", "area=unknown", "-a", "has_licence=true")
    assert {item["id"]: item["certain"] for item in plan["items"]}["fire"] is False
    assert [question["answered"] for question in plan["questions"]] == [True, True, False]


def test_full_width_digits_are_an_area():
    wide = document("plan", "open-restaurant", "-a", "area=３００")
    assert wide == document("plan", "open-restaurant", "-a", "area=300")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "open-zoo"), "open-restaurant"),
        (("plan", "open-restaurant", "-a", "colour=red"), "area"),
        (("plan", "open-restaurant", "-a", "area=300平"), "只填数字"),
        (("plan", "open-restaurant", "--region", "mars"), "hubei-xianning-2020"),
        (("card", "read", "--port", "/dev/no-such-port"), "/dev/no-such-port"),
        (("ticket", "print", "--port", "/dev/no-such-port"), "/dev/no-such-port"),
        (("ticket", "print"), "--port"),
        (("ticket", "print", "--dry-run"), "--output"),
        (("catalog", "check", "--region", "mars"), "hubei-xianning-2020"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(words, said):
    done = kiosk(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "怎么办" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_malformed_pack_is_refused_with_every_fault_by_file_line_and_key(tmp_path):
    import shutil

    pack = tmp_path / "broken"
    shutil.copytree(ROOT / "config/packs/hubei-xianning-2020", pack)
    items = pack / "items.toml"
    text = items.read_text(encoding="utf-8")
    text = text.replace('when = "area > 300"\nrule', 'when = "area >"\nrule', 1).replace('"food-rules"', '"food-rulez"')
    items.write_text(text, encoding="utf-8")
    done = kiosk("catalog", "check", "--pack", str(pack))
    assert done.returncode == 2
    assert "读不懂条件" in done.stderr
    assert "food-rulez" in done.stderr
    assert all("items.toml 第" in line for line in done.stderr.splitlines() if line.startswith("kiosk: broken"))


def test_catalog_check_plans_every_answer_set():
    report = document("catalog", "check", "--region", "hubei-xianning-2020")
    assert report["ok"]
    assert report["packs"][0]["answer_sets"] > 1000


def test_ticket_dry_run_writes_the_bytes_of_the_sample(tmp_path):
    output = tmp_path / "ticket.bin"
    report = document("ticket", "print", "--dry-run", "--output", str(output))
    assert output.stat().st_size == report["bytes"] > 500
    assert output.read_bytes().startswith(b"\x1b@")


def test_a_printer_that_says_nothing_is_not_called_printed():
    master, slave = pty.openpty()
    try:
        done = kiosk("ticket", "print", "--port", os.ttyname(slave), "--json")
        assert done.returncode == 0
        assert json.loads(done.stdout)["end"] == "not_confirmed"
    finally:
        os.close(master)
        os.close(slave)


def test_the_emulated_reader_is_read_over_its_pty():
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "emulate", "reader", "--card", "resident"],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as emulator:
        try:
            port = emulator.stdout.readline().strip()
            card = document("card", "read", "--port", port, "--timeout", "10")
        finally:
            emulator.terminate()
    assert card["kind"] == "resident"
    assert len(card["number"]) == 18
    assert card["sex"] in ("男", "女")
    assert card["sam_id"].startswith("05.")
    assert card["seconds"] > 0


def test_form_render_writes_a_pdf(tmp_path):
    output = tmp_path / "list.pdf"
    report = document("form", "render", "open-hotel", "-a", "area=600", "--output", str(output))
    assert report["pages"] >= 1
    assert output.read_bytes().startswith(b"%PDF")


def test_the_outbox_of_a_new_machine_is_empty(tmp_path):
    settings = tmp_path / "kiosk.toml"
    text = (ROOT / "config/kiosk.toml").read_text(encoding="utf-8")
    settings.write_text(text.replace('data = "var/kiosk"', f'data = "{tmp_path}/data"'), encoding="utf-8")
    assert document("outbox", "status", "--settings", str(settings))["waiting"] == 0
    assert document("outbox", "send", "--settings", str(settings))["waiting"] == 0


def test_wrong_settings_are_all_reported_at_once(tmp_path):
    settings = tmp_path / "kiosk.toml"
    wrong = '[machine]\nregion = 5\n[id_reader]\nurl = "x"\nbaudrate = 1\ncolour = "red"\n'
    settings.write_text(wrong, encoding="utf-8")
    done = kiosk("outbox", "status", "--settings", str(settings))
    assert done.returncode == 2
    for said in ("machine.region", "id_reader.baudrate", "id_reader.colour", "ticket_printer.url"):
        assert said in done.stderr
