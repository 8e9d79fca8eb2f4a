"""Photographing papers: what the visit offers, keeps and hands in; and a camera that never delays anybody."""

import threading
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

import pytest

from backend.intake.bundle_check import check_bundle
from config.hall_reader import read_hall
from kiosk.devices.camera import CameraOutcome, CameraTrouble, PagePicture, PageWarning, Pixels, View
from kiosk.devices.pointing import Spot, pointed
from kiosk.errands.papers import PaperDesk, PaperErrands
from kiosk.errands.worker import Worker
from kiosk.filing.attachment import attachment_of
from kiosk.filing.bundle import digest_of
from kiosk.forms.papers import Filing, Imprint, slip
from kiosk.inbox import Inbox, PagesBound, PageTaken, PaperSeen
from kiosk.person.privacy import Private
from kiosk.steps import GatherMaterials, Review
from kiosk.steps.photographing import MOST_BYTES, MOST_PAGES, PhotographPaper, PhotoPhase, Scan, room_left
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, fill_form, rehearsal
from kiosk.visit.restoring import draft_of, restored

CORNERS = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
PAPER = "premises-proof"


def page(size=100, *warnings):
    small = Pixels(1, 1, Private(b"rgb"))
    return PagePicture(10, 14, Private(b"j" * size), warnings, small, small)


def view(*warnings, found=True):
    return View(1, 1, Private(b"rgb"), CORNERS, found, warnings)


def seen(*warnings, found=True):
    return CameraOutcome(view=view(*warnings, found=found))


def trouble(kind):
    return CameraOutcome(trouble=kind)


@dataclass
class Asked(SilentErrands):
    """Writes down what the visit asks of the camera."""

    calls: list = field(default_factory=list)
    filed: list = field(default_factory=list)

    def look_at_paper(self, visit_id):
        self.calls.append("look")

    def take_page(self, visit_id, corners):
        self.calls.append(("take", corners))

    def bind_pages(self, visit_id, material, pages):
        self.calls.append(("bind", material, len(pages)))

    def stop_looking(self):
        self.calls.append("stop")

    def file(self, visit_id, bundle, attachments=()):
        self.filed.append((bundle, attachments))


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 20, 0)

    def monotonic(self):
        return 0.0


def at_papers(catalog, paper):
    visit = Visit(World(catalog, read_hall(), Asked(), StillClock(), demo=True, paper=paper))
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)
    visit.start_application()
    visit.without_card()
    fill_form(visit)
    assert isinstance(visit.step, GatherMaterials)
    return visit


@pytest.fixture
def visit(catalog):
    return at_papers(catalog, "camera")


@pytest.fixture
def sheets(catalog):
    return at_papers(catalog, "sheets")


def mark(visit):
    return next(mark for mark in visit.step.marks if mark.material.id == PAPER)


def take(visit, taken=None):
    visit.receive(PaperSeen(visit.id, seen()))
    visit.shoot()
    visit.receive(PageTaken(visit.id, CameraOutcome(page=taken or page())))


def photographed(visit, count=1):
    visit.photograph(PAPER)
    for _ in range(count):
        take(visit)
        visit.keep_page()
    pages = visit.step.pages
    visit.finish_pages()
    visit.receive(PagesBound(visit.id, PAPER, Scan(attachment_of(PAPER, count, Private(b"%PDF")), pages)))


def test_without_a_camera_nothing_changes(catalog):
    visit = at_papers(catalog, None)
    assert mark(visit).choices == ("paper", "later")
    visit.photograph(PAPER)
    assert isinstance(visit.step, GatherMaterials)
    assert "look" not in visit.world.errands.calls


def test_only_papers_the_citizen_brings_can_be_photographed(visit):
    offered = {mark.material.id for mark in visit.step.marks if "scanned" in mark.choices}
    assert PAPER in offered
    assert all(mark.choices == () for mark in visit.step.marks if mark.material.id not in offered)
    for other in ("no-such-paper", next(m.material.id for m in visit.step.marks if not m.choices)):
        visit.photograph(other)
        assert isinstance(visit.step, GatherMaterials)


