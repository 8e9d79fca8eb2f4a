"""From the machine to the hall: every byte, whatever happens on the way, and no case before all of them are there."""

from __future__ import annotations

import random
import socket
import sqlite3
import struct
import threading
import tracemalloc
from contextlib import closing, suppress

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.attachment import Wanted, WantedAttachment
from kiosk.filing.bundle import Refusal
from kiosk.filing.limits import PIECE, Limits
from kiosk.filing.receipt import Receipt
from kiosk.needs import HallUnreachable
from offline_cache.attachments.carrying import Carrier
from offline_cache.hall_client import HttpHall
from tests.faults.bad_server import FAULTS, PASS_ON, BadServer
from tests.offline_cache.attachments.made_up import bytes_of, paper


@pytest.fixture
def hall(hall_server):
    client = HttpHall(hall_server.url, "kiosk-1", (2, 10))
    yield client
    client.close()


@pytest.fixture
def at_hall(tmp_path):
    """What the hall holds of a bundle: digest → bytes."""

    def look(bundle):
        return {path.stem: path.read_bytes() for path in (tmp_path / "hall.db-files" / bundle.id).glob("*.pdf")}

    return look


@pytest.fixture
def cases(tmp_path):
    """How many cases each bundle has."""

    def count():
        with closing(sqlite3.connect(tmp_path / "hall.db")) as connection:
            return dict(connection.execute("SELECT bundle_id, count(*) FROM cases GROUP BY bundle_id").fetchall())

    return count


def until_sent(courier, clock, turns=20):
    for turn in range(turns):
        if courier.send_due_now(everything=True).sent:
            return turn
        clock.wait(700)
    raise AssertionError("never sent")


def test_a_bundle_and_its_attachments_become_one_case_byte_by_byte(
    outbox, papers, with_papers, make_courier, hall, at_hall, cases, tmp_path
):
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert make_courier(hall).send_due_now().sent == 1
    assert at_hall(bundle) == bytes_of(*papers)
    assert cases() == {bundle.id: 1}
    assert hall.progress(outbox.receipt_for(bundle.id).case_code).attachments == 3
    assert list((tmp_path / "attachments").iterdir()) == []


def test_the_same_photograph_for_two_papers_travels_once(outbox, with_papers, make_courier, hall, at_hall):
    one, other = paper(70_000), paper(70_000, material="deed")
    bundle = with_papers(one, other)
    outbox.put(bundle, (one, other))
    assert make_courier(hall).send_due_now().sent == 1
    assert at_hall(bundle) == bytes_of(one)


def test_the_hall_names_what_it_wants_and_opens_no_case_without(papers, with_papers, hall, cases):
    bundle = with_papers(*papers)
    wanted = hall.file_bundle(bundle.id, bundle.to_bytes())
    assert isinstance(wanted, Wanted)
    assert [(one.sha256, one.have) for one in wanted.attachments] == [(one.facts.sha256, 0) for one in papers]
    first, second, _ = papers
    content = first.content.reveal()
    assert hall.send_piece(bundle.id, first.facts.sha256, len(content), 0, content) == len(content)
    half = second.content.reveal()[:PIECE]
    assert hall.send_piece(bundle.id, second.facts.sha256, 2 * PIECE, 0, half) == PIECE
    left = hall.file_bundle(bundle.id, bundle.to_bytes())
    assert [one.have for one in left.attachments] == [PIECE, 0]
    assert cases() == {}


class Counting:
    """Passes on to a hall; counts, and fails where a test says so."""

    def __init__(self, hall, fail=lambda call: None):
        self._hall, self._fail, self.calls = hall, fail, []

    def file_bundle(self, bundle_id, sealed):
        self.calls.append("bundle")
        self._fail(len(self.calls))
        return self._hall.file_bundle(bundle_id, sealed)

    def send_piece(self, bundle_id, sha256, size, start, piece):
        self.calls.append((sha256, start, len(piece)))
        self._fail(len(self.calls))
        return self._hall.send_piece(bundle_id, sha256, size, start, piece)


def test_after_a_crash_only_what_is_missing_is_sent(outbox, papers, with_papers, make_courier, hall, clock):
    def lost(call):
        if call == 4:
            raise HallUnreachable("gone")

    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert make_courier(Counting(hall, lost)).send_due_now().later == 1
    clock.wait(60)
    again = Counting(hall)
    assert make_courier(again).send_due_now().sent == 1
    _, second, third = (one.facts.sha256 for one in papers)
    assert again.calls == ["bundle", (second, PIECE, PIECE), (third, 0, PIECE), (third, PIECE, 17), "bundle"]


