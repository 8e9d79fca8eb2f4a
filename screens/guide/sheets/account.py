"""Why a paper is asked for and where a number comes from, line by line."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.catalog.values import Confidence
from kiosk.guide.accounting import Account, Number
from kiosk.guide.plan import Plan
from kiosk.steps import ShowPlan
from kiosk.words import Words
from screens.guide.item_card_parts import source_part, trust_parts
from screens.guide.sheets.frame import button_height, dialog
from screens.parts.basic import Icon, Text
from screens.parts.flow import Part, Row
from screens.parts.frame import Screen
from screens.parts.pages import PageAt
from screens.parts.pen import Kit
from screens.parts.touch import Button

_DOUBT: tuple[Confidence, ...] = ("certain", "likely", "uncertain")


def account_sheet(screen: Screen[ShowPlan], plan: Plan, account: Account, at: PageAt) -> Part:
    """The lines that add up, and the sources behind them."""
    kit, t, visit = screen.kit, screen.kit.t, screen.desk.visit
    number = account.number
    if number is None:
        title, parts = _paper(kit, plan, account)
    else:
        title, parts = t(f"plan.{number}"), _number(kit, plan, account, number)

    def close() -> None:
        if number is None:
            visit.open_material(None)
        else:
            visit.open_number(None)

    head = Text(title, "title", bold=True, tight=True)
    done = Button(
        t("plan.close"), close, icon="check", kind="primary", name="account:close", height=button_height(kit)
    )
    return dialog(kit, head, [*parts, *_sources(kit, account)], at, [done])


def _paper(kit: Kit, plan: Plan, account: Account) -> tuple[str, list[Part]]:
    t = kit.t
    material = next(entry.material for entry in plan.materials if entry.id == account.material)
    sample = t.of(material.sample)
    parts = [
        _title(kit, t("account.who_asks"), "account-question", "brand"),
        *_lines(kit, account.before, "format-quote-open"),
        _title(kit, t("account.supply"), "bag-personal", "brand"), *_lines(kit, account.after, "check-circle", "good"),
    ]
    if sample:
        parts += [_title(kit, t("account.sample"), "file-check-outline", "brand"), Text(sample, "body")]
    return t("account.paper_title", name=t.of(account.title)), parts


def _number(kit: Kit, plan: Plan, account: Account, number: Number) -> list[Part]:
    t = kit.t
    unit = t(f"plan.unit_{number}")
    before = t("account.before", n=getattr(plan.before, number), unit=unit).rstrip()
    after = t("account.after", n=getattr(plan.after, number), unit=unit).rstrip()
    return [
        _title(kit, before, "history", "care"), *_lines(kit, account.before, "circle-small", "ink2"),
        _title(kit, after, "check-decagram", "good"), *_lines(kit, account.after, "circle-small", "good"),
    ]


def _title(kit: Kit, text: str, icon: str, tone: str) -> Part:
    row = Row(
        Icon(icon, kit.theme.type(11), tone), Text(text, "lead", bold=True, grow=1, tight=True),
        gap=kit.theme.mm(3), valign="center",
    )
    return row.leading()


def _lines(kit: Kit, lines: Iterable[Words], icon: str, tone: str = "brand") -> list[Part]:
    theme = kit.theme
    return [
        Row(Icon(icon, theme.type(9.5), tone), Text(kit.t.of(words), "body", tight=True, grow=1), gap=theme.mm(3),
            valign="top")
        for words in lines
    ]


def _sources(kit: Kit, account: Account) -> list[Part]:
    """Every source, and one word on the least certain of them."""
    parts: list[Part] = [source_part(kit, source) for source in account.sources]
    least = max(account.sources, key=lambda source: _DOUBT.index(source.confidence), default=None)
    return [*parts, *(trust_parts(kit, least) if least else [])]
