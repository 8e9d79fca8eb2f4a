"""The hall server as an ASGI application, and its published description."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Scope
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.database import Database
from backend.desk import Desk
from backend.devices import Devices
from backend.devices.doors import DeviceDoors
from backend.hall_time import HallTime, SystemClock
from backend.intake.cases import Cases
from backend.intake.paper_doors import PaperDoors
from backend.intake.papers import Papers
from backend.releases.doors import ReleaseDoors
from backend.releases.shelf import ReleaseShelf
from backend.routes import HallDoors, IntakeDoors, QueueDoors
from backend.settings import BackendSettings
from backend.tickets import Tickets
from backend.wire import Problem
from kiosk.filing.bundle import Bundle
from kiosk.needs import Clock

_log = logging.getLogger("kiosk.hall")
_BUSY_SECONDS = 5


def create_app(settings: BackendSettings, clock: Clock | None = None) -> Litestar:
    """The application on ``settings``; ``clock`` is the computer's own when left out. Opens the database now."""
    database = Database(settings.database_url)
    database.create()
    return _app_on(database, settings, clock)


def _app_on(database: Database, settings: BackendSettings, clock: Clock | None) -> Litestar:
    time = HallTime(clock or SystemClock(), settings.timezone)
    papers = Papers(settings.files_folder, settings.attachment_limits, database, time)
    cases, tickets = Cases(database, time, settings.region_prefix, papers), Tickets(database, time, settings)
    releases = ReleaseShelf(settings.releases)
    desk = Desk(settings, database, cases, tickets, Devices(database, time), papers, releases)

    def at_desk() -> Desk:
        return desk

    return Litestar(
        route_handlers=[IntakeDoors, PaperDoors, QueueDoors, HallDoors, DeviceDoors, ReleaseDoors],
        state=State({"desk": desk}),
        dependencies={"desk": Provide(at_desk, sync_to_thread=False)},
        exception_handlers={DBAPIError: _database_away, PoolTimeout: _database_away},
        after_exception=[_note],
        on_startup=[papers.sweep],
        on_shutdown=[database.close],
        openapi_config=OpenAPIConfig(
            title="One-thing hall server",
            version="1",
            path="/v1",
            use_handler_docstrings=True,
            render_plugins=[_WholeDocument(path="/openapi.json")],
        ),
        request_max_body_size=settings.body_limit,
        logging_config=None,
    )


def openapi_document() -> dict[str, Any]:
    """The OpenAPI description of the wire contract, as published in ``docs/api/openapi.json``."""
    settings = BackendSettings()
    document = _app_on(Database(settings.database_url), settings, None).openapi_schema.to_schema()
    return _with_bundle(document)


def _with_bundle(document: dict[str, Any]) -> dict[str, Any]:
    """The generated description and the bundle, whose body is read by hand and so is not found by itself."""
    _, parts = msgspec.json.schema_components([Bundle], ref_template="#/components/schemas/{name}")
    schemas = {**document["components"]["schemas"], **parts}
    whole = {**document, "components": {**document["components"], "schemas": schemas}}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole, order="sorted"))
    return plain


class _WholeDocument(JsonRenderPlugin):
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return msgspec.json.encode(_with_bundle(openapi_schema))


def publish_openapi(path: Path) -> None:
    """Write the description to ``path``; done after every change of the wire contract."""
    text = json.dumps(openapi_document(), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", "utf-8")


def _database_away(_: Request[Any, Any, Any], __: Exception) -> Response[Problem]:
    return Response(Problem("database"), status_code=503, headers={"Retry-After": str(_BUSY_SECONDS)})


async def _note(error: Exception, scope: Scope) -> None:
    """Log the kind of error and the door; never its text, which may quote what was sent."""
    if getattr(error, "status_code", 500) >= 500:
        handler = scope.get("route_handler")
        _log.error("%s in %s", type(error).__name__, getattr(handler, "handler_name", "unknown"))
