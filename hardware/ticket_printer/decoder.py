"""Reads ESC/POS bytes back as the lines a printer would draw: the eye of the emulator and of the tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from hardware.ticket_printer.commands import Command, EscPosError, commands

Align = Literal["left", "center", "right"]
ALIGNS: dict[int, Align] = {0: "left", 1: "center", 2: "right", 48: "left", 49: "center", 50: "right"}
DEFAULT_SPACING = 30  # dots a line, ESC 2
DEFAULT_QR_MODULE = 3  # GS ( k <function 167>


@dataclass(frozen=True)
class Style:
    """How characters look; ``wide`` and ``high`` are whole multiples."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    underline: bool = False
    invert: bool = False
    smooth: bool = False


@dataclass(frozen=True)
class Run:
    """Text in one style."""

    text: str
    style: Style


@dataclass(frozen=True)
class TextLine:
    """One printed line; ``spacing`` is the dots it advances, unless its characters are higher."""

    runs: tuple[Run, ...]
    align: Align
    spacing: int

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Feed:
    """Paper moved by so many dots."""

    dots: int


@dataclass(frozen=True)
class Raster:
    """A picture: ``rows`` × ``row_bytes`` bytes, a set bit is a burnt dot."""

    row_bytes: int
    rows: int
    bits: bytes
    align: Align


@dataclass(frozen=True)
class QrCode:
    """A code the printer draws by itself; ``level`` is L, M, Q or H."""

    payload: str
    module: int
    level: str
    align: Align


@dataclass(frozen=True)
class Cut:
    """The knife; ``partial`` leaves a bridge."""

    partial: bool


Op = TextLine | Feed | Raster | QrCode | Cut


@dataclass(frozen=True)
class Slip:
    """What one stream of bytes puts on paper, in order."""

    ops: tuple[Op, ...]

    def to_text(self) -> str:
        """The slip as plain lines; pictures and codes appear as a line in brackets."""
        return "\n".join(filter(None, (_as_text(op) for op in self.ops)))

    def to_png(self, path: Path, *, dots: int = 576) -> None:
        """Draw the slip at 8 dots a millimetre on ``dots`` printable dots. Raises SettingsError (no font)."""
        from hardware.ticket_printer.picture import draw

        draw(self.ops, dots, path)


def decode(stream: bytes) -> Slip:
    """Interpret a job. Raises EscPosError with the offset of the first byte that is not understood."""
    reader = _Reader()
    for command in commands(stream):
        reader.take(command)
    return Slip(tuple(reader.finish(len(stream))))


def _as_text(op: Op) -> str:
    if isinstance(op, TextLine):
        return op.text.rstrip()
    if isinstance(op, QrCode):
        return f"[二维码 {op.payload}]"
    if isinstance(op, Raster) and op.rows > 8:  # thinner ones are rules
        return f"[图 {op.row_bytes * 8}×{op.rows}]"
    if isinstance(op, Raster):
        return "-" * 24
    return "[切纸]" if isinstance(op, Cut) else ""