def test_a_bundle_the_hall_refuses_is_refused_before_its_attachments_travel(
    outbox, papers, with_papers, make_courier, hall, at_hall
):
    bundle = with_papers(*papers, items=())
    outbox.put(bundle, papers)
    counting = Counting(hall)
    assert make_courier(counting).send_due_now().refused == 1
    assert counting.calls == ["bundle"]
    assert at_hall(bundle) == {}
    assert outbox.listing.entry(bundle.id).row.attachments == 3, "staff may still have it sent again"


class Fickle:
    """Meets ``mode`` at the ``turn``-th exchange, and a good hall at every other."""

    def __init__(self, door, mode, turn):
        self._door, self._mode, self._turn, self._count = door, mode, turn, 0
        self._halls = {url: HttpHall(url, "A03", (0.5, 0.5), total=0.6) for url in map(door.url_for, (PASS_ON, mode))}

    def _now(self):
        self._count += 1
        self._door.mode = self._mode if self._count == self._turn else PASS_ON
        return self._halls[self._door.url_for(self._door.mode)]

    def file_bundle(self, *given):
        return self._now().file_bundle(*given)

    def send_piece(self, *given):
        return self._now().send_piece(*given)

    def close(self):
        for hall in self._halls.values():
            hall.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_a_piece_meets_there_is_one_case_with_every_byte(
    fault, outbox, papers, with_papers, make_courier, hall_server, at_hall, cases, clock, tmp_path
):
    door = BadServer(hall_server.url, tmp_path)
    fickle = Fickle(door, fault.name, 3)
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert until_sent(make_courier(fickle), clock) == 1
    assert (at_hall(bundle), cases()) == (bytes_of(*papers), {bundle.id: 1})
    fickle.close()
    door.close()


class Cutter:
    """A wire to the hall that is reset after a number of bytes, now on the way there, now on the way back."""

    def __init__(self, url, seed):
        self._port, self._chance = int(url.rsplit(":", 1)[1]), random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.patience, self.cuts = 14, 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client):
        budget = [self._chance.randrange(3 * PIECE) if self.cuts < self.patience else None]
        with client, socket.create_connection(("127.0.0.1", self._port)) as hall:
            back = threading.Thread(target=self._pump, args=(hall, client, budget), daemon=True)
            back.start()
            self._pump(client, hall, budget)
            back.join()

    def _pump(self, one, other, budget):
        with suppress(OSError):
            while data := one.recv(20_000):
                if budget[0] is not None:
                    budget[0] -= len(data)
                    if budget[0] < 0:
                        self.cuts += 1
                        other.sendall(data[: budget[0]])
                        break
                other.sendall(data)
        for sock in (one, other):
            with suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.shutdown(socket.SHUT_RDWR)

    def close(self):
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_wire_cut_at_random_bytes_costs_tries_and_nothing_else(
    seed, outbox, papers, with_papers, make_courier, hall_server, at_hall, cases, clock
):
    wire = Cutter(hall_server.url, seed)
    client = HttpHall(wire.url, "kiosk-1", (1, 2))
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    turns = until_sent(make_courier(client), clock, 40)
    assert turns > 0
    assert (at_hall(bundle), cases()) == (bytes_of(*papers), {bundle.id: 1})
    assert outbox.receipt_for(bundle.id) is not None
    client.close()
    wire.close()


def test_many_tries_that_each_get_further_set_nothing_aside(
    outbox, with_papers, make_courier, hall, make_bundle, clock
):
    class EveryOther(Counting):
        def send_piece(self, *given):
            if len(self.calls) % 2:
                self.calls.append("lost")
                raise HallUnreachable("the line", kind="error")
            return super().send_piece(*given)

        def file_bundle(self, bundle_id, sealed):
            return hall.file_bundle(bundle_id, sealed)

    large = paper(12 * PIECE, 5)
    bundle = with_papers(large)
    outbox.put(bundle, (large,))
    courier = make_courier(EveryOther(hall))
    for _ in range(30):
        outbox.put(make_bundle())
        courier.send_due_now(everything=True)
        clock.wait(700)
    assert outbox.receipt_for(bundle.id) is not None


@pytest.mark.parametrize(
    ("limits", "said"), [(Limits(60_000, 200_000, 9), "每份最多 0.06 MB"), (Limits(100_000, 120_000, 9), "合计")]
)
def test_a_hall_that_takes_less_refuses_in_words_and_nothing_travels(
    limits, said, outbox, with_papers, make_courier, tmp_path
):
    attached = paper(70_000, 1), paper(70_000, 2)
    bundle = with_papers(*attached)
    outbox.put(bundle, attached)
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/small.db", attachment_limits=limits)) as server:
        hall = HttpHall(server.url, "kiosk-1")
        assert make_courier(hall).send_due_now().refused == 1
        hall.close()
    (fault,) = outbox.faults_for(bundle.id)
    assert fault.where == "attachments" and said in fault.message


