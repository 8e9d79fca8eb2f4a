"""What to bring, and what not: merged materials in groups by how they come, each to be touched for why."""

from __future__ import annotations

from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.steps import ShowPlan
from screens.parts.basic import Badge, Card, Icon, Text
from screens.parts.fitting import Wrap
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.frame import Screen
from screens.parts.pen import Kit
from screens.parts.touch import Tap

GROUPS = (
    ("bring", "bag-personal", "brand"),
    ("once", "repeat-variant", "brand"),
    ("produced", "file-check-outline", "good"),
    ("shared", "share-variant", "good"),
    ("here", "tablet", "good"),
)


def grouped(plan: Plan) -> dict[str, list[PlannedMaterial]]:
    """Materials by group; the one form is filled in here, so it is nothing to bring."""
    groups: dict[str, list[PlannedMaterial]] = {key: [] for key, _icon, _tone in GROUPS}
    for material in plan.materials:
        groups[_group(material)].append(material)
    return groups


def _group(material: PlannedMaterial) -> str:
    if material.supplier == "shared":
        return "shared"
    if not material.from_applicant:
        return "produced"
    if material.material.form:
        return "here"
    return "once" if len(material.used_by) > 1 else "bring"


def to_bring(plan: Plan) -> int:
    """How many papers the citizen brings: as many as the page of materials asks for."""
    groups = grouped(plan)
    return len(groups["bring"]) + len(groups["once"])


def material_parts(screen: Screen[ShowPlan], plan: Plan, columns: int) -> list[Part]:
    """Headings and rows, to be paged."""
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    groups = grouped(plan)
    parts: list[Part] = [_summary(kit, plan, groups).leading()]
    for key, icon, tone in GROUPS:
        entries = groups[key]
        if not entries:
            continue
        head = Row(
            Icon(icon, theme.type(11), tone), Text(t(f"plan.{key}"), "lead", bold=True, grow=1, tight=True),
            gap=theme.mm(3), valign="center",
        )
        rows = [
            Row(*(p.growing() for p in _pad([_row(screen, plan, m, key) for m in entries[i : i + columns]], columns)),
                gap=theme.mm(3.2))
            for i in range(0, len(entries), columns)
        ]
        parts += [head.leading(), *rows]
    return parts


def _summary(kit: Kit, plan: Plan, groups: dict[str, list[PlannedMaterial]]) -> Part:
    """All groups at a glance, because later ones may stand on later pages."""
    theme, t = kit.theme, kit.t
    badges: list[Part] = [
        Badge(t("plan.count_bring", n=to_bring(plan)), theme.colours.brand, solid=True, icon="bag-personal")
    ]
    badges += [
        Badge(t(f"plan.count_{key}", n=len(groups[key])), getattr(theme.colours, tone), icon=icon)
        for key, icon, tone in GROUPS[2:] if groups[key]
    ]
    return Wrap(badges, theme.mm(2.5))


def _pad(parts: list[Part], columns: int) -> list[Part]:
    return parts + [Space(0, 1.0) for _ in range(columns - len(parts))]


def _row(screen: Screen[ShowPlan], plan: Plan, material: PlannedMaterial, group: str) -> Part:
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    name, key = t.of(material.name), material.id
    badges = [
        Badge(t("plan.later"), theme.colours.good, icon="clock-check-outline") if material.deferrable else None,
        Badge(t("plan.maybe"), theme.colours.care, icon="help-circle-outline") if not material.certain else None,
    ]
    words = Column(
        Text(name, "body", bold=True, tight=True),
        Text(_detail(kit, plan, material, group), "small", "ink2", tight=True),
        gap=theme.mm(1), valign="center",
    )
    words.grow = 1.0
    marks = [badge for badge in badges if badge is not None]
    side = Column(*marks, gap=theme.mm(1.5), valign="center", align="left") if marks else None
    row = Row(words, side, Icon("information-outline", theme.type(8)), gap=theme.mm(3), valign="center")
    face = Card(row, pad=theme.mm(5.5), pad_y=theme.mm(2.6), edge=None if material.certain else "care")
    return Tap(face, lambda: screen.desk.visit.open_material(key), name, name=f"material:{key}")


def _detail(kit: Kit, plan: Plan, material: PlannedMaterial, group: str) -> str:
    t = kit.t
    used = t("plan.used_by", n=len(material.used_by)) if len(material.used_by) > 1 else ""
    if group == "produced":
        item = material.supplier.removeprefix("item:")
        names = [t.of(entry.name) for entry in plan.items if entry.item.id == item]
        return t("plan.from_item", item=names[0] if names else "")
    if group == "shared":
        return t("plan.no_need") + (t("plan.dot") + used if used else "")
    if group == "here":
        return t("plan.fill_here")
    count = t("plan.originals", n=material.originals) if material.originals else ""
    copies = t("plan.copies", n=material.copies) if material.copies else ""
    return t("plan.dot").join(part for part in (count, copies, used) if part)
