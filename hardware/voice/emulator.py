"""A loudspeaker that writes what it plays to a folder, one WAV file a clip, and misbehaves by name."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from hardware.fault_names import NamedFault
from hardware.voice.clips import Clip
from kiosk.devices.outcomes import VoiceStatus


class Fault(NamedFault):
    """How the loudspeaker misbehaves, until told otherwise."""

    NO_DEVICE = ("no-device", 0, "", "没有声卡")
    UNPLUGGED = ("unplugged", 0, "", "念到一半声卡没了")
    STUCK = ("stuck", 0, "", "一段声音自己永远不结束")


class FolderPlayer:
    """Obeys ``hardware.voice.player.Player``: writes ``0001.wav``, ``0002.wav``, … and takes no time.

    Told to be slow it "plays" as long as the clip sounds, or until ended. Clips that were ended early are kept too;
    ``cut`` counts them.
    """

    def __init__(self, folder: Path, *, slow: bool = False) -> None:
        self.folder, self.slow = folder, slow
        self.played: list[Path] = []
        self.cut = 0
        self.playing = threading.Event()
        self._fault: Fault | None = None
        self._end = threading.Event()

    def misbehave(self, fault: Fault) -> None:
        """Show ``fault`` from now on."""
        self._fault = fault

    def behave(self) -> None:
        """Be a healthy loudspeaker again."""
        self._fault = None

    def play(self, clip: Clip, wanted: Callable[[], bool]) -> VoiceStatus:
        """See ``Player``."""
        if self._fault is Fault.NO_DEVICE:
            return VoiceStatus.NO_SOUND_DEVICE
        self._end.clear()
        if not wanted():
            return VoiceStatus.READY
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(self.played) + 1:04}.wav"
        path.write_bytes(clip.wav())
        self.played.append(path)
        self.playing.set()
        stuck = self._fault is Fault.STUCK
        if (self.slow or stuck) and self._end.wait(None if stuck else clip.seconds):
            self.cut += 1
        self.playing.clear()
        return VoiceStatus.NO_SOUND_DEVICE if self._fault is Fault.UNPLUGGED else VoiceStatus.READY

    def end(self) -> None:
        """See ``Player``."""
        self._end.set()

    def look(self) -> VoiceStatus:
        """See ``Player``."""
        return VoiceStatus.NO_SOUND_DEVICE if self._fault in (Fault.NO_DEVICE, Fault.UNPLUGGED) else VoiceStatus.READY
