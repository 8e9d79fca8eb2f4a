"""A signed list of files says one thing only, and leads nowhere but into its own packs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kiosk.catalog.release import (
    FILE_LIMIT,
    MOST_FILES,
    Manifest,
    ReleasedFile,
    SignedRelease,
    newer_than,
    read_manifest,
    read_signed,
)
from kiosk.errors import ReleaseRefused

HASH = "0" * 64
GOOD = Manifest(
    "small", 2026112201, "0123456789ab", "2026-11", "2026-11-22T03:00:00+00:00",
    (ReleasedFile("holidays.toml", HASH, 1), ReleasedFile("small/region.toml", HASH, 10)),
)


def refusal(text: bytes) -> str:
    with pytest.raises(ReleaseRefused) as caught:
        read_manifest(text)
    assert caught.value.remedy
    return caught.value.kind


def listing(*paths: str) -> bytes:
    files = tuple(ReleasedFile(path, HASH, 1) for path in sorted({*paths, "small/region.toml"}))
    return replace(GOOD, files=files).to_bytes()


def test_a_manifest_reads_back_as_it_was_written() -> None:
    assert read_manifest(GOOD.to_bytes()) == GOOD
    assert (GOOD.name, GOOD.size, GOOD.packs) == ("2026112201-0123456789ab", 11, ("small",))


@pytest.mark.parametrize("path", [
    "../small/items.toml", "/etc/items.toml", "small/../../items.toml", "small//items.toml", "./small/items.toml",
    "small/items.toml/", "small\\items.toml", "small/items.py", "small/.items.toml", "small/a/b/items.toml",
    "small/deep/items.toml", "items.toml", "small/ｉtems.toml", "C:/items.toml", "~/items.toml",
    "",
])  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    assert refusal(listing(path)) == "path"


def test_two_names_that_differ_in_case_only_are_one_file_on_some_disks_and_refused() -> None:
    assert refusal(listing("small/items.toml", "small/Items.toml")) == "path"
    assert refusal(listing("Small/items.toml", "small/items.toml")) == "path"


def test_a_file_may_not_stand_twice_or_out_of_order() -> None:
    first, second = ReleasedFile("small/items.toml", HASH, 1), ReleasedFile("small/region.toml", HASH, 1)
    assert refusal(replace(GOOD, files=(first, first, second)).to_bytes()) == "path"
    assert refusal(replace(GOOD, files=(second, first)).to_bytes()) == "path"


def test_what_is_too_much_is_refused_before_anything_is_fetched() -> None:
    whole = ReleasedFile("small/region.toml", HASH, 1)
    assert refusal(replace(GOOD, files=(replace(whole, size=FILE_LIMIT + 1),)).to_bytes()) == "size"
    assert refusal(replace(GOOD, files=(replace(whole, size=-1),)).to_bytes()) == "size"
    many = tuple(ReleasedFile(f"a/f{number:04}.toml", HASH, 1) for number in range(MOST_FILES))
    assert refusal(replace(GOOD, files=(*many, whole)).to_bytes()) == "size"
    heavy = tuple(ReleasedFile(f"a/f{number:04}.toml", HASH, FILE_LIMIT) for number in range(9))
    assert refusal(replace(GOOD, files=(*heavy, whole)).to_bytes()) == "size"


@pytest.mark.parametrize("change", [
    {"number": 0}, {"number": -1}, {"number": 10**13}, {"number": True}, {"number": "1"}, {"region": "../x"},
    {"region": "other"}, {"version": "XYZ"}, {"as_of": "soon"}, {"created": "yesterday"},
    {"created": "2026-11-22T03:00:00"}, {"previous": "x"}, {"withdraws": "x" * 201}, {"withdraws": None},
    {"files": ()}, {"as_of": 2026},
], ids=str)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    assert refusal(replace(GOOD, **change).to_bytes()) == "format"


@pytest.mark.parametrize("text", [
    b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, GOOD.to_bytes() + b" ", GOOD.to_bytes()[:-1],
    json.dumps(json.loads(GOOD.to_bytes()), indent=1).encode(),
    GOOD.to_bytes().replace(b'"region":"small"', b'"region":"small","region":"small"'),
    GOOD.to_bytes().replace(b'"previous":""', b'"previous":"","more":""'),
])  # fmt: skip
def test_any_other_way_of_writing_is_refused(text: bytes) -> None:
    assert refusal(text) == "format"


@pytest.mark.parametrize("document", [
    b"<html>login</html>", b"{}", b'{"format":"kiosk-release-1"}',
    SignedRelease(b"{}", "k", b"s").to_bytes().replace(b"release-1", b"release-2"),
    b'{"format":"kiosk-release-1","key":"k","manifest":7,"signature":""}',
    b'{"format":"kiosk-release-1","key":"k","manifest":"{}","signature":"@@"}',
])  # fmt: skip
def test_a_document_that_is_no_release_is_refused(document: bytes) -> None:
    with pytest.raises(ReleaseRefused) as caught:
        read_signed(document)
    assert caught.value.kind == "format"


def test_days_of_data_compare_as_far_as_both_are_known() -> None:
    assert newer_than("2026-11", "2026-10") and newer_than("2027", "2026-12-31")
    assert not newer_than("2026", "2026-11") and not newer_than("2026-11", "2026") and not newer_than("", "2026")
