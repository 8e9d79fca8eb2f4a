"""What the outbox says to SQLite when it keeps, gives out and ends an entry."""

from __future__ import annotations

KEEP = """
INSERT INTO outbox (bundle_id, scenario, digest, state, kept_at, since, next_at, size, payload)
SELECT ?, ?, ?, 'waiting', ?, ?, 0, ?, ?
WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE bundle_id = ?)
ON CONFLICT (bundle_id) DO NOTHING
"""

CUT_OFF = "上次发送被中断"
ANY_OLDER = "SELECT EXISTS (SELECT 1 FROM receipt WHERE kept_at < ?) OR EXISTS (SELECT 1 FROM decision WHERE at < ?)"
_COLUMNS = "seq, bundle_id, digest, attempts, payload"
FRESH = f"SELECT {_COLUMNS} FROM outbox WHERE seq >= ? AND next_at = 0 ORDER BY seq"
ANY_FRESH = "SELECT 1 FROM outbox WHERE seq >= ? AND next_at = 0 LIMIT 1"
_WAITING = f"SELECT {_COLUMNS} FROM outbox WHERE state = 'waiting' AND next_at > 0"
TRIED = f"{_WAITING} AND next_at <= :now ORDER BY next_at, since, seq"
TRIED_AHEAD = f"{_WAITING} AND next_at > :latest ORDER BY next_at, since, seq"
SOONEST_AND_LAST = (
    "SELECT (SELECT min(next_at) FROM outbox WHERE state = 'waiting' AND next_at > 0), "
    "(SELECT max(next_at) FROM outbox WHERE state = 'waiting' AND next_at > 0)"
)
Row = tuple[int, str, str, int, object]

CUT_OFF_AGAIN = (
    "UPDATE outbox SET strikes = strikes + 1, attempts = attempts + 1, next_at = ?, reason = ? "
    "WHERE bundle_id = ? AND state = 'waiting'"
)
CUT_OFF_ASIDE = (
    "UPDATE outbox SET state = 'set_aside', next_at = 1, since = ?, reason = '发送时程序多次中断' "
    "WHERE bundle_id = ? AND state = 'waiting' AND strikes >= ?"
)
ACCEPTED = (
    "INSERT OR IGNORE INTO receipt (bundle_id, scenario, digest, case_code, received_at, kept_at, attempts)"
    " SELECT bundle_id, scenario, ?, ?, ?, kept_at, coalesce(?, attempts) FROM outbox WHERE bundle_id = ?"
)
