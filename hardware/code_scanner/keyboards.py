"""Which keyboards hang on this computer; a scanner that types what it reads is one of them."""

from __future__ import annotations

from pathlib import Path

_BY_ID = Path("/dev/input/by-id")
_END = "-event-kbd"


def keyboards(folder: Path = _BY_ID) -> tuple[str, ...] | None:
    """Names of the USB keyboards as the system gives them, sorted; None where the system has no such list."""
    try:
        found = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return () if folder.parent.is_dir() else None
    except OSError:
        return None
    return tuple(sorted(name.removeprefix("usb-").removesuffix(_END) for name in found if name.endswith(_END)))
