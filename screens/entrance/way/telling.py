"""What is told beside the picture: the legs in words, whether it is open, ways to pay, buses."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kiosk.catalog.values import Payment
from kiosk.hall import BusLine, HallFacts, Place
from kiosk.way.opening import Opening
from kiosk.way.walking import Walk
from kiosk.words import Words
from screens.look.theme import Tone
from screens.look.words import date_words
from screens.parts.basic import Badge, Card, Icon, Notice, Text
from screens.parts.flow import Column, Drawn, Grid, Part, Row
from screens.parts.pen import Box, Kit, Pen

_PAY_ICONS: dict[Payment, str] = {
    "cash": "cash", "card": "credit-card-outline", "wechat": "wechat", "alipay": "qrcode-scan",
}
MOST_LEGS = 3
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def leg_rows(kit: Kit, lines: tuple[Words, ...], most: int = MOST_LEGS) -> list[Part]:
    """The walk, a numbered row a leg, the last one with a flag; at most ``most`` rows on a card."""
    theme = kit.theme

    def row(number: int, line: Words) -> Part:
        last = number == len(lines)
        disc = Drawn(lambda pen, box: _disc(pen, box, number, last), lambda k, w: k.theme.type(10.6), theme.type(10.6))
        size = "title" if len(lines) < MOST_LEGS else "lead"
        words = Text(kit.t.of(line), size, bold=last, tight=True, grow=1)
        return Row(disc, words, gap=theme.mm(4), valign="center", grow=1.0)

    rows = [row(number, line) for number, line in enumerate(lines, 1)]
    each = -(-len(rows) // -(-len(rows) // most)) if rows else 1
    return [
        Card(
            Column(*rows[start:start + each], gap=theme.mm(2.6)), pad=theme.mm(4), pad_y=theme.mm(3)
        ).stretching()
        for start in range(0, len(rows), each)
    ]


def _disc(pen: Pen, box: Box, number: int, last: bool) -> None:
    tone = pen.theme.colours.good if last else pen.theme.colours.brand
    side = min(box.w, box.h)
    place = Box(box.x, box.y + (box.h - side) // 2, side, side)
    pen.fill(place, tone.deep, side // 2)
    if last:
        pen.icon("flag-checkered", place, round(side * 0.64), tone.on)
    else:
        pen.line(str(number), place, pen.theme.lead, tone.on, True, "center")


def state_card(kit: Kit, place: Place, opening: Opening | None, now: datetime) -> Part | None:
    """「现在开着，到 12:00」 or 「现在没开，下次 星期一 9:00」 above the opening hours; None when nothing is known."""
    hours = kit.t.of(place.hours)
    if opening is None:
        return _fact(kit, "clock-outline", kit.t("find_way.hours"), hours) if hours else None
    theme = kit.theme
    text, icon, kind = _state(kit, opening, now)
    tone: Tone = getattr(theme.colours, kind)
    always = place.timetable is not None and place.timetable.always
    words = Column(
        Text(text, "lead", bold=True, fit=True, tight=True),
        Text(hours, "body", tight=True) if hours and not always else None, gap=theme.mm(0.6), grow=1.0,
    )
    return Card(
        Row(Icon(icon, theme.type(11), tone), words, gap=theme.mm(4), valign="center"), pad=theme.mm(4),
        pad_y=theme.mm(2.6), fill=tone.pale, flat=True, radius=theme.small_radius,
        edge=tone if theme.colours.outlines else None,
    )


def _state(kit: Kit, opening: Opening, now: datetime) -> tuple[str, str, str]:
    """The sentence, its icon and its tone."""
    t = kit.t
    if not opening.open:
        when = next_words(kit, opening.opens, now) if opening.opens else ""
        text = t("find_way.closed_until", when=when) if when else t("find_way.closed")
        return text, "clock-remove-outline", "care"
    if opening.until is None:
        key = "find_way.open_always" if opening.always else "find_way.open_now"
        return t(key), "clock-check-outline", "good"
    midnight = opening.until.time() == time(0)
    until = "24:00" if midnight else f"{opening.until.hour}:{opening.until.minute:02d}"
    if opening.soon:
        return t("find_way.open_soon", time=until), "clock-alert-outline", "care"
    return t("find_way.open_until", time=until), "clock-check-outline", "good"


def next_words(kit: Kit, moment: datetime, now: datetime) -> str:
    """「今天 13:30」, 「明天 9:00」, 「星期一 9:00」, and with its date once a week is over."""
    t, clock = kit.t, f"{moment.hour}:{moment.minute:02d}"
    days = (moment.date() - now.date()).days
    if days == 0:
        return t("find_way.today", time=clock)
    if days == 1:
        return t("find_way.tomorrow", time=clock)
    day = t(f"date.{_WEEKDAYS[moment.weekday()]}") if days < timedelta(weeks=1).days else date_words(t, moment)
    return t("find_way.on_weekday", day=day, time=clock)


def fact_rows(
    kit: Kit, hall: HallFacts, place: Place, opening: Opening | None, walk: Walk | None
) -> list[Part]:
    """Ways to pay, buses, phone and remark: what there is of it; whether a wheelchair passes, where that matters."""
    t = kit.t
    rows: list[Part] = []
    if walk is not None and walk.shaft is not None and walk.shaft.kind == "stairs":
        rows.append(Notice(t("find_way.lift_off"), "care"))
    if walk is not None and kit.theme.low_reach:
        rows.append(Notice(t("find_way.step_free"), "good", icon="wheelchair-accessibility"))
    if opening is not None and not opening.sure:
        rows.append(Notice(t("find_way.not_sure"), "care"))
    ways = hall.pays(place)
    if ways:
        rows.append(_pay(kit, ways))
    buses = [bus for bus in hall.buses if bus.stop == place.id]
    if buses:
        each = 1 if kit.theme.look.large else len(buses)
        rows += [_buses(kit, buses[start:start + each]) for start in range(0, len(buses), each)]
    if place.phone:
        rows.append(_fact(kit, "phone", t("find_way.phone", number=place.phone), ""))
    remark = t.of(place.remark)
    return [*rows, Notice(remark)] if remark else rows


def _fact(kit: Kit, icon: str, name: str, value: str) -> Part:
    theme = kit.theme
    words = Column(
        Text(name, "body", bold=True, tight=True), Text(value, "body", tight=True) if value else None, gap=theme.mm(1),
        grow=1.0,
    )
    return Card(
        Row(Icon(icon, theme.type(11)), words, gap=theme.mm(4), valign="center"), pad=theme.mm(4), pad_y=theme.mm(2.4)
    )


def _pay(kit: Kit, ways: tuple[Payment, ...]) -> Part:
    t, theme = kit.t, kit.theme
    chips = [
        Row(Icon(_PAY_ICONS[way], theme.type(9)), Text(t(f"find_way.pay_{way}"), "body", grow=1), gap=theme.mm(2),
            valign="center")
        for way in ways
    ]
    columns = 2 if theme.landscape or kit.t.language == "en" or theme.look.large else 4
    words = Column(
        Text(t("find_way.pay"), "body", bold=True, tight=True), Grid(chips, min(columns, len(chips)), theme.mm(2)),
        gap=theme.mm(1.6), grow=1.0,
    )
    return Card(
        Row(Icon("wallet-outline", theme.type(11)), words, gap=theme.mm(4), valign="center"),
        pad=theme.mm(4), pad_y=theme.mm(2.4),
    )


def _buses(kit: Kit, lines: list[BusLine]) -> Part:
    theme, t = kit.theme, kit.t
    rows = [
        Row(
            Badge(t.of(line.name), theme.colours.brand, solid=True, size="body", icon="bus"),
            Text(t("find_way.toward", place=t.of(line.toward)), "body", bold=True, tight=True, grow=1),
            Text(line.times, "body", tight=True), gap=theme.mm(4), valign="center",
        )
        for line in lines
    ]
    return Card(Column(*rows, gap=theme.mm(3)), pad=theme.mm(4), pad_y=theme.mm(3))
