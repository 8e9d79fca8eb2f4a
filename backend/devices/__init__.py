"""Which kiosks the hall knows: enrolment with a one-time code, signatures, tokens, revocation."""

from backend.devices.checking import Checked, check_request
from backend.devices.registry import Devices, KnownDevice

__all__ = ["Checked", "Devices", "KnownDevice", "check_request"]
