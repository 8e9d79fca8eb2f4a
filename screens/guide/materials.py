"""What to bring: merged materials in three groups by who brings them."""

from __future__ import annotations

from kiosk.guide.plan import Plan, PlannedMaterial
from screens.parts.basic import Badge, Card, Icon, Text
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.pen import Kit

GROUPS = (
    ("bring", "bag-personal", "brand"),
    ("shared", "share-variant", "good"),
    ("produced", "file-check-outline", "good"),
)


def grouped(plan: Plan) -> dict[str, list[PlannedMaterial]]:
    """Materials by group: bring, shared, produced."""
    groups: dict[str, list[PlannedMaterial]] = {"bring": [], "shared": [], "produced": []}
    for material in plan.materials:
        if material.from_applicant:
            groups["bring"].append(material)
        elif material.supplier == "shared":
            groups["shared"].append(material)
        else:
            groups["produced"].append(material)
    return groups


def material_parts(kit: Kit, plan: Plan, columns: int) -> list[Part]:
    """Headings and rows, to be paged."""
    theme, t = kit.theme, kit.t
    groups = grouped(plan)
    parts: list[Part] = [_summary(kit, groups).leading()]
    for key, icon, tone in GROUPS:
        entries = groups[key]
        if not entries:
            continue
        head = Row(
            Icon(icon, theme.type(11), tone),
            Text(t(f"plan.{key}"), "lead", bold=True),
            Space(0, 1.0), gap=theme.mm(3), valign="center",
        )
        rows = [
            Row(*(p.growing() for p in _pad([_row(kit, plan, m, key) for m in entries[i : i + columns]], columns)),
                gap=theme.mm(3))
            for i in range(0, len(entries), columns)
        ]
        parts += [head.leading(), *rows]
    return parts


def _summary(kit: Kit, groups: dict[str, list[PlannedMaterial]]) -> Part:
    """All groups at a glance, because later ones may stand on later pages."""
    theme, t = kit.theme, kit.t
    badges = [
        Badge(t(f"plan.count_{key}", n=len(groups[key])), getattr(theme.colours, tone), solid=key == "bring", icon=icon)
        for key, icon, tone in GROUPS if groups[key]
    ]
    return Row(*badges, Space(0, 1.0), gap=theme.mm(3))


def _pad(parts: list[Part], columns: int) -> list[Part]:
    return parts + [Space(0, 1.0) for _ in range(columns - len(parts))]


def _row(kit: Kit, plan: Plan, material: PlannedMaterial, group: str) -> Part:
    theme, t = kit.theme, kit.t
    badges = [
        Badge(t("plan.later"), theme.colours.good, icon="clock-check-outline") if material.deferrable else None,
        Badge(t("plan.maybe"), theme.colours.care, icon="help-circle-outline") if not material.certain else None,
    ]
    words = Column(
        Text(t.of(material.name), "body", bold=True, tight=True),
        Text(_detail(kit, plan, material, group), "small", "ink2", tight=True),
        gap=theme.mm(1), valign="center",
    )
    words.grow = 1.0
    marks = [badge for badge in badges if badge is not None]
    side = Column(*marks, gap=theme.mm(1.5), valign="center", align="left") if marks else None
    return Card(Row(words, side, gap=theme.mm(3)), pad=theme.mm(5.5), pad_y=theme.mm(3.2))


def _detail(kit: Kit, plan: Plan, material: PlannedMaterial, group: str) -> str:
    t = kit.t
    used = t("plan.used_by", n=len(material.used_by)) if len(material.used_by) > 1 else ""
    if group == "produced":
        item = material.supplier.removeprefix("item:")
        names = [t.of(entry.name) for entry in plan.items if entry.item.id == item]
        return t("plan.from_item", item=names[0] if names else "")
    if group == "shared":
        return t("plan.no_need") + (t("plan.dot") + used if used else "")
    count = t("plan.originals", n=material.originals) if material.originals else ""
    copies = t("plan.copies", n=material.copies) if material.copies else ""
    return t("plan.dot").join(part for part in (count, copies, used) if part)
