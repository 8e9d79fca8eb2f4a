"""A hall's door that misbehaves by name: between the kiosk and a real hall server, over real sockets."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Fault:
    """A way to misbehave: its name, the outcome class the kiosk must see, and whether the hall did the work."""

    name: str
    outcome: str
    commits: bool = False
    slow: bool = False


FAULTS = (
    Fault("commits, then drops the reply", "silent", commits=True),
    Fault("commits, then half a reply", "silent", commits=True),
    Fault("commits, then RST", "silent", commits=True),
    Fault("commits, then garbage JSON", "garbage", commits=True),
    Fault("commits, then another bundle's receipt", "garbage", commits=True),
    Fault("100 Continue for ever", "silent", slow=True),
    Fault("a byte a second", "silent", slow=True),
    Fault("never answers", "silent", slow=True),
    Fault("RST", "silent"),
    Fault("500", "error"),
    Fault("502", "error"),
    Fault("503 with Retry-After", "busy"),
    Fault("429", "busy"),
    Fault("413", "refused"),
    Fault("401", "denied"),
    Fault("404", "rejected"),
    Fault("garbage JSON", "garbage"),
    Fault("not HTTP", "garbage"),
    Fault("redirect loop", "portal"),
    Fault("login page with 200", "portal"),
    Fault("proxy wants a login (511)", "portal"),
    Fault("wrong certificate", "certificate"),
    Fault("name unknown (DNS)", "network"),
    Fault("nobody listens", "network"),
)
"""Everything ``BadServer`` can do besides passing on."""

BY_NAME = {fault.name: fault for fault in FAULTS}
PASS_ON = "passes on"


def _answer(status: str, body: bytes = b"{}", kind: str = "application/json", extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n{extra}\r\n".encode() + body


_OTHER = (
    b'{"bundle_id":"%s","case_code":"XN26-7K3M-4","digest":"%s","received_at":"2026-01-05T12:00:00+08:00"}'
    % (b"0" * 32, b"0" * 64)
)
_SAID = {
    "commits, then garbage JSON": _answer("201 Created", b'{"bundle_id": 7, "case'),
    "commits, then another bundle's receipt": _answer("201 Created", _OTHER),
    "500": _answer("500 Oops", b"oops", "text/plain"),
    "502": _answer("502 Bad Gateway", b"<html>nginx</html>", "text/html"),
    "503 with Retry-After": _answer("503 Busy", extra="Retry-After: 2\r\n"),
    "429": _answer("429 Too Many Requests"),
    "413": _answer("413 Payload Too Large", b"<html>too large</html>", "text/html"),
    "401": _answer("401 Unauthorized"),
    "404": _answer("404 Not Found", b"<html>no such page</html>", "text/html"),
    "garbage JSON": _answer("200 OK", b'{"ok": tru'),
    "not HTTP": b"\x00\xff\x17 not http at all \r\n\r\n",
    "login page with 200": _answer("200 OK", b"<!DOCTYPE html><form>login</form>", "text/html; charset=utf-8"),
    "proxy wants a login (511)": _answer("511 Network Authentication Required", b"<html>", "text/html"),
}


class BadServer:
    """Passes requests on to ``hall_url`` while ``mode`` is ``PASS_ON``; else does what the mode says.

    ``url_for`` gives the address to use in a mode: some faults live in the address. ``folder`` takes a certificate.
    """

    def __init__(self, hall_url: str, folder: Path) -> None:
        self.mode = PASS_ON
        self._hall = urlsplit(hall_url)
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls_listener = socket.create_server(("127.0.0.1", 0))
        self._tls = _foreign_certificate(folder)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            self._nobody = closed.getsockname()[1]
        for listener, treat in ((self._listener, self._treat), (self._tls_listener, self._treat_tls)):
            threading.Thread(target=self._accept, args=(listener, treat), daemon=True).start()

    def url_for(self, mode: str) -> str:
        """The address a kiosk meets the mode at."""
        return {
            "wrong certificate": f"https://127.0.0.1:{self._tls_listener.getsockname()[1]}",
            "name unknown (DNS)": "http://hall.invalid:8600",
            "nobody listens": f"http://127.0.0.1:{self._nobody}",
        }.get(mode, f"http://127.0.0.1:{self._listener.getsockname()[1]}")

    def close(self) -> None:
        """Stop listening; connections end by themselves."""
        self._closing.set()
        for listener in (self._listener, self._tls_listener):
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket, treat: Callable[[socket.socket], None]) -> None:
        while not self._closing.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, treat), daemon=True).start()

    def _serve(self, client: socket.socket, treat: Callable[[socket.socket], None]) -> None:
        client.settimeout(10)
        with client, suppress(OSError):
            treat(client)

    def _treat_tls(self, client: socket.socket) -> None:
        with self._tls.wrap_socket(client, server_side=True) as secured:
            read_message(secured)

    def _treat(self, client: socket.socket) -> None:
        while request := read_message(client):
            mode = self.mode
            if mode == PASS_ON:
                client.sendall(self._passed_on(request))
                continue
            answer = self._passed_on(request) if BY_NAME[mode].commits else b""
            self._misbehave(client, mode, answer)
            return

    def _misbehave(self, client: socket.socket, mode: str, answer: bytes) -> None:
        if mode in _SAID:
            client.sendall(_SAID[mode])
        elif mode == "commits, then half a reply":
            client.sendall(answer[: len(answer) - 40])
        elif mode in ("commits, then RST", "RST"):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif mode == "redirect loop":
            client.sendall(_answer("302 Found", extra=f"Location: {self.url_for(mode)}/v1/bundles\r\n"))
        elif mode == "100 Continue for ever":
            self._drip(client, b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05)
        elif mode == "a byte a second":
            self._drip(client, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" ", 1.0)
        elif mode == "never answers":
            self._drip(client, b"", b"", 0.05)

    def _drip(self, client: socket.socket, first: bytes, drop: bytes, pause: float) -> None:
        client.sendall(first)
        client.settimeout(pause)
        end = time.monotonic() + 10
        while time.monotonic() < end and not self._closing.is_set():
            with suppress(TimeoutError):
                if not client.recv(1):
                    return
            client.sendall(drop)

    def _passed_on(self, request: bytes) -> bytes:
        with socket.create_connection((str(self._hall.hostname), int(self._hall.port or 80)), timeout=10) as hall:
            hall.sendall(request)
            return read_message(hall)


def read_message(sock: socket.socket) -> bytes:
    """One whole HTTP message with its body; empty when the other side has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        piece = sock.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


def _foreign_certificate(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "other.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
