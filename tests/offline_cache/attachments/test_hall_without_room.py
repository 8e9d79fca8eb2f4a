"""A hall that has no room for attachments, or keeps none: the others go, nothing is lost, nobody is blamed."""

from __future__ import annotations

import pytest

from backend.intake import papers as hall_papers
from kiosk.filing.attachment import Wanted, WantedAttachment
from kiosk.needs import HallUnreachable
from offline_cache.attachments.carrying import Carrier
from offline_cache.hall_client import HttpHall
from tests.offline_cache.attachments.made_up import paper

FULL = [(b'{"error":"storage"}', "503 Busy"), (b'{"error":"too_many"}', "503 Busy"), (b'{"error":"storage"}', "507 No")]


@pytest.fixture
def hall(hall_server):
    client = HttpHall(hall_server.url, "kiosk-1", (2, 10))
    yield client
    client.close()


def test_while_the_halls_disk_is_full_bundles_without_attachments_go_and_the_others_follow(
    outbox, papers, with_papers, make_bundle, make_courier, hall, clock, monkeypatch
):
    usage = hall_papers.shutil.disk_usage
    full = usage("/")._replace(free=1_000)
    monkeypatch.setattr(hall_papers.shutil, "disk_usage", lambda place: full)
    heavy, light = with_papers(*papers), [make_bundle() for _ in range(3)]
    outbox.put(heavy, papers)
    for bundle in light:
        outbox.put(bundle)
    courier = make_courier(hall)
    swept = courier.send_due_now()
    assert (swept.sent, swept.later) == (3, 1)
    for _ in range(12):  # more than the strikes that set an entry aside, others getting through between
        clock.wait(700)
        outbox.put(make_bundle())
        assert courier.send_due_now().sent == 1
    assert outbox.status().waiting == 1 and outbox.listing.entry(heavy.id).row.state == "waiting"
    assert "没有附件的照常送" in outbox.status().rows[0].reason
    monkeypatch.setattr(hall_papers.shutil, "disk_usage", usage)
    clock.wait(700)
    assert courier.send_due_now().sent == 1
    assert outbox.receipt_for(heavy.id) is not None


@pytest.mark.parametrize(("body", "status"), FULL)
def test_a_full_hall_is_told_from_a_busy_one(answering, body, status):
    client = HttpHall(answering(body, status, extra="Retry-After: 60\r\n").url, "A03")
    with pytest.raises(HallUnreachable) as caught:
        client.send_piece("0" * 32, "f" * 64, 9, 0, b"%PDF-1.7\n")
    client.close()
    assert (caught.value.kind, caught.value.retry_after) == ("full", 60.0)
    assert not caught.value.of_the_hall


def test_a_proxy_that_answers_503_means_the_whole_hall(answering):
    client = HttpHall(answering(b"<html>", "503 Busy", kind="text/html").url, "A03")
    with pytest.raises(HallUnreachable) as caught:
        client.send_piece("0" * 32, "f" * 64, 9, 0, b"%PDF-1.7\n")
    client.close()
    assert caught.value.kind == "busy"


def test_a_hall_that_takes_everything_and_keeps_nothing_is_not_fed_for_ever(
    outbox, papers, with_papers, make_bundle, make_courier, hall, clock
):
    class Swallowing:
        def file_bundle(self, bundle_id, sealed):
            if bundle_id != heavy.id:
                return hall.file_bundle(bundle_id, sealed)
            return Wanted(bundle_id, tuple(WantedAttachment(one.facts.sha256, 0) for one in papers))

        def send_piece(self, bundle_id, sha256, size, start, piece):
            return start + len(piece)

    heavy = with_papers(*papers)
    outbox.put(heavy, papers)
    courier = make_courier(Swallowing())
    for _ in range(12):
        outbox.put(make_bundle())
        courier.send_due_now(everything=True)
        clock.wait(700)
    assert outbox.listing.entry(heavy.id).row.state == "set_aside"


def test_a_hall_that_names_an_attachment_many_times_gets_it_never(outbox, with_papers):
    attached = paper(70_000)
    bundle = with_papers(attached)
    outbox.put(bundle, (attached,))
    kept = outbox.attachments.kept(bundle.id, bundle.to_bytes())
    wanted = Wanted(bundle.id, (WantedAttachment(attached.facts.sha256, 0),) * 2)
    with pytest.raises(HallUnreachable, match="重复"):
        Carrier(None, lambda: False).carry(bundle.id, kept, wanted)


def test_the_folder_of_attachments_is_as_durable_as_what_is_in_it(outbox, papers, with_papers, tmp_path, monkeypatch):
    from offline_cache.attachments import sealed_file

    synced = []
    real = sealed_file.sync_folder
    monkeypatch.setattr(sealed_file, "sync_folder", lambda folder: (synced.append(folder), real(folder)))
    for _ in range(2):
        bundle = with_papers(*papers)
        outbox.put(bundle, papers)
    folder = tmp_path / "attachments"
    assert synced == [tmp_path, folder, folder]
