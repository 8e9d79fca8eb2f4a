"""The run over deaths in the middle of an update, in short, and that its eyes are open."""

from __future__ import annotations

from pathlib import Path

from tests.offline_cache.releases.publisher import good
from tests.soak.catalogue_swap import Swaps


def test_whenever_the_kiosk_dies_it_holds_exactly_the_old_release_or_exactly_the_new_one(tmp_path: Path) -> None:
    swaps = Swaps(tmp_path, 5)
    assert swaps.run(25, 30.0) == 25
    assert swaps.failed == []
    assert sum(swaps.during.values()) == 25


def test_the_run_notices_a_release_that_is_not_what_was_signed(tmp_path: Path) -> None:
    swaps = Swaps(tmp_path, 5)
    manifest = swaps._publisher.publish_changed()
    from offline_cache.releases import Shelf

    shelf = Shelf(tmp_path / "data" / "catalogue")
    swaps._publisher.updates(shelf).update(good)
    swaps._look([f"use {manifest.name}"], read=True)
    assert swaps.failed == [f"{manifest.name} is not what was signed: ()"], "nobody told the run of this release"
    swaps.failed.clear()
    swaps._known[manifest.name] = manifest.number
    kept = shelf.in_use()
    assert kept is not None
    file = kept.packs / "small" / "items.toml"
    file.write_bytes(file.read_bytes()[:-1] + b"#")
    swaps._look([], read=False)
    assert len(swaps.failed) == 1 and "small/items.toml" in swaps.failed[0]
