"""A relay board that exists only in memory; serve it with ``hardware.pty_host.PtyHost``."""

from __future__ import annotations

from hardware.light.relay import MOST_CHANNELS, ON_OFF_BYTES, START


class EmulatedRelayBoard:
    """Understands LCUS commands, drops noise and wrong sums; ``lit`` holds the relays that are on."""

    def __init__(self, channels: int = 4) -> None:
        self.channels = min(channels, MOST_CHANNELS)
        self.lit: frozenset[int] = frozenset()
        self._bytes = b""

    def receive(self, data: bytes) -> bytes:
        """Take bytes; the board never answers."""
        self._bytes += data
        while (at := self._bytes.find(START)) >= 0 and len(self._bytes) - at >= ON_OFF_BYTES:
            told = self._bytes[at : at + ON_OFF_BYTES]
            good = sum(told[:3]) & 0xFF == told[3] and told[2] in (0, 1) and 1 <= told[1] <= self.channels
            self._bytes = self._bytes[at + (ON_OFF_BYTES if good else 1) :]
            if good:
                self.lit = self.lit | {told[1]} if told[2] else self.lit - {told[1]}
        if START not in self._bytes:
            self._bytes = b""
        return b""

    def power_cycle(self) -> None:
        """All relays fall off and nothing is remembered."""
        self.lit, self._bytes = frozenset(), b""
