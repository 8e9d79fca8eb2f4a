"""Keys, signing, updating and going back as officials and technicians do it."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from config.settings import SETTINGS_FILE
from kiosk.cli import run
from offline_cache.releases.signing import open_release

SMALL = Path(__file__).resolve().parents[1] / "config" / "small"
REGION = "hubei-xianning-2020"


class Office:
    """A folder with a key, a pack, what was published of it, and a machine's settings."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.key, self.out, self.data = folder / "publisher.key", folder / "out", folder / "data"
        self.settings = folder / "kiosk.toml"
        self.pack = folder / "small"
        shutil.copytree(SMALL, self.pack)

    def kiosk(self, *words: object) -> tuple[int, str, str]:
        status = run([str(word) for word in words])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def keygen(self) -> str:
        return str(json.loads(self.kiosk("catalog", "keygen", "--output", self.key, "--json")[1])["publisher_key"])

    def sign(self, *words: object) -> tuple[int, str, str]:
        return self.kiosk("catalog", "sign", "--key", self.key, "--output", self.out, *words)

    def machine(self, *words: object) -> tuple[int, str, str]:
        verb, *rest = words
        return self.kiosk("catalog", verb, "--settings", self.settings, "--data", self.data, *rest)

    def settle(self, url: str, public: str | None) -> None:
        text = SETTINGS_FILE.read_text(encoding="utf-8").replace("http://127.0.0.1:8600", url)
        text += f'\n[catalogue]\npublisher_keys = ["{public}"]\n' if public else ""
        self.settings.write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


@pytest.fixture
def hall(office: Office) -> Iterator[Server]:
    office.out.mkdir()
    settings = BackendSettings(database_url=f"sqlite:///{office.folder}/hall.db", releases=str(office.out))
    with Server(settings) as server:
        yield server


def test_a_key_is_private_and_never_overwritten(office: Office) -> None:
    status, said, _ = office.kiosk("catalog", "keygen", "--output", office.key)
    assert status == 0 and "publisher_keys = [" in said
    assert stat.S_IMODE(office.key.stat().st_mode) == 0o600
    before = office.key.read_bytes()
    status, _, complained = office.kiosk("catalog", "keygen", "--output", office.key)
    assert status == 2 and "已存在" in complained and office.key.read_bytes() == before


def test_a_key_that_others_may_read_signs_nothing(office: Office) -> None:
    office.keygen()
    office.key.chmod(0o644)
    status, _, complained = office.sign("--pack", office.pack)
    assert status == 2 and "chmod 600" in complained and not office.out.exists()


