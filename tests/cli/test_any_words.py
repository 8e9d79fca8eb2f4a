"""Whatever is typed after a command is answered in one sentence, never with a traceback."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.pack_reader import DEFAULT_REGION, regions
from kiosk.cli import run

WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=24)
KEYS = st.sampled_from(("area", "has_licence", "fire_system", "nothing", ""))
ODD = st.sampled_from((
    "unknown", "true", "是", "３００", "300平", "nan", "-inf", "1e400", "1e9", "0x10", "1_000", "٣٠٠", "-0", "9" * 400,
    "\u202e400", "%s", "{0}", "'; --", "\n", " ", "²",
))


def said(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(list(words))
    return status, out.getvalue(), err.getvalue()


@settings(max_examples=120, deadline=None)
@given(KEYS, WORDS | ODD)
@example("area", "１２３４５")
def test_any_answer_gives_a_plan_or_names_what_is_wrong_with_it(key: str, value: str) -> None:
    status, out, err = said("plan", "open-restaurant", f"--answer={key}={value}")
    assert (status, bool(out), bool(err)) in ((0, True, False), (2, False, True))
    if status:
        assert err.startswith("kiosk: ") and "怎么办：" in err


@settings(max_examples=60, deadline=None)
@given(WORDS | ODD)
def test_any_list_of_papers_at_hand_is_taken_or_named(held: str) -> None:
    status, out, err = said("plan", "open-restaurant", f"--have={held}")
    assert (status, bool(out), bool(err)) in ((0, True, False), (2, False, True))


@settings(max_examples=60, deadline=None)
@given(WORDS | ODD)
def test_any_text_can_be_searched(text: str) -> None:
    status, out, err = said("catalog", "search", "--", text)
    assert (status, err) == (0, "")
    assert out


@pytest.mark.parametrize(
    "command",
    [("plan", "open-restaurant"), ("catalog", "check"), ("catalog", "draw", "open-restaurant", "--output", "x.svg"),
     ("catalog", "search", "开饭馆"), ("catalog", "build", "--output", "x.db"), ("form", "render", "open-restaurant")],
    ids=lambda command: " ".join(command[:2]),
)
@pytest.mark.parametrize("region", ["mars", "", "..", f"../packs/{DEFAULT_REGION}", "holidays.toml"])
def test_every_command_names_the_regions_there_are_instead_of_an_unknown_one(
    command: tuple[str, ...], region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = said(*command, f"--region={region}")
    assert (status, out) == (2, "")
    assert all(known in err for known in regions())
    assert list(tmp_path.iterdir()) == []
