"""``kiosk outbox``, ``bundle`` and ``vault`` as technicians and other programs use them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from config.pack_reader import PACKS, regions
from kiosk.cli import run
from offline_cache.outbox import SqliteOutbox

ROOT = Path(__file__).resolve().parents[2]
PERSONAL = ("13000000000",)
SCENARIOS = {region: sorted((PACKS / region / "scenarios").glob("*.toml")) for region in regions()}


@pytest.fixture
def server(tmp_path):
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db")) as running:
        yield running


def settings_file(folder: Path, url: str = "http://127.0.0.1:9") -> Path:
    folder.mkdir(exist_ok=True)
    text = (ROOT / "config/kiosk.toml").read_text(encoding="utf-8")
    text = text.replace('data = "var/kiosk"', f'data = "{folder}/data"').replace("http://127.0.0.1:8600", url)
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path):
    return settings_file(tmp_path)


@pytest.fixture
def kiosk(settings, capsys):
    """``kiosk(words…)``: exit status, standard output, standard error."""

    def call(*words: object, at: Path = settings):
        code = run([*map(str, words), *(["--settings", str(at)] if words[0] != "bundle" else [])])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def document(kiosk):
    def call(*words: object, status: int = 0, **named: Path):
        code, out, err = kiosk(*words, "--json", **named)
        assert code == status, err
        return json.loads(out)

    return call


@pytest.fixture
def sample(kiosk, tmp_path):
    code, out, _ = kiosk("bundle", "sample", "--output", tmp_path / "b.json")
    assert code == 0
    assert "演示" in out
    return tmp_path / "b.json"


@pytest.fixture
def kept(kiosk, sample):
    code, out, _ = kiosk("outbox", "put", sample, "--count", 3, "--json")
    assert code == 0
    return [json.loads(line)["bundle"] for line in out.splitlines()]


def test_a_sample_is_marked_as_a_demonstration_and_the_hall_takes_it(kiosk, document, sample, server, tmp_path):
    assert json.loads(sample.read_bytes())["demo"] is True
    at = settings_file(tmp_path / "online", server.url)
    assert kiosk("outbox", "put", sample, at=at)[0] == 0
    assert document("outbox", "send", at=at)["sent"] == 1
    (row,) = document("outbox", "list", "--state", "accepted", at=at)
    assert row["case_code"].startswith("XN")


def test_putting_the_same_file_again_keeps_one_and_says_so(kiosk, document, sample):
    first, second = (json.loads(kiosk("outbox", "put", sample, "--json")[1]) for _ in range(2))
    assert (first["bundle"], first["new"], second["new"]) == (second["bundle"], True, False)
    assert document("outbox", "status")["waiting"] == 1


def test_every_line_was_durable_before_it_was_printed(settings, sample, tmp_path):
    words = ["outbox", "put", str(sample), "--count", "100000", "--json", "--settings", str(settings)]
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        lines = [process.stdout.readline() for _ in range(60)]
        process.send_signal(signal.SIGKILL)
        lines += [line for line in process.stdout if line.endswith("}\n")]
    promised = {json.loads(line)["bundle"] for line in lines}
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk", "outbox", "list", "--limit", "200000", "--json", "--settings", str(settings)],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert promised <= {row["bundle_id"] for row in json.loads(listed.stdout)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", ("缺少 id", "缺少 scenario", "缺少 materials")),
        ("[]", ("JSON 对象",)),
        ("nonsense", ("不是 JSON",)),
        ('{"id": "x", "scenario": 5, "colour": 1, "items": {}}',
         ("id 应是", "scenario 应是文字", "不认识 colour", "items 应是列表", "缺少 title")),
    ],
)
def test_everything_wrong_with_a_file_is_said_at_once_and_nothing_is_kept(kiosk, document, tmp_path, content, said):
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    code, out, err = kiosk("outbox", "put", tmp_path / "bad.json")
    assert (code, out) == (2, "")
    assert all(word in err for word in said)
    assert "怎么办" in err
    assert document("outbox", "status")["waiting"] == 0


def test_no_command_prints_personal_data_unasked(kiosk, kept, sample, tmp_path):
    secrets = [entry["value"] for entry in json.loads(sample.read_bytes())["fields"] if entry["key"] == "phone"]
    assert secrets == list(PERSONAL)
    for words in (
        ("status",), ("list",), ("show", kept[0]), ("set-aside", kept[0], "--reason", "核对"), ("retry", kept[0]),
        ("export", "--output", tmp_path / "a.stick"), ("send",),
    ):  # fmt: skip
        for more in ((), ("--json",)):
            if words[0] == "export":
                (tmp_path / "a.stick").unlink(missing_ok=True)
            _, out, err = kiosk("outbox", *words, *more)
            assert not [value for value in PERSONAL if value in out + err], words


def test_reveal_needs_the_technicians_word_and_is_recorded(kiosk, document, kept, monkeypatch, tmp_path):
    code_of = document("outbox", "show", kept[0])["code"]
    for word, wanted in (("", 2), ("yes", 2), (code_of.lower(), 0)):
        answer = tmp_path / "answer"
        answer.write_text(word + "\n", encoding="utf-8")
        with answer.open(encoding="utf-8") as typed, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", typed)
            code, out, _ = kiosk("outbox", "show", kept[0], "--reveal", "--by", "17")
        assert code == wanted
        assert (PERSONAL[0] in out) == (wanted == 0)
    made = document("outbox", "show", kept[0])["decisions"]
    assert [(one["action"], one["by"]) for one in made] == [("reveal", "17")]


def test_every_word_that_means_nothing_is_named_and_nothing_is_done(kiosk, document, kept):
    code, _, err = kiosk("outbox", "set-aside", kept[0], "0000-0000", "示例", "--reason", "核对")
    assert code == 2
    assert "0000-0000" in err and "示例" in err
    assert document("outbox", "status")["set_aside"] == 0


def test_decisions_are_recorded_and_those_not_allowed_are_told(kiosk, document, kept):
    made = document("outbox", "set-aside", *kept[:2], "--reason", "核对", "--by", "17")
    assert [(one["done"], one["state"]) for one in made] == [(True, "set_aside")] * 2
    mixed = document("outbox", "set-aside", kept[0], kept[2], "--reason", "核对", status=1)
    assert [one["done"] for one in mixed] == [False, True]
    assert [one["done"] for one in document("outbox", "retry", *kept)] == [True] * 3
    assert len(document("outbox", "show", kept[0])["decisions"]) == 2


def test_discarding_needs_a_word_too(kiosk, document, kept, monkeypatch, tmp_path):
    document("outbox", "set-aside", kept[0], "--reason", "窗口已办")
    answer = tmp_path / "answer"
    for word, wanted in (("no", 2), (document("outbox", "show", kept[0])["code"], 0)):
        answer.write_text(word + "\n", encoding="utf-8")
        with answer.open(encoding="utf-8") as typed, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", typed)
            assert kiosk("outbox", "discard", kept[0], "--reason", "窗口已办")[0] == wanted
    assert document("outbox", "status")["set_aside"] == 0


def test_a_stick_carries_everything_to_another_machine_and_each_is_filed_once(
    kiosk, document, kept, tmp_path, server, monkeypatch
):
    stick = tmp_path / "a.stick"
    document("outbox", "set-aside", kept[2], "--reason", "核对")
    made = document("outbox", "export", "--output", stick, "--take", "--by", "17")
    assert (made["count"], made["left_out"]) == (3, [])
    assert document("outbox", "status")["set_aside"] == 3
    other = settings_file(tmp_path / "other", server.url)
    (tmp_path / "word").write_text(made["passphrase"], encoding="utf-8")
    words = ("outbox", "import", stick, "--passphrase-file", tmp_path / "word")
    taken = document(*words, at=other)
    assert (taken["kept"], taken["known"]) == (3, 0)
    assert (document(*words, at=other)["kept"], document("outbox", "send", at=other)["sent"]) == (0, 2)
    (tmp_path / "wrong").write_text("WRONG-WRONG-WRONG", encoding="utf-8")
    code, _, err = kiosk("outbox", "import", stick, "--passphrase-file", tmp_path / "wrong", at=other)
    assert code == 2
    assert "口令不对" in err


def test_a_running_owner_is_named_and_asked_to_send(kiosk, document, settings, kept, vault_of):
    box = vault_of(settings)
    code, out, err = kiosk("outbox", "put", settings.parent / "b.json")
    assert (code, out) == (2, "")
    assert f"进程 {os.getpid()}" in err
    asked = document("outbox", "send", status=1)
    assert (asked["owner"]["pid"], asked["waiting"]) == (os.getpid(), 3)
    assert box.times_hastened() == 1
    assert document("outbox", "status")["owner"]["pid"] == os.getpid()
    box.close()
    assert document("outbox", "status")["owner"] is None


@pytest.fixture
def vault_of():
    from kiosk.cli.starting import HallClock
    from offline_cache.vault import open_vault

    def make(settings: Path) -> SqliteOutbox:
        data = settings.parent / "data"
        return SqliteOutbox(
            data / "outbox.db", open_vault(data / "vault.key", data / "outbox.db"), HallClock("Asia/Shanghai")
        )

    return make


def test_a_key_is_exchanged_and_a_wrong_one_is_said_plainly(kiosk, document, kept, settings):
    before = document("vault", "status")["fingerprint"]
    made = document("vault", "rotate")
    assert made["sealed"] == 3
    after = document("vault", "status")
    assert after["fingerprint"] == made["fingerprint"] != before
    assert (after["passphrase"], Path(after["source"]).name) == (False, "vault.key")
    key = settings.parent / "data/vault.key"
    key.write_text("ab" * 32 + "\n")
    for words in (("vault", "status"), ("outbox", "list"), ("vault", "rotate")):
        code, out, err = kiosk(*words)
        assert (code, out) == (2, "")
        assert "密钥与数据文件不符" in err


def test_a_key_under_a_passphrase_wants_a_terminal_or_a_credential(kiosk, document, kept, tmp_path, monkeypatch):
    (tmp_path / "word").write_text("一个足够长的口令 12345", encoding="utf-8")
    document("vault", "rotate", "--passphrase-file", tmp_path / "word")
    assert document("vault", "status")["passphrase"] is True
    with Path(os.devnull).open(encoding="utf-8") as nothing, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", nothing)
        code, _, err = kiosk("outbox", "list")
    assert code == 2
    assert "vault.passphrase" in err
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "vault.passphrase").write_bytes((tmp_path / "word").read_bytes())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    assert len(document("outbox", "list")) == 3


def test_help_documents_the_exit_statuses(capsys):
    for command in ("outbox", "vault", "bundle"):
        with pytest.raises(SystemExit):
            run([command, "--help"])
        assert "结束代码：0" in capsys.readouterr().out


def test_another_data_folder_is_chosen_on_the_command_line(document, sample, tmp_path):
    other = tmp_path / "other"
    document("outbox", "put", sample, "--data", other)
    assert (other / "outbox.db").exists()
    assert document("outbox", "status", "--data", other)["waiting"] == 1
    assert document("outbox", "status")["waiting"] == 0


@pytest.mark.parametrize(
    ("region", "scenario"), [(region, path.stem) for region in regions() for path in SCENARIOS[region]]
)
def test_a_sample_is_made_of_every_life_event_or_refused_with_its_reason(kiosk, region, scenario, tmp_path):
    written = tmp_path / "sample.json"
    code, _, said = kiosk("bundle", "sample", "--region", region, "--scenario", scenario, "--output", written)
    assert (code, written.exists()) in ((0, True), (2, False))
    assert code == 0 or "没有可以提交的申请" in said
