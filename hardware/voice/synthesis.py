"""Sentences made into sound by espeak-ng, a bounded child process.

``cmn-latn-pinyin`` reads toned pinyin; the plain ``cmn`` voice of espeak-ng 1.51 says English letters and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.voice.child import Child
from hardware.voice.clips import Clip, read_wav
from hardware.voice.reading import READINGS, read_aloud
from kiosk.words import Language

_SECONDS = 5.0
VOICES: Mapping[Language, str] = {"zh": "cmn-latn-pinyin", "en": "en-gb"}


class Espeak:
    """Makes clips. ``speed`` is words a minute; ``readings`` maps words to toned pinyin."""

    def __init__(
        self, program: str = "espeak-ng", *, speed: int = 150, readings: Mapping[str, str] = READINGS
    ) -> None:
        self._program, self._speed, self._readings = program, speed, readings
        self._child = Child()

    def make(
        self, sentence: str, language: Language, wanted: Callable[[], bool], loudness: float = 1.0
    ) -> Clip | None:
        """The sentence as a clip; None when it is not wanted any more or espeak-ng is missing, silent or stuck."""
        text = read_aloud(sentence, language, self._readings)
        command = (
            self._program, "-v", VOICES[language], "-s", str(self._speed), "-a", str(round(100 * loudness)), "-b", "1",
            "--stdin", "--stdout",
        )
        ended = self._child.run(command, text.encode("utf-8"), _SECONDS, wanted)
        if ended.status != 0:
            return None
        try:
            return read_wav(ended.output)
        except ValueError:
            return None

    def end(self) -> None:
        """Give up the sentence being made. From any thread."""
        self._child.end()

    def works(self) -> bool:
        """Whether espeak-ng is there and makes a sound; at most five seconds. The dictionary is loaded now."""
        clip = self.make("好", "zh", lambda: True)
        return clip is not None and clip.seconds > 0
