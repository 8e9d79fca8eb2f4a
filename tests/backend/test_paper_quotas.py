"""No sender fills the hall's disk with attachments that become no case, and none keeps others from theirs."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta

import pytest

from backend.database import Database
from backend.hall_time import HallTime
from backend.intake.cases import Cases
from backend.intake.papers import KEPT_WITHOUT_CASE, MOST_OPEN, Papers, Taken
from backend.settings import BackendSettings
from kiosk.filing.bundle import BundleMaterial, digest_of, new_bundle_id
from kiosk.filing.limits import PIECE, Limits
from tests.offline_cache.attachments.made_up import paper


class Clock:
    def __init__(self):
        self.moment = datetime.now().astimezone()

    def now(self):
        return self.moment


@pytest.fixture
def hall(tmp_path):
    """Attachments, cases, and a clock to move."""
    settings, clock = BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db", files=str(tmp_path / "f")), Clock()
    database = Database(settings.database_url)
    database.create()
    time = HallTime(clock, "Asia/Shanghai")
    papers = Papers(settings.files_folder, Limits(), database, time)
    yield papers, Cases(database, time, "XN", papers), clock
    database.close()


def begin(papers, sender, bundle_id=None, seed=1):
    made = paper(PIECE + 9, seed)
    content = made.content.reveal()[:PIECE]
    return papers.take(bundle_id or new_bundle_id(), made.facts.sha256, PIECE + 9, 0, content, sender)


def bundle_with(make_bundle, *attached):
    material = BundleMaterial("lease", "租赁合同", "申请人", "scanned", ("licence",), 1, 0)
    return make_bundle(materials=(material,), attachments=tuple(one.facts for one in attached))


def file_whole(hall, bundle, attached, sender):
    papers, cases, _ = hall
    content = attached.content.reveal()
    assert papers.take(bundle.id, attached.facts.sha256, len(content), 0, content, sender) == Taken(len(content), True)
    sealed = bundle.to_bytes()
    assert cases.file(bundle, sealed, digest_of(sealed)).new


def test_a_sender_with_many_bundles_and_no_case_is_stopped_and_others_are_not(hall):
    papers, _, _ = hall
    first = new_bundle_id()
    assert begin(papers, "bad", first) == Taken(PIECE, True)
    assert [begin(papers, "bad") for _ in range(MOST_OPEN - 1)] == [Taken(PIECE, True)] * (MOST_OPEN - 1)
    assert [begin(papers, "bad") for _ in range(3)] == ["too_many"] * 3
    assert begin(papers, "good") == Taken(PIECE, True)
    assert begin(papers, "bad", first, seed=2) == Taken(PIECE, True), "what has begun may go on"


def test_a_machine_whose_bundles_become_cases_is_never_stopped(hall, make_bundle):
    for seed in range(MOST_OPEN + 5):
        attached = paper(900, seed)
        file_whole(hall, bundle_with(make_bundle, attached), attached, "busy-kiosk")
    assert begin(hall[0], "busy-kiosk") == Taken(PIECE, True)


def test_what_was_swept_no_longer_counts_and_what_is_kept_alive_by_drops_does(hall, tmp_path):
    papers, _, clock = hall
    dripped = new_bundle_id()
    begin(papers, "bad", dripped)
    for _ in range(MOST_OPEN - 1):
        begin(papers, "bad")
    clock.moment += timedelta(seconds=KEPT_WITHOUT_CASE + 60)
    (part,) = (tmp_path / "f" / dripped).iterdir()
    os.utime(part, (clock.moment.timestamp(),) * 2)
    assert papers.sweep() == MOST_OPEN - 1
    answers = [begin(papers, "bad") for _ in range(MOST_OPEN)]
    assert answers == [Taken(PIECE, True)] * (MOST_OPEN - 1) + ["too_many"]


def test_nothing_is_put_beside_the_attachments_of_a_case_that_is_open(hall, make_bundle):
    papers, _, _ = hall
    attached = paper(900)
    bundle = bundle_with(make_bundle, attached)
    file_whole(hall, bundle, attached, "kiosk")
    assert begin(papers, "kiosk", bundle.id, seed=9) == "filed"
    content = attached.content.reveal()
    assert papers.take(bundle.id, attached.facts.sha256, 900, 0, content, "kiosk") == Taken(900, True)


def test_only_the_hall_may_list_the_bundles_with_attachments(hall, tmp_path):
    begin(hall[0], "kiosk")
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o700


def test_a_name_that_leads_elsewhere_is_not_followed(hall, tmp_path):
    papers, bundle_id = hall[0], new_bundle_id()
    place, elsewhere = tmp_path / "f" / bundle_id, tmp_path / "elsewhere"
    place.mkdir(parents=True)
    (place / f"{paper(PIECE + 9).facts.sha256}.part").symlink_to(elsewhere)
    assert begin(papers, "kiosk", bundle_id) == "storage"
    assert not elsewhere.exists()


def test_another_server_does_not_sweep_what_a_case_is_being_opened_with(hall, make_bundle, tmp_path):
    papers, _, clock = hall
    attached = paper(900)
    bundle = bundle_with(make_bundle, attached)
    content = attached.content.reveal()
    papers.take(bundle.id, attached.facts.sha256, 900, 0, content, "kiosk")
    database = Database(f"sqlite:///{tmp_path}/hall.db")
    other = Papers(tmp_path / "f", Limits(), database, HallTime(clock, "Asia/Shanghai"))
    claimed = papers.path(bundle.id, attached.facts.sha256)
    swept: list[int] = []
    sweeping = threading.Thread(target=lambda: swept.append(other.sweep()))
    with papers.held(bundle.id, bundle.attachments) as wanted:
        assert wanted is None
        os.utime(claimed, (0, 0))  # a day old until it is claimed
        sweeping.start()
        sweeping.join(0.3)
        waiting = sweeping.is_alive()
        os.utime(claimed, (clock.moment.timestamp(),) * 2)
    sweeping.join()
    database.close()
    assert (waiting, swept, claimed.exists()) == (True, [0], True)
