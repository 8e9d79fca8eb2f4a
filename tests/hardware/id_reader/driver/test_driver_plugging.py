"""The port is missing, taken, torn out, or comes back under another name."""

from pathlib import Path

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.port import open_port
from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import ReaderTrouble
from kiosk.person.identity import CardKind
from tests.hardware.id_reader.driver.listening import Timeline, never


def test_a_missing_port_is_an_outcome_and_not_an_error() -> None:
    reader = SerialCardReader("/dev/no-such-port")
    assert reader.read(60, never).trouble is ReaderTrouble.PORT_MISSING
    assert reader.still_there() is None


def test_a_port_held_by_another_program_is_an_outcome(host: PtyHost) -> None:
    with open_port(host.url):
        assert SerialCardReader(host.url).read(1, never).trouble is ReaderTrouble.PORT_MISSING


def test_a_reader_unplugged_between_two_visits_is_found_again_at_once(tmp_path: Path, timeline: Timeline) -> None:
    device = EmulatedReader()
    host = PtyHost(device, link=tmp_path / "reader").start()
    reader = SerialCardReader(str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait)
    device.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    host.stop()
    assert reader.read(1, never).trouble is ReaderTrouble.PORT_MISSING
    host.start()
    device.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    host.stop()
    host.start()
    device.lay(specimen("permit"))
    outcome = reader.read(1, never)
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT
    assert reader.still_there() is True
    host.stop()
    assert reader.still_there() is None
    reader.close()


def test_a_reader_unplugged_while_searching_is_named(tmp_path: Path, timeline: Timeline) -> None:
    host = PtyHost(EmulatedReader(), link=tmp_path / "reader").start()
    reader = SerialCardReader(
        str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait
    )
    timeline.on_wait = host.stop
    assert reader.read(60, never).trouble is ReaderTrouble.PORT_MISSING
    assert 3 <= timeline.now < 4


def test_a_reader_plugged_in_again_during_a_read_is_no_trouble_at_all(tmp_path: Path, timeline: Timeline) -> None:
    device = EmulatedReader()
    host = PtyHost(device, link=tmp_path / "reader").start()
    reader = SerialCardReader(str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait)
    plug = iter([host.stop, lambda: None, lambda: None, host.start, lambda: device.lay(specimen("resident"))])
    timeline.on_wait = lambda: next(plug, lambda: None)()
    assert reader.read(60, never).card is not None
    assert timeline.now < 3
    reader.close()
    host.stop()


def test_a_citizen_who_leaves_while_the_line_is_broken_is_not_kept_waiting(tmp_path: Path, timeline: Timeline) -> None:
    host = PtyHost(EmulatedReader(), link=tmp_path / "reader").start()
    reader = SerialCardReader(str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait)
    timeline.on_wait = host.stop
    outcome = reader.read(60, lambda: timeline.now > 1)
    assert outcome.trouble is ReaderTrouble.CANCELLED
    assert timeline.now < 1.5


def test_a_reader_with_ever_new_names_is_read_every_time(tmp_path: Path, timeline: Timeline) -> None:
    device = EmulatedReader()
    reader = SerialCardReader(str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait)
    names = set()
    with PtyHost(device, link=tmp_path / "reader") as host:
        for _ in range(5):
            device.lay(specimen("resident"))
            assert reader.read(5, never).card is not None
            names.add((tmp_path / "reader").readlink())
            host.rename()
        reader.close()
    assert len(names) > 1
