"""The hall server over HTTP: every call bounded, every answer checked before it is believed."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from kiosk.filing.attachment import Held, Wanted
from kiosk.filing.bundle import Fault, Refusal, digest_of
from kiosk.filing.receipt import CaseProgress, Receipt
from kiosk.needs import HallTrouble, HallUnreachable
from kiosk.slips.ticket import TicketGrant
from offline_cache.number_blocks import NumberBlock, UsedNumber

if TYPE_CHECKING:
    import requests

    from offline_cache.enrolment.signing import Signer

T = TypeVar("T")
_ANSWER_LIMIT = 1_000_000
_CODE = re.compile(r"[0-9A-Z-]{4,32}")


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    retry_after: float | None


@dataclass(frozen=True)
class HallFile:
    """An answer that is passed on as it is: ``status``, ``body``, and ``etag``, empty when there is none."""

    status: int
    body: bytes
    etag: str


@dataclass(frozen=True)
class _Noted:
    noted: bool


@dataclass(frozen=True)
class _Recorded:
    recorded: int
    refused: tuple[str, ...]


@dataclass(frozen=True)
class _Unknown:
    error: str


@dataclass(frozen=True)
class _Catalog:
    regions: dict[str, str]


class HttpHall:
    """Implements ``kiosk.needs.Hall``; safe to call from any thread (one session a thread).

    ``timeout`` is (connect, read) and ``total`` the most one call may take, in seconds. ``ca_file`` names the hall's
    own certificate authority; ``signer`` signs every request as this device. Anything but the hall's own well-formed
    answer raises HallUnreachable.
    """

    def __init__(
        self,
        base_url: str,
        machine: str,
        timeout: tuple[float, float] = (3.0, 8.0),
        *,
        total: float = 15.0,
        ca_file: str | None = None,
        signer: Signer | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._machine = machine
        self._timeout = timeout
        self._total = total
        self._ca_file = ca_file
        self._signer = signer
        self._mine = threading.local()
        self._sessions: list[requests.Session] = []
        self._lock = threading.Lock()

    def file_bundle(self, bundle_id: str, sealed: bytes) -> Receipt | Refusal | Wanted:
        """Hand in sealed bytes; the receipt is believed only when it names this bundle and this digest."""
        digest = digest_of(sealed)
        answer = self._exchange("POST", "/v1/bundles", sealed, {"X-Bundle-Digest": digest})
        if answer.status == 424:
            wanted = _decode(answer.body, Wanted)
            if not wanted.attachments or wanted.bundle_id != bundle_id:
                raise _garbage("大厅没有说清要哪些附件")
            return wanted
        if answer.status in (409, 422):
            return _refusal(bundle_id, answer)
        if answer.status == 413:
            return Refusal(bundle_id, (Fault("bundle", "申请内容超过大厅服务器的大小限制，请联系工作人员。"),))
        receipt = _decode(_expect(answer, 200, 201).body, Receipt)
        if (receipt.bundle_id, receipt.digest) != (bundle_id, digest) or not _CODE.fullmatch(receipt.case_code):
            raise _garbage("大厅的回执与申请包不符")
        _moment(receipt.received_at)
        return receipt

    def send_piece(self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes) -> int | Refusal:
        """Hand in a piece of an attachment; how many bytes the hall holds in a row from the first one on."""
        path = f"/v1/bundles/{bundle_id}/attachments/{sha256}?start={start}&size={size}"
        headers = {"Content-Type": "application/octet-stream"}
        response, content = self._response("PUT", path, piece, headers, _ANSWER_LIMIT)
        if response.status_code in (503, 507) and _says_full(content):
            wait = _seconds(response.headers.get("Retry-After"))
            raise HallUnreachable("大厅暂时放不下附件，晚些再送；没有附件的照常送", wait, "full")
        answer = _checked(response, content)
        if answer.status == 422:
            raise _garbage("大厅收到的附件与校验值不符，要重送")
        if answer.status == 413 and not answer.body.startswith(b"{"):
            raise HallUnreachable("途中的代理不收这么大的一段，下次送小一些的", kind="silent")
        if answer.status in (413, 415):
            return _refusal(bundle_id, answer)
        have = _decode(_expect(answer, 200, 201, 409).body, Held).have
        if not 0 <= have <= size:
            raise _garbage("大厅收到的附件比送出的多")
        return have

    def take_number(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant:
        """One number for the matter; the same ``request_id`` gives the same number."""
        grant = self._post(
            "/v1/tickets",
            {"request_id": request_id, "bundle_id": bundle_id, "matter": matter, "machine": self._machine},
            TicketGrant,
        )
        if not grant.number or len(grant.number) > 12 or (grant.people_ahead or 0) < 0:
            raise _garbage("大厅给出的排队号不能用")
        _moment(grant.issued_at)
        return grant

    def progress(self, case_code: str) -> CaseProgress | None:
        """Where a case stands; None when the text cannot be a code or the hall itself says it knows no such code."""
        code = normalize("NFKC", case_code).upper().replace(" ", "")
        if not _CODE.fullmatch(code):
            return None
        answer = self._exchange("GET", f"/v1/cases/{code}")
        if answer.status == 404:
            if _decode(answer.body, _Unknown).error == "unknown_case":
                return None
            raise HallUnreachable("大厅服务器没有办件查询", kind="rejected")
        return _decode(_expect(answer, 200).body, CaseProgress)

    def call_guide(self, machine: str, step: str) -> bool:
        """Ask a guide to come; True when the hall has noted it."""
        return self._post("/v1/help", {"machine": machine, "step": step}, _Noted).noted

    def lease_numbers(self, size: int, day: str | None = None) -> NumberBlock:
        """Lease ``size`` numbers of today, or of ``day`` (ISO date)."""
        wish: dict[str, object] = {"machine": self._machine, "size": size, "day": day}
        block = self._post("/v1/number-blocks", wish, NumberBlock)
        if not 1 <= block.first <= block.last or day not in (None, block.day):
            raise _garbage("大厅给出的号段不能用")
        return block

    def report_numbers(self, used: tuple[UsedNumber, ...]) -> tuple[str, ...]:
        """Tell which leased numbers were handed out; the numbers the hall would not record."""
        tickets = [
            {
                "request_id": number.request_id,
                "bundle_id": number.bundle_id,
                "matter": number.matter,
                "day": number.day,
                "number": number.number,
                "issued_at": number.issued_at,
            }
            for number in used
        ]
        return self._post("/v1/tickets/issued", {"machine": self._machine, "tickets": tickets}, _Recorded).refused

    def catalog_versions(self) -> dict[str, str]:
        """Region id → the version of its data pack the hall works with."""
        return _decode(_expect(self._exchange("GET", "/v1/catalog"), 200).body, _Catalog).regions

    def exchange(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request in the caller's own words; status and body of a JSON answer. Raises HallUnreachable."""
        answer = self._exchange(method, path, body, headers)
        return answer.status, answer.body

    def fetch(self, path: str, headers: Mapping[str, str], limit: int) -> HallFile:
        """A document of at most ``limit`` bytes, the hall's 304, or its own 404. Raises HallUnreachable."""
        answer, content = self._response("GET", path, None, {"Accept": "*/*", **headers}, limit)
        etag = answer.headers.get("ETag", "")
        if answer.status_code == 304:
            return HallFile(304, b"", etag)
        if answer.status_code == 200 and content is not None and _media_type(answer) == "application/octet-stream":
            return HallFile(200, content, etag)
        checked = _expect(_checked(answer, content), 200, 404)
        return HallFile(checked.status, checked.body, etag)

    def close(self) -> None:
        """Close all sessions; the next call opens a new one."""
        with self._lock:
            sessions, self._sessions = self._sessions, []
            self._mine = threading.local()
        for session in sessions:
            session.close()

    def _post(self, path: str, wish: dict[str, Any], kind: type[T]) -> T:
        import msgspec

        answer = self._exchange("POST", path, msgspec.json.encode(wish), {})
        return _decode(_expect(answer, 200, 201).body, kind)

    def _session(self) -> requests.Session:
        from offline_cache.bounded_http import open_session

        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = open_session(self._ca_file)
            self._mine.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    def _exchange(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None,
    ) -> _Answer:  # fmt: skip
        """One request and its JSON answer within the total time; HallUnreachable for everything else."""
        return _checked(*self._response(method, path, body, headers, _ANSWER_LIMIT))

    def _response(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str] | None, limit: int,
        *, again: bool = True,
    ) -> tuple[requests.Response, bytes | None]:  # fmt: skip
        """One request and what came back within the total time; no content when it is longer than ``limit`` bytes.

        A request signed at the wrong time is signed once more with the hall's.
        """
        import requests
        from urllib3.exceptions import HTTPError

        from offline_cache.bounded_http import Deadline, read_all

        signed = self._signer.headers(method, path, body or b"") if self._signer else {}
        sent = {
            "Accept": "application/json", "Connection": "keep-alive", "X-Kiosk-Machine": self._machine, **signed,
            **({} if body is None else {"Content-Type": "application/json"}), **(headers or {}),
        }  # fmt: skip
        with Deadline(self._total).running() as deadline:
            try:
                asked = requests.PreparedRequest()  # without what a session adds: no cookies, no netrc
                asked.prepare(method, self._base + path, headers=sent, data=body)
                with self._session().send(
                    asked, timeout=self._timeout, allow_redirects=False, stream=True
                ) as response:
                    content = read_all(response, limit)
            except (requests.RequestException, HTTPError, OSError) as error:
                raise _unreachable(error, deadline.passed, self._total) from None
            if deadline.passed:  # headers cut short look like a complete, empty answer
                raise HallUnreachable(_late(self._total), kind="silent")
        if response.status_code == 401 and self._signer and content is not None:
            why = self._signer.denied(content)
            if not why and again:
                return self._response(method, path, body, headers, limit, again=False)
            raise HallUnreachable(why or "本机时钟与大厅相差太大：请校准时间", kind="denied")
        return response, content


