"""The same promises in landscape; the size of the window is fixed for a process, so this runs in another one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.screens.conftest import SIZE
from tests.screens.one_screen import ROOT


@pytest.mark.skipif(SIZE != "1080x1920", reason="already the other process")
def test_everything_also_holds_in_landscape() -> None:
    result = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/screens/test_filing_pages.py",
            "tests/screens/test_filing_taps.py", "tests/screens/test_leaving_taps.py",
        ],
        cwd=ROOT, env={**os.environ, "KTEST_SIZE": "1920x1080"}, capture_output=True, text=True, timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]
