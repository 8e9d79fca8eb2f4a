"""The hall's door for attachments: whole, true and claimed by a case, or not there."""

from __future__ import annotations

import os
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import requests

from backend.database import Database
from backend.hall_time import HallTime
from backend.intake.papers import KEPT_WITHOUT_CASE, Papers
from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.errors import SettingsError
from kiosk.filing.attachment import AttachmentFacts
from kiosk.filing.bundle import BundleMaterial, new_bundle_id
from kiosk.filing.limits import LIMITS, PIECE, Limits
from tests.offline_cache.attachments.made_up import bytes_of, paper


@pytest.fixture
def settings(tmp_path):
    return BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db", files=str(tmp_path / "files"))


@pytest.fixture
def files(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def send(server):
    def put(bundle_id, attachment, start=0, end=None, size=None, sha256=None):
        content = attachment.content.reveal()
        end = min(len(content), start + PIECE) if end is None else end
        return requests.put(
            f"{server.url}/v1/bundles/{bundle_id}/attachments/{sha256 or attachment.facts.sha256}",
            params={"start": start, "size": size or len(content)}, data=content[start:end], timeout=10,
        )  # fmt: skip

    return put


@pytest.fixture
def with_papers(make_bundle):
    def make(*attached):
        material = BundleMaterial("lease", "租赁合同", "申请人", "scanned", ("licence",), 1, 0)
        return make_bundle(materials=(material,), attachments=tuple(one.facts for one in attached))

    return make


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_pieces_in_order_make_a_whole_file_that_only_the_hall_may_read(send, files):
    made, bundle_id = paper(PIECE + 5), new_bundle_id()
    assert [(a.status_code, a.json()) for a in (send(bundle_id, made), send(bundle_id, made, PIECE))] == [
        (200, {"have": PIECE}), (200, {"have": PIECE + 5}),
    ]  # fmt: skip
    (whole,) = (files / bundle_id).iterdir()
    assert (whole.name, whole.read_bytes()) == (f"{made.facts.sha256}.pdf", made.content.reveal())
    assert (whole.stat().st_mode & 0o777, files.joinpath(bundle_id).stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_piece_that_is_not_the_next_one_is_answered_with_where_to_go_on(send):
    made, bundle_id = paper(2 * PIECE + 5), new_bundle_id()
    assert (send(bundle_id, made, PIECE).status_code, send(bundle_id, made, PIECE).json()) == (409, {"have": 0})
    send(bundle_id, made)
    again = send(bundle_id, made)
    assert (again.status_code, again.json()) == (409, {"have": PIECE})


def test_a_whole_attachment_sent_again_is_there_already(send):
    made, bundle_id = paper(9_000), new_bundle_id()
    assert [send(bundle_id, made).json() for _ in range(2)] == [{"have": 9_000}] * 2


def test_the_same_piece_many_times_at_once_is_taken_once(send, files):
    made, bundle_id = paper(PIECE + 70_000), new_bundle_id()
    for start in (0, PIECE):
        with ThreadPoolExecutor(12) as pool:
            answers = pool.map(send, [bundle_id] * 24, [made] * 24, [start] * 24)
            assert {answer.status_code for answer in answers} <= {200, 409}
    assert [path.read_bytes() for path in (files / bundle_id).iterdir()] == [made.content.reveal()]


def test_what_is_not_what_its_digest_says_is_thrown_away(send, files):
    made, bundle_id = paper(9_000), new_bundle_id()
    answer = send(bundle_id, made, sha256="f" * 64)
    assert (answer.status_code, answer.json(), names(files)) == (422, {"error": "content"}, [])


def test_a_part_that_was_whole_when_the_hall_died_is_finished(send, files):
    made, bundle_id = paper(9_000), new_bundle_id()
    (files / bundle_id).mkdir(parents=True)
    (files / bundle_id / f"{made.facts.sha256}.part").write_bytes(made.content.reveal())
    assert send(bundle_id, made).json() == {"have": 9_000}
    assert names(files) == [f"{made.facts.sha256}.pdf"]


def test_a_part_that_lost_its_content_with_the_power_is_begun_again(send, files):
    made, bundle_id = paper(9_000), new_bundle_id()
    (files / bundle_id).mkdir(parents=True)
    (files / bundle_id / f"{made.facts.sha256}.part").write_bytes(bytes(9_000))
    assert send(bundle_id, made).status_code == 422
    assert send(bundle_id, made).json() == {"have": 9_000}


def test_half_a_body_changes_nothing(server, send, files):
    made, bundle_id = paper(PIECE), new_bundle_id()
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as wire:
        head = f"PUT /v1/bundles/{bundle_id}/attachments/{made.facts.sha256}?start=0&size={PIECE} HTTP/1.1\r\n"
        wire.sendall(f"{head}Host: hall\r\nContent-Length: {PIECE}\r\n\r\n".encode() + made.content.reveal()[:50_000])
    assert send(bundle_id, made).json() == {"have": PIECE}


@pytest.mark.parametrize(
    ("attached", "status"),
    [(paper(100_001), 413), (replace(paper(9_000), content=paper(9_000, 2).content), 422)],
)
def test_limits_and_types_are_closed_refusals(settings, clock, attached, status, with_papers):
    with Server(replace(settings, attachment_limits=Limits(100_000, 150_000, 2)), clock) as server:
        def put(one, bundle_id="0" * 32):
            url = f"{server.url}/v1/bundles/{bundle_id}/attachments/{one.facts.sha256}"
            size = {"start": 0, "size": one.facts.size}
            return requests.put(url, params=size, data=one.content.reveal(), timeout=10)

        answer = put(attached)
        assert answer.status_code == status
        if status == 413:
            assert answer.json()["bundle_id"] == "0" * 32
            assert "每份最多 0.1 MB" in answer.json()["faults"][0]["message"]
        assert [put(paper(9_000, n), "1" * 32).status_code for n in range(3)] == [200, 200, 413]
        assert [put(paper(80_000, n), "2" * 32).status_code for n in range(2)] == [200, 413]


def test_what_is_no_pdf_is_refused(server):
    url = f"{server.url}/v1/bundles/{'0' * 32}/attachments/{'f' * 64}"
    answer = requests.put(url, params={"start": 0, "size": 5}, data=b"GIF89", timeout=10)
    assert (answer.status_code, "PDF" in answer.json()["faults"][0]["message"]) == (415, True)


@pytest.mark.parametrize(
    "path", ["x/attachments/" + "f" * 64, "0" * 32 + "/attachments/" + "F" * 64, "0" * 32 + "/attachments/..%2fx"]
)
def test_no_other_name_reaches_the_disk(server, files, path):
    answer = requests.put(f"{server.url}/v1/bundles/{path}?start=0&size=5", data=b"%PDF-", timeout=10)
    assert answer.status_code == 404
    assert not files.exists()


def test_sizes_and_places_that_make_no_sense_are_refused(server):
    url = f"{server.url}/v1/bundles/{'0' * 32}/attachments/{'f' * 64}"
    for query in ("", "start=0", "start=-1&size=5", "start=0&size=0", "start=x&size=5"):
        assert requests.put(f"{url}?{query}", data=b"%PDF-", timeout=10).status_code == 400
    assert requests.put(f"{url}?start=0&size=4", data=b"%PDF-", timeout=10).json() == {"have": 0}


def test_a_case_is_opened_when_everything_is_there_and_tells_how_many(hand_in, ask, send, with_papers, tmp_path):
    attached = paper(PIECE + 9), paper(9_000, 2)
    bundle = with_papers(*attached)
    wanted = hand_in(bundle)
    assert (wanted.status_code, wanted.json()["bundle_id"]) == (424, bundle.id)
    send(bundle.id, attached[0])
    send(bundle.id, attached[1])
    assert hand_in(bundle).json()["attachments"] == [{"sha256": attached[0].facts.sha256, "have": PIECE}]
    send(bundle.id, attached[0], PIECE)
    filed = hand_in(bundle)
    assert filed.status_code == 201
    assert ask(f"cases/{filed.json()['case_code']}").json()["attachments"] == 2
    with closing(sqlite3.connect(tmp_path / "hall.db")) as db:
        rows = db.execute("SELECT material, pages, size, sha256 FROM case_attachments ORDER BY position").fetchall()
    assert rows == [("lease", 2, one.facts.size, one.facts.sha256) for one in attached]
    assert hand_in(bundle).status_code == 200


def test_a_bundle_from_before_attachments_is_taken_as_ever(hand_in, make_bundle):
    sealed = make_bundle().to_bytes()
    assert b"attachments" not in sealed
    assert hand_in(sealed).status_code == 201


FACTS = AttachmentFacts("lease", 1, 9, "0" * 64)


@pytest.mark.parametrize(
    ("attachments", "where"),
    [
        ((replace(FACTS, sha256="zz"),), "attachments.0.sha256"),
        ((replace(FACTS, size=0),), "attachments.0.size"),
        ((replace(FACTS, pages=0),), "attachments.0.size"),
        ((replace(FACTS, material="nothing"), FACTS), "attachments.0.material"),
        ((replace(FACTS, media_type="image/png"), FACTS), "attachments.0.media_type"),
        ((FACTS, replace(FACTS, size=10)), "attachments.1.size"),
        ((replace(FACTS, size=LIMITS.one + 1),), "attachments"),
        ((FACTS,) * 31, "attachments"),
        ((), "materials.lease.status"),
    ],
)
def test_everything_wrong_with_attachments_is_said_before_they_travel(hand_in, with_papers, attachments, where):
    bundle = replace(with_papers(), attachments=attachments, items=())
    answer = hand_in(bundle)
    assert answer.status_code == 422
    assert {fault["where"] for fault in answer.json()["faults"]} >= {where, "items"}


@pytest.fixture
def papers_at(files, settings):
    class Clock:
        moment = datetime.now().astimezone()

        def now(self):
            return self.moment

    database, clock = Database(settings.database_url), Clock()
    database.create()
    yield Papers(files, Limits(), database, HallTime(clock, "Asia/Shanghai")), clock
    database.close()


def test_what_no_case_claims_within_a_day_is_swept_and_what_one_claims_stays(
    server, send, hand_in, with_papers, papers_at, files
):
    papers, clock = papers_at
    kept, lost = paper(9_000, 1), paper(9_000, 2)
    bundle, stray = with_papers(kept), new_bundle_id()
    send(bundle.id, kept)
    send(bundle.id, lost)
    assert hand_in(bundle).status_code == 201
    send(stray, lost)
    send(stray, paper(PIECE + 1, 3))
    assert papers.sweep() == 0
    clock.moment += timedelta(seconds=KEPT_WITHOUT_CASE + 60)
    assert papers.sweep() == 3
    assert names(files) == [f"{kept.facts.sha256}.pdf"]
    assert not (files / stray).exists()


def test_a_hall_that_starts_sweeps(settings, clock, files):
    stray = files / new_bundle_id()
    stray.mkdir(parents=True)
    (stray / f"{'f' * 64}.part").write_bytes(b"%PDF-")
    os.utime(stray / f"{'f' * 64}.part", (0, 0))
    with Server(settings, clock):
        assert list(files.iterdir()) == []


def test_a_hall_without_room_says_so_and_keeps_what_it_had(papers_at, files):
    import signal

    from tests.faults.full_disk import files_end_at

    papers, _ = papers_at
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    made, bundle_id = paper(PIECE + 9_000), new_bundle_id()
    content, digest = made.content.reveal(), made.facts.sha256
    papers.take(bundle_id, digest, len(content), 0, content[:PIECE])
    with files_end_at(PIECE + 4_000):
        assert papers.take(bundle_id, digest, len(content), PIECE, content[PIECE:]) == "storage"
    assert (files / bundle_id / f"{digest}.part").stat().st_size == PIECE
    papers.take(bundle_id, digest, len(content), PIECE, content[PIECE:])
    assert {digest: papers.path(bundle_id, digest).read_bytes()} == bytes_of(made)


def test_files_lie_beside_an_sqlite_database_or_where_the_hall_says():
    assert str(BackendSettings(database_url="sqlite:////srv/hall.db").files_folder) == "/srv/hall.db-files"
    assert str(BackendSettings(database_url="postgresql+psycopg://db/hall").files_folder) == "hall-files"
    assert str(BackendSettings(files="/srv/papers").files_folder) == "/srv/papers"


KEY = "a-key-of-one-hall-only"


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({}, {}, 200),
        ({"desk_key": KEY}, {}, 401),
        ({"desk_key": KEY}, {"Authorization": "Bearer wrong"}, 401),
        ({"desk_key": KEY}, {"Authorization": f"Bearer {KEY}"}, 200),
        ({"devices": "enrolled"}, {}, 401),
        ({"devices": "enrolled"}, {"Authorization": "Bearer "}, 401),
        ({"devices": "enrolled", "desk_key": KEY}, {"Authorization": f"Bearer {KEY}"}, 200),
    ],
)
def test_a_number_is_called_only_by_a_window_that_shows_the_key(settings, clock, changes, headers, status):
    with Server(replace(settings, **changes), clock) as server:
        url = f"{server.url}/v1/queues/next"
        assert requests.post(url, json={"window": "3号"}, headers=headers, timeout=5).status_code == status


def test_a_desk_key_is_long_and_never_shown():
    with pytest.raises(SettingsError) as caught:
        BackendSettings(desk_key="short-one")
    assert "short-one" not in str(caught.value)
    assert KEY not in repr(BackendSettings(desk_key=KEY))
