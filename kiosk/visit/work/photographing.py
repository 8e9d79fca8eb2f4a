"""Photographing a paper: from the list of materials to the camera's page and back."""

from __future__ import annotations

from dataclasses import replace

from kiosk.devices.camera import CameraOutcome, CameraTrouble, Corners, PageWarning
from kiosk.inbox import PagesBound, PageTaken, PaperSeen
from kiosk.steps import Step
from kiosk.steps.photographing import PhotographPaper, PhotoPhase, room_left
from kiosk.visit.state import VisitState
from kiosk.visit.work.shooting import Shooting


class Photographing(VisitState):
    """The page of the document camera. Pictures live here until they are bound, and in the matter afterwards."""

    def _step_photo(self) -> Step:
        photo, matter, source = self._its_photo, self._its_matter, self._world.paper
        assert source is not None, "this page is only opened where papers can be photographed"
        return PhotographPaper(
            material=next(entry for entry in matter.plan.materials if entry.id == photo.material),
            source=source,
            phase=photo.phase,
            view=photo.view,
            hint=photo.hint,
            pages=photo.pages,
            page=photo.page,
            at=photo.at,
            again=photo.again,
            trouble=photo.trouble,
            busy=photo.busy,
            room=self._room(photo),
        )

    @property
    def _its_photo(self) -> Shooting:
        assert self._photo is not None, "this page belongs to a paper"
        return self._photo

    def _room(self, photo: Shooting) -> int:
        others = [scan for key, scan in self._its_matter.scans.items() if key != photo.material]
        return room_left(photo.pages, others) + (1 if photo.again else 0)

    def photograph(self, material_id: str) -> None:
        """Open the camera for a paper the citizen brings; pages it has already are there to be looked at."""
        marks = self._its_matter.material_marks(photo=True) if self._page == "materials" else ()
        if self._world.paper is None or not self._service.can_photograph or not any(
            mark.material.id == material_id and "scanned" in mark.choices for mark in marks
        ):
            return
        scan = self._its_matter.scans.get(material_id)
        self._go("photo")
        self._photo = Shooting(material_id, scan.pages if scan else ())
        self._look()

    def _look(self) -> None:
        if self._world.paper == "camera":
            self._world.errands.look_at_paper(self.id)

    def shoot(self, corners: Corners | None = None) -> None:
        """Take the page: as found, or inside ``corners``. Where no page is found the corners are asked for first."""
        photo = self._photo
        if photo is None or self._page != "photo" or photo.busy or self._room(photo) < 1:
            return
        if photo.phase not in (PhotoPhase.LIVE, PhotoPhase.CORNERS):
            return
        if corners is None and photo.view is not None and not photo.view.found:
            photo.phase = PhotoPhase.CORNERS
            return
        photo.busy, photo.fed, photo.hint = True, False, None
        self._world.errands.take_page(self.id, corners)

    def draw_corners(self) -> None:
        """Set the four corners by hand, also of a page that was just taken and framed wrongly."""
        photo = self._photo
        if photo is None or photo.busy or photo.phase not in (PhotoPhase.LIVE, PhotoPhase.TAKEN):
            return
        if photo.phase is PhotoPhase.TAKEN:
            self.retake()
        photo.phase = PhotoPhase.CORNERS

    def keep_page(self) -> None:
        """The page just taken is clear: it belongs to the paper."""
        if self._photo is not None and self._photo.phase is PhotoPhase.TAKEN:
            self._photo.keep()
            self._look()

    def retake(self) -> None:
        """The page just taken, or the one looked at, is to be taken again; after trouble, the camera is tried again."""
        photo = self._photo
        if photo is None or photo.phase not in (PhotoPhase.TAKEN, PhotoPhase.KEPT, PhotoPhase.TROUBLE):
            return
        photo.to_live(again=photo.phase is PhotoPhase.KEPT or photo.again)
        self._look()

    def open_page(self, number: int) -> None:
        """Look at a page taken earlier, counted from 0."""
        photo = self._photo
        if photo is None or photo.busy or photo.phase not in (PhotoPhase.LIVE, PhotoPhase.TROUBLE):
            return
        if 0 <= number < len(photo.pages):
            photo.phase, photo.at, photo.page, photo.view = PhotoPhase.KEPT, number, photo.pages[number], None

    def drop_page(self) -> None:
        """The page looked at goes."""
        if self._photo is not None and self._photo.phase is PhotoPhase.KEPT:
            self._photo.drop()
            self._look()

    def bring_paper(self) -> None:
        """Not photographed after all: the paper is brought, what was taken of it is dropped."""
        if self._photo is not None and not self._photo.busy:
            self._matter = self._its_matter.marked(self._photo.material, "paper")
            self._go("materials")

    def finish_pages(self) -> None:
        """All pages are taken: they become one document. Without any the paper is open again."""
        photo = self._photo
        if photo is None or photo.busy or photo.phase in (PhotoPhase.TAKEN, PhotoPhase.BINDING):
            return
        if photo.pages:
            photo.phase, photo.view = PhotoPhase.BINDING, None
            self._world.errands.bind_pages(self.id, photo.material, photo.pages)
        else:
            self._matter = self._its_matter.without_scan(photo.material)
            self._go("materials")

    def _back_from_photo(self) -> None:
        """One step back; pages taken are never lost by it."""
        photo = self._its_photo
        if photo.phase is PhotoPhase.BINDING:
            return
        if photo.busy:  # the page is not waited for: the answer will be that it was given up
            self._world.errands.stop_looking()
            return
        if photo.phase in (PhotoPhase.TAKEN, PhotoPhase.KEPT, PhotoPhase.CORNERS):
            if photo.phase is not PhotoPhase.CORNERS:
                self._look()
            photo.to_live(again=photo.again and photo.phase is PhotoPhase.TAKEN)
        elif photo.again:
            photo.to_live()
        else:
            self.finish_pages()

    def _resume_photo(self) -> None:
        """Back from a page that had covered this one: the camera had been closed meanwhile."""
        if self._photo is not None and self._photo.phase in (PhotoPhase.LIVE, PhotoPhase.CORNERS, PhotoPhase.TROUBLE):
            self._look()

    def _photo_message(self, message: PaperSeen | PageTaken | PagesBound) -> None:
        photo = self._photo
        if photo is None:
            return
        match message:
            case PaperSeen(outcome=outcome) if not photo.busy:
                photo.seen(outcome)
            case PageTaken(outcome=outcome) if photo.busy:
                self._page_taken(photo, outcome)
            case PagesBound(material=material, scan=scan) if material == photo.material:
                if scan is None:
                    photo.phase, photo.trouble = PhotoPhase.TROUBLE, CameraTrouble.NO_PICTURES
                else:
                    scan = replace(scan, source=self._world.paper or scan.source)
                    self._matter = self._its_matter.with_scan(material, scan)
                    self._work_goes_on("materials")
            case _:
                pass

    def _page_taken(self, photo: Shooting, outcome: CameraOutcome) -> None:
        feeding = self._world.paper == "sheets"
        photo.taken(outcome)
        if feeding and photo.phase is PhotoPhase.TAKEN:
            photo.keep()
            photo.fed = True
            if self._room(photo) and self._page == "photo":
                photo.busy = True
                self._world.errands.take_page(self.id, None)
        elif feeding and photo.phase is PhotoPhase.CORNERS:
            photo.phase = PhotoPhase.LIVE  # the feeder is empty; a scanner has no corners
            photo.hint = None if photo.fed else PageWarning.NO_PAGE
        elif photo.page is None and photo.trouble is None and self._page == "photo":
            self._look()
        if photo.trouble is not None:
            self._watch.device_trouble("camera", photo.trouble.value)

    def _work_goes_on(self, page: str) -> None:
        raise NotImplementedError
