"""The one-time notice: everything missing at once, what may follow, what it holds up and what can go ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.guide.noticing import Blocked, Later, Missing, Notice
from kiosk.guide.plan import Plan
from screens.look.theme import Tone
from screens.parts import Card, Column, Icon, Kit, Part, Row, Text


def verdict(kit: Kit, notice: Notice) -> tuple[str, str, Tone]:
    """How it stands in one line: words, icon and tone."""
    t, colours = kit.t, kit.theme.colours
    if notice.missing:
        return t("gather.missing", count=len(notice.missing)), "alert-circle", colours.bad
    if notice.later:
        return t("gather.missing_only_later", count=len(notice.later)), "clock-check-outline", colours.care
    return t("gather.missing_none"), "check-circle", colours.good


def summary(kit: Kit, plan: Plan, notice: Notice, left: str = "", *, marked: bool = True) -> Part:
    """How it stands, and by their numbers what can go ahead and what waits.

    Always three lines, so that nothing moves under the finger that marks. ``left`` says what is still unmarked;
    before anything is ``marked`` that is all there is to say.
    """
    theme, t, colours = kit.theme, kit.t, kit.theme.colours
    words, icon, tone = verdict(kit, notice)
    if left and not marked:
        words, icon, tone = left, "progress-clock", colours.care
    elif left:
        words = f"{words}{t('plan.dot')}{left}"
    held = [entry.item for entry in notice.blocked]
    ready = _marks(kit, plan, "gather.ready", notice.ready, "play-circle-outline", colours.good)
    waits = _marks(kit, plan, "gather.waits", held, "timer-sand", colours.care)
    beside = theme.landscape and theme.low_reach
    return Column(
        Row(Icon(icon, theme.type(11), tone), Text(words, "lead", tone.deep, bold=True, fit=True, grow=1, tight=True),
            gap=theme.mm(3), valign="center"),
        *([Row(ready.growing(), waits.growing(), gap=theme.mm(6))] if beside else [ready, waits]),
        gap=theme.mm(1.5),
    )


def _marks(kit: Kit, plan: Plan, key: str, items: Sequence[str], icon: str, tone: Tone) -> Row:
    theme = kit.theme
    marks = "".join(sorted(_mark(kit, plan, item) for item in items)) or "—"
    return Row(
        Icon(icon, theme.type(11), tone), Text(kit.t(key), "body", "ink2", tight=True),
        Text(marks, "lead", tone.deep, bold=True, tight=True, grow=1), gap=theme.mm(3), valign="center",
    )


def _mark(kit: Kit, plan: Plan, item_id: str) -> str:
    entry = plan.item(item_id)
    return entry.mark or f"{kit.t.of(entry.name)} "


def notice_parts(kit: Kit, plan: Plan, notice: Notice) -> list[Part]:
    """The whole notice, to be paged: missing, to follow, ready, waiting."""
    colours = kit.theme.colours
    groups = (
        ("missing", "alert-circle", colours.bad, [_missing(kit, plan, entry) for entry in notice.missing]),
        ("later", "clock-check-outline", colours.care, [_later(kit, plan, entry) for entry in notice.later]),
        ("ready", "play-circle-outline", colours.good, [_item(kit, plan, item, "") for item in notice.ready]),
        ("waits", "timer-sand", colours.care, [_blocked(kit, plan, entry) for entry in notice.blocked]),
    )
    parts: list[Part] = []
    for key, icon, tone, rows in groups:
        if rows:
            parts += [_heading(kit, f"gather.notice_{key}", len(rows), icon, tone), *rows]
    return parts


def _heading(kit: Kit, key: str, count: int, icon: str, tone: Tone) -> Part:
    theme = kit.theme
    row = Row(
        Icon(icon, theme.type(10), tone), Text(kit.t(key), "lead", tone.deep, bold=True, grow=1, tight=True),
        Text(str(count), "lead", tone.deep, bold=True, tight=True), gap=theme.mm(3), valign="center",
    )
    return row.leading()


def _row(kit: Kit, title: str, detail: str) -> Part:
    theme = kit.theme
    words = Column(
        Text(title, "body", bold=True, tight=True), Text(detail, "small", "ink2", tight=True) if detail else None,
        gap=theme.mm(0.8),
    )
    return Card(words, pad=theme.mm(5), pad_y=theme.mm(2.6))


def _missing(kit: Kit, plan: Plan, entry: Missing) -> Part:
    return _row(kit, kit.t.of(entry.material.name), kit.t("gather.needed_for", items=named(kit, plan, entry.blocks)))


def _later(kit: Kit, plan: Plan, entry: Later) -> Part:
    t, day = kit.t, entry.due.day
    until = t("gather.until", day=day) if day else t("gather.until_open", n=entry.material.material.due_days)
    used = t("gather.needed_for", items=named(kit, plan, entry.material.used_by))
    return _row(kit, t.of(entry.material.name), f"{until}{t('plan.dot')}{used}")


def _item(kit: Kit, plan: Plan, item_id: str, detail: str) -> Part:
    entry = plan.item(item_id)
    return _row(kit, f"{entry.mark} {kit.t.of(entry.name)}".strip(), detail)


def _blocked(kit: Kit, plan: Plan, entry: Blocked) -> Part:
    t = kit.t
    comma = "、" if t.language == "zh" else ", "
    names = {material.id: t.of(material.name) for material in plan.materials}
    said = [
        t("gather.lacks", papers=comma.join(names[key] for key in entry.lacks)) if entry.lacks else "",
        t("gather.waits_for", items=named(kit, plan, entry.waits_for)) if entry.waits_for else "",
    ]
    return _item(kit, plan, entry.item, t("plan.dot").join(words for words in said if words))


def named(kit: Kit, plan: Plan, items: Iterable[str]) -> str:
    """Items by number, and by name where there is only one."""
    entries = [plan.item(item) for item in items]
    if len(entries) == 1:
        return f"{entries[0].mark} {kit.t.of(entries[0].name)}".strip()
    return "".join(_mark(kit, plan, entry.item.id) for entry in entries)
