"""An export is whole, encrypted and unchanged, or it is refused before anything of it is used."""

from __future__ import annotations

import pytest

from kiosk.errors import StoreError, UsageError, VaultError
from kiosk.filing.attachment import AttachmentFacts
from kiosk.filing.bundle import new_bundle_id
from offline_cache.outbox.stick import Carried, new_passphrase, read_stick, write_stick

WORD = "XXXXX-YYYYY-ZZZZZ-22222-33333-44444"


@pytest.fixture
def entries(personal):
    content = " ".join(personal.values()).encode()
    return [Carried(new_bundle_id(), "open-restaurant", "waiting", "2026-11-21T10:15:30", content) for _ in range(3)]


@pytest.fixture
def stick(tmp_path, entries):
    assert write_stick(tmp_path / "a.stick", entries, WORD) == 3
    return tmp_path / "a.stick"


def test_what_was_written_is_read(stick, entries):
    assert list(read_stick(stick, WORD)) == entries


def test_nothing_personal_can_be_read_off_the_file_or_its_neighbours(stick, personal):
    stored = b"".join(path.read_bytes() for path in stick.parent.iterdir())
    assert not [value for value in personal.values() if value.encode() in stored]
    assert [path.name for path in stick.parent.iterdir()] == ["a.stick"]
    assert stick.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_is_said_plainly(stick):
    with pytest.raises(VaultError, match="口令不对"):
        list(read_stick(stick, "wrong"))


def test_a_file_cut_anywhere_is_noticed(stick):
    whole = stick.read_bytes()
    for size in {0, 5, 20, 60, 100, len(whole) // 2, len(whole) - 40, len(whole) - 1}:
        stick.write_bytes(whole[:size])
        with pytest.raises((UsageError, VaultError)):
            list(read_stick(stick, WORD))


def test_a_file_without_its_end_or_in_another_order_is_noticed(stick, entries):
    whole = stick.read_bytes()
    head_end = whole.index(b"\n", whole.index(b"\n") + 1) + 1
    records, rest = [], whole[head_end:]
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        records.append(rest[:size])
        rest = rest[size:]
    assert len(records) == 4
    for kept in (records[:3], records[1:], [records[0], records[2], records[1], records[3]]):
        stick.write_bytes(whole[:head_end] + b"".join(kept))
        with pytest.raises((UsageError, VaultError)):
            list(read_stick(stick, WORD))


def test_a_changed_bit_is_noticed(stick):
    whole = bytearray(stick.read_bytes())
    whole[-100] ^= 1
    stick.write_bytes(whole)
    with pytest.raises(UsageError, match="已损坏"):
        list(read_stick(stick, WORD))


def test_nothing_is_overwritten_and_a_stick_that_is_not_there_is_named(stick, entries, tmp_path):
    before = stick.read_bytes()
    with pytest.raises(UsageError, match="已经存在"):
        write_stick(stick, entries, WORD)
    assert stick.read_bytes() == before
    with pytest.raises(StoreError, match="写不进去"):
        write_stick(tmp_path / "missing" / "b.stick", entries, WORD)


def test_passphrases_are_long_and_never_the_same():
    made = {new_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(len(word.replace("-", "")) == 30 for word in made)
    assert not set("".join(made)) & set("IO01")


def test_an_entry_shows_its_id_only(entries):
    assert repr(entries[0]) == f"Carried({entries[0].bundle_id})"


@pytest.mark.parametrize("evil", ["../../evil", "/tmp/evil", "0" * 31, "0" * 33, "A" * 32, ""])
def test_a_stick_whose_entry_has_an_id_that_leads_elsewhere_is_refused(tmp_path, make_bundle, evil):
    path = tmp_path / "stick.kiosk"
    sealed = make_bundle().to_bytes()
    write_stick(path, [Carried(evil, "open-restaurant", "waiting", "2026-11-21T10:15:00", sealed)], "a passphrase")
    with pytest.raises(UsageError, match="损坏"):
        list(read_stick(path, "a passphrase"))


def test_a_stick_that_promises_more_attachments_than_fit_is_refused_before_they_are_read(tmp_path, make_bundle):
    huge = AttachmentFacts("lease", 1, 10**12, "0" * 64)
    bundle = make_bundle(attachments=(huge,))
    path = tmp_path / "stick.kiosk"
    write_stick(path, [Carried(bundle.id, "x", "waiting", "2026-11-21T10:15:00", bundle.to_bytes())], "a passphrase")
    with pytest.raises(UsageError, match="损坏"):
        list(read_stick(path, "a passphrase"))
