"""The language of the usual USB relay boards (LCUS type): four bytes a relay.

``A0``, the channel from 1, ``01`` on or ``00`` off, and the sum of the three modulo 256; 9600 baud 8N1.
"""

from __future__ import annotations

START = 0xA0
MOST_CHANNELS = 16
ON_OFF_BYTES = 4


def command(channel: int, on: bool) -> bytes:
    """Switch one relay. Raises ValueError for a channel no board has."""
    if not 1 <= channel <= MOST_CHANNELS:
        raise ValueError(f"channel {channel}: 1 to {MOST_CHANNELS}")
    head = bytes((START, channel, int(on)))
    return head + bytes((sum(head) & 0xFF,))
