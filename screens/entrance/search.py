"""Search by letters: pinyin initials find Chinese titles, hits appear while typing."""

from __future__ import annotations

from kiosk.steps import Hit, Search
from screens.parts.basic import Badge, Card, Icon, Text
from screens.parts.fitting import Fitting, Wrap
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.keys import Entry, letter_pad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Kit
from screens.parts.touch import Button, Tap

ICONS = {"scenario": "lightbulb-on-outline", "item": "file-document-outline", "department": "office-building"}
HUES = {"scenario": "blue", "item": "violet", "department": "teal"}


class SearchScreen(Screen[Search]):
    """The field, the hits, the keys; only field and hits are drawn again while typing."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.found: Region | None = None
        self.told: Region | None = None

    def show(self, step: Search) -> None:
        """Typing changes only the upper region."""
        if self.step is not None and self.found is not None:
            if self.step != step:
                self.step = step
                self.at.page = 0
                self.found.redraw()
                if self.told is not None:
                    self.told.redraw()
            return
        super().show(step)

    def press(self, key: str) -> None:
        """One key; the visit searches, the app shows the new step."""
        if self.step is not None:
            self.desk.visit.search(typed(self.step.query, key, 20))

    def sheet(self, step: Search) -> Sheet:
        """See :class:`Screen`."""
        theme = self.kit.theme
        self.found = Region(self._found, grow=1.0)
        pad = letter_pad(self.press, most=theme.type(34 if not theme.landscape else 60))
        body: Part
        if theme.landscape:
            self.found.grow, pad.grow = 1.0, 1.15
            body = Row(self.found, pad, gap=theme.mm(8))
        else:
            pad.grow = 0.42
            body = Column(self.found, pad, gap=theme.mm(6))
        self.told = Region(self._upper, grow=1.0) if theme.low_reach else None
        return Sheet(stage=self.kit.t("search.stage"), top=self.told, body=body)

    def _upper(self) -> Part:
        """In low reach the upper half holds what is only read: the field, and what each hit means.

        What can only be read comes first: it has no button below.
        """
        theme, step = self.kit.theme, self.step
        assert step is not None, "drawn only with a step"
        hits = sorted(once_each(step.hits), key=lambda hit: not only_informs(hit))
        told = [self._told(hit) for hit in hits]
        return Fitting(Column(self._entry(step), self._near(step.hits), gap=theme.mm(4)), *told, gap=theme.mm(4))

    def _told(self, hit: Hit) -> Part:
        t = self.kit.t
        return Card(
            Column(
                self._titled(hit, "body"), Text(t.of(hit.detail), "small", "ink2", tight=True),
                gap=self.kit.theme.mm(1),
            ),
            pad=self.kit.theme.mm(5), pad_y=self.kit.theme.mm(3), fill="sunk", flat=True,
        )

    def _entry(self, step: Search) -> Part:
        return Entry(step.query, hint=self.kit.t("search.hint"), icon="magnify")

    def _near(self, hits: tuple[Hit, ...]) -> Part | None:
        if not (hits and hits[0].near):
            return None
        return Text(self.kit.t("search.near"), "body", "care", bold=True, tight=True).leading()

    def _found(self) -> Part:
        theme, t, step = self.kit.theme, self.kit.t, self.step
        assert step is not None, "drawn only with a step"
        hits = once_each(step.hits)
        if theme.low_reach and hits:
            return self._low(hits)
        entry = None if theme.low_reach else self._entry(step)
        if hits:
            rows = Pages([self._near(step.hits), *map(self._hit, hits)], self.at, gap=theme.mm(4))
            return Column(entry, rows, gap=theme.mm(5))
        icon, key = ("keyboard-outline", "search.start") if not step.query else ("magnify-close", "search.none")
        note = Column(
            Icon(icon, theme.type(22 if not theme.low_reach else 12)), Text(t(key), "lead", align="center"),
            gap=theme.mm(4), valign="center", grow=1.0,
        )
        return Column(entry, note, Space(0), gap=theme.mm(5))

    def _low(self, hits: list[Hit]) -> Part:
        """Names only, two a row; what they mean stands above."""
        theme = self.kit.theme
        names: list[Part] = [
            Button(self.kit.t.of(hit.title), lambda hit=hit: self._open(hit), size="body",  # type: ignore[misc]
                   name=_name(hit), height=theme.target, grow=1.0)
            for hit in hits if not only_informs(hit)
        ]
        if theme.landscape:
            return Pages(names, self.at, gap=theme.gap)
        pairs = [names[start:start + 2] for start in range(0, len(names), 2)]
        if theme.scale > 1:
            # Half the glass with large keys has room for one row: typing on narrows it down.
            return Row(*pairs[0], gap=theme.gap) if pairs else Space()
        return Pages([Row(*pair, gap=theme.gap) for pair in pairs], self.at, gap=theme.gap)

    def _open(self, hit: Hit) -> None:
        self.desk.visit.open_found(hit.kind, hit.id, hit.scenario)

    def _titled(self, hit: Hit, size: str) -> Part:
        title = Text(self.kit.t.of(hit.title), size, bold=True, tight=True)
        return Wrap([title, self._badge(hit, only_informs(hit))], self.kit.theme.mm(2.5))

    def _hit(self, hit: Hit) -> Part:
        theme, t = self.kit.theme, self.kit.t
        words = Column(
            self._titled(hit, "lead"), Text(t.of(hit.detail), "small", "ink2", tight=True), gap=theme.mm(1.5),
            valign="center",
        )
        words.grow = 1.0
        if only_informs(hit):
            row = Row(words, Icon("information-outline", theme.type(9), "ink2"), gap=theme.mm(4), valign="center")
            return Card(row, pad=theme.mm(6), pad_y=theme.mm(4), fill="sunk", flat=True, edge="line")
        face = Card(
            Row(words, Icon("chevron-right", theme.type(9)), gap=theme.mm(4)), pad=theme.mm(6), pad_y=theme.mm(4)
        )
        return Tap(face, lambda: self._open(hit), t.of(hit.title), name=_name(hit)).stretching()

    def _badge(self, hit: Hit, informs: bool) -> Part:
        theme, t = self.kit.theme, self.kit.t
        if informs:
            return Badge(t("search.gone"), theme.colours.care, icon="close-circle-outline")
        return Badge(t(f"search.{hit.kind}"), theme.hue(HUES[hit.kind]), icon=ICONS[hit.kind])


def only_informs(hit: Hit) -> bool:
    """True when nothing can be opened: the hit says why something is no longer asked for."""
    return not hit.scenario


def once_each(hits: tuple[Hit, ...]) -> list[Hit]:
    """Every thing once: the card of an item shows all life events it is part of."""
    found: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        found.setdefault((hit.kind, hit.id or hit.scenario), hit)
    return list(found.values())


def _name(hit: Hit) -> str:
    return f"hit:{hit.kind}:{hit.id}"
