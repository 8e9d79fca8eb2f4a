"""The scripted visitor's walk: from the first touch to goodbye, by touches on the real widgets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.demo.stage import Stage
from kiosk.steps import AskProgress, FieldState, FillForm, TakePapers
from kiosk.visit import Visit

if TYPE_CHECKING:
    from screens.walk import Walker

PHONE = "13800138000"
_LOOK = 0.7
_MOST_PAGES = 8
_NUMBERS = {"staff": "8", "seats": "60", "beds": "30"}


@dataclass
class Trip:
    """One walk: takes a numbered picture at every screen and remembers what it was told."""

    walker: Walker
    stage: Stage
    pictures: Path
    tell: Callable[[str], None]
    shots: int = 0
    named: list[str] = field(default_factory=list)

    @property
    def visit(self) -> Visit:
        """The visit on the screen."""
        return self.walker.app.visit  # type: ignore[no-any-return]

    def _comes(self, what: str | Callable[[], bool], seconds: float) -> None:
        """Wait for a page that comes by itself, and look at it as long as a person does before touching it."""
        self.walker.wait_for(what, real_seconds=seconds)
        self.walker.advance(_LOOK)

    def picture(self, name: str) -> None:
        """Save what is on the screen as the next numbered picture."""
        self.shots += 1
        path = self.pictures / f"{self.shots:02d}-{name}.png"
        self.walker.screenshot(path)
        self.named.append(path.name)
        self.tell(f"  画面 {path.name}")

    def walk_restaurant(self, area: str, away: Callable[[], None] | None = None) -> TakePapers:
        """The whole journey; ``away`` is done right before handing in (to stop the hall server, say)."""
        self._ask_and_plan(area)
        self._card()
        self._form()
        self._materials()
        self._review(away)
        return self._papers()

    def _ask_and_plan(self, area: str) -> None:
        walker = self.walker
        self.picture("attract")
        walker.tap("轻触屏幕开始办事")
        walker.wait_for("您好，想办什么事？")
        self.picture("home")
        walker.tap("我要开饭馆")
        self.picture("ask-area")
        walker.tap("下一步")
        self.picture("ask-area-empty")
        walker.type_digits(area)
        walker.tap("下一步")
        self.picture("ask-licence")
        walker.tap("还没有")
        self.picture("ask-fire-system")
        walker.tap("我还不知道")
        self.picture("plan")
        walker.tap("item:fire")
        self.picture("plan-why")
        walker.tap("知道了")
        walker.tap("tab:papers")
        self.picture("plan-papers")
        walker.tap("tab:compare")
        self.picture("plan-before-after")
        walker.tap("核对材料")
        self.picture("check-papers")
        walker.tap("返回方案")

    def _card(self) -> None:
        walker = self.walker
        walker.tap("开始办理")
        self.picture("present-card")
        self.stage.lay_card("resident-rare")
        self._comes("同意并使用", 15)
        self.picture("confirm-card")
        walker.tap("同意并使用")

    def _form(self) -> None:
        page = -1
        while isinstance(step := self.visit.step, FillForm):
            if step.page == page:
                raise AssertionError(f"表单第 {page + 1} 页没有翻过去：{self.walker.describe()}")
            page = step.page
            self.picture(f"form-{page + 1}")
            self._fill_page(step)
            self.picture(f"form-{page + 1}-filled")
            self.walker.tap("next")

    def _fill_page(self, step: FillForm) -> None:
        for state in step.fields:
            current = next(entry for entry in self._form_step().fields if entry.field.key == state.field.key)
            if not current.filled and not current.by_hand:
                self._fill(current)

    def _form_step(self) -> FillForm:
        step = self.visit.step
        assert isinstance(step, FillForm), "the form is still on the screen"
        return step

    def _fill(self, state: FieldState) -> None:
        walker, blank = self.walker, state.field
        if self._form_step().active != blank.key:
            walker.tap(f"field:{blank.key}")
        if blank.kind == "phone":
            walker.type_digits(PHONE)
        elif blank.kind == "number":
            walker.type_digits(_NUMBERS.get(blank.key, "5"))
        elif blank.choices:
            walker.tap(f"choice:{blank.choices[0].value}")
        else:
            walker.tap("by_hand")

    def _materials(self) -> None:
        walker = self.walker
        walker.wait_for("材料都齐了吗？")
        self.picture("materials")
        if walker.can_tap("mark:premises-proof:scanned"):
            self._photograph("premises-proof")
        for _ in range(_MOST_PAGES):
            if walker.can_tap("mark:food-rules:later"):
                break
            walker.tap("page:down")
        walker.tap("mark:food-rules:later")
        walker.tap("都带来了")
        self.picture("materials-marked")
        walker.tap("下一步，核对")

    def _photograph(self, material: str) -> None:
        """One page of a paper under the drawn camera."""
        walker = self.walker
        walker.tap(f"mark:{material}:scanned")
        self._comes("看到纸了，可以拍", 15)
        self.picture("camera")
        walker.tap("拍下这一页")
        self._comes("这一页清楚吗？", 15)
        self.picture("camera-page")
        walker.tap("清楚，留下")
        self._comes("请拍第 2 页", 15)
        walker.tap("finish_pages")
        self._comes("拍了 1 页", 15)

    def _review(self, away: Callable[[], None] | None) -> None:
        walker = self.walker
        walker.wait_for("请核对")
        self.picture("review")
        if away:
            away()
        taken = walker.tap_quickly("submit", 50)
        self.tell(f"  连点“提交” 50 下，按钮接住 {taken} 下")
        self.picture("sending")

    def _papers(self) -> TakePapers:
        walker = self.walker
        walker.wait_for(lambda: isinstance(self.visit.step, TakePapers), real_seconds=25)
        self.picture("papers-printing")
        self._comes(self._all_printed, 30)
        self.picture("papers")
        step = self.visit.step
        assert isinstance(step, TakePapers), "the papers are on the screen"
        walker.tap("完成")
        self.picture("take-your-things")
        self.stage.reader.lift()
        self._comes("身份证已拿走", 10)
        self.picture("card-taken")
        walker.tap("都拿好了")
        self.picture("goodbye")
        self._comes("轻触屏幕开始办事", 12)
        return step

    def _all_printed(self) -> bool:
        step = self.visit.step
        if not isinstance(step, TakePapers) or step.papers is None:
            return False
        return step.ticket is not None or (step.number is None and not step.number_pending)

    def scan_receipt(self) -> str:
        """Hold the last slip before the scanner on the page that asks for a code; the code of the case shown."""
        walker = self.walker
        walker.tap("轻触屏幕开始办事")
        walker.wait_for("您好，想办什么事？")
        walker.tap("progress")
        walker.wait_for("也可以把凭条上的二维码对准扫码口")
        self.picture("progress-scan")
        self.stage.scan_receipt()
        self._comes(lambda: isinstance(step := self.visit.step, AskProgress) and step.progress is not None, 15)
        self.picture("progress-scanned")
        step = self.visit.step
        assert isinstance(step, AskProgress) and step.progress is not None, "the case is on the screen"
        return step.progress.case_code

    def idle_warning(self) -> None:
        """Walk away from a visit, see the warning, end it."""
        walker = self.walker
        self._comes("还要继续吗？", 45)
        self.picture("idle-warning")
        walker.tap("idle:end")
        walker.wait_for("轻触屏幕开始办事", real_seconds=12)


def looks_like_case_code(code: str) -> bool:
    """True for the code of a filed case."""
    return bool(re.fullmatch(r"[A-Z]{2}\d{2}-[0-9A-Z]{4}-[0-9A-Z]", code))
