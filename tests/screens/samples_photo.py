"""The photographing page in every phase, with pictures of desks and pages that never existed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hardware.camera.driver import _page
from hardware.camera.emulated_desk import Fault
from hardware.camera.eye import Eye
from hardware.camera.sources import DrawnSource
from kiosk.devices.camera import CameraTrouble, Corners, PagePicture, PageWarning, View
from kiosk.person.privacy import Private
from kiosk.steps import GatherMaterials, Step
from kiosk.steps.photographing import PhotographPaper, PhotoPhase
from tests.screens import samples_apply

SIZE = (1296, 972)
MATERIAL = samples_apply.PREMISES


@cache
def eye(fault: Fault) -> Eye:
    return Eye(DrawnSource(fault, SIZE))


@cache
def view(fault: Fault = Fault.LIGHT_DESK) -> View:
    """What the camera sees."""
    head, rgb = eye(fault).answer({"do": "look"})
    first, second, third, fourth = ((float(x), float(y)) for x, y in head["corners"])
    corners: Corners = (first, second, third, fourth)
    warnings = tuple(PageWarning(name) for name in head["warnings"])
    return View(head["width"], head["height"], Private(rgb), corners, head["found"], warnings)


@cache
def page(fault: Fault = Fault.LIGHT_DESK) -> PagePicture:
    """A page taken."""
    return _page(*eye(fault).answer({"do": "take", "corners": None}))


@cache
def lying() -> PagePicture:
    """A page that lies on its side."""
    corners = ((0.1, 0.2), (0.9, 0.2), (0.9, 0.75), (0.1, 0.75))
    return _page(*eye(Fault.DARK_DESK).answer({"do": "take", "corners": corners}))


def photo(phase: PhotoPhase = PhotoPhase.LIVE, **given: object) -> PhotographPaper:
    return replace(PhotographPaper(MATERIAL, "camera", phase), **given)  # type: ignore[arg-type]


def hinted(fault: Fault, hint: PageWarning, **given: object) -> PhotographPaper:
    return photo(view=view(fault), hint=hint, **given)


def photographed() -> GatherMaterials:
    """The list of papers at a machine with a camera: one photographed, the others in every state."""
    step = samples_apply.gather("layout", "rules:later")
    marks = []
    for mark in step.marks:
        if not mark.choices:
            marks.append(mark)
            continue
        done = mark.material is MATERIAL
        marks.append(replace(
            mark, choices=("scanned", "paper", "later"), status="scanned" if done else mark.status,
            pages=3 if done else 0,
        ))
    return replace(step, photo="camera", marks=tuple(marks), open_count=sum(mark.status is None for mark in marks))


@cache
def every_state() -> dict[str, Step]:
    """All steps here, by a name usable as a file name."""
    two, many = (page(), lying()), (page(), lying(), page(Fault.DARK_DESK)) * 6 + (page(), page())
    return {
        "gather-camera": photographed(),
        "photo-opening": photo(),
        "photo-live": photo(view=view()),
        "photo-live-two": photo(view=view(Fault.DARK_DESK), pages=two, room=18),
        "photo-live-many": photo(view=view(), pages=many, room=0),
        "photo-again": photo(view=view(), pages=two, at=1, again=True, room=19),
        "photo-no-page": hinted(Fault.NO_PAGE, PageWarning.NO_PAGE),
        "photo-two-pages": hinted(Fault.TWO_PAGES, PageWarning.TWO_PAGES, pages=two[:1], room=4),
        "photo-cut-off": hinted(Fault.CUT_OFF, PageWarning.CUT_OFF),
        "photo-blurred": hinted(Fault.BLURRED, PageWarning.BLURRED),
        "photo-glare": hinted(Fault.GLARE, PageWarning.GLARE),
        "photo-dim": hinted(Fault.DIM, PageWarning.DARK),
        "photo-shooting": photo(view=view(), busy=True, pages=two),
        "photo-corners": photo(PhotoPhase.CORNERS, view=view(Fault.NO_PAGE), hint=PageWarning.NO_PAGE),
        "photo-corners-opening": photo(PhotoPhase.CORNERS, pages=two),
        "photo-taken": photo(PhotoPhase.TAKEN, page=page()),
        "photo-taken-lying": photo(PhotoPhase.TAKEN, page=lying(), pages=two),
        "photo-taken-blurred": photo(
            PhotoPhase.TAKEN, page=replace(page(Fault.BLURRED), warnings=(PageWarning.GLARE, PageWarning.BLURRED))
        ),
        "photo-kept": photo(PhotoPhase.KEPT, page=page(), pages=two, at=0),
        "photo-binding": photo(PhotoPhase.BINDING, pages=two),
        "photo-trouble": photo(PhotoPhase.TROUBLE, trouble=CameraTrouble.NO_DEVICE),
        "photo-trouble-two": photo(PhotoPhase.TROUBLE, trouble=CameraTrouble.NO_PICTURES, pages=two),
        "photo-sheets": photo(source="sheets"),
        "photo-sheets-empty": photo(source="sheets", hint=PageWarning.NO_PAGE),
        "photo-sheets-busy": photo(source="sheets", busy=True, pages=two),
        "photo-sheets-again": photo(source="sheets", pages=two, at=1, again=True, room=19),
        "photo-sheets-full": photo(source="sheets", pages=many, room=0),
        "photo-sheets-kept": photo(PhotoPhase.KEPT, source="sheets", page=page(), pages=two, at=0),
        "photo-sheets-jam": photo(PhotoPhase.TROUBLE, source="sheets", trouble=CameraTrouble.JAMMED, pages=two),
        "photo-sheets-cover": photo(PhotoPhase.TROUBLE, source="sheets", trouble=CameraTrouble.COVER_OPEN),
    }
