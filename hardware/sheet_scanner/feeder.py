"""The scanner's own process: ``python -m hardware.sheet_scanner.feeder NAME DPI``, speaking as the camera's eye does.

Pages are drawn in only when asked for. Nothing is written to disk.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO, Protocol

import numpy as np

from hardware.camera.eye import Gone, encoded, say
from hardware.camera.page_finder import Picture
from hardware.camera.sources import NoDevice

_TROUBLES = {
    "Document feeder jammed": "jammed",
    "Scanner cover is open": "cover_open",
}
_EMPTY = "Document feeder out of documents"
_A4_MM = (210.0, 297.0)


class Sane(Protocol):
    """The part of a device of python-sane used here; options are its attributes."""

    opt: dict[str, Any]

    def start(self) -> None:
        """Draw the next page in. Raises with one of SANE's sentences."""
        ...

    def snap(self, no_cancel: bool = ...) -> Any:
        """The page as a picture of Pillow."""
        ...

    def cancel(self) -> None:
        """End the scan, let the next one start."""
        ...


class Feeder:
    """Answers wishes with pages of an opened scanner."""

    def __init__(self, device: Sane, dpi: int) -> None:
        self._device = device
        self._feeds = _prepared(device, dpi)
        self._given = False

    def answer(self, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Head and picture of one answer. Raises Gone when the scanner does not answer sensibly any more."""
        if wish["do"] != "take" or (self._given and not self._feeds):
            self._given = False
            return {"kind": "no_page"}, b""
        try:
            self._device.start()
            picture = self._device.snap(self._feeds)
        except Exception as error:  # python-sane names its own error nowhere; its sentence tells what it is
            self._device.cancel()
            said = str(error)
            if said == _EMPTY:
                return {"kind": "no_page"}, b""
            if said in _TROUBLES:
                return {"kind": _TROUBLES[said], "detail": said}, b""
            raise Gone(said) from error
        self._given = True
        rgb = np.asarray(picture.convert("RGB"), dtype=np.uint8)
        bgr: Picture = np.ascontiguousarray(rgb[:, :, ::-1])
        return encoded(bgr, [])


def _prepared(device: Sane, dpi: int) -> bool:
    """Feeder, colour, resolution and the whole A4 page, as far as the device has such options; whether it feeds."""
    names = {option.replace("-", "_"): option for option in device.opt}
    wanted: dict[str, object] = {}
    sources = _choices(device, names, "source")
    feeders = [name for name in sources if "feeder" in name.lower() or "adf" in name.lower()]
    if feeders:
        plain = [name for name in feeders if "duplex" not in name.lower()]
        wanted["source"] = (plain or feeders)[0]
    if modes := _choices(device, names, "mode"):
        wanted["mode"] = next((mode for mode in modes if mode.lower().startswith("color")), modes[0])
    for name, value in (("resolution", dpi), ("br_x", _A4_MM[0]), ("br_y", _A4_MM[1])):
        if name in names:
            wanted[name] = _within(device.opt[names[name]].constraint, value)
    for name, choice in wanted.items():
        setattr(device, name, choice)
    return bool(feeders)


def _choices(device: Sane, names: dict[str, str], name: str) -> list[str]:
    return [str(choice) for choice in device.opt[names[name]].constraint or ()] if name in names else []


def _within(constraint: Any, value: float) -> float:
    """The nearest value a device allows: a range (low, high, step), a list, or anything."""
    if isinstance(constraint, tuple):
        return min(max(value, float(constraint[0])), float(constraint[1]))
    if isinstance(constraint, list) and constraint:
        return min((float(one) for one in constraint), key=lambda one: abs(one - value))
    return value


def open_device(name: str) -> Sane:
    """The scanner of that name, or the first one. Raises NoDevice."""
    try:
        import sane
    except ImportError as error:
        raise NoDevice("python-sane is not installed: pip install 'onething-kiosk[scanner]'") from error
    sane.init()
    try:
        found = name or next((device[0] for device in sane.get_devices(True)), "")
        if not found:
            raise NoDevice("SANE finds no scanner")
        opened: Sane = sane.open(found)
    except NoDevice:
        raise
    except Exception as error:
        raise NoDevice(f"{name or 'scanner'}: {error}") from error
    return opened


def serve(feeder: Feeder, wishes: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the wishes end."""
    for line in wishes:
        head, picture = feeder.answer(json.loads(line))
        say(answers, head, picture)


def main(arguments: list[str]) -> int:
    """Open the scanner and serve. Exit status 1 when it cannot be opened or stops answering."""
    name, dpi = arguments
    out = sys.stdout.buffer
    try:
        feeder = Feeder(open_device(name), int(dpi))
        say(out, {"kind": "open"})
        serve(feeder, sys.stdin.buffer, out)
    except NoDevice as error:
        say(out, {"kind": "no_device", "detail": str(error)})
        return 1
    except Gone as error:
        say(out, {"kind": "gone", "detail": str(error)})
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
