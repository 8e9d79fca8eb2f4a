"""A paper photographed through the real pages by the emulated camera's own process, and everything that goes wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.camera.binding import bind
from hardware.camera.driver import ProcessCamera
from kiosk.errands.papers import PaperDesk, PaperErrands
from kiosk.errands.worker import Worker
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.steps import FillForm, GatherMaterials
from kiosk.steps.photographing import PhotographPaper, PhotoPhase
from kiosk.visit.rehearsing import fill_page
from tests.screens import small_world
from tests.screens.conftest import CACHE, HEIGHT, WIDTH

SIZE = (864, 648)
SLOW = 20.0


class Desk:
    """The camera's worker of a small world, and what lies under the camera."""

    def __init__(self, folder: Path) -> None:
        self._named = folder / "under"
        self.lay("dark-desk")
        self.camera = ProcessCamera(f"desk:{self._named}", SIZE, pause=0.05)
        self.noted: list[tuple[str, Any]] = []
        self.paper: PaperErrands | None = None

    def lay(self, name: str) -> None:
        self._named.write_text(name, encoding="utf-8")

    def plug_into(self, errands: small_world.ReadyErrands) -> None:
        def note(event: str, /, **values: object) -> None:
            self.noted.append((event, values.get("kind")))

        desk = PaperDesk(self.camera, bind)
        self.paper = PaperErrands(desk, errands.inbox, Worker("camera"), note, between_troubles=0.2)
        errands.paper = self.paper


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    if made.paper is not None:
        made.paper.close()


@pytest.fixture
def at_papers(walk: Any, desk: Desk) -> Callable[[], Any]:
    """A walker before the list of papers of a restaurant, at a machine with a camera."""

    def start() -> Any:
        walker = walk(small_world.make_app((WIDTH, HEIGHT), CACHE, desk.plug_into))
        walker.advance(1)
        walker.tap("attract")
        walker.tap("我要开饭馆")
        visit = walker.app.running
        for answer in ("420", "false", "false"):
            visit.answer(answer)
        visit.start_application()
        visit.without_card()
        while isinstance(step := visit.step, FillForm):
            fill_page(visit, step)
            visit.next_page()
        walker.advance(1)
        walker.see("材料都齐了吗")
        return walker

    return start


def step_of(walker: Any) -> PhotographPaper:
    step = walker.app.running.step
    assert isinstance(step, PhotographPaper), step
    return step


def first_paper(walker: Any) -> str:
    step = walker.app.running.step
    return str(next(mark.material.id for mark in step.marks if "scanned" in mark.choices))


def open_camera(walker: Any) -> str:
    material = first_paper(walker)
    walker.tap(f"mark:{material}:scanned")
    walker.wait_for(lambda: step_of(walker).view is not None, SLOW)
    return material


def take_page(walker: Any) -> None:
    walker.wait_for(lambda: walker.can_tap("shoot"), SLOW)
    walker.advance(0.6)
    walker.tap("shoot")
    walker.wait_for("这一页清楚吗", SLOW)
    walker.advance(0.6)


def test_two_pages_of_one_paper_become_one_document_in_the_application(at_papers: Any, desk: Desk) -> None:
    walker = at_papers()
    material = open_camera(walker)
    walker.wait_for("看到纸了，可以拍", SLOW)
    for number in (1, 2):
        walker.see(f"请拍第 {number} 页")
        take_page(walker)
        walker.tap("keep_page")
    walker.see("已有 2 页", "请拍第 3 页")
    walker.advance(0.6)
    walker.tap("finish_pages")
    walker.wait_for("材料都齐了吗", SLOW)
    walker.see("拍了 2 页")
    walker.advance(0.6)
    walker.tap("都带来了")
    walker.tap("下一步，核对")
    walker.see("请核对")
    texts = [line.shown.zh for section in walker.app.running.step.sections for line in section.lines]
    assert "拍照 2 页" in texts
    walker.tap("submit")
    walker.advance(2)
    bundle: Bundle = walker.app.errands.filed[0]
    (attachment,) = walker.app.errands.attachments[0]
    assert isinstance(attachment, Attachment)
    assert bundle.attachments == (attachment.facts,)
    assert (attachment.facts.material, attachment.facts.pages) == (material, 2)
    content = attachment.content.reveal()
    assert content.startswith(b"%PDF") and content.count(b"/Type /Page\n") + content.count(b"/Type/Page") >= 2
    assert hashlib.sha256(content).hexdigest() == attachment.facts.sha256
    assert {m.id: m.status for m in bundle.materials}[material] == "scanned"
    assert desk.noted == []


