"""Pictures of papers: left alone, sent home or filed, nothing of them stays in this process or on its disk."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config.settings import PaperCamera
from kiosk.devices.camera import PagePicture
from kiosk.steps import FillForm, TakePapers
from kiosk.steps.photographing import PhotographPaper, PhotoPhase
from tests.faults.night import Night

_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"  # three bytes alone stand in many a PDF by chance


@pytest.fixture
def night(dark: Night, switch_on: Callable[[Night], Night]) -> Night:
    """A machine with a document camera over a page that never existed."""
    under = dark.folder / "under"
    under.write_text("dark-desk", encoding="utf-8")
    dark.settings = replace(dark.settings, demo=True, camera=PaperCamera(f"desk:{under}", 864, 648))
    dark.reader_plug.start()
    dark.printer_plug.start()
    switch_on(dark)
    dark.until(lambda: dark.machine.numbers.left() > 0)
    return dark


def to_camera(night: Night) -> None:
    night.enter()
    night.to_form()
    while isinstance(night.step, FillForm):
        night.fill_page()
    material = next(mark.material.id for mark in night.step.marks if "scanned" in mark.choices)
    night.walker.tap(f"mark:{material}:scanned")
    night.until(lambda: night.step.view is not None)


def take(night: Night) -> None:
    night.walker.tap("shoot")
    night.until(lambda: night.step.phase is PhotoPhase.TAKEN)


def pictures(page: PagePicture) -> list[weakref.ref[Any]]:
    assert page.preview is not None and page.thumb is not None
    return [weakref.ref(part) for part in (page, page.jpeg, page.preview.rgb, page.thumb.rgb)]


def left(kept: list[weakref.ref[Any]]) -> list[str]:
    """What is still alive, once the threads have put down what they had in hand."""
    gc.unfreeze()
    gc.collect()
    return [type(alive).__name__ for alive in (reference() for reference in kept) if alive is not None]


def at_live_picture(night: Night) -> list[weakref.ref[Any]]:
    step = night.step
    assert isinstance(step, PhotographPaper) and step.view is not None
    return [weakref.ref(step.view), weakref.ref(step.view.rgb)]


def at_a_page_asked_about(night: Night) -> list[weakref.ref[Any]]:
    take(night)
    return pictures(night.step.page)


def with_a_page_kept(night: Night) -> list[weakref.ref[Any]]:
    kept = at_a_page_asked_about(night)
    night.walker.tap("keep_page")
    night.until(lambda: night.step.view is not None)
    return kept


def bound(night: Night) -> list[weakref.ref[Any]]:
    kept = with_a_page_kept(night)
    night.walker.tap("finish_pages")
    night.until(lambda: not isinstance(night.step, PhotographPaper))
    (scan,) = night.app.visit._its_matter.scans.values()
    return [*kept, weakref.ref(scan), weakref.ref(scan.attachment.content)]


def filed(night: Night) -> list[weakref.ref[Any]]:
    kept = bound(night)
    night.walker.tap("mark_all")
    night.walker.tap("go_on")
    night.submit()
    night.until(lambda: isinstance(night.step, TakePapers) and night.step.can_finish)
    return kept


@pytest.mark.parametrize(
    "to", [at_live_picture, at_a_page_asked_about, with_a_page_kept, bound, filed], ids=lambda to: str(to.__name__)
)
def test_left_alone_every_picture_is_gone_and_the_camera_is_closed(
    night: Night, to: Callable[[Night], list[weakref.ref[Any]]]
) -> None:
    to_camera(night)
    kept = to(night)
    assert left(kept) != []
    night.walker.advance(61)
    night.walker.see("还要继续吗")
    night.walker.advance(21)
    assert night.app.running is None
    camera = night.machine.errands._devices.paper.camera
    night.until(lambda: camera._process is None and left(kept) == [])
    assert [path for path in night.folder.rglob("*") if path.is_file() and _JPEG in path.read_bytes()] == []
