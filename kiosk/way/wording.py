"""The walk in words, a line a leg: as the hall typed it, else told from the plan."""

from __future__ import annotations

import itertools

from kiosk.hall import HallFacts, Place
from kiosk.way.floors import DIRECTIONS, Block, Direction, Floor, Point, heading, metres
from kiosk.way.walking import Leg, Walk, spoken_metres, walk_to
from kiosk.words import Words

BESIDE = 7.0
"""A last stretch shorter than this many metres is told as a side: 「左手边就是」."""
LANDMARK = 3.5
"""Metres within which something is named where one turns."""
_LANDMARKS = ("desk", "room", "crossing")
_TURNS = (
    Words("直走约{far}米", "straight on for {far} m"), Words("右转走约{far}米", "turn right, {far} m"),
    Words("转身往回走约{far}米", "turn round, {far} m"), Words("左转走约{far}米", "turn left, {far} m"),
)
_STARTS = (
    Words("向前走约{far}米", "Walk {far} m straight ahead"), Words("向右走约{far}米", "Walk {far} m to the right"),
    Words("转身向后走约{far}米", "Turn round and walk {far} m"), Words("向左走约{far}米", "Walk {far} m to the left"),
)
_SIDES = (Words("正前方", "ahead of you"), Words("右手边", "on your right"), Words("身后", "behind you"),
          Words("左手边", "on your left"))

_NO_LIFT = Words("电梯停用，请按「呼叫导办员」，工作人员会来帮您", "The lift is out of service: please call a guide")


def walk_lines(hall: HallFacts, place: Place, step_free: bool = False) -> tuple[Words, ...]:
    """The way from this machine in words. Typed words (``Place.way``) stand while a lift runs; else the plan speaks.

    Where no walk is left (``step_free`` and no lift runs) the one line says whom to ask.
    """
    if place.way and not step_free and all(shaft.works for shaft in hall.shafts):
        return place.way
    walk = walk_to(hall, place, step_free)
    if walk is None and _needs_climb(hall, place):
        return (_NO_LIFT,)
    stairs = walk is not None and walk.shaft is not None and walk.shaft.kind == "stairs"
    if place.way and not stairs:
        return place.way
    return told(walk) if walk is not None else place.way


def _needs_climb(hall: HallFacts, place: Place) -> bool:
    drawn = place.at is not None and hall.floor(place.floor) is not None
    return drawn and hall.stand is not None and hall.stand.floor != place.floor


def told(walk: Walk) -> tuple[Words, ...]:
    """A walk in words, from its corners alone."""
    lines = _leg_lines(walk.legs[0], walk.stand.facing, _STARTS, Words("从本机", ""), walk.shaft is None)
    shaft = walk.shaft
    if shaft is None:
        return tuple(lines)
    floor = walk.legs[1].floor.name
    verb, verb_en = ("乘", "Take the") if shaft.kind == "lift" else ("走", "Take the")
    name_en = shaft.name.of("en").lower()
    if lines:
        lines[-1] = Words(f"{lines[-1].zh}，到{shaft.name.zh}", f"{lines[-1].en}, to the {name_en}")
    lines.append(Words(f"{verb}{shaft.name.zh}到{floor.zh}", f"{verb_en} {name_en} to {floor.of('en').lower()}"))
    out = Words(f"出{shaft.name.zh}", f"Leaving the {name_en}, ")
    return (*lines, *_leg_lines(walk.legs[1], shaft.door, _TURNS, out, True))


def _leg_lines(
    leg: Leg, facing: Direction, first: tuple[Words, ...], opener: Words, arrives: bool
) -> list[Words]:
    """One line a straight stretch; steps of less than a metre are passed over, a short last one becomes a side."""
    lines: list[Words] = []
    said_marks: set[str] = set()
    stretches = [(a, b) for a, b in itertools.pairwise(leg.points) if a != b]
    for number, (one, other) in enumerate(stretches):
        length, way = metres(one, other), heading(one, other)
        turn = (DIRECTIONS.index(way) - DIRECTIONS.index(facing)) % 4
        left = stretches[number + 1:]
        if not left and arrives and length < BESIDE:
            return _arrival(lines, turn, opener)
        if length < 1.0:
            continue
        said = _TURNS[turn] if lines else first[turn]
        beside = arrives and len(left) == 1 and metres(*left[0]) < BESIDE
        mark = _landmark(leg.floor, other) if left and not beside else None
        mark = None if mark is None or mark.id in said_marks else mark
        said_marks |= {mark.id} if mark else set()
        lines.append(_stretch(Words("") if lines else opener, said, spoken_metres(length), mark))
        facing = way
    if arrives and lines:
        lines[-1] = Words(f"{lines[-1].zh}，就到了", f"{lines[-1].en}, and you are there")
    return lines or ([Words("就在本机旁边", "Right beside this machine")] if arrives else [])


def _stretch(opener: Words, turn: Words, far: int, mark: Block | None) -> Words:
    zh, en = opener.zh + turn.zh.format(far=far), opener.en + turn.en.format(far=far)
    if mark is not None:
        zh, en = f"{zh}，到{mark.name.zh}", f"{en} ({mark.name.of('en')})"
    return Words(zh, en[0].upper() + en[1:])


def _arrival(lines: list[Words], turn: int, opener: Words) -> list[Words]:
    side = _SIDES[turn]
    if lines:
        return [*lines[:-1], Words(f"{lines[-1].zh}，{side.zh}就是", f"{lines[-1].en}; it is {side.en}")]
    en = f"{opener.en}it is {side.en}"
    return [Words(f"{opener.zh}，{side.zh}就是", en[0].upper() + en[1:])]


def _landmark(floor: Floor, point: Point) -> Block | None:
    """The named thing one stands at, nearest first."""
    named = [b for b in floor.blocks if b.name.zh and b.kind in _LANDMARKS and b.box.distance(point) <= LANDMARK]
    return min(named, key=lambda block: block.box.distance(point), default=None)
