"""The door for attachments: piece by piece, each signed as bundles are, and only what its digest promises."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.openapi.spec.media_type import OpenAPIMediaType
from litestar.params import FromPath, QueryParameter, RawBody

from backend.desk import AtDesk, Desk
from backend.devices.doors import REFUSED, checked_sender
from backend.wire import DeviceProblem, Problem
from kiosk.filing.attachment import Held
from kiosk.filing.bundle import Fault, Refusal
from kiosk.filing.limits import PIECE

_BUSY_SECONDS = 60
_Answer = Held | Refusal | Problem | DeviceProblem


class _TakesPiece(Operation):
    """Describes the raw body."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody(
            content={"application/octet-stream": OpenAPIMediaType(schema=schema)},
            description=f"The next bytes of the attachment, at most {PIECE} of them.",
            required=True,
        )


class PaperDoors(Controller):
    """Attachments in."""

    path = "/v1"
    tags = ("intake",)

    @put(
        "/bundles/{bundle_id:str}/attachments/{sha256:str}",
        sync_to_thread=True,
        operation_class=_TakesPiece,
        request_max_body_size=PIECE,
        status_code=200,
        summary="Hand in a piece of an attachment",
        response_description="Taken, or there already: how many bytes the hall holds",
        responses={
            401: REFUSED,
            404: ResponseSpec(Problem, generate_examples=False, description="No such id or digest, or not the case's"),
            409: ResponseSpec(Held, generate_examples=False, description="Not the next piece: go on from there"),
            413: ResponseSpec(Refusal, generate_examples=False, description="Too large, alone or with the others"),
            415: ResponseSpec(Refusal, generate_examples=False, description="Not a PDF"),
            422: ResponseSpec(Problem, generate_examples=False, description="Not what its digest says: begin again"),
            503: ResponseSpec(
                Problem, generate_examples=False,
                description="No room at the moment, or too many bundles of the sender without a case",
            ),
        },
    )
    def take_piece(
        self,
        request: Request[Any, Any, Any],
        body: RawBody,
        desk: AtDesk,
        bundle_id: FromPath[str],
        sha256: FromPath[str],
        start: Annotated[int, QueryParameter(ge=0, description="How many bytes come before this piece")],
        size: Annotated[int, QueryParameter(ge=1, description="Bytes of the whole attachment")],
    ) -> Response[_Answer]:
        """Goes on where the last piece ended; becomes part of a case when its bundle is handed in."""
        device = checked_sender(desk, request, body)
        if isinstance(device, DeviceProblem):
            return Response(device, status_code=401)
        if not (_is_hex(bundle_id, 32) and _is_hex(sha256, 64)):
            return Response(Problem("unknown_place"), status_code=404)
        sender = device or f"@{request.client.host if request.client else ''}"[:64]
        taken = desk.papers.take(bundle_id, sha256, size, start, body, sender)
        match taken:
            case "one" | "together":
                return _refused(bundle_id, sha256, _too_large(desk, taken == "one"), 413)
            case "type":
                return _refused(bundle_id, sha256, "附件不是 PDF 文件，请重新拍摄。", 415)
            case "content":
                return Response(Problem("content"), status_code=422)
            case "filed":
                return Response(Problem("filed"), status_code=404)
            case "storage" | "too_many":
                return Response(Problem(taken), status_code=503, headers={"Retry-After": str(_BUSY_SECONDS)})
        return Response(Held(taken.have), status_code=200 if taken.moved else 409)


def _too_large(desk: Desk, alone: bool) -> str:
    limits = desk.settings.attachment_limits
    most = limits.one if alone else limits.together
    return f"附件超过大小限制（{'每份' if alone else '合计'}最多 {most / 1_000_000:g} MB），请把纸质件交到窗口。"


def _refused(bundle_id: str, sha256: str, words: str, status: int) -> Response[_Answer]:
    return Response(Refusal(bundle_id, (Fault(f"attachments.{sha256[:8]}", words),)), status_code=status)


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and not text.strip("0123456789abcdef")
