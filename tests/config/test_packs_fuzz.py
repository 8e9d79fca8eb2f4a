"""Packs with every kind of mistake: reading and proving never crash, and what they accept can always be planned."""

import tomllib
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.pack_reader import open_pack
from kiosk.errors import PackError
from kiosk.guide.drawing import draw
from kiosk.guide.planner import plan
from kiosk.guide.proving import answer_sets, prove

SMALL = Path(__file__).parent / "small"
FILES = {path.relative_to(SMALL).as_posix(): path.read_text(encoding="utf-8") for path in sorted(SMALL.rglob("*.toml"))}

FRAGMENTS = (
    "", "=", "[", "]", '"', "'", "\\", "\0", "\ufeff", "-", "{ }", "[[scenario.stop]]", "enabled = false",
    "enabled = true",
    'base = "small"', "nan", "inf", "-1", "1e400", "99999999999999999999", "true", "[]", '["licence"]', '"item:check"',
    'when = "not not area"', 'when = "area in 5"', 'when = "area < [1]"', 'when = "kind in [\'shop\']"',
    'when = "' + "(" * 300 + '"', 'when = "1 is 1"', 'when = "area + 1"', 'after = ["check"]', 'after = ["licence"]',
    "follow_up = { }", 'used_by = "all"', 'used_by = ["moon"]', "[item.check.source]", "2026-01-01", "needs = 5",
    "\nhas_licence = true\n", "\narea = 5\n", 'pay = ["cash"]', 'pay = "cash"', 'machine = ["fly"]', 'machine = []',
    'sample = "x"', "sample = 5", 'confidence = "certain"', 'confidence = "odd"', 'fee = "0 元"', 'remedy = ""',
    'aliases = ["环评"]', "aliases = [5]", 'why_off_en = "Gone"',
)
WORDS = ("licence", "check", "area", "kind", "shop", "form", "plan", "small", "market", "text", "number", "choice",
         "date", "cash", "advice", "likely", "120", "0 元")


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@st.composite
def broken(draw_one):
    files = dict(FILES)
    for _ in range(draw_one(st.integers(1, 3))):
        name = draw_one(st.sampled_from(sorted(files)))
        text = files[name]
        at = draw_one(st.integers(0, len(text)))
        lines = text.splitlines(keepends=True)
        number = draw_one(st.integers(0, max(0, len(lines) - 1)))
        match draw_one(st.integers(0, 6)):
            case 0:
                text = text[:at] + draw_one(st.sampled_from(FRAGMENTS)) + text[at:]
            case 1:
                text = text[:at] + text[at + draw_one(st.integers(1, 40)):]
            case 2:
                text = "".join(lines[:number] + lines[number + 1:])
            case 3:
                text = "".join([*lines[:number], draw_one(st.sampled_from(FRAGMENTS)) + "\n", *lines[number:]])
            case 4:
                text = text.replace(draw_one(st.sampled_from(WORDS)), draw_one(st.sampled_from(WORDS)), 1)
            case 5:
                key = lines[number].partition("=")[0] if lines else "x"
                value = draw_one(st.sampled_from(FRAGMENTS))
                text = "".join([*lines[:number], f"{key}= {value}\n", *lines[number + 1:]])
            case _:
                text += draw_one(st.text(max_size=30))
        files[name] = text
    return files


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken())
def test_a_mutilated_pack_is_refused_in_sentences_or_planned_for_every_answer_set(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("fuzz") / "small"
    try:
        pack = open_pack(write(folder, {name: text.encode(errors="replace").decode() for name, text in files.items()}))
    except PackError as error:
        assert error.faults and all(error.faults)
        return
    proof = prove(pack.catalog, date(2026, 11, 21))
    for finding in proof.findings:
        assert pack.place(finding.file, finding.path)
    for scenario in pack.catalog.scenarios.values():
        for answers in answer_sets(pack.catalog, scenario):
            made = plan(pack.catalog, scenario, answers, date(2026, 11, 21))
        assert made.stop or draw(made).endswith("</svg>\n")


OVERLAY = {
    "region.toml": '[region]\nid = "big"\ntitle = "大地方"\nen = "Big"\nbase = "small"\n',
    "items.toml": '[item.check]\nworking_days = 3\nafter = []\n\n[item.licence]\nenabled = false\n',
    "materials.toml": '[material.licence]\nsupplier = "applicant"\n',
    "questions.toml": "[question.kind]\nenabled = true\n",
    "scenarios/open-shop.toml": '[scenario]\nitems = ["check"]\n\n[scenario.given]\nmatter = "x"\n',
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutilated_overlay_is_refused_in_sentences_or_planned(tmp_path_factory, data):
    root = tmp_path_factory.mktemp("fuzz")
    write(root / "small", FILES)
    files = dict(OVERLAY)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(files)))
        lines = files[name].splitlines()
        at = data.draw(st.integers(0, len(lines)))
        cut = data.draw(st.integers(0, 1))
        files[name] = "\n".join([*lines[:at], data.draw(st.sampled_from(FRAGMENTS)), *lines[at + cut:]]) + "\n"
    try:
        pack = open_pack(write(root / "big", files))
    except PackError as error:
        assert all(error.faults)
        return
    proof = prove(pack.catalog)
    assert all(pack.place(finding.file, finding.path) for finding in proof.findings)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
LEAVES = st.one_of(TEXTS, st.integers(-3, 10**13), st.booleans(), st.lists(TEXTS, max_size=2))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_value_of_the_wrong_kind_anywhere_is_a_sentence(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    tree = tomllib.loads(FILES[name])
    node = tree
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(sorted(node)))
        if not isinstance(node[key], dict) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = data.draw(LEAVES)
    folder = tmp_path_factory.mktemp("fuzz") / "small"
    try:
        pack = open_pack(write(folder, {**FILES, name: as_toml(tree)}))
    except PackError as error:
        assert all(error.faults)
        return
    proof = prove(pack.catalog)
    assert all(pack.place(finding.file, finding.path) for finding in proof.findings)


def as_toml(tree):
    return "".join(f"{as_value(key)} = {as_value(value)}\n" for key, value in tree.items())


def as_value(value):
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(f"\\U{ord(char):08X}" for char in value) + '"'
        case dict():
            return "{ " + ", ".join(f"{as_value(k)} = {as_value(v)}" for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(as_value(entry) for entry in value) + "]"
        case _:
            return str(value)
