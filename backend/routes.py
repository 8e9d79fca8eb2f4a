"""The hall's doors: decode, ask, answer. One function a door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation, Reference, RequestBody
from litestar.openapi.spec.media_type import OpenAPIMediaType
from litestar.params import FromPath, HeaderParameter, JSONBody, RawBody

from backend.desk import AtDesk
from backend.devices.doors import REFUSED, checked_sender, desk_guard, token_guard
from backend.intake.bundle_check import check_bundle
from backend.wire import (
    Block,
    BlockRequest,
    Called,
    CallRequest,
    CatalogVersions,
    DeviceProblem,
    Health,
    HelpAnswer,
    HelpRequest,
    IssuedAnswer,
    IssuedReport,
    Problem,
    Queues,
    TicketRequest,
)
from kiosk.filing.attachment import Wanted
from kiosk.filing.bundle import Fault, Refusal
from kiosk.filing.receipt import CaseProgress, Receipt
from kiosk.slips.ticket import TicketGrant

_OTHER_CONTENT = "同一编号的申请已用不同内容提交过，请工作人员处理。"


@dataclass
class _TakesBundle(Operation):
    """Describes the raw body, which is checked by hand so that all faults are reported at once."""

    def __post_init__(self) -> None:
        schema = Reference(ref="#/components/schemas/Bundle")
        self.request_body = RequestBody(
            content={"application/json": OpenAPIMediaType(schema=schema)},
            description="The sealed bytes exactly as digested: UTF-8 JSON, sorted keys, no spaces.",
            required=True,
        )


class IntakeDoors(Controller):
    """Bundles in, progress out."""

    path = "/v1"
    tags = ("intake",)

    @post(
        "/bundles",
        sync_to_thread=True,
        operation_class=_TakesBundle,
        summary="Hand in a sealed bundle",
        response_description="First time: the case is open",
        responses={
            401: REFUSED,
            200: ResponseSpec(Receipt, generate_examples=False, description="Handed in before: the same receipt"),
            409: ResponseSpec(Refusal, generate_examples=False, description="Same id, other content"),
            422: ResponseSpec(Refusal, generate_examples=False, description="Everything that is wrong"),
            424: ResponseSpec(Wanted, generate_examples=False, description="Attachments to be handed in first"),
        },
    )
    def file_bundle(
        self,
        request: Request[Any, Any, Any],
        body: RawBody,
        desk: AtDesk,
        digest: Annotated[
            str | None, HeaderParameter(name="X-Bundle-Digest", description="SHA-256 of the body, 64 hex digits")
        ] = None,
    ) -> Response[Receipt | Refusal | Wanted | DeviceProblem]:
        """File once, however often it is posted; the answer follows the commit."""
        device = checked_sender(desk, request, body)
        if isinstance(device, DeviceProblem):
            return Response(device, status_code=401)
        checked = check_bundle(body, digest, desk.settings.required_fields, desk.settings.attachment_limits)
        if checked.bundle is None or digest is None:
            return Response(Refusal(checked.bundle_id, checked.faults), status_code=422)
        filed = desk.cases.file(checked.bundle, body, digest.lower(), device)
        if isinstance(filed, Wanted):
            return Response(filed, status_code=424)
        if filed.receipt is None:
            return Response(Refusal(checked.bundle_id, (Fault("bundle", _OTHER_CONTENT),)), status_code=409)
        return Response(filed.receipt, status_code=201 if filed.new else 200)

    @get(
        "/cases/{code:str}",
        sync_to_thread=True,
        summary="Where a case stands",
        responses={404: ResponseSpec(Problem, generate_examples=False, description="No such case")},
    )
    def progress(self, code: FromPath[str], desk: AtDesk) -> Response[CaseProgress | Problem]:
        """Item by item, without personal data; hyphens, spaces and case of the code do not matter."""
        found = desk.cases.progress(code)
        return Response(found) if found else Response(Problem("unknown_case"), status_code=404)


class QueueDoors(Controller):
    """Queue numbers and calls."""

    path = "/v1"
    tags = ("queue",)

    @post(
        "/tickets",
        before_request=token_guard,
        sync_to_thread=True,
        status_code=200,
        summary="One number for one matter",
    )
    def take_number(self, data: JSONBody[TicketRequest], desk: AtDesk) -> TicketGrant:
        """The same request_id gives the same number."""
        return desk.tickets.take(data)

    @post(
        "/number-blocks",
        before_request=token_guard,
        sync_to_thread=True,
        status_code=200,
        summary="Lease numbers for a machine",
        responses={422: ResponseSpec(Problem, generate_examples=False, description="Not today or tomorrow")},
    )
    def lease_block(self, data: JSONBody[BlockRequest], desk: AtDesk) -> Response[Block | Problem]:
        """Leased numbers are nobody else's."""
        block = desk.tickets.lease(data)
        return Response(block) if block else Response(Problem("day_not_leased"), status_code=422)

    @post(
        "/tickets/issued",
        before_request=token_guard,
        sync_to_thread=True,
        status_code=200,
        summary="Report leased numbers handed out",
    )
    def report_issued(self, data: JSONBody[IssuedReport], desk: AtDesk) -> IssuedAnswer:
        """May be sent again; every number is recorded once."""
        return desk.tickets.record(data)

    @get("/queues", sync_to_thread=True, summary="People waiting")
    def queues(self, desk: AtDesk) -> Queues:
        """All queues today."""
        return desk.tickets.queues()

    @post(
        "/queues/next",
        before_request=desk_guard,
        sync_to_thread=True,
        status_code=200,
        summary="Call the next number to a window",
        responses={401: ResponseSpec(Problem, generate_examples=False, description="Without the desk's key")},
    )
    def call_next(self, data: JSONBody[CallRequest], desk: AtDesk) -> Called:
        """No number is called twice."""
        return Called(desk.tickets.call_next(data.window))


class HallDoors(Controller):
    """The hall itself."""

    path = "/v1"
    tags = ("hall",)

    @get("/catalog", sync_to_thread=True, summary="Data pack versions by region")
    def catalog(self, desk: AtDesk) -> CatalogVersions:
        """Kiosks compare these with their own packs."""
        return CatalogVersions({**dict(desk.settings.catalog), **desk.releases.versions()})

    @post("/help", before_request=token_guard, sync_to_thread=True, status_code=200, summary="Call a guide")
    def call_guide(self, data: JSONBody[HelpRequest], desk: AtDesk) -> HelpAnswer:
        """Answered when the call is on record."""
        desk.tickets.note_help(data)
        return HelpAnswer(noted=True)

    @get("/health", sync_to_thread=True, summary="Is the server well")
    def health(self, desk: AtDesk) -> Health:
        """503 when the database does not answer."""
        return Health("ok" if desk.database.answers() else "database")
