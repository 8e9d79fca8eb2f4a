from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from offline_cache.store import Store, bound_key

ROOT = Path(__file__).parents[2]


def test_the_file_is_private_and_every_commit_is_synced(tmp_path):
    store = Store(tmp_path / "kiosk.db")
    with store.reading() as db:
        answers = [
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    store.close()
    assert answers == ["wal", 2, 1]
    assert stat.S_IMODE((tmp_path / "kiosk.db").stat().st_mode) == 0o600


def test_a_failed_write_changes_nothing(tmp_path):
    store = Store(tmp_path / "kiosk.db")
    with pytest.raises(ZeroDivisionError), store.writing() as db:
        db.execute("INSERT INTO vault_key (id, fingerprint) VALUES (1, 'x')")
        raise ZeroDivisionError
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM vault_key").fetchone() == (0,)
    store.close()


def test_a_full_disk_is_a_store_error_that_says_what_to_do_and_keeps_what_was_kept(outbox, make_bundle):
    kept = make_bundle()
    outbox.put(kept)
    with outbox.store.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    with pytest.raises(StoreError, match="磁盘已满") as caught:
        for _ in range(10):
            outbox.put(make_bundle())
    assert "清理磁盘空间" in caught.value.remedy
    assert kept.id in [row.bundle_id for row in outbox.status().rows]


PUT_BEYOND_THE_LIMIT = """
import os, resource, sys
from datetime import datetime
from kiosk.errors import StoreError
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault

class Clock:
    def now(self): return datetime(2026, 11, 21, 10, 0)
    def monotonic(self): return 0.0

outbox = SqliteOutbox(sys.argv[1], Vault(bytes(32)), Clock())
size = os.path.getsize(sys.argv[1] + "-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    outbox.put_sealed("0" * 32, "open-restaurant", bytes(9000))
except StoreError as error:
    sys.exit(error.message)
"""


def test_a_disk_that_stops_taking_bytes_is_a_store_error(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", PUT_BEYOND_THE_LIMIT, str(tmp_path / "kiosk.db")],
        cwd=ROOT, stderr=subprocess.PIPE, timeout=30, check=False,
    )  # fmt: skip
    message = ended.stderr.decode("utf-8", "replace")
    assert ended.returncode == 1
    assert message.startswith(str(tmp_path / "kiosk.db"))
    assert "Traceback" not in message


@pytest.fixture
def folder_of_nobody():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        Store(folder / "kiosk.db").close()
        (folder / "kiosk.db").chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_read_only_disk_is_a_store_error_that_says_what_to_look_at(folder_of_nobody):
    with pytest.raises(StoreError) as caught:
        Store(folder_of_nobody / "kiosk.db")
    assert "权限" in caught.value.remedy
    assert "只读" in caught.value.remedy


def test_a_missing_folder_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="打不开"):
        Store(tmp_path / "missing" / "kiosk.db")


def test_a_store_in_use_by_another_program_is_a_store_error(tmp_path):
    Store(tmp_path / "kiosk.db").close()
    other = sqlite3.connect(tmp_path / "kiosk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="占用"):
        Store(tmp_path / "kiosk.db", busy_timeout=0.05)
    other.close()


def test_a_store_of_a_newer_program_is_left_alone(tmp_path):
    Store(tmp_path / "kiosk.db").close()
    other = sqlite3.connect(tmp_path / "kiosk.db")
    with other:
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('offline_cache', 'm999', '')"
        )
    other.close()
    with pytest.raises(StoreError, match="更新的版本"):
        Store(tmp_path / "kiosk.db")


def test_a_broken_file_is_kept_for_rescue(tmp_path):
    path = tmp_path / "kiosk.db"
    path.write_bytes(b"\0" * 5000)
    with pytest.raises(StoreError, match="不要删除"):
        Store(path)
    assert path.read_bytes() == b"\0" * 5000


def test_a_file_cut_off_before_it_had_a_log_opens_again(tmp_path):
    """A kill while a new file is switched to its write-ahead log leaves a journal that must be rolled back first."""
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE vault_key (id INTEGER, fingerprint TEXT)")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        for _ in range(60):
            connection.execute("INSERT INTO vault_key VALUES (1, ?)", ("f" * 3000,))
        for end in ("", "-journal"):
            shutil.copy(tmp_path / f"new.db{end}", tmp_path / f"cut.db{end}")
        connection.execute("ROLLBACK")
    with closing(sqlite3.connect(f"file:{tmp_path}/cut.db?mode=ro", uri=True)) as connection:
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("SELECT 1 FROM vault_key")
        assert caught.value.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK
    assert bound_key(tmp_path / "cut.db") is None
