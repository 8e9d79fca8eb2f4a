"""Photograph a paper: the live picture with the page outlined, one page at a time, and what was taken so far."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices.camera import PageWarning
from kiosk.steps.photographing import MOST_PAGES, PhotographPaper, PhotoPhase
from screens.filing.photo.pages_taken import page_picture, thumbs
from screens.filing.photo.pane import PicturePane
from screens.filing.photo.pixels import LiveTexture, PageTextures
from screens.filing.photo.placing import BelowMiddle, Steady
from screens.filing.photo.scanner_picture import scanner_picture
from screens.filing.rows import choice_row, numbered, ways
from screens.filing.stages import STAGES, stages_done
from screens.parts import (
    Button,
    Column,
    Either,
    Icon,
    Kit,
    Notice,
    PageAt,
    Part,
    Region,
    Row,
    Screen,
    Sheet,
    Space,
    Text,
    heading,
)
from screens.parts.fitting import Fitting
from screens.parts.frame import Desk

_FEW = 5


class PhotographPaperScreen(Screen[PhotographPaper]):
    """Draws :class:`kiosk.steps.PhotographPaper`. A new live picture changes the picture alone, nothing else."""

    moves = True
    live = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._texture = LiveTexture()
        self._pages = PageTextures()
        self._at = PageAt()
        self._pane: PicturePane | None = None
        self._sentence: Region | None = None

    def turns(self, step: PhotographPaper) -> bool:
        """See :class:`Screen`: another phase has other buttons, another picture has not."""
        before = self.step
        return before is None or (before.phase, before.page, before.busy) != (step.phase, step.page, step.busy)

    def show(self, step: PhotographPaper) -> None:
        """Draw ``step``; where only the live picture is new, only it changes."""
        before = self.step
        if before is None or _still(before) != _still(step) or (step.view is None) != (before.view is None):
            shown = [page.thumb for page in step.pages] + [step.page.preview if step.page else None]
            self._pages.keep_only(tuple(picture for picture in shown if picture))
            super().show(step)
            return
        self.step = step
        if step.view is not None and self._pane is not None and step.view is not before.view:
            self._pane.show(step.view)
        if self._sentence is not None and _said(before) != _said(step):
            self._sentence.redraw()

    def on_hidden(self) -> None:
        """Every picture goes when the page is left."""
        self.step = self._pane = self._sentence = None
        self._texture = LiveTexture()
        self._pages.forget()
        self._at.page = 0
        self.clear_widgets()
        self.canvas.clear()

    def sheet(self, step: PhotographPaper) -> Sheet:
        """See :class:`Screen`."""
        self._pane = self._sentence = None
        top: Part | None = None
        match step.phase:
            case PhotoPhase.TROUBLE:
                top = self._told(step)
                body, actions = self._ways(step), self._trouble_actions(step)
            case PhotoPhase.TAKEN:
                body, actions = self._asking(step), self._asking_actions(step)
            case PhotoPhase.KEPT:
                body, actions = self._looking(step), self._looking_actions(step)
            case PhotoPhase.CORNERS:
                body, actions = self._framing(step), [self._shutter(step, self.kit.t("photo.corners_shoot"))]
            case PhotoPhase.BINDING:
                body, actions = self._binding(), []
            case PhotoPhase.LIVE:
                body, actions = self._live(step), self._live_actions(step)
        return Sheet(
            self.kit.t(self._by(step, "stage")), body, top=top, actions=actions, done=stages_done("materials"),
            total=len(STAGES),
            controls=step.phase is PhotoPhase.TROUBLE and not self.kit.theme.landscape,
        )

    def _by(self, step: PhotographPaper, key: str) -> str:
        """The name of a text that speaks of photographing or of scanning."""
        return f"photo.by_sheets.{key}" if step.source == "sheets" else f"photo.{key}"

    def _head(self, step: PhotographPaper, title: str) -> Part:
        t, theme = self.kit.t, self.kit.theme
        return Column(
            Text(title, "title" if theme.landscape or theme.look.large else "big", bold=True, fit=True, tight=True),
            Text(t.of(step.material.name), "body", "ink2"),
            gap=theme.mm(0.6),
        )

    def _beside(self, picture: Part, head: Part, *below: Part | None) -> Part:
        """Landscape: the picture on the left, words and pages on the right. Portrait: below one another."""
        theme = self.kit.theme
        if theme.landscape:
            words = Column(head, *below, gap=theme.mm(4), grow=1.0)
            return Row(picture.growing(1.28), words, gap=theme.mm(8))
        return Column(head, picture, *below, gap=theme.mm(4))

    def _live(self, step: PhotographPaper) -> Part:
        t = self.kit.t
        number = step.at + 1 if step.again else len(step.pages) + 1
        title = t("photo.page_again" if step.again else "photo.page_next", n=number)
        if step.source == "sheets":
            title = t("photo.by_sheets.page_again", n=number) if step.again else t("photo.sheets_title")
        if step.room < 1:
            title = t("photo.full_title", n=len(step.pages))
        if step.source == "sheets":
            picture = scanner_picture(self.kit)
        else:
            picture = self._pane = PicturePane(self._texture, step.view, t("photo.opening"))
        return self._beside(picture, self._head(step, title), self._words(), self._below(step))

    def _below(self, step: PhotographPaper) -> Part:
        """The pages taken, or how it is done while there are none."""
        t, theme = self.kit.t, self.kit.theme
        if step.pages:
            words = t("photo.taken_pages", n=len(step.pages))
            if 0 < step.room <= _FEW:
                words = f"{words} · {t('photo.room', n=step.room)}"
            taken = thumbs(
                self.kit, step.pages, self._pages, lambda number: self.desk.visit.open_page(number), self._at,
                enabled=not step.busy,
            )
            return BelowMiddle(Column(Text(words, "small", "ink2"), taken, gap=theme.mm(2)))
        way, count = ("photo.sheets_how", 2) if step.source == "sheets" else ("photo.how", 3)
        how = [numbered(self.kit, number, t(f"{way}_{number}")) for number in range(1, count + 1)]
        limit = Row(
            Icon("shield-check-outline", theme.type(9), "good"),
            Text(t(self._by(step, "limit"), n=MOST_PAGES), "small", "ink2", grow=1), gap=theme.mm(3), valign="center",
        )
        whole = Column(*how, Space(0, 1.0), limit, gap=theme.mm(4))
        return Either(whole, Fitting(limit, Text(t(f"{way}_1"), "body"), gap=theme.mm(3)))

    def _live_actions(self, step: PhotographPaper) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        none = t("photo.none_yet_sheets" if step.source == "sheets" else "photo.none_yet")
        done = t("photo.finish", n=len(step.pages)) if step.pages else none
        finish = Button(
            done, lambda: visit.finish_pages(), icon="check" if step.pages else "close", name="finish_pages",
            kind="good" if step.pages and step.room < 1 else "plain", enabled=not step.busy, size="body",
        )
        return [finish, self._shutter(step, t("photo.scan" if step.source == "sheets" else "photo.shoot"))]

    def _shutter(self, step: PhotographPaper, label: str) -> Part:
        ready = not step.busy and step.room > 0 and (step.source == "sheets" or step.view is not None)
        return Button(label, self._shoot, icon="camera" if step.source == "camera" else "scanner", kind="primary",
                      name="shoot", enabled=ready)

    def _shoot(self) -> None:
        corners = self._pane.corners if self._pane is not None else None
        self.desk.visit.shoot(corners)

    def _words(self) -> Part:
        """One calm sentence about the live picture, in room for the longest of them."""
        t = self.kit.t
        all_of_them = [*(f"photo.hint.{warning.value}" for warning in PageWarning), "photo.lay", "photo.full"]
        self._sentence = Region(lambda: self._row(*self._sentence_of()))
        return Steady(self._sentence, [self._row(t(key), "care") for key in all_of_them])

    def _row(self, text: str, kind: str) -> Part:
        theme = self.kit.theme
        mark = {"good": "check-circle", "care": "alert-circle", "info": "information"}[kind]
        tone = theme.colours.brand if kind == "info" else getattr(theme.colours, kind)
        return Row(
            Icon(mark, theme.type(10), tone), Text(text, "body", tone, bold=True, grow=1), gap=theme.mm(3),
            valign="center",
        )

    def _sentence_of(self) -> tuple[str, str]:
        step, t = self.step, self.kit.t
        assert step is not None, "drawn with a step"
        sheets = step.source == "sheets"
        if step.busy:
            return t("photo.scanning" if sheets else "photo.shooting"), "info"
        if step.room < 1:
            return t("photo.full"), "care"
        if sheets:
            ready = t("photo.by_sheets.one" if step.again else "photo.sheets_ready")
            return (t("photo.hint.feeder_empty"), "care") if step.hint else (ready, "info")
        if step.view is None:
            return t("photo.lay"), "info"
        if step.hint:
            return t(f"photo.hint.{step.hint.value}"), "care"
        return (t("photo.ready"), "good") if step.view.found else (t("photo.searching"), "info")

    def _framing(self, step: PhotographPaper) -> Part:
        t, theme = self.kit.t, self.kit.theme
        pane = self._pane = PicturePane(self._texture, step.view, t("photo.opening"), by_hand=True)
        said = Column(*(Text(t(f"photo.corners_{way}"), "body") for way in ("drag", "touch")), gap=theme.mm(1))
        head = Column(self._head(step, t("photo.corners_title")), said, gap=theme.mm(3))
        if theme.landscape:
            return Row(BelowMiddle(pane, 1.28), head.growing(), gap=theme.mm(8))
        return Column(head, BelowMiddle(pane) if theme.low_reach else pane, gap=theme.mm(4))

    def _asking(self, step: PhotographPaper) -> Part:
        t, theme = self.kit.t, self.kit.theme
        assert step.page is not None, "asked about a page"
        wrong = [Notice(t(f"photo.wrong.{warning.value}"), "care", bold=True) for warning in step.page.warnings]
        said = wrong or [Text(t("photo.ask_clear"), "body" if theme.landscape else "lead")]
        picture, words = page_picture(step.page, self._pages).growing(), Column(*said, gap=theme.mm(3))
        return self._beside(picture, self._head(step, t("photo.ask")), words)

    def _asking_actions(self, step: PhotographPaper) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        bad = bool(step.page and step.page.warnings)
        frame = Button(t("photo.frame"), lambda: visit.draw_corners(), icon="crop", name="frame", size="body")
        keep = Button(t("photo.keep"), lambda: visit.keep_page(), icon="check", name="keep_page", size="body",
                      kind="plain" if bad else "primary")
        retake = Button(t("photo.retake"), lambda: visit.retake(), icon="camera-retake", name="retake", size="body",
                        kind="primary" if bad else "plain")
        return [frame, retake, keep]

    def _looking(self, step: PhotographPaper) -> Part:
        t, theme = self.kit.t, self.kit.theme
        assert step.page is not None, "a page is looked at"
        title = t("photo.look_title", n=step.at + 1, all=len(step.pages))
        words = Text(t(self._by(step, "look_do")), "body" if theme.landscape else "lead")
        return self._beside(page_picture(step.page, self._pages).growing(), self._head(step, title), words)

    def _looking_actions(self, step: PhotographPaper) -> list[Part]:
        t, visit = self.kit.t, self.desk.visit
        icon = "scanner" if step.source == "sheets" else "camera-retake"
        return [
            Button(t("photo.drop"), lambda: visit.drop_page(), icon="trash-can-outline", name="drop_page", size="body"),
            Button(t(self._by(step, "retake_page")), lambda: visit.retake(), icon=icon, name="retake", size="body"),
            Button(t("photo.look_done"), lambda: visit.back(), icon="check", kind="primary", name="look_done",
                   size="body"),
        ]

    def _binding(self) -> Part:
        theme = self.kit.theme
        return Column(
            Icon("file-check-outline", theme.type(40)), Text(self.kit.t("photo.binding"), "title", align="center"),
            gap=theme.mm(8), valign="center",
        )

    def _told(self, step: PhotographPaper) -> Part:
        t, theme = self.kit.t, self.kit.theme
        name = f"photo.trouble.{step.trouble_name}"
        icon = "camera-off-outline" if step.source == "camera" else "alert-circle"
        said = Row(
            Icon(icon, theme.type(18), theme.colours.care),
            heading(t(f"{name}.title"), t(f"{name}.do")).growing(),
            gap=theme.mm(5), valign="center",
        )
        safe = Notice(t("photo.kept_safe", n=len(step.pages)), "good", bold=True) if step.pages else None
        return Column(said, safe, gap=theme.mm(5))

    def _ways(self, step: PhotographPaper) -> Part:
        t, visit, theme = self.kit.t, self.desk.visit, self.kit.theme
        tight = theme.landscape and theme.low_reach  # help is in the bar below anyway
        mended = step.trouble_name in ("jammed", "cover_open")  # by the citizen's own hands
        again = "photo.again_mended" if mended else "photo.again_detail"
        guide = choice_row(self.kit, t("photo.guide"), t("photo.guide_detail"), "face-agent",
                           lambda: visit.call_guide(), name="guide")
        return ways(self.kit, (
            choice_row(self.kit, t("photo.again"), t(again), "refresh", lambda: visit.retake(),
                       name="retake", main=True),
            choice_row(self.kit, t(self._by(step, "bring")), t("photo.bring_detail"), "file-document-outline",
                       lambda: visit.bring_paper(), name="bring_paper"),
            None if tight else guide,
        ))

    def _trouble_actions(self, step: PhotographPaper) -> list[Part]:
        if not step.pages:
            return []
        return [
            Button(self.kit.t("photo.finish", n=len(step.pages)), lambda: self.desk.visit.finish_pages(), icon="check",
                   name="finish_pages")
        ]


def _still(step: PhotographPaper) -> PhotographPaper:
    """The step without what changes with every picture."""
    return replace(step, view=None, hint=None)


def _said(step: PhotographPaper) -> tuple[object, ...]:
    return step.hint, step.view is None, step.view is not None and step.view.found
