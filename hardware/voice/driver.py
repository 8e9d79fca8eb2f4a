"""The voice of the machine: the newest prompt is said, an older one falls silent, nothing waits for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from hardware.voice.clips import NOTHING_RECORDED, Clip, KeptClips, Recorded
from hardware.voice.player import Aplay, Player
from hardware.voice.reading import sentences
from hardware.voice.synthesis import Espeak
from kiosk.devices.outcomes import VoiceStatus
from kiosk.words import Language

_LOOK_AGAIN = 30.0


@dataclass(frozen=True)
class _Request:
    text: str
    language: Language
    loud: bool
    keep: bool


class EspeakVoice:
    """Obeys ``kiosk.needs.Voice``: recorded clips first, espeak-ng for the rest, aplay to be heard.

    One thread, begun by :meth:`start`; ``volume`` (0 to 1) is the loudness of a visit that did not ask for louder.
    Without a sound card the status says so, prompts are dropped, and the card is looked for again every
    ``look_again`` seconds.
    """

    def __init__(
        self,
        player: Player | None = None,
        espeak: Espeak | None = None,
        recorded: Recorded = NOTHING_RECORDED,
        *,
        volume: float = 0.6,
        look_again: float = _LOOK_AGAIN,
    ) -> None:
        self._player = player or Aplay()
        self._espeak = espeak or Espeak(readings=recorded.readings)
        self._recorded, self._volume, self._look_again = recorded, volume, look_again
        self._kept = KeptClips()
        self._changed = threading.Condition()
        self._turn: _Request | None = None
        self._saying = False
        self._over = False
        self._status = VoiceStatus.UNKNOWN
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Look for the loudspeaker and be ready to speak."""
        self._thread.start()

    def speak(self, text: str, language: Language, *, loud: bool = False, keep: bool = True) -> None:
        """Say ``text`` now, instead of what is being said. Returns at once."""
        self._turn_to(_Request(text, language, loud, keep) if text else None)

    def stop(self) -> None:
        """Be silent within 0.1 s. Returns at once."""
        self._turn_to(None)

    def status(self) -> VoiceStatus:
        """What is known now; asks nobody."""
        return self._status

    def wait_until_silent(self, seconds: float) -> bool:
        """Wait until nothing is left to say; False when that took longer than ``seconds``."""
        with self._changed:
            return self._changed.wait_for(lambda: self._turn is None and not self._saying, seconds)

    def close(self) -> None:
        """Fall silent for good; waits two seconds at most."""
        with self._changed:
            self._over = True
        self._turn_to(None)
        self._end()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _turn_to(self, request: _Request | None) -> None:
        with self._changed:
            self._turn = request
            if self._saying:
                self._end()  # within the lock: what is ended is the old prompt, never the new one
            self._changed.notify_all()

    def _end(self) -> None:
        self._espeak.end()
        self._player.end()

    def _run(self) -> None:
        self._look()
        while True:
            with self._changed:
                self._saying = False
                self._changed.notify_all()
                wait = None if self._status is VoiceStatus.READY else self._look_again
                came = self._changed.wait_for(lambda: self._over or self._turn is not None, wait)
                if self._over:
                    return
                request = self._turn
                self._saying = request is not None
            if not came or request is None:
                self._look()
            elif self._status is VoiceStatus.READY:
                self._say(request)
            with self._changed:
                if self._turn is request:
                    self._turn = None
            del request  # the next prompt may be hours away

    def _look(self) -> None:
        status = self._player.look()
        if status is VoiceStatus.READY and not self._espeak.works():
            status = VoiceStatus.READY if self._recorded.clips else VoiceStatus.NO_SPEECH
        self._status = status

    def _say(self, request: _Request) -> None:
        for sentence in sentences(request.text):
            clip = self._clip(sentence, request)
            if self._turn is not request:
                return
            if clip is None:
                continue
            self._status = self._player.play(clip, lambda: self._turn is request)
            if self._status is not VoiceStatus.READY:
                return

    def _clip(self, sentence: str, request: _Request) -> Clip | None:
        language, loudness = request.language, 1.0 if request.loud else self._volume
        kept = self._kept.find(language, sentence, loudness)
        if kept is not None:
            return kept
        recorded = self._recorded.clip(language, sentence)
        if recorded is not None:
            made: Clip | None = recorded.louder(loudness)
        else:
            made = self._espeak.make(sentence, language, lambda: self._turn is request, loudness)
        if made is not None and request.keep:
            self._kept.keep(language, sentence, loudness, made)
        return made


class SilentVoice:
    """Obeys ``kiosk.needs.Voice`` on a machine without a voice."""

    def start(self) -> None:
        """Nothing to begin."""

    def speak(self, text: str, language: Language, *, loud: bool = False, keep: bool = True) -> None:
        """Says nothing."""

    def stop(self) -> None:
        """Is silent."""

    def status(self) -> VoiceStatus:
        """No voice was set up."""
        return VoiceStatus.OFF

    def close(self) -> None:
        """Nothing to let go of."""
