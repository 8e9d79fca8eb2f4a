"""Asks the hall to know this machine, and for its next token."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import UsageError
from kiosk.needs import Clock, HallUnreachable
from offline_cache.enrolment.keeping import DeviceKeys, DeviceRecord
from offline_cache.enrolment.signing import DeviceSigner

Exchange = Callable[[str, str, bytes, dict[str, str]], tuple[int, bytes]]
"""Method, path, body and headers → status and body of a JSON answer. Raises HallUnreachable."""
_LONGEST_TERM = 7 * 24 * 3600
_REFUSALS = {
    "code": ("登记码不对、已用过或已过期。", "请对照大厅给的登记码再输一次，或请大厅另发一个。"),
    "machine": ("登记码是发给另一台终端的。", "请核对 hall.toml 里的终端编号，或请大厅按本机编号另发一个。"),
    "proof": ("大厅认不出本机的签名。", "请检查中间的代理是否改动了内容后重试。"),
    "clock": ("本机时钟与大厅相差太大。", "请校准时间后重试。"),
}


@dataclass(frozen=True)
class _Token:
    token: str
    rotate_after: float


class Enrolment:
    """Enrols once and renews the token; ``exchange`` speaks to the hall (see ``HttpHall.exchange``)."""

    def __init__(
        self, keys: DeviceKeys, signer: DeviceSigner, exchange: Exchange, clock: Clock, machine: str, hall: str
    ) -> None:
        self._keys, self._signer, self._exchange, self._clock = keys, signer, exchange, clock
        self._machine, self._hall = machine, hall

    def enrol(self, code: str, *, again: bool = False) -> DeviceRecord:
        """Make this machine known with a one-time code; asking again after a lost answer is harmless.

        ``again`` makes a new key for a machine that is enrolled already. Raises UsageError when it is without that,
        or when the hall does not take the code; HallUnreachable when the hall gives no usable answer.
        """
        known = self._keys.current()
        if known is not None and known.enrolled_at and not again:
            raise UsageError(
                f"本机已在 {known.enrolled_at} 登记为 {known.device[:8]}。", "要换新的登记，请加 --again。"
            )
        record = self._keys.prepare(self._machine, self._hall, afresh=known is not None and bool(known.enrolled_at))
        given = self._ask(record, "/v1/devices/enrol", {
            "code": code, "machine": self._machine, "public_key": base64.b64encode(record.public()).decode(),
        })  # fmt: skip
        return self._keep(record, given)

    def renew(self) -> bool:
        """Change the token when it is time to; whether that was done. Raises HallUnreachable."""
        record = self._keys.current()
        if record is None or not record.enrolled_at or record.refused:
            return False
        now = self._clock.now().timestamp()
        due = not now < record.renew_at <= now + _LONGEST_TERM  # a later time means the clock was set back
        if not due and not self._signer.token_refused:
            return False
        self._keep(record, self._ask(record, "/v1/devices/token", {}))
        return True

    def _keep(self, record: DeviceRecord, given: _Token) -> DeviceRecord:
        self._keys.enrolled(record.device, given.token, given.rotate_after)
        self._signer.token_refused = False
        self._signer.look_again()
        kept = self._keys.current()
        assert kept is not None, "an enrolled device is kept"
        return kept

    def _ask(self, record: DeviceRecord, path: str, wish: dict[str, str]) -> _Token:
        body = json.dumps(wish, sort_keys=True).encode()
        status, answer = self._exchange("POST", path, body, self._signer.sign(record, "POST", path, body))
        if status == 422 and self._learnt(answer):
            status, answer = self._exchange("POST", path, body, self._signer.sign(record, "POST", path, body))
        return _token(status, answer)

    def _learnt(self, answer: bytes) -> bool:
        try:
            found = json.loads(answer)
            return found["error"] == "clock" and self._signer.learn_time(float(found["now"]))
        except (ValueError, KeyError, TypeError):
            return False


def _token(status: int, answer: bytes) -> _Token:
    try:
        found = json.loads(answer)
        if status == 200:
            return _Token(str(found["token"]), float(found["rotate_after"]))
        words = _REFUSALS.get(str(found["error"]))
    except (ValueError, KeyError, TypeError):
        raise HallUnreachable("大厅服务器的回答内容不合格式", kind="garbage") from None
    if words is None:
        raise HallUnreachable(f"大厅服务器不接受登记（HTTP {status}）", kind="rejected")
    raise UsageError(*words)
