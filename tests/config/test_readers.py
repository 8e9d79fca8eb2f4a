"""Settings, hall facts, packs and locales: strict, and every fault told at once."""

import re
import shutil
import string

import pytest

from config.hall_reader import HALL_FILE, read_hall
from config.locale_reader import read_locales
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from config.settings import SETTINGS_FILE, read_settings
from kiosk.errors import PackError, SettingsError
from kiosk.guide.parsing import parse_number
from kiosk.words import Remark


def test_the_shipped_settings_hall_and_pack_are_right():
    assert read_settings().region == DEFAULT_REGION
    assert read_hall().place("combined").way
    assert read_pack(PACKS / DEFAULT_REGION).scenarios.keys() >= {"open-restaurant", "open-hotel", "transfer-home"}


def test_every_sentence_stands_in_both_languages_with_the_same_blanks():
    tables = read_locales()
    assert tables["zh"].keys() == tables["en"].keys()
    for key, chinese in tables["zh"].items():
        blanks = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in
                  (chinese, tables["en"][key])]
        if key != "date.day":  # an English date names the month
            assert blanks[0] == blanks[1], key


def test_english_sentences_hold_no_chinese():
    mixed = {key: text for key, text in read_locales()["en"].items() if re.search(r"[\u4e00-\u9fff]", text)}
    assert {key for key in mixed if "language" not in key} == set(), mixed


@pytest.mark.parametrize("raw", ["", "0", "x", "1e9", "300平", "999999", "1.234"])
def test_every_remark_about_a_number_has_its_sentence(raw):
    remark = parse_number(raw, 0, 100000, "㎡")
    assert isinstance(remark, Remark)
    for table in read_locales().values():
        assert table[remark.key].format_map(dict(remark.values))


def test_every_fault_of_the_settings_is_told_with_line_and_expectation(tmp_path):
    path = tmp_path / "kiosk.toml"
    text = SETTINGS_FILE.read_text(encoding="utf-8")
    path.write_text(text.replace("px_per_mm = 4.03", 'px_per_mm = "big"').replace("demo = true", "demo = 1\nspeed = 2"),
                    encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert len(caught.value.faults) == 3
    assert all(re.search(r"第\d+行", fault) for fault in caught.value.faults)


def test_a_missing_or_broken_file_is_a_sentence_not_a_traceback(tmp_path):
    with pytest.raises(SettingsError, match="没有这个文件"):
        read_settings(tmp_path / "none.toml")
    broken = tmp_path / "kiosk.toml"
    broken.write_text("[machine\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="TOML"):
        read_settings(broken)
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings(broken)


def test_a_combined_window_that_does_not_exist_is_named(tmp_path):
    path = tmp_path / "hall.toml"
    text = HALL_FILE.read_text(encoding="utf-8").replace('combined_window = "combined"', 'combined_window = "moon"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="moon"):
        read_hall(path)


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(PACKS / DEFAULT_REGION, folder)

    def change(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("items.toml", 'department = "scjg"', 'department = "moon"', r"items.toml 第\d+行 item.licence.department"),
        ("items.toml", 'when = "not has_licence"', 'when = "not has_license"', "has_license"),
        ("items.toml", "working_days = 10", 'working_days = "ten"', r"第\d+行 item.food.working_days"),
        ("items.toml", 'produces = ["licence"]', 'produces = ["lizenz"]', "lizenz"),
        ("materials.toml", 'supplier = "item:fire"', 'supplier = "item:water"', "item:water"),
        ("materials.toml", "deferrable = true", 'deferrable = "yes"', "deferrable"),
        ("fields.toml", 'label = "性别"', 'label = "姓名"', "一个标签只能对应一个字段"),
        ("questions.toml", 'kind = "yes_no"', 'kind = "maybe"', "yes_no"),
        ("scenarios/open-hotel.toml", '"central_air",', "", "central_air"),
        ("scenarios/open-hotel.toml", '"hygiene"]', '"hygiene", "hygiene"]', "写了两次"),
        ("region.toml", "[department.gaj]", "[department.gaj]\nphoen = 1", "phoen"),
    ],
)
def test_a_broken_pack_is_refused_and_the_fault_is_named(pack, name, old, new, said):
    with pytest.raises(PackError) as caught:
        read_pack(pack(name, old, new))
    assert re.search(said, str(caught.value)), str(caught.value)


def test_any_changed_byte_changes_the_version(pack):
    changed = pack("materials.toml", "公司章程", "公司章程（新）")
    assert read_pack(changed).version != read_pack(PACKS / DEFAULT_REGION).version


def form_settings(tmp_path, *lines):
    path = tmp_path / "kiosk.toml"
    text = SETTINGS_FILE.read_text(encoding="utf-8").replace('kind = "folder"', "\n".join(lines) + "\n#")
    path.write_text(text, encoding="utf-8")
    return path


def test_papers_go_to_a_folder_until_a_queue_is_named(tmp_path):
    assert read_settings().form_queue is None
    found = read_settings(form_settings(tmp_path, 'kind = "cups"', 'queue = "a4"', "duplex = true", "copies = 2"))
    assert (found.form_queue.queue, found.form_queue.server) == ("a4", "localhost:631")
    assert (found.form_queue.duplex, found.form_queue.copies) == (True, 2)


@pytest.mark.parametrize("queue", ["ipp://192.0.2.7/ipp/print", "ipp://[2001:db8::7]:8631/x", "打印机"])
def test_a_queue_may_be_a_name_or_a_printer(tmp_path, queue):
    found = read_settings(form_settings(tmp_path, 'kind = "cups"', f'queue = "{queue}"'))
    assert found.form_queue.queue == queue


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('kind = "cups"',), "form_printer.queue"),
        (('kind = "cups"', 'queue = "a 4"'), "form_printer.queue"),
        (('kind = "cups"', 'queue = "http://x/y"'), "form_printer.queue"),
        (('kind = "cups"', 'queue = "ipp://x:99999/y"'), "form_printer.queue"),
        (('kind = "fax"',), "form_printer.kind"),
        (("copies = 0",), "form_printer.copies"),
        (('server = "a b"',), "form_printer.server"),
        (("most_sheets = 0", "patience_seconds = 1"), "form_printer.patience_seconds"),
    ],
)
def test_a_wrong_print_queue_is_named(tmp_path, lines, said):
    with pytest.raises(SettingsError, match=said):
        read_settings(form_settings(tmp_path, *lines))