def test_a_photographed_paper_counts_as_handed_in_everywhere(visit):
    before = visit.step
    assert PAPER in {entry.material.id for entry in before.notice.missing}
    photographed(visit, 3)
    assert (mark(visit).status, mark(visit).pages) == ("scanned", 3)
    assert PAPER not in {entry.material.id for entry in visit.step.notice.missing}
    visit.mark_all()
    assert mark(visit).status == "scanned"
    visit.go_on()
    assert isinstance(visit.step, Review)
    assert "拍照 3 页" in [line.shown.zh for section in visit.step.sections for line in section.lines]
    visit.submit()
    ((bundle, attachments),) = visit.world.errands.filed
    assert bundle.attachments == tuple(attachment.facts for attachment in attachments)
    assert {material.id: material.status for material in bundle.materials}[PAPER] == "scanned"
    sealed = bundle.to_bytes()
    assert check_bundle(sealed, digest_of(sealed), ()).faults == ()
    matter = visit._finishing._matter
    printed = slip(
        matter.plan, matter.scenario, bundle.materials, Filing("XN26-7K3M-4", None, None),
        Imprint(read_hall(), StillClock().now(), True),
    )
    assert any("拍照提交的材料（1 份）" in getattr(block, "title", "") for block in printed.blocks)


def test_papers_that_a_scanner_drew_in_are_called_scanned_on_the_screen_and_on_paper(sheets):
    sheets.photograph(PAPER)
    sheets.shoot()
    sheets.receive(PageTaken(sheets.id, CameraOutcome(page=page())))
    sheets.receive(PageTaken(sheets.id, trouble(CameraTrouble.NO_PAGE)))
    pages = sheets.step.pages
    sheets.finish_pages()
    sheets.receive(PagesBound(sheets.id, PAPER, Scan(attachment_of(PAPER, 1, Private(b"%PDF")), pages)))
    sheets.mark_all()
    sheets.go_on()
    assert "扫描 1 页" in [line.shown.zh for section in sheets.step.sections for line in section.lines]
    sheets.submit()
    ((bundle, _),) = sheets.world.errands.filed
    printed = str([asdict(document) for document in sheets._finishing._set(sheets._finishing._matter, bundle)])
    assert "在自助机扫描提交的材料（1 份）" in printed and "已扫描提交" in printed
    assert "拍照" not in printed


def test_pages_left_out_of_a_draft_are_known_before_and_after_keeping_it(visit):
    assert visit.unkept is None
    photographed(visit, 2)
    assert (visit.can_keep, visit.unkept) == (True, "camera")
    visit.keep_draft()
    assert visit.step.unkept == "camera"
    visit.go_on_working()
    assert mark(visit).pages == 2


def test_the_lamp_at_the_camera_shines_while_a_page_is_to_be_laid_down(visit):
    assert pointed(visit.step) == frozenset()
    visit.photograph(PAPER)
    assert pointed(visit.step) == {Spot.CAMERA}
    take(visit)
    assert visit.step.phase is PhotoPhase.TAKEN
    assert pointed(visit.step) == frozenset()


def test_another_mark_drops_the_pictures_and_a_draft_never_holds_them(visit):
    photographed(visit)
    matter = visit._its_matter
    draft = draft_of(matter, "materials", StillClock().now())
    assert PAPER not in dict(draft.marks)
    assert restored(visit._new_matter("open-restaurant"), draft).matter.scans == {}
    visit.mark(PAPER, "paper")
    assert visit._its_matter.scans == {}
    assert visit._its_matter.attachments() == ()


def test_pages_are_there_when_the_camera_is_opened_again_and_none_left_opens_the_paper(visit):
    photographed(visit, 2)
    visit.photograph(PAPER)
    assert len(visit.step.pages) == 2
    for _ in range(2):
        visit.open_page(0)
        assert visit.step.phase is PhotoPhase.KEPT
        visit.drop_page()
    visit.finish_pages()
    assert mark(visit).status is None


def test_a_page_taken_again_takes_the_place_of_the_old_one(visit):
    visit.photograph(PAPER)
    pages = [page(100), page(200), page(300)]
    for one in pages:
        take(visit, one)
        visit.keep_page()
    visit.open_page(1)
    visit.retake()
    assert visit.step.again
    better = page(250)
    take(visit, better)
    visit.keep_page()
    assert visit.step.pages == (pages[0], better, pages[2])
    take(visit)
    assert not visit.step.again


def test_going_back_loses_no_page(visit):
    visit.photograph(PAPER)
    take(visit)
    visit.back()
    assert visit.step.phase is PhotoPhase.LIVE and visit.step.pages == ()
    take(visit)
    visit.keep_page()
    visit.back()
    assert ("bind", PAPER, 1) in visit.world.errands.calls


