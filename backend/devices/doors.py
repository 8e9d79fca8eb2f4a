"""The doors of the devices, and the check every other door of a kiosk begins with."""

from __future__ import annotations

import base64
import secrets
from ipaddress import ip_address
from typing import Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, RawBody

from backend.desk import AtDesk, Desk
from backend.devices.checking import DeviceWord, check_request
from backend.wire import DeviceProblem, DeviceToken, EnrolRequest, Problem

REFUSED = ResponseSpec(DeviceProblem, generate_examples=False, description="Not a device the hall lets in")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class DeviceDoors(Controller):
    """Enrolment and tokens."""

    path = "/v1/devices"
    tags = ("devices",)

    @post(
        "/enrol",
        sync_to_thread=True,
        status_code=200,
        summary="Make a device known with a one-time code",
        responses={422: ResponseSpec(Problem, generate_examples=False, description="code, machine, proof or clock")},
    )
    def enrol(
        self, request: Request[Any, Any, Any], body: RawBody, data: JSONBody[EnrolRequest], desk: AtDesk
    ) -> Response[DeviceToken | Problem | DeviceProblem]:
        """The request is signed with the key it brings, which proves that the device has it."""
        key = base64.b64decode(data.public_key)
        checked = check_request(desk.devices, request.headers, request.method, _path(request), body, key=key)
        if checked.word == "clock":
            return Response(DeviceProblem("clock", desk.devices.now), status_code=422)
        if checked.word:
            return Response(Problem("proof"), status_code=422)
        beside = desk.settings.loopback_enrols and not data.code and _is_beside(request)
        taken = desk.devices.enrol(data.code, data.machine, key, checked.time, without_code=beside)
        return Response(Problem(taken), status_code=422) if isinstance(taken, str) else Response(taken)

    @post(
        "/token",
        sync_to_thread=True,
        status_code=200,
        summary="The next token of a device",
        responses={401: REFUSED},
    )
    def rotate(
        self, request: Request[Any, Any, Any], body: RawBody, desk: AtDesk
    ) -> Response[DeviceToken | DeviceProblem]:
        """Signed; a recorded request gives no token."""
        checked = check_request(desk.devices, request.headers, request.method, _path(request), body)
        token = None if checked.word else desk.devices.rotate(checked.device, checked.time)
        if token is None:
            return Response(problem(desk, checked.word or "clock"), status_code=401)
        return Response(token)


def checked_sender(desk: Desk, request: Request[Any, Any, Any], body: bytes) -> str | DeviceProblem:
    """The device that signed what is handed in, empty where nobody need sign; else the refusal.

    What is signed is always checked; what is not signed is refused only where the hall asks for enrolled devices.
    """
    checked = check_request(desk.devices, request.headers, request.method, _path(request), body)
    if not checked.word or (checked.word == "unsigned" and desk.settings.devices == "known"):
        return checked.device
    return problem(desk, checked.word)


def problem(desk: Desk, word: DeviceWord) -> DeviceProblem:
    """The fixed word with the hall's time; goes out with status 401."""
    return DeviceProblem(word, desk.devices.now)


async def token_guard(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """For ``before_request``: 401 without a good token, where the hall asks for enrolled devices."""
    desk: Desk = request.app.state.desk
    if desk.settings.devices == "known":
        return None
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    word = await sync_to_thread(desk.devices.check_token, token) if kind.lower() == "bearer" else "token"
    if not word:
        return None
    return Response(msgspec.json.encode(problem(desk, word)), status_code=401, media_type="application/json")


async def desk_guard(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """For ``before_request`` of what staff do at a window: 401 without the desk's key.

    A hall that has set no key lets windows in only as long as it does not ask devices to be enrolled either.
    """
    desk: Desk = request.app.state.desk
    wanted = desk.settings.desk_key
    if not wanted and desk.settings.devices == "known":
        return None
    kind, _, shown = request.headers.get("authorization", "").partition(" ")
    if wanted and kind.lower() == "bearer" and secrets.compare_digest(shown.encode(), wanted.encode()):
        return None
    return Response(msgspec.json.encode(Problem("desk_key")), status_code=401, media_type="application/json")


def _path(request: Request[Any, Any, Any]) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _is_beside(request: Request[Any, Any, Any]) -> bool:
    """Whether the other side is on this computer and no proxy says that it speaks for someone else."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
