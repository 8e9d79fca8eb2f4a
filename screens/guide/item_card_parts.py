"""What is said about one item, in plain order: the same on its own page and on the sheet over the plan."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.catalog.values import Former, Payment, Source
from kiosk.guide.details import ItemDetail, MachineService, NeededPaper
from screens.guide.spans import days_words, due_words
from screens.look.theme import Tone
from screens.parts.basic import Badge, Card, Icon, Notice, Text, Tile
from screens.parts.fitting import Wrap
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.pen import Kit

PAY_ICONS: dict[Payment, str] = {
    "cash": "cash", "card": "credit-card-outline", "wechat": "qrcode-scan", "alipay": "qrcode-scan",
}


def card_head(kit: Kit, detail: ItemDetail, *, large: bool = False) -> Part:
    """The name of the item and what kind of decision it is."""
    theme, t = kit.theme, kit.t
    name = f"{detail.mark} {t.of(detail.name)}" if detail.mark else t.of(detail.name)
    mode = t(f"item.mode.{detail.mode}") if detail.mode else ""
    return Column(
        Text(name, "big" if large else "title", bold=True, tight=True),
        Row(Badge(mode, theme.colours.brand, icon="file-certificate-outline"), Space(0, 1.0)) if mode else None,
        gap=theme.mm(2.5),
    )


def why_parts(kit: Kit, detail: ItemDetail) -> list[Part]:
    """Why it applies to the answers given; nothing outside a plan."""
    t = kit.t
    reasons = [t.of(words) for words in detail.why if detail.rule not in words.zh]
    parts: list[Part] = [] if detail.certain else [Notice(t("plan.maybe_long"), "care")]
    if reasons:
        parts.append(_title(kit, "plan.why_title"))
        parts += [_line(kit, "check-circle", kit.theme.colours.good, text) for text in reasons]
    return parts


def main_facts(kit: Kit, detail: ItemDetail) -> list[Part]:
    """Where, how long, what it costs, what comes out of it."""
    theme, t = kit.theme, kit.t
    facts = [_where(kit, detail), _how_long(kit, detail), _fee(kit, detail)]
    if detail.result.zh:
        facts.append(_fact(kit, "certificate-outline", theme.hue("violet"), t("item.get"), t.of(detail.result)))
    return facts


def side_by_side(kit: Kit, parts: list[Part]) -> list[Part]:
    """Two a row where the page is wide and low."""
    if not kit.theme.landscape:
        return parts
    pairs = [[part.growing() for part in parts[start:start + 2]] for start in range(0, len(parts), 2)]
    return [Row(*pair, *[Space(0, 1.0)] * (2 - len(pair)), gap=kit.theme.mm(6), valign="top") for pair in pairs]


def _where(kit: Kit, detail: ItemDetail) -> Part:
    t, place = kit.t, detail.place
    spot = t("item.place", name=t.of(place.name), floor=floor_words(kit, place.floor))
    hours = t.of(place.hours)
    return _fact(kit, "office-building", kit.theme.colours.brand, t("item.who"), t.of(detail.department.name),
                 spot, hours, t("plan.online") if detail.item.online else "")


def floor_words(kit: Kit, floor: str) -> str:
    """A floor (``2F``) as it is said."""
    number = floor.removesuffix("楼").removesuffix("层").removesuffix("F")
    return kit.t("find_way.floor", n=number) if number.isdigit() else floor


def _how_long(kit: Kit, detail: ItemDetail) -> Part:
    t, after = kit.t, detail.item.follow_up
    promised = days_words(kit, detail.working_days)
    first = due_words(kit, after) if after else promised if not detail.working_days else t(
        "item.promised", days=promised
    )
    legal = detail.legal_days
    law = "" if not legal else t("item.legal_one" if legal == 1 else "item.legal", n=legal)
    return _fact(kit, "calendar-clock", kit.theme.hue("teal"), t("item.how_long"), first, law)


def _fee(kit: Kit, detail: ItemDetail) -> Part:
    t = kit.t
    fee = t("item.free") if detail.fee.zh == "0 元" else t.of(detail.fee)
    tone = kit.theme.colours.good if detail.free else kit.theme.hue("amber")
    ways = [
        Badge(t(f"item.pays.{way}"), kit.theme.colours.brand, icon=PAY_ICONS[way]) for way in detail.pay
    ]
    more = Wrap(ways, kit.theme.mm(2.5)) if ways else None
    return _fact(kit, "cash-multiple", tone, t("item.fee"), fee, below=more)


def _fact(
    kit: Kit, icon: str, tone: Tone, label: str, value: str, *lines: str, below: Part | None = None
) -> Part:
    theme = kit.theme
    words = Column(
        Text(label, "small", "ink2", tight=True), Text(value, "lead", bold=True, tight=True),
        *[Text(line, "small", "ink2", tight=True) for line in lines if line], below,
        gap=theme.mm(1), valign="center",
    )
    words.grow = 1.0
    return Row(Tile(icon, theme.type(15), tone), words, gap=theme.mm(4), valign="center")


def more_parts(kit: Kit, detail: ItemDetail) -> list[Part]:
    """What this machine does, the papers, the law, who had it before, and what to do against the result."""
    return [
        *_machine(kit, detail.services, kit.t.of(detail.at_window)), *_papers(kit, detail.papers),
        *_law(kit, detail), *_moved(kit, detail), *_remedy(kit, detail),
    ]


def _machine(kit: Kit, services: Sequence[MachineService], at_window: str) -> list[Part]:
    t, colours = kit.t, kit.theme.colours
    by_hours: dict[str, list[str]] = {}
    for service in services:
        by_hours.setdefault(t.of(service.hours), []).append(t(f"item.steps.{service.step}"))
    parts: list[Part] = []
    if by_hours:
        parts.append(_title(kit, "item.machine"))
        comma = "、" if t.language == "zh" else ", "
        parts += [
            _line(kit, "tablet", colours.good, comma.join(steps), hours) for hours, steps in by_hours.items()
        ]
    if at_window:
        parts += [_title(kit, "item.window"), _line(kit, "account-tie", colours.care, at_window)]
    return parts


def _papers(kit: Kit, papers: Sequence[NeededPaper]) -> list[Part]:
    if not papers:
        return [_line(kit, "check-circle", kit.theme.colours.good, kit.t("item.no_papers"))]
    return [_title(kit, "item.papers"), *[_paper(kit, paper) for paper in papers]]


def _paper(kit: Kit, paper: NeededPaper) -> Part:
    """The department's own wording first; in another language the plain name leads and the wording follows."""
    theme, t = kit.theme, kit.t
    foreign = t.language != "zh" and bool(paper.name.en)
    originals, copies = paper.amount
    amount = t("plan.dot").join(
        words for words in (
            t("plan.originals", n=originals) if originals else "", t("plan.copies", n=copies) if copies else "",
        ) if words
    )
    sample = t.of(paper.sample)
    return _line(
        kit, "file-document-outline", theme.colours.brand, t.of(paper.name) if foreign else paper.label,
        t("item.label_verbatim", label=paper.label) if foreign else "", amount,
        t("item.sample", sample=sample) if sample else "", bold=True,
    )


