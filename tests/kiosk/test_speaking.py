"""Every page has something to say in both languages, and what it says is nobody's business."""

from __future__ import annotations

import typing

import pytest

from kiosk.devices.outcomes import PrintEnd
from kiosk.devices.pointing import Spot, pointed
from kiosk.devices.speaking import spoken, spoken_dialog
from kiosk.steps import Outcome, PhotographPaper, PresentCard, Step, TakePapers, TakeYourThings
from kiosk.steps.photographing import PhotoPhase
from screens.look.texts import Texts
from tests.screens import samples, samples_apply, samples_guide

ALL = {**samples.STEPS, **samples_apply.every_state(), **samples_guide.STEPS, **samples_guide.SHEETS}
LANGUAGES = ("zh", "en")


def texts(language: str) -> Texts:
    return Texts(samples.LOCALES, language)


def test_the_sheet_of_states_holds_every_kind_of_step() -> None:
    assert {type(step) for step in ALL.values()} == set(typing.get_args(Step))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_every_state_says_something_whole(name: str, language: str) -> None:
    text = spoken(ALL[name], texts(language)).text
    assert text.strip() == text
    assert "{" not in text
    assert 3 < len(text) < 600


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_nothing_personal_is_said(name: str, language: str) -> None:
    step = ALL[name]
    text = spoken(step, texts(language)).text
    assert "*" not in text
    for line in getattr(step, "lines", ()):
        assert line.masked not in text
    for state in getattr(step, "fields", ()):
        assert len(state.raw) < 3 or state.raw not in text
    for given in getattr(step, "given", ()):
        assert len(texts(language).of(given.answer)) < 4 or texts(language).of(given.answer) not in text


def test_a_number_is_said_with_its_window_and_its_sound_is_not_kept() -> None:
    said = [
        spoken(step, texts("zh")) for step in ALL.values() if isinstance(step, TakePapers) and step.number is not None
    ]
    assert said
    for words in said:
        assert "排队号是" in words.text
        assert not words.keep


def test_what_a_page_asks_to_press_is_what_the_button_says() -> None:
    for language in LANGUAGES:
        t = texts(language)
        said = " ".join(spoken(step, t).text for step in ALL.values())
        for key in ("plan.start", "present_card.without", "confirm_card.use", "review.submit", "take_papers.finish"):
            assert t(key) in said, (language, key)


def test_the_voice_claims_no_more_than_the_printer_did() -> None:
    for step in ALL.values():
        if isinstance(step, TakePapers) and step.can_finish:
            text = spoken(step, texts("zh")).text
            for outcome, printed in ((step.ticket, "排队号已经打印"), (step.papers, "材料已经打印")):
                assert (printed in text) == (outcome is not None and outcome.end is PrintEnd.PRINTED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dialog", ["looks", "idle", "home"])
def test_every_dialog_is_said(dialog: str, language: str) -> None:
    assert "{" not in spoken_dialog(dialog, texts(language)).text


def test_lamps_shine_only_where_something_is_to_be_laid_or_taken() -> None:
    for step in ALL.values():
        match step:
            case PresentCard():
                assert pointed(step) == {Spot.READER}
            case PhotographPaper():
                laid = step.phase in (PhotoPhase.LIVE, PhotoPhase.CORNERS)
                assert pointed(step) == ({Spot.CAMERA} if laid else frozenset())
            case TakePapers() if step.outcome is Outcome.PAPERS_ONLY:
                assert Spot.TICKET not in pointed(step)
            case TakePapers():
                assert Spot.READER not in pointed(step)
            case TakeYourThings():
                assert (Spot.READER in pointed(step)) == (step.used_card and step.card is not False)
            case _:
                assert pointed(step) == frozenset()
    assert pointed(None) == frozenset()
