"""This machine as a device the hall knows: its key, its token, and the signature on what it hands in."""

from offline_cache.enrolment.asking import Enrolment
from offline_cache.enrolment.keeping import DeviceKeys, DeviceRecord
from offline_cache.enrolment.signing import DeviceSigner, Signer

__all__ = ["DeviceKeys", "DeviceRecord", "DeviceSigner", "Enrolment", "Signer"]