def test_what_is_no_pdf_is_refused_in_words(outbox, with_papers, make_courier, hall):
    from kiosk.filing.attachment import attachment_of
    from kiosk.person.privacy import Private

    picture = attachment_of("lease", 1, Private(b"\xff\xd8\xff\xe0 a picture, not a document"))
    bundle = with_papers(picture)
    outbox.put(bundle, (picture,))
    assert make_courier(hall).send_due_now().refused == 1
    assert "PDF" in outbox.faults_for(bundle.id)[0].message


def test_a_hall_whose_disk_is_full_is_asked_again_later(outbox, papers, with_papers, make_courier, answering):
    class Full:
        def file_bundle(self, bundle_id, sealed):
            return Wanted(bundle_id, (WantedAttachment(papers[0].facts.sha256, 0),))

        def send_piece(self, *given):
            return client.send_piece(*given)

    client = HttpHall(answering(b'{"error":"storage"}', "503 Busy", extra="Retry-After: 60\r\n").url, "A03")
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert make_courier(Full()).send_due_now().later == 1
    assert outbox.status().waiting == 1
    client.close()


@pytest.mark.parametrize("wanted", ["unknown", "too far", "still"])
def test_a_hall_that_wants_nonsense_is_not_followed(outbox, papers, with_papers, make_courier, wanted, clock):
    class Confused:
        def file_bundle(self, bundle_id, sealed):
            first = papers[0].facts.sha256
            digest, have = {"unknown": ("f" * 64, 0), "too far": (first, 70_000), "still": (first, 0)}[wanted]
            return Wanted(bundle_id, (WantedAttachment(digest, have),))

        def send_piece(self, bundle_id, sha256, size, start, piece):
            return size

    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert make_courier(Confused()).send_due_now().later == 1
    assert outbox.status().rows[0].reason != ""


def test_pieces_get_smaller_while_the_line_is_too_slow_and_larger_again():
    class Slow:
        def __init__(self):
            self.sizes = []

        def send_piece(self, bundle_id, sha256, size, start, piece):
            self.sizes.append(len(piece))
            if len(piece) > PIECE // 4:
                raise HallUnreachable("too slow", kind="silent")
            return start + len(piece)

    class Kept:
        def facts(self, sha256):
            return paper(PIECE).facts

        def read(self, sha256, start):
            return b"x" * (PIECE - start)

    slow = Slow()
    carrier = Carrier(slow, lambda: False)
    moved = []
    for _ in range(4):
        with suppress(HallUnreachable):
            carrier.carry("0" * 32, Kept(), Wanted("0" * 32, (WantedAttachment("f" * 64, 0),)))
        moved.append(carrier.moved)
    assert slow.sizes[:5] == [PIECE, PIECE // 2, PIECE // 4, PIECE // 2, PIECE // 4]
    assert moved == [False, False, True, True]


def test_the_program_may_end_between_two_pieces(outbox, papers, with_papers):
    class Never:
        def send_piece(self, *given):
            raise AssertionError("sent")

    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    with pytest.raises(HallUnreachable, match="接着送"):
        Carrier(Never(), lambda: True).carry(
            bundle.id, outbox.attachments.kept(bundle.id, bundle.to_bytes()),
            Wanted(bundle.id, (WantedAttachment(papers[0].facts.sha256, 0),)),
        )  # fmt: skip


def test_fifty_megabytes_travel_in_flat_memory(outbox, with_papers, make_courier, hall, at_hall):
    attached = tuple(paper(17_500_000, number) for number in range(3))
    bundle = with_papers(*attached)
    outbox.put(bundle, attached)
    digests = set(bytes_of(*attached))
    del attached
    courier = make_courier(hall)
    tracemalloc.start()
    assert courier.send_due_now().sent == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(at_hall(bundle)) == digests
    assert peak < 16_000_000, "machine and hall together"


def test_refusals_and_receipts_of_the_second_hand_in_count(outbox, papers, with_papers, make_courier, hall):
    class Mind:
        def file_bundle(self, bundle_id, sealed):
            answer = hall.file_bundle(bundle_id, sealed)
            return answer if isinstance(answer, Wanted) else Refusal(bundle_id, ())

        send_piece = staticmethod(hall.send_piece)

    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    assert make_courier(Mind()).send_due_now().refused == 1
    assert isinstance(hall.file_bundle(bundle.id, bundle.to_bytes()), Receipt)