def test_giving_up_a_page_that_is_being_taken_brings_the_live_picture_back(visit):
    visit.photograph(PAPER)
    visit.receive(PaperSeen(visit.id, seen()))
    visit.shoot()
    assert visit.step.busy
    visit.shoot()
    visit.finish_pages()
    visit.back()
    calls = visit.world.errands.calls
    assert calls == ["look", ("take", None), "stop"]
    visit.receive(PageTaken(visit.id, trouble(CameraTrouble.CANCELLED)))
    assert calls[-1] == "look"
    assert not visit.step.busy and visit.step.phase is PhotoPhase.LIVE


def test_a_hint_is_said_once_two_pictures_agree(visit):
    visit.photograph(PAPER)
    told = []
    for warnings in ((PageWarning.GLARE,), (), (PageWarning.GLARE,), (PageWarning.GLARE,), (), ()):
        visit.receive(PaperSeen(visit.id, seen(*warnings)))
        told.append(visit.step.hint)
    assert told == [None, None, None, PageWarning.GLARE, PageWarning.GLARE, None]


def test_where_no_page_is_found_the_corners_are_asked_for(visit):
    visit.photograph(PAPER)
    visit.receive(PaperSeen(visit.id, seen(PageWarning.NO_PAGE, found=False)))
    visit.shoot()
    assert visit.step.phase is PhotoPhase.CORNERS
    visit.shoot(CORNERS)
    assert visit.world.errands.calls[-1] == ("take", CORNERS)


def test_a_wrongly_framed_page_leads_to_the_corners(visit):
    visit.photograph(PAPER)
    take(visit)
    visit.draw_corners()
    assert visit.step.phase is PhotoPhase.CORNERS
    assert visit.world.errands.calls[-1] == "look"


@pytest.mark.parametrize(("kind", "answers"), [(CameraTrouble.NO_DEVICE, 1), (CameraTrouble.NO_PICTURES, 2)])
def test_a_camera_without_pictures_is_said_and_found_again_by_itself(visit, kind, answers):
    visit.photograph(PAPER)
    for _ in range(answers):
        assert visit.step.phase is PhotoPhase.LIVE
        visit.receive(PaperSeen(visit.id, trouble(kind)))
    assert visit.step.phase is PhotoPhase.TROUBLE
    visit.receive(PaperSeen(visit.id, seen()))
    assert visit.step.phase is PhotoPhase.LIVE


def test_paper_is_brought_instead_when_the_camera_fails(visit):
    visit.photograph(PAPER)
    visit.receive(PaperSeen(visit.id, trouble(CameraTrouble.NO_DEVICE)))
    visit.bring_paper()
    assert mark(visit).status == "paper"
    assert visit.world.errands.calls[-1] == "stop"


def test_pages_that_cannot_be_bound_are_kept_to_try_again(visit):
    visit.photograph(PAPER)
    take(visit)
    visit.keep_page()
    visit.finish_pages()
    visit.receive(PagesBound(visit.id, PAPER, None))
    assert visit.step.phase is PhotoPhase.TROUBLE
    assert len(visit.step.pages) == 1


def test_a_feeder_draws_sheets_in_until_it_is_empty(sheets):
    sheets.photograph(PAPER)
    assert sheets.world.errands.calls == []
    sheets.shoot()
    for _ in range(3):
        sheets.receive(PageTaken(sheets.id, CameraOutcome(page=page())))
    assert sheets.step.busy
    sheets.receive(PageTaken(sheets.id, trouble(CameraTrouble.NO_PAGE)))
    step = sheets.step
    assert (len(step.pages), step.phase, step.busy) == (3, PhotoPhase.LIVE, False)
    assert step.hint is None
    sheets.shoot()
    sheets.receive(PageTaken(sheets.id, trouble(CameraTrouble.NO_PAGE)))
    assert sheets.step.hint is PageWarning.NO_PAGE


def test_a_jam_keeps_what_was_drawn_in(sheets):
    sheets.photograph(PAPER)
    sheets.shoot()
    sheets.receive(PageTaken(sheets.id, CameraOutcome(page=page())))
    sheets.receive(PageTaken(sheets.id, trouble(CameraTrouble.JAMMED)))
    step = sheets.step
    assert (step.phase, step.trouble_name, len(step.pages)) == (PhotoPhase.TROUBLE, "jammed", 1)
    sheets.retake()
    assert sheets.step.phase is PhotoPhase.LIVE


