"""Every named error of the kiosk, as one tree, named by what the reader must do.

::

    KioskError                      has ``message`` and ``remedy``, both for people
    ├── UsageError                  call again with other words (command line; exit status 2)
    │   ├── UnknownScenario         pick one of the scenarios named in the remedy
    │   └── UnknownAnswer           fix the question key or its value
    ├── PackError                   an official corrects the named file, key and line
    ├── SettingsError               a technician corrects the named settings file
    ├── DeviceError                 a technician looks at the device
    │   ├── PortUnavailable         plug in, name another port, or free it
    │   ├── DeviceSilent            switch on, check cable and speed
    │   └── DeviceRefused           the device answered that it cannot
    ├── VaultError                  a technician restores the key; the data file is untouched
    ├── StoreError                  a technician frees or mends the disk
    │   ├── StoreInUse              end the other program, or let it do the work
    │   └── AttachmentDamaged       staff ask for the paper again; the bundle is set aside
    ├── ReleaseRefused              a publisher signs another release; the catalogue in use stays
    └── PaperError                  a form could not be made faithfully (for example an unprintable name)

Expected outcomes (no card yet, paper out, network down) are values, not exceptions.
"""


class KioskError(Exception):
    """A named fault. ``message`` says what happened, ``remedy`` what the reader should do next."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message if not remedy else f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


class UsageError(KioskError):
    """The caller's words do not fit; nothing was done."""


class UnknownScenario(UsageError):
    """No scenario of that id in the region."""


class UnknownAnswer(UsageError):
    """No such question, or the value does not fit it."""


class PackError(KioskError):
    """A data pack is wrong. ``faults`` holds every fault found, each naming file, line and key."""

    def __init__(self, faults: tuple[str, ...], remedy: str = "") -> None:
        super().__init__("；".join(faults), remedy)
        self.faults = faults


class SettingsError(KioskError):
    """Settings are wrong. ``faults`` holds every fault: file, key, value and what was expected."""

    def __init__(self, faults: tuple[str, ...], remedy: str = "") -> None:
        super().__init__("；".join(faults), remedy)
        self.faults = faults


class DeviceError(KioskError):
    """A device cannot do its work."""


class PortUnavailable(DeviceError):
    """The port does not exist, is taken, or went away."""


class DeviceSilent(DeviceError):
    """The device did not answer in time."""


class DeviceRefused(DeviceError):
    """The device answered with a refusal."""


class VaultError(KioskError):
    """The key is missing or wrong; the encrypted data is left as it is."""


class StoreError(KioskError):
    """The local database cannot be read or written."""


class StoreInUse(StoreError):
    """Another program owns the local database; ``message`` names it by process number."""


class AttachmentDamaged(StoreError):
    """A kept attachment is missing, cut short or not what was kept; ``message`` says which."""


class ReleaseRefused(KioskError):
    """A release of the catalogue is not taken; the one in use stays. ``kind`` is a fixed word.

    The words: ``format``, ``path``, ``size``, ``key``, ``signature``, ``region``, ``older``, ``content``, ``faults``
    and ``refused``.
    """

    def __init__(self, kind: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.kind = kind


class PaperError(KioskError):
    """A form cannot be printed faithfully; ``message`` names the field and the character.

    ``places`` are the names of those fields alone, which may be shown where the character may not.
    """

    def __init__(self, message: str, remedy: str = "", places: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.places = places