@pytest.mark.parametrize("content", ["", "not a key", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_named(office: Office, content: str) -> None:
    office.key.write_text(content)
    office.key.chmod(0o600)
    status, _, complained = office.sign("--pack", office.pack)
    assert status == 2 and "不是发布密钥" in complained and "keygen" in complained


def test_a_pack_with_faults_is_not_signed_and_every_fault_is_told(office: Office) -> None:
    office.keygen()
    for name, old in (("items", "2027-12-31"), ("questions", 'en = "How large?"\n')):
        file = office.pack / f"{name}.toml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, "2026-11-20" if old[0] == "2" else ""), "utf-8")
    status, _, complained = office.sign("--pack", office.pack)
    assert status == 2 and "items.toml" in complained and "questions.toml" in complained
    assert not office.out.exists()


def test_numbers_rise_by_themselves_and_only_rise(office: Office) -> None:
    office.keygen()
    numbers = [json.loads(office.sign("--pack", office.pack, "--json")[1])[0]["number"] for _ in range(3)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    status, _, complained = office.sign("--pack", office.pack, "--number", numbers[2])
    assert status == 2 and "--number" in complained


def test_an_update_is_looked_at_first_then_taken_and_taken_back(office: Office, hall: Server, tmp_path: Path) -> None:
    office.settle(hall.url, office.keygen())
    pack = Path(shutil.copytree(SMALL, tmp_path / "packs" / REGION))
    region = pack / "region.toml"
    region.write_text(region.read_text(encoding="utf-8").replace('id = "small"', f'id = "{REGION}"'), "utf-8")
    assert office.sign("--pack", pack)[0] == 0
    status, said, _ = office.machine("update")
    assert status == 0 and "要取 6 个文件" in said and not (office.data / "catalogue").exists()
    status, said, complained = office.machine("update", "--now")
    assert status == 0 and "已启用发布版" in said, complained
    status, said, _ = office.machine("status")
    assert "现在用发布版" in said and "试用中" in said and "已取来并启用" in said
    document = json.loads(office.machine("status", "--json")[1])
    name = document["release"]["in_use"]
    assert document["regions"][0]["version"] == name.split("-")[1] and document["release"]["on_trial"]
    status, said, _ = office.machine("rollback", "--why", "窗口说写错了")
    assert status == 0 and name in said and "自带" in said
    status, said, complained = office.machine("update", "--now")
    assert status == 2 and "窗口说写错了" in complained and "--again" in complained
    assert "不再试" in office.machine("status")[1]
    assert office.machine("update", "--now", "--again")[0] == 0
    assert json.loads(office.machine("status", "--json")[1])["release"]["in_use"] == name


def test_there_is_nothing_to_take_back_at_first(office: Office) -> None:
    office.settle("http://127.0.0.1:1", None)
    status, _, complained = office.machine("rollback")
    assert status == 2 and "自带" in complained


def test_without_a_publisher_nothing_is_asked_and_it_is_said_how_to_name_one(office: Office) -> None:
    office.settle("http://127.0.0.1:1", None)
    status, _, complained = office.machine("update", "--now")
    assert status == 2 and "publisher_keys" in complained and "keygen" in complained
    assert "没有写发布者公钥" in office.machine("status")[1]


def test_a_hall_that_is_away_is_named(office: Office) -> None:
    office.settle("http://127.0.0.1:1", office.keygen())
    status, _, complained = office.machine("update")
    assert status == 2 and "http://127.0.0.1:1" in complained and "照常使用" in complained


@pytest.mark.parametrize("key", ["", "abc", "x" * 44, "AAAA", "公钥"])
def test_a_key_that_is_none_is_named_by_file_and_key(office: Office, key: str) -> None:
    text = SETTINGS_FILE.read_text(encoding="utf-8")
    office.settings.write_text(f'{text}\n[catalogue]\npublisher_keys = ["{key}"]\n', encoding="utf-8")
    status, _, complained = office.machine("update")
    assert status == 2 and "publisher_keys" in complained and "keygen" in complained


def test_the_doctor_says_what_is_in_use_and_what_is_wrong(office: Office, hall: Server) -> None:
    from config.settings import read_settings
    from kiosk.cli.doctor.findings import Verdict
    from kiosk.cli.doctor.stores import look_at_releases

    def look() -> Any:
        return look_at_releases(read_settings(office.settings).at(office.data))

    office.settle(hall.url, None)
    assert look().verdict is Verdict.SKIPPED
    office.settle(hall.url, office.keygen())
    assert look().verdict is Verdict.PASS
    assert office.machine("update", "--now")[0] == 2
    found = look()
    assert found.verdict is Verdict.WARN and "没有这个地区" in found.said and "update --now" in found.remedy
    (office.data / "catalogue" / REGION / "current.json").write_text("{")
    assert look().verdict is Verdict.WARN


def test_a_proof_that_was_cut_short_blames_nobody(office: Office, tmp_path: Path) -> None:
    from config.settings import read_settings
    from kiosk.cli.catalogue.releases.proving import Prover
    from kiosk.errors import StoreError
    from offline_cache.releases import Shelf
    from tests.offline_cache.releases.publisher import Publisher, good

    (tmp_path / "desk").mkdir()
    publisher, shelf = Publisher(tmp_path / "desk"), Shelf(office.data / "catalogue" / "small")
    publisher.publish()
    publisher.updates(shelf).update(good)
    kept = shelf.in_use()
    assert kept is not None
    prover = Prover(read_settings().at(office.data))
    prover.stop()
    with pytest.raises(StoreError, match="停机"):
        prover.prove(kept)


def test_a_publishers_key_may_be_kept_under_a_passphrase(office: Office) -> None:
    word = office.folder / "word"
    word.write_text("twelve or more signs\n", encoding="utf-8")
    public = json.loads(
        office.kiosk("catalog", "keygen", "--output", office.key, "--passphrase-file", word, "--json")[1]
    )["publisher_key"]
    assert b"BEGIN" not in office.key.read_bytes() and stat.S_IMODE(office.key.stat().st_mode) == 0o600
    assert office.sign("--pack", office.pack, "--passphrase-file", word)[0] == 0
    manifest = (office.out / "small.json").read_bytes()
    assert open_release(manifest, (public,)).region == "small"
    word.write_text("another long passphrase", encoding="utf-8")
    status, _, said = office.sign("--pack", office.pack, "--passphrase-file", word)
    assert status == 2 and "口令不对" in said and "passphrase" not in said
    assert (office.out / "small.json").read_bytes() == manifest
    word.write_text("short", encoding="utf-8")
    status, _, said = office.kiosk("catalog", "keygen", "--output", office.folder / "k", "--passphrase-file", word)
    assert status == 2 and "口令太短" in said and not (office.folder / "k").exists()


def test_a_key_under_a_passphrase_says_what_is_missing_where_nobody_can_type(office: Office) -> None:
    word = office.folder / "word"
    word.write_text("twelve or more signs", encoding="utf-8")
    office.kiosk("catalog", "keygen", "--output", office.key, "--passphrase-file", word)
    status, _, said = office.sign("--pack", office.pack)
    assert status == 2 and "--passphrase-file" in said
