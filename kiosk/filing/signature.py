"""What a device signs with its Ed25519 key (RFC 8032), the same bytes on both sides of the wire.

The canonical text is UTF-8, one value a line, each line ended by LF::

    kiosk-request-1
    <device: 32 hex digits, the first half of SHA-256 of the raw public key>
    <method, capitals>
    <path with query, as on the request line>
    <SHA-256 of the body, 64 hex digits; of the empty body when there is none>
    <Unix time in whole seconds>
    <nonce: 32 hex digits, fresh for every request>

It goes with the request as the headers ``X-Kiosk-Device``, ``X-Kiosk-Time``, ``X-Kiosk-Nonce`` and
``X-Kiosk-Signature`` (base64 of the 64 signature bytes).
"""

from __future__ import annotations

import hashlib
import re

DEVICE_HEADER, TIME_HEADER = "X-Kiosk-Device", "X-Kiosk-Time"
NONCE_HEADER, SIGNATURE_HEADER = "X-Kiosk-Nonce", "X-Kiosk-Signature"
MOST_SKEW = 300
"""Seconds by which the clocks of device and hall may differ."""
_DEVICE = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"(0|[1-9][0-9]{0,11})")


def device_id(public_key: bytes) -> str:
    """The name of a device: 32 hex digits that follow from its raw public key (32 bytes)."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def canonical(device: str, method: str, path: str, body: bytes, time: str, nonce: str) -> bytes:
    """The bytes to sign. Raises ValueError for a value that could be read in two ways."""
    if not (_DEVICE.fullmatch(device) and _DEVICE.fullmatch(nonce) and _TIME.fullmatch(time)):
        raise ValueError("device, nonce or time is not well formed")
    if not method.isascii() or not method.isalpha() or "\n" in path or not path.startswith("/"):
        raise ValueError("method or path is not well formed")
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(("kiosk-request-1", device, method.upper(), path, digest, time, nonce, "")).encode()