@dataclass
class _Reader:
    ops: list[Op] = field(default_factory=list)
    style: Style = field(default_factory=Style)
    align: Align = "left"
    spacing: int = DEFAULT_SPACING
    chinese: bool = False
    runs: list[Run] = field(default_factory=list)
    qr_module: int = DEFAULT_QR_MODULE
    qr_level: str = "L"
    qr_payload: str = ""

    def finish(self, end: int) -> list[Op]:
        if self.runs:
            raise EscPosError(end, "the stream ends with a line that is never printed")
        return self.ops

    def take(self, command: Command) -> None:
        if command.name == b"":
            self._text(command)
        elif command.name == b"\n":
            self.ops.append(TextLine(tuple(self.runs), self.align, self.spacing))
            self.runs.clear()
        elif command.name == b"\x1b@":
            self._reset()
        elif command.name in (b"\x1c&", b"\x1c."):
            self.chinese = command.name == b"\x1c&"
        elif command.name in (b"\x1dv", b"\x1d(", b"\x1dV", b"\x1bJ", b"\x1bd"):
            self._paper(command)
        elif command.name not in (b"\x10\x04", b"\x1dr"):  # questions leave no mark
            self._mode(command)

    def _reset(self) -> None:
        self.style, self.align, self.spacing = Style(), "left", DEFAULT_SPACING
        self.runs.clear()

    def _text(self, command: Command) -> None:
        if len(command.data) > 1 and not self.chinese:
            raise EscPosError(command.offset, "a Chinese character outside Chinese mode (FS &)")
        text = command.data.decode("gb18030")
        if self.runs and self.runs[-1].style == self.style:
            self.runs[-1] = Run(self.runs[-1].text + text, self.style)
        else:
            self.runs.append(Run(text, self.style))

    def _mode(self, command: Command) -> None:
        value = command.data[0] if command.data else 0
        if command.name == b"\x1d!":
            if value & 0x88:
                raise EscPosError(command.offset, f"GS ! with n = {value:#04x}")
            self.style = replace(self.style, wide=(value >> 4) + 1, high=(value & 7) + 1)
        elif command.name == b"\x1b!":
            wide, high = 2 if value & 0x20 else 1, 2 if value & 0x10 else 1
            self.style = replace(self.style, wide=wide, high=high, bold=bool(value & 8), underline=bool(value & 0x80))
        elif command.name == b"\x1bE":
            self.style = replace(self.style, bold=bool(value & 1))
        elif command.name == b"\x1b-":
            self.style = replace(self.style, underline=value not in (0, 48))
        elif command.name == b"\x1dB":
            self.style = replace(self.style, invert=bool(value & 1))
        elif command.name == b"\x1db":
            self.style = replace(self.style, smooth=bool(value & 1))
        else:
            self._line_mode(command, value)

    def _line_mode(self, command: Command, value: int) -> None:
        if command.name == b"\x1ba":
            if value not in ALIGNS:
                raise EscPosError(command.offset, f"ESC a with n = {value}")
            self.align = ALIGNS[value]
        elif command.name == b"\x1b2":
            self.spacing = DEFAULT_SPACING
        elif command.name == b"\x1b3":
            self.spacing = value
        elif value not in (0, 48):
            raise EscPosError(command.offset, "only font A (ESC M 0) is known")

    def _paper(self, command: Command) -> None:
        if self.runs:
            raise EscPosError(command.offset, "a picture, feed or cut inside an unfinished line")
        data = command.data
        if command.name == b"\x1bJ":
            self.ops.append(Feed(data[0]))
        elif command.name == b"\x1bd":
            self.ops.append(Feed(data[0] * self.spacing))
        elif command.name == b"\x1dV":
            self.ops.append(Cut(partial=data[0] in (1, 49, 66)))
        elif command.name == b"\x1dv":
            wide, high = int.from_bytes(data[2:4], "little"), int.from_bytes(data[4:6], "little")
            self.ops.append(Raster(wide, high, data[6:], self.align))
        else:
            self._qr(command.offset, data[3:])

    def _qr(self, offset: int, data: bytes) -> None:
        """GS ( k for QR: functions 165 (model), 167 (module), 169 (level), 180 (store), 181 (print)."""
        if len(data) < 3 or data[0] != 49 or data[1] not in (65, 67, 69, 80, 81):
            raise EscPosError(offset, f"GS ( k with {data[:2].hex(' ')}")
        function = data[1]
        if function == 67:
            self.qr_module = data[2]
        elif function == 69:
            if not 48 <= data[2] <= 51:
                raise EscPosError(offset, f"QR level {data[2]}")
            self.qr_level = "LMQH"[data[2] - 48]
        elif function == 80:
            try:
                self.qr_payload = data[3:].decode("utf-8")
            except UnicodeDecodeError:
                raise EscPosError(offset, "a QR code that is not UTF-8") from None
        elif function == 81:
            if not self.qr_payload:
                raise EscPosError(offset, "a QR code is printed before it is stored")
            self.ops.append(QrCode(self.qr_payload, self.qr_module, self.qr_level, self.align))
