"""The disk after a power cut: every cut, torn page and lost tail opens, and holds what was promised."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.filing.bundle import new_bundle_id
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault
from tests.faults.full_disk import files_end_at
from tests.faults.torn_writes import header_states, page_size_is_as_assumed, tear


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 1, 5, 12, 0)

    def monotonic(self) -> float:
        return 0.0


def test_cut_torn_and_unwritten_at_every_page(tmp_path: Path) -> None:
    assert page_size_is_as_assumed(tmp_path)
    found = tear(tmp_path, puts=4, acknowledged=2)
    assert found.faults == []
    assert found.states > 200


def test_a_spoiled_header_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    assert header_states(tmp_path) == []


def test_a_disk_that_fills_up_at_any_write_keeps_what_was_promised(tmp_path: Path) -> None:
    promised: set[str] = set()
    path = tmp_path / "outbox.db"
    outbox = SqliteOutbox(path, Vault(bytes(32)), Noon())
    refused = 0
    for step in range(120):
        end = (path.with_name("outbox.db-wal").stat().st_size if step % 2 else path.stat().st_size) + step * 256
        bundle_id = new_bundle_id()
        with files_end_at(max(1, end)):
            try:
                outbox.put_sealed(bundle_id, "open-restaurant", bundle_id.encode() * 200)
                promised.add(bundle_id)
            except StoreError as error:
                refused += 1
                assert error.remedy
        if step % 40 == 39:
            outbox.close()
            outbox = SqliteOutbox(path, Vault(bytes(32)), Noon())
    assert refused > 20 < len(promised)
    assert outbox.store.sound() == ()
    found = {row.bundle_id for row in outbox.listing.rows()}
    assert promised <= found
    assert all(outbox.sealed_bytes(bundle_id) == bundle_id.encode() * 200 for bundle_id in found)
    outbox.close()
