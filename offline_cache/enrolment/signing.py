"""Signs what this machine sends, keeps the hall's time, and says in words why the hall does not let it in."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from typing import Protocol

from kiosk.filing.signature import DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER, canonical
from kiosk.needs import Clock
from offline_cache.enrolment.keeping import DeviceKeys, DeviceRecord

WORDS = {
    "unsigned": "大厅只收登记过的终端，本机还没有登记：请运行 kiosk device enrol 登记码",
    "device_unknown": "大厅没有本机的登记：请向大厅要登记码，运行 kiosk device enrol 登记码 --again",
    "device_revoked": "本机已被大厅停用：请联系大厅；恢复使用要运行 kiosk device enrol 登记码 --again",
    "clock": "本机时钟与大厅相差太大：请校准时间",
    "signature": "大厅认不出本机的签名：请检查中间的代理是否改动了内容，或重新登记",
    "token": "本机的通行令牌已过期，正在换新",
}
"""The hall's words, in words for technicians."""


class Signer(Protocol):
    """What :class:`HttpHall` asks of a device."""

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """What goes with a request; empty when this machine is no device."""
        ...

    def denied(self, body: bytes) -> str:
        """Called with the body of a 401: why, for technicians; '' when the same request is worth one more try now."""
        ...


class DeviceSigner:
    """Signs with the key of :class:`DeviceKeys`; safe to call from any thread. Nothing is signed before enrolment.

    The hall's time is learnt from its refusals, so that a wrong clock here costs one request and nothing more.
    ``token_refused`` is True from a refused token until the next one is kept.
    """

    def __init__(self, keys: DeviceKeys, clock: Clock) -> None:
        self._keys, self._clock = keys, clock
        self._lock = threading.Lock()
        self._record: DeviceRecord | None = None
        self._looked = False
        self._ahead = 0.0
        self.token_refused = False

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """Device, time, nonce, signature and token."""
        record = self._device()
        if record is None or not record.enrolled_at:
            return {}
        found = self.sign(record, method, path, body)
        return {**found, "Authorization": f"Bearer {record.token}"} if record.token else found

    def sign(self, record: DeviceRecord, method: str, path: str, body: bytes) -> dict[str, str]:
        """The four headers of a signed request, also of a device that is not enrolled yet."""
        time = str(max(0, int(self._clock.now().timestamp() + self._ahead)))
        nonce = secrets.token_hex(16)
        signature = record.key().sign(canonical(record.device, method, path, body, time, nonce))
        return {
            DEVICE_HEADER: record.device,
            TIME_HEADER: time,
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: base64.b64encode(signature).decode(),
        }

    def denied(self, body: bytes) -> str:
        """Why, noted for ``kiosk device show``; '' after the hall's time was learnt."""
        word, now = _problem(body)
        if word == "clock" and now and self.learn_time(now):
            return ""
        record = self._device()
        self.token_refused = self.token_refused or word == "token"
        self.look_again()  # someone may have enrolled it beside this program
        if record is not None and word in ("device_unknown", "device_revoked", "signature"):
            self._keys.refused(record.device, word)
        return WORDS.get(word, "大厅服务器不认这台终端")

    def learn_time(self, hall_now: float) -> bool:
        """Sign with the hall's time from now on; False when that is what was done already."""
        ahead = hall_now - self._clock.now().timestamp()
        news = abs(ahead - self._ahead) > 1.0
        self._ahead = ahead
        return news

    def look_again(self) -> None:
        """The kept device may have changed."""
        with self._lock:
            self._looked = False

    def _device(self) -> DeviceRecord | None:
        with self._lock:
            if not self._looked:
                self._record, self._looked = self._keys.current(), True
            return self._record


def _problem(body: bytes) -> tuple[str, float]:
    try:
        found = json.loads(body)
        return str(found["error"]), float(found["now"])
    except (ValueError, KeyError, TypeError):
        return "", 0.0
