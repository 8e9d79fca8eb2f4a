"""Asks one port who is there: bounded, without leaving a trace on paper, and never on a port in use."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from hardware.id_reader.wire import commands
from hardware.id_reader.wire.conversation import Conversation, NoAnswer, Patience
from hardware.id_reader.wire.frames import Response
from hardware.id_reader.wire.sam_id import SamId
from hardware.id_reader.wire.statuses import Status
from hardware.port import Port, open_port
from hardware.ports.known import DeviceKind
from hardware.ports.listing import SerialPort
from hardware.ticket_printer.status import is_answer, question
from kiosk.errors import DeviceSilent, PortUnavailable

BAUDRATES = commands.PROBE_ORDER
LONGEST = 5.0  # seconds that asking one silent port takes at most
_PRINTER_WAIT = 0.15
_READER_PATIENCE = Patience(answer_scale=0.2, quiet=0.1, slice=0.05, attempts=2)
_FORGET_LINE = b"\x1b@"  # ESC @: a printer drops the letters it holds but has not printed
_FLOW_CONTROL = b"\x11\x13"


class Hearing(Enum):
    """How asking a port ended."""

    ANSWERED = "answered"
    SILENT = "silent"
    GARBLED = "garbled"        # bytes came, but no known device speaks like that
    NOT_ASKED = "not_asked"    # its USB id says that it never answers
    IN_USE = "in_use"
    MISSING = "missing"
    DENIED = "denied"
    FAILED = "failed"          # opened, then broke, or took too long


@dataclass(frozen=True)
class Heard:
    """What a port said. ``kind`` may be set without an answer, from its USB id; ``baudrate`` only with one.

    ``reader_status`` and ``sam_id`` (the reader's own number, not a person's) belong to an ID reader.
    """

    hearing: Hearing
    kind: DeviceKind | None = None
    baudrate: int | None = None
    reader_status: Status | None = None
    sam_id: str = ""
    detail: str = ""


def ask(port: SerialPort, first: Sequence[int] = (), in_use: frozenset[str] = frozenset()) -> Heard:
    """Ask who is there, at the speeds ``first`` and then at all others; at most ``LONGEST`` seconds.

    The printer's question goes first at every speed and the reader's is followed by ESC @, so that a printer
    which keeps silent holds nothing to print. ``in_use`` are paths other programs have open.
    """
    claims = port.claims
    if os.path.realpath(port.path) in in_use:
        return Heard(Hearing.IN_USE, claims)
    if claims is DeviceKind.CODE_SCANNER:
        return Heard(Hearing.NOT_ASKED, claims)
    garbled = False
    deadline = time.monotonic() + LONGEST
    try:
        for baudrate in (*dict.fromkeys((*first, *BAUDRATES)),)[: 1 if port.printer_class else None]:
            with open_port(port.path, baudrate=baudrate, timeout=0.1, write_timeout=0.5) as line:
                heard = _ask_at(line, port)
            if heard.hearing is Hearing.ANSWERED:
                return replace(heard, baudrate=baudrate)
            garbled = garbled or heard.hearing is Hearing.GARBLED
            if time.monotonic() > deadline:
                break
    except PortUnavailable as error:
        return Heard(_why(error), claims, detail=error.message)
    except DeviceSilent as error:
        return Heard(Hearing.SILENT, claims, detail=error.message)
    return Heard(Hearing.GARBLED if garbled else Hearing.SILENT, claims)


def held_ports() -> frozenset[str]:
    """Devices that other programs hold open, as far as this user may see (Linux); pseudo terminals left out.

    A lock keeps two kiosks apart, but a modem service or a console opens a port without one.
    """
    own = str(os.getpid())
    held: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != own:
            held.update(_open_devices(process / "fd"))
    return frozenset(held)


def _open_devices(folder: Path) -> Iterator[str]:
    try:
        handles = [entry.path for entry in os.scandir(folder)]
    except OSError:
        return  # another user's program, or one that has just ended
    for handle in handles:
        try:
            target = os.readlink(handle)  # noqa: PTH115 - thousands of them: no objects
        except OSError:
            continue
        if target.startswith("/dev/") and not target.startswith("/dev/pts/"):
            yield target


def _ask_at(line: Port, port: SerialPort) -> Heard:
    claims = port.claims
    heard_any = False
    if claims is not DeviceKind.ID_READER:
        said = _printer_says(line)
        if said is True:
            line.write(_FORGET_LINE)
            return Heard(Hearing.ANSWERED, DeviceKind.TICKET_PRINTER)
        heard_any = said is None
    if claims is not DeviceKind.TICKET_PRINTER:
        heard = _reader_says(line)
        if heard.hearing is Hearing.ANSWERED:
            return heard
        line.write(_FORGET_LINE)
        heard_any = heard_any or heard.hearing is Hearing.GARBLED
    return Heard(Hearing.GARBLED if heard_any else Hearing.SILENT, claims)


def _printer_says(line: Port) -> bool | None:
    """True for a printer, False for silence, None for anything else; three questions, one byte each (DLE EOT)."""
    for n in (1, 2, 4):
        line.flush_input()
        line.write(question(n))
        heard = _bytes_within(line, _PRINTER_WAIT)
        if not heard:
            return False if n == 1 else None
        if len(heard) != 1 or not is_answer(heard[0]):
            return None
    return True


def _bytes_within(line: Port, seconds: float) -> bytes:
    """What came in time; one byte ends the wait after a short look whether more follows."""
    heard = line.read_available(seconds)
    heard = bytes(byte for byte in heard if byte not in _FLOW_CONTROL)
    return heard + line.read_available(0.02) if heard else heard


def _reader_says(line: Port) -> Heard:
    talk = Conversation(line, _READER_PATIENCE)
    answer = talk.ask(commands.STATUS, _never)
    if not isinstance(answer, Response):
        return Heard(Hearing.GARBLED if answer is NoAnswer.GARBLED else Hearing.SILENT)
    number = talk.ask(commands.SAM_ID, _never)
    known = isinstance(number, Response) and Status.of(number) is Status.DONE
    return Heard(
        Hearing.ANSWERED,
        DeviceKind.ID_READER,
        reader_status=Status.of(answer),
        sam_id=str(SamId.from_bytes(number.data)) if known and isinstance(number, Response) else "",
    )


def _why(error: PortUnavailable) -> Hearing:
    cause = error.__cause__
    code = cause.errno if isinstance(cause, OSError) else None
    return {
        errno.ENOENT: Hearing.MISSING,
        errno.ENODEV: Hearing.MISSING,
        errno.ENXIO: Hearing.MISSING,
        errno.EACCES: Hearing.DENIED,
        errno.EPERM: Hearing.DENIED,
        errno.EBUSY: Hearing.IN_USE,
        errno.EAGAIN: Hearing.IN_USE,
    }.get(code or 0, Hearing.FAILED)


def _never() -> bool:
    return False