def test_pages_are_limited_in_number_and_in_bytes():
    assert room_left(()) == MOST_PAGES
    assert room_left((page(),) * MOST_PAGES) == 0
    assert room_left((page(MOST_BYTES),)) == 0
    half = MOST_BYTES // 2
    assert room_left((page(half),)) == 1
    full = Scan(attachment_of(PAPER, 1, Private(b"x" * (3 * MOST_BYTES))), ())
    assert room_left((), [full]) == 0


def test_the_shutter_rests_when_no_page_fits_any_more(visit):
    visit.photograph(PAPER)
    for _ in range(MOST_PAGES):
        take(visit)
        visit.keep_page()
    asked = len(visit.world.errands.calls)
    visit.shoot()
    assert len(visit.world.errands.calls) == asked
    visit.open_page(0)
    visit.retake()
    assert visit.step.room == 1


def test_pictures_that_come_after_the_page_was_left_are_dropped(visit):
    visit.photograph(PAPER)
    visit.open_home()
    visit.receive(PageTaken(visit.id, CameraOutcome(page=page())))
    visit.receive(PaperSeen(visit.id, seen()))
    assert visit._photo is None
    assert visit.world.errands.calls[-1] == "stop"


def test_the_page_is_rehearsed_where_there_is_a_camera(catalog):
    world = World(catalog, read_hall(), Asked(), StillClock(), demo=True, paper="camera")
    assert any(isinstance(step, PhotographPaper) for step in rehearsal(world))
    assert not any(isinstance(step, PhotographPaper) for step in rehearsal(replace(world, paper=None)))


def test_the_inbox_keeps_only_the_newest_picture():
    inbox = Inbox()
    for number in range(50):
        inbox.put_newest(PaperSeen("me", CameraOutcome(detail=str(number))))
    assert [message.outcome.detail for message in inbox.drain("me")] == ["49"]
    assert list(inbox.drain("me")) == []
    inbox.put_newest(PaperSeen("other", CameraOutcome()))
    assert list(inbox.drain("me")) == []
    assert list(inbox.drain("other")) == []


def unnoted(event, /, **values):
    """No journal."""


class Stuck:
    """A camera that answers only when it is given up."""

    def __init__(self):
        self.asked, self.closed = threading.Event(), threading.Event()

    def look(self, timeout, cancelled):
        self.asked.set()
        while not cancelled():
            threading.Event().wait(0.005)
        return trouble(CameraTrouble.CANCELLED)

    def take(self, corners, timeout, cancelled):
        return self.look(timeout, cancelled)

    def close(self):
        self.closed.set()


def test_a_camera_that_hangs_is_given_up_and_closed_when_the_page_is_left():
    camera, inbox = Stuck(), Inbox()
    errands = PaperErrands(PaperDesk(camera, lambda pages: Private(b"")), inbox, Worker("camera"), unnoted)
    errands.look("me")
    assert camera.asked.wait(5)
    errands.take("me", None)
    errands.leave()
    assert camera.closed.wait(5)
    errands.close()
    assert [type(message) for message in inbox.drain("me")] == [PageTaken]


class Broken(Stuck):
    def look(self, timeout, cancelled):
        self.asked.set()
        raise OSError("wire")


def test_a_driver_that_breaks_is_told_as_a_camera_without_pictures():
    noted = []
    camera, inbox = Broken(), Inbox()
    errands = PaperErrands(
        PaperDesk(camera, lambda pages: Private(b"")), inbox, Worker("camera"),
        lambda event, **values: noted.append((event, values)),
    )
    errands.take("me", None)
    errands.take("me", None)
    errands.close()
    answers = list(inbox.drain("me"))
    assert [message.outcome.trouble for message in answers] == [CameraTrouble.NO_PICTURES] * 2
    assert noted == [("camera_trouble", {"device": "camera", "kind": "no_pictures", "reason": "OSError"})]


def test_pages_that_do_not_bind_are_said_at_once():
    def refuse(pages):
        raise ValueError("too many")

    inbox, worker = Inbox(), Worker("camera")
    errands = PaperErrands(PaperDesk(Stuck(), refuse), inbox, worker, unnoted)
    errands.bind("me", PAPER, (page(),))
    errands.close()
    assert [message.scan for message in inbox.drain("me")] == [None]
