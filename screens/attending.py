"""What goes with a page beside its picture: the voice that reads it out and the lamps that show where to reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.devices.pointing import Spot
    from kiosk.steps import Look, Step
    from screens.look.texts import Texts
    from screens.shell import Shell


class Attendant:
    """Told of every page and dialog, it speaks once about each while the visit wants a voice."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._speaking = False
        self._said = ""
        self._lit: frozenset[Spot] = frozenset()

    def attend(self, step: Step, look: Look, t: Texts, dialog: str = "") -> None:
        """``step`` is on the glass, under ``dialog`` if that is not empty. Cheap when nothing has changed."""
        from kiosk.devices.pointing import pointed

        self._light(pointed(step))
        if look.voice and self._shell.can_speak():
            self._tell(step, look, t, dialog)
        elif self._speaking:
            self._fall_silent()

    def hush(self) -> None:
        """A finger came down: be silent at once; the next page is spoken again."""
        if self._speaking:
            self._shell.hush()

    def end(self) -> None:
        """The visit is over: silent and dark."""
        self._light(frozenset())
        if self._speaking:
            self._fall_silent()

    def _tell(self, step: Step, look: Look, t: Texts, dialog: str) -> None:
        from kiosk.devices.speaking import spoken, spoken_dialog

        words = spoken_dialog(dialog, t) if dialog else spoken(step, t)
        if words.text != self._said:
            text = words.text if self._speaking else f"{t('spoken.on')} {words.text}"
            self._shell.speak(text, look.language, loud=look.louder, keep=words.keep)
            self._said = words.text
        self._speaking = True

    def _fall_silent(self) -> None:
        self._shell.hush()
        self._speaking, self._said = False, ""

    def _light(self, spots: frozenset[Spot]) -> None:
        if spots != self._lit:
            self._lit = spots
            self._shell.point(spots)
