"""The voice says each page once, falls silent under a finger, says nothing personal; lamps follow the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.devices.pointing import Spot
from kiosk.steps import CardPhase, Goodbye, Look, PresentCard, Step
from tests.screens import samples
from tests.screens.conftest import HEIGHT, WIDTH
from tests.screens.structure import problems
from tests.screens.test_shell import Hand


class Ears:
    """Hears the prompts and sees the lamps; ``there`` tells whether the machine has a loudspeaker."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bool, bool]] = []
        self.hushed = 0
        self.lit: list[frozenset[Spot]] = []
        self.there = True

    def speak(self, text: str, language: str, *, loud: bool = False, keep: bool = True) -> None:
        self.heard.append((text, language, loud, keep))

    def hush(self) -> None:
        self.hushed += 1

    @property
    def texts(self) -> list[str]:
        return [text for text, *_ in self.heard]


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def begin(walk: Any, ears: Ears) -> Iterator[Callable[..., tuple[Hand, Any]]]:
    hands: list[Hand] = []

    def start(first: Step | None = None) -> tuple[Hand, Any]:
        changes = {
            "speak": ears.speak, "hush": ears.hush, "can_speak": lambda: ears.there, "point": ears.lit.append,
        }
        hands.append(Hand(first or samples.STEPS["home"], **changes))
        walker = walk(hands[-1].app)
        walker.tap("attract")
        walker.advance(0.5)
        return hands[-1], walker

    yield start


def with_voice(begin: Any, first: Step | None = None) -> tuple[Hand, Any]:
    hand, walker = begin(first)
    hand.visit.look = Look(voice=True)
    walker.advance(1)
    return hand, walker


def test_nothing_is_said_until_somebody_asks_for_it(begin: Any, ears: Ears) -> None:
    hand, walker = begin()
    hand.visit.step = samples.STEPS["guide"]
    walker.advance(2)
    assert ears.heard == []


def test_one_tap_turns_the_voice_on_and_says_so(begin: Any, ears: Ears) -> None:
    hand, walker = begin()
    walker.tap("looks")
    walker.advance(1)
    walker.tap("looks:voice")
    assert hand.visit.look.voice
    assert ears.texts[-1].startswith("语音播报已打开。")
    walker.advance(1)
    walker.tap("looks:done")
    assert ears.texts[-1].startswith("您好，想办什么事？")


def test_a_page_is_said_once_however_long_it_stands(begin: Any, ears: Ears) -> None:
    _hand, walker = with_voice(begin)
    walker.advance(20)
    assert len(ears.heard) == 1


def test_a_finger_silences_the_voice_before_it_is_lifted(begin: Any, ears: Ears) -> None:
    _hand, walker = with_voice(begin)
    finger = walker.press("scenario:open-restaurant")
    assert ears.hushed == 1
    finger.lift()


def test_a_new_page_is_said_instead_of_the_old_one(begin: Any, ears: Ears) -> None:
    hand, walker = with_voice(begin)
    hand.visit.step = PresentCard(CardPhase.WAITING)
    walker.advance(1)
    assert len(ears.heard) == 2
    assert "请放上身份证" in ears.texts[-1]


def test_louder_turns_the_voice_on_and_a_visit_never_inherits_it(begin: Any, ears: Ears) -> None:
    hand, walker = begin()
    walker.tap("looks")
    walker.advance(1)
    walker.tap("looks:louder")
    assert (hand.visit.look.voice, hand.visit.look.louder) == (True, True)
    assert ears.heard[-1][2] is True
    hand.app.leave()
    assert ears.hushed
    before = len(ears.heard)
    walker.advance(1)
    walker.tap("attract")
    walker.advance(2)
    assert hand.visit.look == Look()
    assert len(ears.heard) == before


def test_turning_the_voice_off_is_silent_at_once(begin: Any, ears: Ears) -> None:
    hand, walker = with_voice(begin)
    walker.tap("looks")
    walker.advance(1)
    hushed, said = ears.hushed, len(ears.heard)
    walker.tap("looks:voice")
    assert not hand.visit.look.voice
    assert ears.hushed > hushed
    walker.advance(3)
    assert len(ears.heard) == said


def test_the_question_before_clearing_is_said(begin: Any, ears: Ears) -> None:
    hand, walker = with_voice(begin)
    walker.advance(hand.app.patience() + 2)
    assert any(text.startswith("还要继续吗？") for text in ears.texts)


def test_english_is_said_in_english(begin: Any, ears: Ears) -> None:
    hand, walker = begin()
    hand.visit.look = Look(language="en", voice=True)
    walker.advance(1)
    assert ears.heard[-1][1] == "en"
    assert ears.texts[-1].startswith("Voice is on.")


def test_a_machine_that_cannot_be_heard_offers_no_voice(begin: Any, ears: Ears) -> None:
    ears.there = False
    hand, walker = begin()
    walker.tap("looks")
    assert not {"looks:voice", "looks:louder"} & {entry.name for entry in walker.touchables()}
    hand.visit.look = Look(voice=True)
    walker.advance(1)
    assert ears.heard == []


@pytest.mark.parametrize(
    "look",
    [Look(large=large, high_contrast=contrast, low_reach=low, language=language, voice=True)
     for large in (False, True) for contrast, low in ((False, False), (True, True)) for language in ("zh", "en")],
    ids=lambda look: f"{'large' if look.large else 'plain'}-{'low' if look.low_reach else 'high'}-{look.language}",
)
def test_the_dialog_with_the_voice_is_sound_in_every_look(begin: Any, look: Look) -> None:
    hand, walker = begin()
    hand.visit.look = look
    walker.advance(1)
    walker.tap("looks")
    dialog = [entry for entry in walker.seen() if hand.app._veil in _line(entry.widget)]
    theme = hand.app.kit.theme
    assert {"looks:voice", "looks:louder", "looks:done"} <= {entry.name for entry in dialog}
    assert problems(dialog, (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == []
    if look.low_reach:
        touched = [entry for entry in dialog if (entry.name or "").startswith("looks:")]
        assert max(entry.box[1] + entry.box[3] for entry in touched) <= HEIGHT / 2 + 2


def _line(widget: Any) -> list[Any]:
    found = [widget]
    while widget.parent not in (None, widget):
        widget = widget.parent
        found.append(widget)
    return found


def test_the_lamp_at_the_reader_shines_while_a_card_is_wanted_and_goes_out_with_the_visit(
    begin: Any, ears: Ears
) -> None:
    hand, walker = begin(PresentCard(CardPhase.WAITING))
    assert ears.lit == [frozenset({Spot.READER})]
    hand.visit.step = Goodbye()
    walker.advance(1)
    assert ears.lit[-1] == frozenset()
    hand.visit.step = PresentCard(CardPhase.WAITING)
    walker.advance(1)
    hand.app.leave()
    assert ears.lit[-1] == frozenset()
