"""The hall's tables in SQL every database understands."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("bundle_id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("case_code", String(16), nullable=False, unique=True),
    Column("region", String(100), nullable=False),
    Column("scenario", String(100), nullable=False),
    Column("title", String(200), nullable=False),
    Column("machine", String(100), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

case_items = Table(
    "case_items",
    metadata,
    Column("bundle_id", String(32), ForeignKey("cases.bundle_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("item_id", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("department", String(200), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("state", String(30), nullable=False),
    Index("case_items_by_department", "department", "state"),
)

case_devices = Table(
    "case_devices",
    metadata,
    Column("bundle_id", String(32), ForeignKey("cases.bundle_id"), primary_key=True),
    Column("device", String(32), nullable=False),
    Index("case_devices_by_device", "device"),
)

case_attachments = Table(
    "case_attachments",
    metadata,
    Column("bundle_id", String(32), ForeignKey("cases.bundle_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("material", String(100), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(100), nullable=False),
)

paper_senders = Table(
    "paper_senders",
    metadata,
    Column("bundle_id", String(32), primary_key=True),
    Column("sender", String(64), nullable=False),
    Column("began_at", Integer, nullable=False),
    Index("paper_senders_by_sender", "sender"),
)
"""Who began to hand in attachments of a bundle that has no case yet."""

counters = Table(
    "number_counters",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("prefix", String(1), primary_key=True),
    Column("given", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("number", String(12), nullable=False),
    Column("bundle_id", String(64), nullable=False),
    Column("matter", String(200), nullable=False),
    Column("machine", String(100), nullable=False),
    Column("window", String(200), nullable=False),
    Column("people_ahead", Integer, nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("from_block", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    UniqueConstraint("day", "number"),
    Index("tickets_by_state", "day", "state", "issued_at"),
)

blocks = Table(
    "number_blocks",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("prefix", String(1), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    Column("machine", String(100), nullable=False),
    Column("leased_at", String(40), nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("device", String(32), primary_key=True),
    Column("machine", String(100), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("enrolled_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
    Column("why_revoked", String(100), nullable=False),
    Column("token", String(64), nullable=False),
    Column("token_before", String(64), nullable=False),
    Column("token_time", Integer, nullable=False),
    Index("devices_by_machine", "machine"),
)

enrol_codes = Table(
    "enrol_codes",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("machine", String(100), nullable=False),
    Column("until", Integer, nullable=False),
    Column("used_by", String(32), nullable=False),
)

help_calls = Table(
    "help_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("machine", String(100), nullable=False),
    Column("step", String(100), nullable=False),
    Column("called_at", String(40), nullable=False),
)
