"""Sound out of the loudspeaker through ALSA's aplay, a child process that is killed to be silent at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hardware.voice.child import NOT_FOUND, Child
from hardware.voice.clips import Clip
from kiosk.devices.outcomes import VoiceStatus

_PATIENCE = 3.0
_SILENCE = Clip(22050, 1, bytes(2 * 1102))  # 50 ms


class Player(Protocol):
    """Plays one clip at a time for one thread; ``end`` may come from any other."""

    def play(self, clip: Clip, wanted: Callable[[], bool]) -> VoiceStatus:
        """Play to its end or until ended; what the loudspeaker said then. A clip not ``wanted`` is not begun."""
        ...

    def end(self) -> None:
        """Be silent within 0.1 s."""
        ...

    def look(self) -> VoiceStatus:
        """Ask the loudspeaker now; bounded in time."""
        ...


class Aplay:
    """Obeys :class:`Player`. ``device`` is an ALSA name (``default``, ``plughw:1,0``, ``pulse``)."""

    def __init__(self, device: str = "default", program: str = "aplay") -> None:
        self._device, self._program = device, program
        self._child = Child()

    def play(self, clip: Clip, wanted: Callable[[], bool]) -> VoiceStatus:
        """See :class:`Player`. A player that does not end by itself is ended soon after the clip should be over."""
        command = (
            self._program, "-q", "-D", self._device, "-t", "raw", "-f", "S16_LE", "-r", str(clip.rate),
            "-c", str(clip.channels),
        )
        ended = self._child.run(command, clip.samples, clip.seconds + _PATIENCE, wanted)
        if ended.status == 0 or ended.status < 0:
            return VoiceStatus.READY
        return VoiceStatus.NO_PLAYER if ended.status == NOT_FOUND.status else VoiceStatus.NO_SOUND_DEVICE

    def end(self) -> None:
        """See :class:`Player`."""
        self._child.end()

    def look(self) -> VoiceStatus:
        """See :class:`Player`: plays a twentieth of a second of silence, since only playing tells the truth."""
        return self.play(_SILENCE, lambda: True)