def _checked(response: requests.Response, content: bytes | None) -> _Answer:
    retry_after = _seconds(response.headers.get("Retry-After"))
    status = response.status_code
    if status in (407, 511):
        raise HallUnreachable(f"网络要求先登录（HTTP {status}）", kind="portal")
    if status in (429, 503):
        raise HallUnreachable(f"大厅服务器出错，请稍后再来（HTTP {status}）", retry_after, "busy")
    if status >= 500:
        raise HallUnreachable(f"大厅服务器出错（HTTP {status}）", retry_after, "error")
    if 300 <= status < 400:
        raise HallUnreachable(f"请求被转到别处（HTTP {status}），网络可能需要登录", kind="portal")
    if status in (401, 403):
        raise HallUnreachable(f"大厅服务器不认这台终端（HTTP {status}）", retry_after, "denied")
    if content is None:
        raise _garbage("大厅服务器的回答过长")
    if status != 413 and _media_type(response) != "application/json":
        raise HallUnreachable(
            f"回答不是大厅服务器的格式（HTTP {status}），网络可能需要登录", kind=_foreign(status, content)
        )
    return _Answer(status, content, retry_after)


def _says_full(content: bytes | None) -> bool:
    """Whether the hall itself says so: a proxy's 503 means that nothing gets through."""
    try:
        return _decode(content or b"", _Unknown).error in ("storage", "too_many")
    except HallUnreachable:
        return False


