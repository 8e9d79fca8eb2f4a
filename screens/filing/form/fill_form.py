"""The one form: boxes to choose from, one editor, and a way to leave a blank for the window."""

from __future__ import annotations

from kiosk.steps import FieldState, FillForm
from screens.filing.form.editor import choices, entry_box, is_typed, keys, left_for_window
from screens.filing.form.field_rows import field_rows
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import Button, Column, Drawn, Notice, Part, Region, Row, Screen, Sheet, Space, Text


class FillFormScreen(Screen[FillForm]):
    """Draws :class:`kiosk.steps.FillForm`; while one field is typed only its box and the entry are drawn again."""

    _rows: Region | None = None
    _entry: Region | None = None
    _main: Region | None = None
    _missed = ""

    def show(self, step: FillForm) -> None:
        """Draw ``step``; keys stay where they are while the same field is typed into."""
        before = self.step
        if before is not None and before.active != step.active:
            self._missed = ""
        if before is None or before == step or self._skeleton(before) != self._skeleton(step):
            super().show(step)
            return
        self.step = step
        for region in (self._rows, self._entry, self._main):
            if region is not None:
                region.redraw()

    def _skeleton(self, step: FillForm) -> tuple[object, ...]:
        active = self._active(step)
        typed = active is not None and is_typed(active) and not active.by_hand
        return (step.page, step.pages, step.active, typed, None if typed else active)

    @staticmethod
    def _active(step: FillForm) -> FieldState | None:
        return next((state for state in step.fields if state.field.key == step.active), None)

    def sheet(self, step: FillForm) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        self._rows = Region(self._make_rows)
        self._entry = self._main = None
        editor = self._editor(step)
        top: Part = self._rows
        if theme.low_reach and self._entry is not None and theme.landscape:
            top = Row(self._rows.growing(1.5), self._entry.growing(1.0), gap=theme.mm(6), valign="top")
        elif theme.low_reach and self._entry is not None:
            top = Column(self._rows, Space(theme.mm(4)), self._entry)
        return Sheet(
            stage_title(self.kit, "form"), editor, top=top, actions=self._actions(), done=stages_done("form"),
            total=len(STAGES), count=t("fill_form.page", page=step.page + 1, pages=step.pages), split=0.45,
        )

    def _make_rows(self) -> Part:
        assert self.step is not None, "rows without a step"
        edit = None if self.kit.theme.low_reach else self.desk.visit.edit
        return field_rows(self.kit, self.step, edit)

    def _make_entry(self) -> Part:
        assert self.step is not None, "an entry without a step"
        active = self._active(self.step)
        assert active is not None, "an entry without a field"
        return entry_box(self.kit, active, missed=self._missed == active.field.key and _open(active))

    def _actions(self) -> list[Part]:
        self._main = Region(self._main_button)
        return [self._main]

    def _main_button(self) -> Part:
        assert self.step is not None, "a button without a step"
        t, step = self.kit.t, self.step
        left = [state for state in step.fields if _open(state)]
        if left:
            active = self._active(step)
            waits = active is not None and _open(active)
            return Button(
                t("fill_form.blocked" if waits else "fill_form.onward", count=len(left)), self._onward,
                icon="arrow-down-circle-outline", kind="plain" if waits else "primary", name="next",
            )
        last = step.page + 1 >= step.pages
        return Button(
            t("fill_form.finish" if last else "fill_form.next"), self.desk.visit.next_page, icon="check",
            kind="primary", name="next",
        )

    def _onward(self) -> None:
        """To the next open field; when the one being filled is the last, say that it is still missing."""
        assert self.step is not None, "a tap without a step"
        order = [state.field.key for state in self.step.fields]
        start = order.index(self.step.active) + 1 if self.step.active in order else 0
        states = [*self.step.fields[start:], *self.step.fields[:start]]
        after = next((s.field.key for s in states if _open(s) and s.field.key != self.step.active), "")
        if after:
            self.desk.visit.edit(after)
        else:
            self._missed = self.step.active
            self.desk.visit.next_page()
            self.redraw()

    def _editor(self, step: FillForm) -> Part:
        theme = self.kit.theme
        active = self._active(step)
        if active is None:
            return self._done()
        self._entry = Region(self._make_entry)
        side = self._side(step, active)
        inner = self._keys_or_choices(active)
        show_entry = not theme.low_reach
        return Column(
            self._entry if show_entry else None,
            Space(theme.gap) if show_entry else None,
            inner,
            Space(theme.gap if is_typed(active) else theme.mm(5)) if side else None,
            side,
            valign="bottom" if theme.low_reach else "top",
        )

    def _done(self) -> Part:
        """Nothing is open on this page."""
        theme, t = self.kit.theme, self.kit.t
        if theme.low_reach:
            return Column(Notice(t("fill_form.page_done"), "good", bold=True))
        mark = theme.type(40)
        return Column(
            Drawn(lambda pen, box: pen.icon("check-circle-outline", box, mark, theme.colours.good.deep),
                  lambda _kit, _width: mark),
            Space(theme.mm(5)),
            Text(t("fill_form.page_done"), "lead", bold=True, align="center"),
            valign="center",
        )

    def _keys_or_choices(self, active: FieldState) -> Part:
        visit, key = self.desk.visit, active.field.key

        def type_raw(raw: str) -> None:
            visit.type_field(key, raw)

        if active.by_hand:
            return left_for_window(self.kit)
        if active.field.kind in ("choice", "choices"):
            return choices(self.kit, active, type_raw)
        if not is_typed(active):
            note = "fill_form.from_card_note" if active.from_card else "fill_form.chinese_note"
            return Notice(self.kit.t(note), "info", icon="pencil-box-outline")
        return keys(self.kit, self._current, active.field.key, type_raw)

    def _current(self, key: str) -> FieldState:
        assert self.step is not None, "keys without a step"
        return next(state for state in self.step.fields if state.field.key == key)

    def _side(self, step: FillForm, active: FieldState) -> Part | None:
        t, visit, key = self.kit.t, self.desk.visit, active.field.key
        made: list[Part] = []
        if active.by_hand:
            made.append(
                Button(
                    t("fill_form.type_instead"), lambda: visit.type_field(key, ""), icon="keyboard-outline",
                    name="type_instead", size="body", height=self.kit.theme.target,
                )
            )
        elif active.field.by_hand:
            kind = "primary" if not is_typed(active) and active.field.kind == "text" and not active.raw else "plain"
            made.append(
                Button(
                    t("fill_form.by_hand"), lambda: visit.by_hand(key), icon="pencil-box-outline", name="by_hand",
                    kind=kind, size="body", height=self.kit.theme.target,
                )
            )
        after = self._next_key(step) if self.kit.theme.low_reach else ""
        if after:
            made.append(
                Button(
                    t("fill_form.next_field"), lambda: visit.edit(after), icon="arrow-down", name="next_field",
                    size="body", kind="quiet", height=self.kit.theme.target,
                )
            )
        for part in made:
            part.grow = 1.0
        return Row(*made, gap=self.kit.theme.space) if made else None

    def _next_key(self, step: FillForm) -> str:
        order = [state.field.key for state in step.fields]
        at = order.index(step.active)
        return order[(at + 1) % len(order)] if len(order) > 1 else ""


def _open(state: FieldState) -> bool:
    return not (state.filled or state.by_hand)
