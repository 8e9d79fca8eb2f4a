"""Why an item applies, in sentences: the answers it rests on and the rule behind it."""

from __future__ import annotations

from datetime import date

from kiosk.catalog.values import Catalog, Item, Question, Scenario, Source
from kiosk.filing.bundle import AnswerValue
from kiosk.guide.answers import Answers
from kiosk.guide.parsing import format_number
from kiosk.words import Words

UNKNOWN = Words("我还不知道", "I don't know yet")


def in_words(question: Question, value: AnswerValue) -> Words:
    """An answer as the citizen would say it: 400㎡， 有了/还没有， the label of a choice, 我还不知道."""
    if value is None:
        return UNKNOWN
    if question.kind == "yes_no":
        return question.yes if value else question.no
    if isinstance(value, float | int):
        return Words(f"{format_number(float(value))}{question.unit}", f"{format_number(float(value))} {question.unit}")
    return next((choice.label for choice in question.choices if choice.value == value), Words(str(value)))


def reasons(catalog: Catalog, scenario: Scenario, item: Item, rule: str, answers: Answers) -> tuple[Words, ...]:
    """Sentences: what was answered (or is still unknown) that decides this item, then the rule text."""
    asked = [key for key in scenario.questions if key in item.when.keys]
    sentences = []
    for key in asked:
        question, value = catalog.questions[key], answers.value(key)
        if value is None:
            sentences.append(
                Words(
                    f"还没有确定：{question.text.zh}所以可能需要办。",
                    f"Not known yet: {question.text.of('en')} So this may be needed.",
                )
            )
        else:
            answer = in_words(question, value)
            sentences.append(
                Words(
                    f"您回答：{question.text.zh}{answer.zh}。",
                    f"You answered: {question.text.of('en')} {answer.of('en')}.",
                )
            )
    if not asked:
        title = scenario.title
        sentences.append(Words(f"“{title.zh}”都要办这一项。", f"Everyone who wants to “{title.of('en')}” needs this."))
    return (*sentences, Words(f"规定：{rule}", f"Rule (official wording): {rule}"))


def is_old(source: Source, today: date) -> bool:
    """True when a source is older than twelve months on ``today``."""
    year, month = int(source.as_of[:4]), int(source.as_of[5:7] or 1)
    return (today.year - year) * 12 + today.month - month > 12


def old_news(source: Source, today: date) -> Words | None:
    """A warning when a source is older than twelve months on ``today``; None when it is not."""
    if not is_old(source, today):
        return None
    return Words(
        f"这份资料是 {source.as_of} 的，内容可能已变，请以窗口为准。",
        f"These rules are as of {source.as_of} and may have changed: the window has the final word.",
    )
