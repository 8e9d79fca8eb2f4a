"""The hall hands out what a publisher signed, and says when a kiosk has it already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import requests

from backend.releases.shelf import matches
from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.errors import SettingsError

SIGNED, CONTENT = b'{"format":"x","manifest":"y"}', b"[region]\n"
SHA = "3f" * 32


@pytest.fixture
def settings(tmp_path: Path) -> BackendSettings:
    out = tmp_path / "out"
    (out / "files").mkdir(parents=True)
    (out / "small.json").write_bytes(SIGNED)
    (out / "files" / SHA).write_bytes(CONTENT)
    (tmp_path / "secret.json").write_text("{}")
    return BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db", releases=str(out))


def get(server: Server, path: str, etag: str | None = None) -> requests.Response:
    headers = {} if etag is None else {"If-None-Match": etag}
    return requests.get(f"{server.url}/v1/catalog/{path}", headers=headers, timeout=10)


def test_a_release_comes_as_it_was_signed_with_a_mark_and_is_not_sent_twice(server: Server, tmp_path: Path) -> None:
    first = get(server, "small/manifest")
    assert (first.status_code, first.content) == (200, SIGNED)
    assert first.headers["Content-Type"] == "application/json"
    etag = first.headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = get(server, "small/manifest", known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    (tmp_path / "out" / "small.json").write_bytes(SIGNED + b"\n")
    assert get(server, "small/manifest", etag).status_code == 200


def test_a_file_comes_by_its_hash(server: Server) -> None:
    found = get(server, f"files/{SHA}")
    assert (found.status_code, found.content) == (200, CONTENT)
    assert found.headers["Content-Type"] == "application/octet-stream" and "immutable" in found.headers["Cache-Control"]
    assert get(server, f"files/{SHA}", f'"{SHA}"').status_code == 304


@pytest.mark.parametrize("path", [
    "other/manifest", "..%2Fsecret/manifest", "%2e%2e/secret/manifest", "small.json/manifest", "files/" + "0" * 64,
    "files/..%2F..%2Fsecret.json", "files/x", f"files/{SHA.upper()}", "files/%00",
])  # fmt: skip
def test_nothing_else_comes_out_of_the_folder(server: Server, path: str) -> None:
    answer = get(server, path)
    assert answer.status_code == 404
    assert b"{}" not in answer.content and CONTENT not in answer.content


def test_a_hall_without_releases_says_so(settings: BackendSettings, tmp_path: Path) -> None:
    bare = replace(settings, releases="", database_url=f"sqlite:///{tmp_path}/bare.db")
    with Server(bare) as server:
        assert get(server, "small/manifest").json() == {"error": "unknown_region"}
        assert get(server, f"files/{SHA}").json() == {"error": "unknown_file"}


def test_a_file_grown_too_long_is_not_handed_out(server: Server, tmp_path: Path) -> None:
    (tmp_path / "out" / "small.json").write_bytes(b" " * 300_001)
    assert get(server, "small/manifest").status_code == 404


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="releases"):
        BackendSettings(releases=str(tmp_path / "nowhere"))


def test_marks_are_compared_whole() -> None:
    assert not matches(None, '"a"') and not matches('"ab"', '"a"') and not matches("a", '"a"') and matches('"a"', '"a"')


def test_the_versions_of_released_regions_are_those_of_the_releases(tmp_path: Path) -> None:
    from tests.offline_cache.releases.publisher import Publisher

    (tmp_path / "desk").mkdir()
    publisher = Publisher(tmp_path / "desk")
    manifest = publisher.publish()
    (publisher.out / "broken.json").write_text("{")
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/h.db", releases=str(publisher.out))) as server:
        found = requests.get(f"{server.url}/v1/catalog", timeout=10).json()["regions"]
    assert found["small"] == manifest.version and "broken" not in found
