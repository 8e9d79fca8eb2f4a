"""A sheet scanner keeps the document camera's contract, against the test backend of SANE itself."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from hardware.camera.binding import bind
from hardware.sheet_scanner.driver import SheetScanner
from kiosk.devices.camera import CameraTrouble
from kiosk.needs import DocumentCamera

LONG = 20.0
BACKENDS = list(Path("/usr/lib").glob("**/sane/libsane-test.so*"))
needs_sane = pytest.mark.skipif(
    find_spec("sane") is None or not BACKENDS, reason="python-sane or SANE's test backend is not installed"
)


def never() -> bool:
    return False


@pytest.fixture
def backend(tmp_path, monkeypatch):
    """Writes SANE's settings: its test backend alone, with these lines; gives the folder."""

    def write(*lines: str) -> Path:
        (tmp_path / "dll.conf").write_text("test\n")
        usual = ("number_of_devices 1", "geometry_max 300.0", 'test-picture "Color pattern"')
        (tmp_path / "test.conf").write_text("\n".join((*usual, *lines)) + "\n")
        monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
        return tmp_path

    return write


@pytest.fixture
def scanner():
    made: DocumentCamera = SheetScanner("test:0", 75, pause=0.05)
    yield made
    made.close()


@needs_sane
def test_the_feeder_gives_page_after_page_until_it_is_empty(backend, scanner):
    backend()
    pages = []
    while (outcome := scanner.take(None, LONG, never)).page is not None:
        pages.append(outcome.page)
        assert len(pages) < 50
    assert outcome.trouble is CameraTrouble.NO_PAGE
    assert len(pages) == 10
    assert all(page.jpeg.reveal().startswith(b"\xff\xd8") for page in pages)
    assert pages[0].height / pages[0].width == pytest.approx(1.414, abs=0.02)
    assert pages[0].width == pytest.approx(210 / 25.4 * 75, abs=4)
    assert pages[0].preview is not None and max(pages[0].preview.width, pages[0].preview.height) <= 1000
    assert bind(pages).reveal().startswith(b"%PDF")


@needs_sane
def test_an_unnamed_scanner_is_the_first_one_found(backend):
    backend()
    scanner = SheetScanner("", 75)
    outcome = scanner.take(None, LONG, never)
    scanner.close()
    assert outcome.page is not None


@needs_sane
@pytest.mark.parametrize(("status", "trouble"), [
    ("SANE_STATUS_JAMMED", CameraTrouble.JAMMED),
    ("SANE_STATUS_COVER_OPEN", CameraTrouble.COVER_OPEN),
    ("SANE_STATUS_NO_DOCS", CameraTrouble.NO_PAGE),
    ("SANE_STATUS_IO_ERROR", CameraTrouble.NO_PICTURES),
])
def test_what_is_wrong_with_the_sheets_is_told_apart(backend, scanner, status, trouble):
    backend(f'read-status-code "{status}"')
    assert scanner.take(None, LONG, never).trouble is trouble
    backend()
    scanner.close()
    assert scanner.take(None, LONG, never).page is not None


@needs_sane
def test_there_is_no_live_picture_and_leaving_ends_the_wait(backend, scanner):
    backend()
    assert scanner.look(LONG, never).trouble is CameraTrouble.NO_PAGE
    scanner.close()
    begun = time.monotonic()
    assert scanner.take(None, LONG, lambda: True).trouble is CameraTrouble.CANCELLED
    assert time.monotonic() - begun < 0.5


@needs_sane
def test_a_scanner_that_is_not_there_is_named(backend):
    backend()
    scanner = SheetScanner("test:7", 75)
    outcome = scanner.take(None, LONG, never)
    scanner.close()
    assert outcome.trouble is CameraTrouble.NO_DEVICE
    assert "test:7" in outcome.detail


@needs_sane
def test_a_slow_scanner_costs_no_more_than_the_time_given(backend, scanner):
    backend("read-delay true", "read-delay-duration 200000", "read-limit true", "read-limit-size 100")
    begun = time.monotonic()
    assert scanner.take(None, 2.0, never).trouble is CameraTrouble.NO_PICTURES
    assert time.monotonic() - begun < 3.0


@needs_sane
def test_nothing_is_written_while_a_page_is_drawn_in(backend, scanner, tmp_path, monkeypatch):
    before = backend()
    empty = tmp_path / "here"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))
    assert scanner.take(None, LONG, never).page is not None
    assert list(empty.rglob("*")) == []
    assert {path.name for path in before.iterdir()} == {"dll.conf", "test.conf", "here"}