def _media_type(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").split(";")[0].strip().lower()


def _foreign(status: int, content: bytes) -> HallTrouble:
    """A page for people with a good status is a login page; other foreign answers come from a broken server."""
    if status < 300 and content.lstrip()[:1] == b"<":
        return "portal"
    return "garbage" if status < 400 else "rejected"


def _garbage(reason: str) -> HallUnreachable:
    return HallUnreachable(reason, kind="garbage")


def _refusal(bundle_id: str, answer: _Answer) -> Refusal:
    refusal = _decode(answer.body, Refusal)
    if not refusal.faults or refusal.bundle_id not in (bundle_id, ""):
        raise _garbage("大厅的退回说明不完整")
    return Refusal(bundle_id, refusal.faults)


def _expect(answer: _Answer, *statuses: int) -> _Answer:
    if answer.status not in statuses:
        raise HallUnreachable(f"大厅服务器不接受请求（HTTP {answer.status}）", answer.retry_after, "rejected")
    return answer


def _decode(body: bytes, kind: type[T]) -> T:
    import msgspec

    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _garbage("大厅服务器的回答内容不合格式") from None


def _moment(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise _garbage("大厅服务器的回答中时间不合格式") from None


def _late(total: float) -> str:
    return f"大厅服务器 {total:g} 秒内没有答完"


def _unreachable(error: Exception, cut: bool, total: float) -> HallUnreachable:
    """What to tell of an exchange that failed; built from the kind of error only, so nothing personal slips in."""
    import requests

    from offline_cache.bounded_http import connected, name_unknown, not_http

    if cut:
        return HallUnreachable(_late(total), kind="silent")
    if isinstance(error, requests.exceptions.SSLError):
        return HallUnreachable("大厅服务器的证书不可信", kind="certificate")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return HallUnreachable("连接大厅服务器超时")
    if isinstance(error, requests.exceptions.Timeout):
        return HallUnreachable("大厅服务器没有回答", kind="silent")
    if not_http(error):
        return _garbage("回答不是 HTTP，连接中断")
    if name_unknown(error):
        return HallUnreachable("找不到大厅服务器的名字（DNS）")
    if isinstance(error, (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        kind: HallTrouble = "silent" if connected(error) else "network"
        return HallUnreachable("连不上大厅服务器，或连接中断", kind=kind)
    return HallUnreachable(f"与大厅服务器通信失败（{type(error).__name__}）", kind="unexpected")


def _seconds(header: str | None) -> float | None:
    """Retry-After (RFC 9110 §10.2.3): seconds or a date; None when absent or unreadable."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
