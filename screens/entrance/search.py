"""Search by letters: pinyin initials find Chinese titles, hits appear while typing."""

from __future__ import annotations

from kiosk.steps import Hit, Search
from screens.parts.basic import Card, Icon, Text
from screens.parts.flow import Column, Part, Row, Space
from screens.parts.frame import Desk, Screen, Sheet
from screens.parts.keys import Entry, letter_pad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Kit
from screens.parts.touch import Button, Tap


class SearchScreen(Screen[Search]):
    """The field, the hits, the keys; only field and hits are drawn again while typing."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.found: Region | None = None

    def show(self, step: Search) -> None:
        """Typing changes only the upper region."""
        if self.step is not None and self.found is not None:
            if self.step != step:
                self.step = step
                self.at.page = 0
                self.found.redraw()
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
        return Sheet(stage=self.kit.t("search.stage"), body=body)

    def _found(self) -> Part:
        theme, t, step = self.kit.theme, self.kit.t, self.step
        assert step is not None, "drawn only with a step"
        entry = Entry(step.query, hint=t("search.hint"), icon="magnify")
        if step.hits:
            shown: list[Part] = [self._hit(hit) for hit in step.hits]
            if theme.low_reach and theme.scale > 1 and not theme.landscape:
                # Half the glass with large keys has room for one row: typing on narrows it down.
                return Column(entry, Row(*map(self._short, step.hits[:2]), gap=theme.gap), gap=theme.gap)
            return Column(entry, Pages(shown, self.at, gap=theme.mm(4)), gap=theme.mm(5))
        icon, key = ("keyboard-outline", "search.start") if not step.query else ("magnify-close", "search.none")
        note = Column(
            Icon(icon, theme.type(22 if not theme.low_reach else 12)), Text(t(key), "lead", align="center"),
            gap=theme.mm(4), valign="center", grow=1.0,
        )
        return Column(entry, note, Space(0), gap=theme.mm(5))

    def _short(self, hit: Hit) -> Part:
        def choose() -> None:
            self.desk.visit.choose_scenario(hit.scenario)

        return Button(self.kit.t.of(hit.title), choose, size="body", name=f"hit:{hit.scenario}", grow=1)

    def _hit(self, hit: Hit) -> Part:
        theme, t = self.kit.theme, self.kit.t
        words = Column(
            Text(t.of(hit.title), "lead", bold=True, tight=True), Text(t.of(hit.detail), "small", "ink2", tight=True),
            gap=theme.mm(1.5), valign="center",
        )
        words.grow = 1.0
        row = Row(words, Icon("chevron-right", theme.type(9)), gap=theme.mm(4))
        tap = Tap(
            Card(row, pad=theme.mm(6), pad_y=theme.mm(4)), lambda: self.desk.visit.choose_scenario(hit.scenario),
            t.of(hit.title), name=f"hit:{hit.scenario}",
        )
        return tap.stretching()