def test_a_page_is_looked_at_again_taken_again_and_deleted(at_papers: Any) -> None:
    walker = at_papers()
    open_camera(walker)
    take_page(walker)
    walker.tap("keep_page")
    first = step_of(walker).pages[0]
    walker.advance(0.6)
    walker.tap("page:0")
    walker.see("第 1 页，共 1 页")
    walker.advance(0.6)
    walker.tap("retake")
    walker.see("请重拍第 1 页")
    take_page(walker)
    walker.tap("keep_page")
    assert len(step_of(walker).pages) == 1
    assert step_of(walker).pages[0] is not first
    walker.advance(0.6)
    walker.tap("page:0")
    walker.advance(0.6)
    walker.tap("drop_page")
    assert step_of(walker).pages == ()
    walker.advance(0.6)
    walker.tap("finish_pages")
    step = walker.app.running.step
    assert isinstance(step, GatherMaterials)
    assert step.marks[0].status != "scanned"


def test_where_no_page_is_found_the_corners_are_touched_without_dragging(at_papers: Any, desk: Desk) -> None:
    desk.lay("no-page")
    walker = at_papers()
    open_camera(walker)
    walker.wait_for("没看到纸", SLOW)
    walker.tap("shoot")
    walker.wait_for("请框出这一页", SLOW)
    walker.wait_for(lambda: walker.can_tap("corner:top_left"), SLOW)
    walker.advance(0.6)
    pane = walker.find("corner:top_left").widget.pane
    before = pane.corners[0]
    aimed = (pane.place.x + pane.place.w * 0.3, pane.place.top - pane.place.h * 0.25)
    walker.tap_at(*aimed)
    assert pane.corners[0] != before
    assert pane.corners[0] == pytest.approx((0.3, 0.25), abs=0.02)
    assert pane.chosen == 1
    walker.advance(0.6)
    walker.tap("shoot")
    walker.wait_for("这一页清楚吗", SLOW)
    page = step_of(walker).page
    assert page is not None and page.width > 0


def test_a_corner_follows_the_finger_and_never_passes_its_neighbours(at_papers: Any, desk: Desk) -> None:
    desk.lay("no-page")
    walker = at_papers()
    open_camera(walker)
    walker.app.running.draw_corners()
    walker.wait_for(lambda: walker.can_tap("corner:top_left"), SLOW)
    walker.advance(0.6)
    handle = walker.find("corner:top_left").widget
    finger = walker.press("corner:top_left")
    assert len(handle.pane._lens.children) > 0
    finger.move(WIDTH - 10, 10)
    walker.frame()
    finger.lift()
    walker.settle()
    pane, least = handle.pane, handle.pane.kit.theme.mm(20)
    boxes = [one.pos for one in pane.handles]
    assert pane.corners[0][0] < pane.corners[1][0] and pane.corners[0][1] < pane.corners[3][1]
    assert boxes[1][0] - boxes[0][0] >= least
    assert len(pane._lens.children) == 0


def test_a_camera_pulled_out_keeps_the_pages_and_comes_back_by_itself(at_papers: Any, desk: Desk) -> None:
    walker = at_papers()
    open_camera(walker)
    take_page(walker)
    walker.tap("keep_page")
    walker.wait_for(lambda: step_of(walker).view is not None, SLOW)
    desk.lay("unplugged")
    walker.wait_for("高拍仪现在用不了", SLOW)
    walker.see("已有的 1 页都还在")
    assert ("camera_trouble", "no_device") in desk.noted
    assert len([kind for event, kind in desk.noted if kind == "no_device"]) == 1
    desk.lay("dark-desk")
    walker.wait_for("请拍第 2 页", SLOW)
    assert desk.noted[-1][0] == "camera_ready"
    assert len(step_of(walker).pages) == 1


def test_a_camera_that_hangs_delays_no_touch_and_paper_is_brought_instead(at_papers: Any, desk: Desk) -> None:
    desk.lay("stuck")
    walker = at_papers()
    material = first_paper(walker)
    walker.tap(f"mark:{material}:scanned")
    walker.see("正在打开高拍仪")
    walker.advance(0.6)
    walker.tap("finish_pages")
    walker.see("材料都齐了吗")
    walker.advance(0.6)
    walker.tap(f"mark:{material}:paper")
    assert {mark.material.id: mark.status for mark in walker.app.running.step.marks}[material] == "paper"


def test_leaving_the_page_ends_the_camera_and_forgets_the_picture(at_papers: Any, desk: Desk) -> None:
    walker = at_papers()
    open_camera(walker)
    screen = walker.app._screen
    walker.tap("back")
    walker.see("材料都齐了吗")
    assert screen.step is None and screen._texture.texture is None and screen.children == []
    walker.wait_for(lambda: desk.camera._process is None, SLOW)


def test_a_guide_called_meanwhile_loses_no_page(at_papers: Any) -> None:
    walker = at_papers()
    open_camera(walker)
    take_page(walker)
    walker.tap("keep_page")
    walker.advance(0.6)
    walker.tap("help")
    walker.advance(1)
    walker.tap("back")
    walker.wait_for(lambda: step_of(walker).view is not None, SLOW)
    assert len(step_of(walker).pages) == 1
    assert step_of(walker).phase is PhotoPhase.LIVE
