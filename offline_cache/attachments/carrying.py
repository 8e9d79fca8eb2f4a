"""Hands the attachments of one bundle to the hall, piece by piece, from where the hall already is."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.filing.attachment import Wanted
from kiosk.filing.bundle import Refusal
from kiosk.filing.limits import PIECE
from kiosk.needs import Hall, HallUnreachable
from offline_cache.attachments.sealed_file import SealedFile

_SMALLEST = PIECE // 16


class Carrier:
    """Remembers between bundles how large a piece gets through in time: halved when the hall keeps silent."""

    def __init__(self, hall: Hall, stopped: Callable[[], bool]) -> None:
        self._hall, self._stopped = hall, stopped
        self._piece = PIECE
        self.moved = False
        """Whether the hall has more of the attachments than before the last :meth:`carry`."""

    def carry(self, bundle_id: str, attachments: SealedFile | None, wanted: Wanted) -> Refusal | None:
        """Send everything wanted; None when the hall has it all.

        Raises HallUnreachable, also when the hall wants what the bundle does not name, and AttachmentDamaged;
        whatever got through stays at the hall.
        """
        self.moved = False
        if len({one.sha256 for one in wanted.attachments}) < len(wanted.attachments):
            raise HallUnreachable("大厅重复要同一份附件", kind="garbage")
        for one in wanted.attachments:
            facts = attachments.facts(one.sha256) if attachments else None
            if attachments is None or facts is None or not 0 <= one.have < facts.size:
                raise HallUnreachable("大厅要的附件与申请包不符", kind="garbage")
            refusal = self._carry_one(bundle_id, attachments, one.sha256, facts.size, one.have)
            if refusal is not None:
                return refusal
        return None

    def _carry_one(
        self, bundle_id: str, attachments: SealedFile, sha256: str, size: int, have: int
    ) -> Refusal | None:
        corrected = False
        while have < size:
            if self._stopped():
                raise HallUnreachable("程序正在结束，下次从断开处接着送", kind="network")
            piece = attachments.read(sha256, have)[: self._piece]
            held = self._send(bundle_id, sha256, size, have, piece)
            if isinstance(held, Refusal):
                return held
            if held != have + len(piece):
                if corrected or not 0 <= held <= size:  # once, when an answer that got lost has moved it on
                    raise HallUnreachable("大厅收到的附件与送出的对不上", kind="garbage")
                corrected = True
            self.moved = self.moved or held > have
            have = held
        return None

    def _send(self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes) -> int | Refusal:
        try:
            held = self._hall.send_piece(bundle_id, sha256, size, start, piece)
        except HallUnreachable as unreachable:
            if unreachable.kind == "silent":
                self._piece = max(_SMALLEST, self._piece // 2)
            raise
        self._piece = min(PIECE, self._piece * 2)
        return held
