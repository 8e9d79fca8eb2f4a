"""A hall server in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BEGINS_WITHIN = 30.0


@contextmanager
def hall_process(folder: Path) -> Iterator[tuple[str, Path]]:
    """Its address and its database, which lies in ``folder``; what it says goes nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    cases = folder / "hall.db"
    words = ["backend", "serve", "--port", str(port), "--database", f"sqlite:///{cases}"]
    # what a hall says about machines that die in the middle of a sentence is no finding of this program
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "kiosk", *words], **quiet)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", cases
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + _BEGINS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
