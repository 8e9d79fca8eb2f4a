"""Durable queue of sealed bundles: nothing leaves it without the hall's answer or a staff decision."""

from offline_cache.outbox.keeping import LARGEST, SqliteOutbox
from offline_cache.outbox.states import LONGEST_WAIT, SENDING_DEADLINE
from offline_cache.outbox.values import Decision, OutboxEntry, OutboxRow, OutboxStatus, Parcel

__all__ = [
    "LARGEST", "LONGEST_WAIT", "SENDING_DEADLINE", "Decision", "OutboxEntry", "OutboxRow", "OutboxStatus", "Parcel",
    "SqliteOutbox",
]  # fmt: skip