def _law(kit: Kit, detail: ItemDetail) -> list[Part]:
    theme, t, source = kit.theme, kit.t, detail.source
    rule = Card(Text(detail.rule, "body"), pad=theme.mm(5), pad_y=theme.mm(4), fill="sunk", flat=True)
    parts: list[Part] = [_title(kit, "plan.rule_title"), rule] if detail.rule else []
    if detail.basis:
        parts.append(_pair(kit, "scale-balance", t("plan.basis"), detail.basis))
    parts.append(source_part(kit, source))
    return [*parts, *trust_parts(kit, source)]


def source_part(kit: Kit, source: Source) -> Part:
    """Where a rule was read, and as of when."""
    t = kit.t
    return _pair(
        kit, "book-open-variant", t("plan.source"), t("plan.source_line", title=source.title, date=source.as_of)
    )


def trust_parts(kit: Kit, source: Source) -> list[Part]:
    """How far a source can be relied on; nothing for one that is certain."""
    if source.confident:
        return []
    return [Notice(kit.t(f"item.{source.confidence}"), "care", icon="account-question")]


def _moved(kit: Kit, detail: ItemDetail) -> list[Part]:
    if not detail.moved:
        return []
    department = kit.t.of(detail.department.name)
    return [_title(kit, "item.moved"), *[
        _line(kit, "swap-horizontal", kit.theme.colours.brand, moved_line(kit, former, department))
        for former in detail.moved
    ]]


def moved_line(kit: Kit, former: Former, department: str) -> str:
    """Who had a matter until when."""
    since = former.since
    if kit.t.language == "zh":
        since = "".join(f"{int(part)}{unit}" for part, unit in zip(since.split("-"), "年月日", strict=False))
    return kit.t("item.moved_line", name=former.name, since=since, department=department)


def _remedy(kit: Kit, detail: ItemDetail) -> list[Part]:
    text = kit.t.of(detail.remedy)
    return [_title(kit, "item.remedy"), _line(kit, "shield-account", kit.theme.colours.brand, text)] if text else []


def _title(kit: Kit, key: str) -> Part:
    return Text(kit.t(key), "lead", bold=True, tight=True).leading()


def _line(kit: Kit, icon: str, tone: Tone, text: str, *below: str, bold: bool = False) -> Part:
    theme = kit.theme
    words = Column(
        Text(text, "body", bold=bold, tight=True),
        *[Text(line, "small", "ink2", tight=True) for line in below if line], gap=theme.mm(0.8),
    )
    words.grow = 1.0
    return Row(Icon(icon, theme.type(9.5), tone), words, gap=theme.mm(3.5), valign="top")


def _pair(kit: Kit, icon: str, label: str, text: str) -> Part:
    theme = kit.theme
    words = Column(Text(label, "small", "ink2", tight=True), Text(text, "body", tight=True), gap=theme.mm(1))
    words.grow = 1.0
    return Row(Icon(icon, theme.type(9.5)), words, gap=theme.mm(3.5), valign="top")
