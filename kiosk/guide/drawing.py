"""The stage graph of a plan as one plain SVG an official can check: who decides when, and which paper causes what.

Stages are columns; an arrow is labelled with the material that makes the later item wait. Lengths are user units, one
a pixel at 100 %. No script, no external font file: any browser or viewer shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

from kiosk.guide.plan import Plan, PlannedItem

_BOX_WIDTH = 270
_COLUMN_GAP = 250
_FOOT_LINE = 26
_ROW_GAP = 56
_MARGIN = 48
_TOP = 212
_LINE = 27
_PORT = 34
_NAME_CHARS = 13
_LABEL_CHARS = 15
_LANE = 9
_INK, _SOFT, _EDGE, _BRAND, _CARE = "#12203B", "#43506B", "#5B6B8C", "#1157D6", "#8A4B00"
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"


@dataclass
class _Box:
    entry: PlannedItem
    x: float
    y: float
    height: float
    ins: list[_Arrow] = field(default_factory=list)
    outs: list[_Arrow] = field(default_factory=list)


@dataclass
class _Arrow:
    start: _Box
    end: _Box
    label: str


def draw(plan: Plan) -> str:
    """The SVG document of a plan that is not stopped; same plan, same bytes."""
    columns = _columns(plan)
    boxes = {box.entry.item.id: box for column in columns for box in column}
    arrows = list(_arrows(plan, boxes))
    _stack(columns)
    width = _MARGIN * 2 + len(columns) * _BOX_WIDTH + max(0, len(columns) - 1) * _COLUMN_GAP
    bottom = max((box.y + box.height for box in boxes.values()), default=_TOP)
    cut = list(dict.fromkeys(arrow.label for arrow in arrows if len(arrow.label) > _LABEL_CHARS))
    height = bottom + 132 + len(cut) * _FOOT_LINE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{max(width, 900):.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {max(width, 900):.0f} {height:.0f}" font-family="{_FONT}">',
        '<rect width="100%" height="100%" fill="#FFFFFF"/>',
        *_head(plan),
        *_headers(columns),
        *_lines(columns, arrows),
        *(part for box in boxes.values() for part in _card(box)),
        *(part for arrow in arrows for part in _label(arrow)),
        *_foot(plan, bottom, cut),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _columns(plan: Plan) -> list[list[_Box]]:
    return [
        [_Box(entry, _MARGIN + index * (_BOX_WIDTH + _COLUMN_GAP), 0, 0) for entry in stage]
        for index, stage in enumerate(plan.stages)
    ]


def _arrows(plan: Plan, boxes: dict[str, _Box]) -> Iterator[_Arrow]:
    for end in boxes.values():
        for other in sorted(end.entry.after, key=lambda item_id: (boxes[item_id].entry.stage, item_id)):
            arrow = _Arrow(boxes[other], end, _cause(plan, boxes[other].entry, end.entry))
            arrow.start.outs.append(arrow)
            end.ins.append(arrow)
            yield arrow


def _cause(plan: Plan, first: PlannedItem, then: PlannedItem) -> str:
    papers = [
        material.name.zh for material in plan.materials
        if material.supplier == f"item:{first.item.id}" and then.item.id in material.used_by
    ]
    if papers:
        return "、".join(papers)
    follow_up = then.item.follow_up
    if follow_up and first.item.id not in then.item.after:
        return f"{follow_up.start.zh}后{follow_up.days}日内"
    return "规定先后"


def _stack(columns: list[list[_Box]]) -> None:
    for column in columns:
        for box in column:
            lines = len(_wrapped(box.entry.mark + box.entry.name.zh, _NAME_CHARS))
            box.height = max(66 + lines * _LINE, 24 + _PORT * max(len(box.ins), 1))
    tallest = max((sum(box.height + _ROW_GAP for box in column) for column in columns), default=0)
    for column in columns:
        y = _TOP + (tallest - sum(box.height + _ROW_GAP for box in column)) / 2
        for box in column:
            box.y = y
            y += box.height + _ROW_GAP
    for box in (box for column in columns for box in column):
        box.ins.sort(key=lambda arrow: arrow.start.y + arrow.start.height / 2)


def _head(plan: Plan) -> Iterator[str]:
    sure = "" if plan.source.confident else "（以窗口核实为准）"
    yield _text(_MARGIN, 62, f"{plan.scenario.title.zh}：办理顺序图", 30, _INK, bold=True)
    yield _text(_MARGIN, 94, f"依据：{plan.source.title}，{plan.source.as_of}{sure}", 16, _SOFT)
    yield _text(_MARGIN, 120, f"数据包 {plan.region} · 版本 {plan.catalog_version}", 16, _SOFT)


def _headers(columns: list[list[_Box]]) -> Iterator[str]:
    for index, column in enumerate(columns):
        middle = column[0].x + _BOX_WIDTH / 2
        yield f'<rect x="{column[0].x}" y="142" width="{_BOX_WIDTH}" height="34" rx="17" fill="#E2ECFC"/>'
        said = f"第{index + 1}步" + (f" · {len(column)}项同时办" if len(column) > 1 else "")
        yield _text(middle, 165, said, 17, _BRAND, anchor="middle", bold=True)


def _lines(columns: list[list[_Box]], arrows: list[_Arrow]) -> Iterator[str]:
    yield (f'<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
           f'orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="{_EDGE}"/></marker></defs>')
    taken: dict[tuple[int, float], int] = {}
    for arrow in arrows:
        (x0, y0), (x1, y1) = _leaves(arrow), _enters(arrow)
        points = [(x0, y0)]
        for index in range(arrow.start.entry.stage, arrow.end.entry.stage - 1):
            lane = _lane(columns[index], points[-1][1] + (y1 - points[-1][1]) / 2)
            used = taken[index, lane] = taken.get((index, lane), -1) + 1
            y = lane + _LANE * ((used + 1) // 2) * (1 if used % 2 else -1)
            left = columns[index][0].x
            points += [(left, y), (left + _BOX_WIDTH, y)]
        points.append((x1, y1))
        yield f'<path d="{_curve(points)}" fill="none" stroke="{_EDGE}" stroke-width="2" marker-end="url(#tip)"/>'


def _lane(column: list[_Box], wanted: float) -> float:
    gaps = [column[0].y - _ROW_GAP / 2, *(box.y + box.height + _ROW_GAP / 2 for box in column)]
    return min(gaps, key=lambda y: abs(y - wanted))


def _curve(points: list[tuple[float, float]]) -> str:
    said = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for index, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        if index % 2:
            said += f" L{x1:.0f} {y1:.0f}"
        else:
            turn = min(70.0, (x1 - x0) / 2)
            said += f" C{x0 + turn:.0f} {y0:.0f} {x0 + 10:.0f} {y1:.0f} {x0 + turn:.0f} {y1:.0f} L{x1:.0f} {y1:.0f}"
    return said


def _leaves(arrow: _Arrow) -> tuple[float, float]:
    box = arrow.start
    return box.x + _BOX_WIDTH, box.y + box.height / 2


def _enters(arrow: _Arrow) -> tuple[float, float]:
    box = arrow.end
    return box.x, box.y + box.height * (box.ins.index(arrow) + 1) / (len(box.ins) + 1)


def _label(arrow: _Arrow) -> Iterator[str]:
    x, y = _enters(arrow)
    shown = arrow.label if len(arrow.label) <= _LABEL_CHARS else arrow.label[: _LABEL_CHARS - 1] + "…"
    yield (f'<text x="{x - 12:.0f}" y="{y - 7:.0f}" font-size="14" text-anchor="end" fill="{_INK}" stroke="#FFFFFF" '
           f'stroke-width="5" paint-order="stroke">{escape(shown)}<title>{escape(arrow.label)}</title></text>')


def _card(box: _Box) -> Iterator[str]:
    entry, x, y = box.entry, box.x, box.y
    dashes = "" if entry.certain else ' stroke-dasharray="9 6"'
    colour = _BRAND if entry.certain and not entry.item.follow_up else _CARE
    fill = "#FFFFFF" if entry.certain and not entry.item.follow_up else "#FDF8EF"
    yield (f'<rect x="{x}" y="{y:.0f}" width="{_BOX_WIDTH}" height="{box.height:.0f}" rx="12" fill="{fill}" '
           f'stroke="{colour}" stroke-width="2.5"{dashes}/>')
    lines = _wrapped(entry.mark + entry.name.zh, _NAME_CHARS)
    top = y + (box.height - 66 - len(lines) * _LINE) / 2 + 36
    for number, line in enumerate(lines):
        yield _text(x + 18, top + number * _LINE, line, 18, _INK, bold=True)
    below = top + len(lines) * _LINE
    yield _text(x + 18, below, entry.department.name.zh, 15, _SOFT)
    yield _text(x + _BOX_WIDTH - 18, below, _days(entry), 15, colour, anchor="end", bold=True)
    if not entry.certain:
        yield _text(x + _BOX_WIDTH - 18, y - 8, "可能需要", 14, _CARE, anchor="end", bold=True)


def _days(entry: PlannedItem) -> str:
    follow_up = entry.item.follow_up
    if follow_up:
        return f"{follow_up.start.zh}后{follow_up.days}日内"
    return f"{entry.working_days}个工作日" if entry.working_days else "当日办结"


def _foot(plan: Plan, bottom: float, cut: list[str]) -> Iterator[str]:
    """The longest way, how to read the picture, and in full what an arrow had no room for: paper has no hover."""
    way = _critical(plan)
    if way:
        said = " → ".join(entry.mark for entry in way)
        yield _text(_MARGIN, bottom + 56, f"最长的一条路：{said}，共 {plan.after.working_days} 个工作日；"
                    f"逐个办要 {plan.before.working_days} 个工作日。", 18, _INK, bold=True)
    key = "箭头上的字是后一项要等的材料；虚线框是可能需要的事项；同一列可以同时办。"
    yield _text(_MARGIN, bottom + 86, key, 15, _SOFT)
    for number, label in enumerate(cut, 1):
        short = label[: _LABEL_CHARS - 1] + "…"
        yield _text(_MARGIN, bottom + 86 + number * _FOOT_LINE, f"{short} 全名：{label}", 15, _SOFT)


def _critical(plan: Plan) -> list[PlannedItem]:
    counted = [entry for entry in plan.items if not entry.item.follow_up]
    way: list[PlannedItem] = []
    while counted:
        way.append(max(counted, key=lambda entry: (entry.starts_after + entry.working_days, entry.stage)))
        counted = [entry for entry in plan.items if entry.item.id in way[-1].after]
    return way[::-1]


def _wrapped(text: str, width: int) -> list[str]:
    return [text[start:start + width] for start in range(0, len(text), width)]


def _text(x: float, y: float, text: str, size: int, colour: str, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{weight}>'
            f"{escape(text)}</text>")
