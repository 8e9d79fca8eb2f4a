"""Ties sealed files to rows of the outbox: the file is durable before its row, and its key goes with the row."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from sqlite3 import Connection

from kiosk.errors import AttachmentDamaged, StoreError, VaultError
from kiosk.filing.attachment import Attachment, AttachmentFacts
from kiosk.filing.limits import LIMITS, Limits, too_much
from kiosk.person.privacy import Private
from offline_cache.attachments.sealed_file import SealedFile, Shelf
from offline_cache.store import Store
from offline_cache.vault.sealing import Vault

FOLDER = "attachments"
"""Name of the folder beside the database."""
_ID = re.compile(r"[0-9a-f]{32}")
_NAMED = b'"attachments":'


class Attachments:
    """The attachments of everything in one outbox. Safe to call from any thread."""

    def __init__(self, store: Store, vault: Vault, limits: Limits = LIMITS) -> None:
        self.shelf = Shelf(Path(store.path).parent / FOLDER)
        self._store, self._vault, self.limits = store, vault, limits
        self._lock = threading.Lock()

    def check(
        self, bundle_id: str, sealed: bytes, attachments: Sequence[Attachment]
    ) -> tuple[AttachmentFacts, ...]:
        """What the sealed bundle names, when that is exactly what is given. Raises StoreError."""
        named = facts_in(sealed)
        if named and not _ID.fullmatch(bundle_id):
            raise StoreError("申请包的编号不合格式，没有保存。", "请重新封存。")  # the id becomes a file's name
        if named != tuple(attachment.facts for attachment in attachments) or not all(map(_is_true, attachments)):
            raise StoreError("附件与申请包所列的不符，没有保存。", "请重新拍摄附件后再提交。")
        wrong = too_much(named, self.limits)
        if wrong is not None:
            raise StoreError(wrong.zh)
        return named

    def put(
        self, insert: str, row: Sequence[object], bundle_id: str, named: Sequence[AttachmentFacts],
        attachments: Sequence[Attachment],
    ) -> int | None:  # fmt: skip
        """Write the file, then the row of the outbox with the key, in one transaction; the row's number.

        None, with nothing written, when the bundle was there before. Raises StoreError; then nothing is kept.
        """
        with self._lock:
            if self._is_known(bundle_id):
                return None
            key = self.shelf.keep(bundle_id, named, (attachment.content.reveal() for attachment in attachments))
            try:
                with self._store.writing() as db:
                    seq = db.execute(insert, row).lastrowid
                    db.execute(
                        "INSERT INTO attachments (bundle_id, count, size, file_key) VALUES (?, ?, ?, ?)",
                        (bundle_id, len(named), sum(facts.size for facts in named), self._sealed_key(key, bundle_id)),
                    )
            except BaseException:
                self.shelf.drop(bundle_id)
                raise
            return seq

    def _sealed_key(self, key: bytes, bundle_id: str) -> bytes:
        return self._vault.seal(key, "attachments", "file_key", bundle_id)

    def _is_known(self, bundle_id: str) -> bool:
        with self._store.reading() as db:
            return db.execute(
                "SELECT 1 FROM outbox WHERE bundle_id = :id UNION ALL SELECT 1 FROM receipt WHERE bundle_id = :id",
                {"id": bundle_id},
            ).fetchone() is not None  # fmt: skip

    def of(self, db: Connection, bundle_id: str, sealed: bytes) -> SealedFile | None:
        """The attachments of a kept bundle, there and of the right size; None when it has none.

        Raises AttachmentDamaged when they are not what was kept.
        """
        named = facts_in(sealed)
        if not named:
            return None
        row = db.execute("SELECT file_key FROM attachments WHERE bundle_id = ?", (bundle_id,)).fetchone()
        try:
            key = self._vault.open(row[0], "attachments", "file_key", bundle_id)
        except (VaultError, TypeError):
            raise AttachmentDamaged("附件的密钥不在或已损坏，没有送出。", "请联系当事人重新提供材料。") from None
        found = self.shelf.opened(bundle_id, key, named)
        found.check()
        return found

    def kept(self, bundle_id: str, sealed: bytes) -> SealedFile | None:
        """The same for staff who carry an open entry on. Raises as :meth:`of`, and StoreError."""
        with self._store.reading() as db:
            return self.of(db, bundle_id, sealed)

    def drop(self, bundle_id: str) -> None:
        """The row of a bundle is gone: so is its file now."""
        self.shelf.drop(bundle_id)

    def sweep(self) -> int:
        """Remove files without a row, which a crash may have left; how many went. For the owner, before any put."""
        return self.shelf.sweep(self._with_files)

    def _with_files(self) -> frozenset[str]:
        with self._store.reading() as db:
            return frozenset(str(row[0]) for row in db.execute("SELECT bundle_id FROM attachments"))


def facts_in(sealed: bytes) -> tuple[AttachmentFacts, ...]:
    """The attachments a sealed bundle names; none when it is older than they are. Raises StoreError for nonsense."""
    if _NAMED not in sealed:  # inside a text the quotation marks would be escaped
        return ()
    try:
        found = tuple(AttachmentFacts(**facts) for facts in json.loads(sealed)["attachments"])
        whole = all(isinstance(facts.size, int) and facts.size > 0 and len(facts.sha256) == 64 for facts in found)
    except (ValueError, TypeError, KeyError):
        whole = False
    if not whole:
        raise StoreError("申请包里的附件清单读不懂，没有保存。", "请重新封存。")
    return found


def opened_whole(kept: SealedFile | None) -> tuple[Attachment, ...]:
    """All attachments of a kept bundle in memory, their digests checked. Raises AttachmentDamaged."""
    found = []
    for facts in kept.attachments if kept else ():
        attachment = Attachment(facts, Private(b"".join(kept.pieces(facts.sha256) if kept else ())))
        if not _is_true(attachment):
            raise AttachmentDamaged("附件已损坏。", "请联系当事人重新提供材料。")
        found.append(attachment)
    return tuple(found)


def _is_true(attachment: Attachment) -> bool:
    content, facts = attachment.content.reveal(), attachment.facts
    return len(content) == facts.size and hashlib.sha256(content).hexdigest() == facts.sha256
