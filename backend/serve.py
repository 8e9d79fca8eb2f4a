"""Runs the hall server: for good in the foreground, or in a thread that can be stopped and started again."""

from __future__ import annotations

import socket
import threading

import uvicorn

from backend.app import create_app
from backend.settings import BackendSettings
from kiosk.errors import KioskError, UsageError
from kiosk.needs import Clock

_START_SECONDS = 15.0
_DRAIN_SECONDS = 1


class Server:
    """One hall server on one port. ``start`` returns when it answers, ``stop`` when the port is free again.

    With port 0 a free port is chosen at the first start and kept for later ones. Also a context manager.
    """

    def __init__(self, settings: BackendSettings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._port = settings.port
        self._running: _Uvicorn | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Base address, for example ``http://127.0.0.1:8321``; known once started."""
        return f"http://{self._settings.host}:{self._port}"

    def start(self) -> Server:
        """Bind, open the database, serve in a thread. Raises UsageError when the port is taken."""
        if self._thread is not None:
            return self
        sock = _listen(self._settings.host, self._port)
        self._port = int(sock.getsockname()[1])
        try:
            running = _Uvicorn(_config(self._settings, self._clock))
        except BaseException:
            sock.close()
            raise
        thread = threading.Thread(target=running.run, args=([sock],), name="hall-server", daemon=True)
        thread.start()
        if not running.ready.wait(_START_SECONDS):
            running.should_exit = True
            raise KioskError("大厅服务器没有启动。", "请查看日志中的原因。")
        self._running, self._thread = running, thread
        return self

    def stop(self) -> None:
        """Finish what is being answered (bounded), close the port and the database."""
        if self._running is not None and self._thread is not None:
            self._running.should_exit = True
            self._thread.join()
        self._running = self._thread = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(settings: BackendSettings, clock: Clock | None = None) -> None:
    """Serve in the foreground until SIGINT or SIGTERM. Raises UsageError when the port is taken."""
    with _listen(settings.host, settings.port) as sock:
        uvicorn.Server(_config(settings, clock)).run([sock])


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _config(settings: BackendSettings, clock: Clock | None) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, clock),
        lifespan="on",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only on sockets that say they are TCP; without it each answer takes 40 ms
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise UsageError(
            f"端口 {host}:{port} 不能使用（{error.strerror}）。", "请换一个端口，或停止占用它的程序。"
        ) from error
    return sock
