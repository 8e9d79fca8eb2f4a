"""Whether a request comes from a device the hall knows: known, not revoked, in time, signed over exactly this."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.devices.registry import Devices
from kiosk.filing.signature import (
    DEVICE_HEADER,
    MOST_SKEW,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    canonical,
)

DeviceWord = Literal["", "unsigned", "device_unknown", "device_revoked", "clock", "signature", "token"]
"""Empty when all is well, else why not; the same words go over the wire."""


@dataclass(frozen=True)
class Checked:
    """``device`` is known only when ``word`` is empty; ``time`` is what it signed, in Unix seconds."""

    word: DeviceWord
    device: str = ""
    time: int = 0


@dataclass(frozen=True)
class Signed:
    """What the headers of a signed request say."""

    device: str
    time: str
    nonce: str
    signature: str

    @staticmethod
    def of(headers: Mapping[str, str]) -> Signed | None:
        """From headers looked up without regard to case; None when none of them is there."""
        found = [headers.get(name, "") for name in (DEVICE_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)]
        return Signed(*found) if any(found) else None


def check_request(
    devices: Devices, headers: Mapping[str, str], method: str, path: str, body: bytes, *, key: bytes | None = None
) -> Checked:
    """Check one request. ``key`` is a key not known yet that must prove itself (enrolment)."""
    signed = Signed.of(headers)
    if signed is None:
        return Checked("unsigned")
    if key is None:
        known = devices.key_of(signed.device)
        if known is None:
            return Checked("device_unknown")
        key, revoked = known
        if revoked:
            return Checked("device_revoked")
    if not verifies(signed, key, method, path, body):
        return Checked("signature")
    time = int(signed.time)
    if abs(devices.now - time) > MOST_SKEW:
        return Checked("clock")
    return Checked("", signed.device, time)


def verifies(signed: Signed, key: bytes, method: str, path: str, body: bytes) -> bool:
    """Whether the signature is that of ``key`` over exactly this request."""
    try:
        signature = base64.b64decode(signed.signature, validate=True)
        text = canonical(signed.device, method, path, body, signed.time, signed.nonce)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
