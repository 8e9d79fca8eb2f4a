"""What devices can say: closed lists, with *unknown* its own state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.person.identity import IdentityCard


class PrinterStatus(Enum):
    """State of a ticket or form printer. Silence is UNKNOWN or OFFLINE, never READY."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    TONER_OUT = "toner_out"
    ERROR = "error"
    OFFLINE = "offline"
    UNKNOWN = "unknown"

    @property
    def can_print(self) -> bool:
        """True when a job may be started; UNKNOWN may be tried, its end is then not certain."""
        return self in (PrinterStatus.READY, PrinterStatus.PAPER_LOW, PrinterStatus.UNKNOWN)


class PrintEnd(Enum):
    """How a print job ended."""

    PRINTED = "printed"
    NOT_CONFIRMED = "not_confirmed"
    FAILED = "failed"


@dataclass(frozen=True)
class PrintOutcome:
    """End of one print job with the status read after it; ``pages`` counts sheets or slips handed out.

    ``detail`` says why in words and never repeats what was to be printed. ``unprintable`` names the blanks that hold
    a character no font has: the job failed for them, not for the printer.
    """

    end: PrintEnd
    status: PrinterStatus
    pages: int = 0
    detail: str = ""
    unprintable: tuple[str, ...] = ()


class ReaderTrouble(Enum):
    """Why no card came out of the reader, by the action each needs."""

    NO_CARD = "no_card"                # nobody laid a card down in time
    PRESENT_AGAIN = "present_again"    # lifted too early or badly placed
    NOT_GENUINE = "not_genuine"        # the card failed the security module's check
    UNKNOWN_CARD = "unknown_card"      # not one of the four documents
    LIFT_FIRST = "lift_first"          # a card that was read still lies there: lift it, lay it down again
    SAME_CARD = "same_card"            # another person's card is wanted, and this is the one read before
    CROWDED = "crowded"                # two cards, a phone or metal over the reader
    NO_ANSWER = "no_answer"            # reader silent: power, cable, speed
    PORT_MISSING = "port_missing"      # the port is not there
    READER_FAULT = "reader_fault"      # security module self-test failed
    NOT_AUTHORISED = "not_authorised"  # security module must be serviced; never retry
    UNKNOWN_ANSWER = "unknown_answer"  # a code in no list: service, with the code named
    CANCELLED = "cancelled"            # the citizen left the page


@dataclass(frozen=True)
class CardOutcome:
    """Either a card or the trouble; ``sam_id`` and ``seconds`` where known (seconds from find to last byte).

    ``detail`` is for technicians: the reader's own code, or what the system said of the port. Nothing personal.
    """

    card: IdentityCard | None = None
    trouble: ReaderTrouble | None = None
    sam_id: str = ""
    seconds: float = 0.0
    detail: str = ""


class VoiceStatus(Enum):
    """Whether prompts can be heard. Only READY offers the voice to a citizen."""

    READY = "ready"
    OFF = "off"                          # none is set up
    NO_SOUND_DEVICE = "no_sound_device"  # no sound card, or it is not the one in the settings
    NO_PLAYER = "no_player"              # aplay is not installed
    NO_SPEECH = "no_speech"              # espeak-ng is not installed, and nothing is recorded
    UNKNOWN = "unknown"
