"""The doors of the catalogue's releases: the signed list of a region, and its files by their hash."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, MediaType, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter

from backend.desk import AtDesk
from backend.releases.shelf import Found, matches
from backend.wire import Problem, SignedRelease

_UNKNOWN = ResponseSpec(Problem, generate_examples=False, description="Nothing here under this name")
_UNCHANGED = ResponseSpec(None, generate_examples=False, description="Unchanged: the client has this content")
IfNoneMatch = Annotated[
    str | None, HeaderParameter(name="If-None-Match", description="The ETag of what the client has")
]


class ReleaseDoors(Controller):
    """Catalogue updates for kiosks; public data, the signature is the publisher's."""

    path = "/v1/catalog"
    tags = ("catalogue",)

    @get(
        "/{region:str}/manifest",
        sync_to_thread=True,
        summary="The signed release of a region",
        response_description="The release as the publisher signed it, with its ETag",
        responses={
            200: ResponseSpec(SignedRelease, generate_examples=False, description="As the publisher signed it"),
            304: _UNCHANGED, 404: _UNKNOWN,
        },
    )
    def manifest(self, region: FromPath[str], desk: AtDesk, known: IfNoneMatch = None) -> Response[bytes]:
        """Lists every file with its hash; a kiosk fetches those it has not."""
        return _answer(desk.releases.manifest(region), known, "unknown_region", MediaType.JSON, "no-cache")

    @get(
        "/files/{sha256:str}",
        sync_to_thread=True,
        media_type="application/octet-stream",
        summary="One file of a release by its hash",
        responses={304: _UNCHANGED, 404: _UNKNOWN},
    )
    def file(self, sha256: FromPath[str], desk: AtDesk, known: IfNoneMatch = None) -> Response[bytes]:
        """The same content for ever."""
        forever = "public, max-age=31536000, immutable"
        return _answer(desk.releases.file(sha256), known, "unknown_file", "application/octet-stream", forever)


def _answer(found: Found | None, known: str | None, missing: str, media: str, cache: str) -> Response[bytes]:
    if found is None:
        return Response(b'{"error":"%s"}' % missing.encode(), status_code=404, media_type=MediaType.JSON)
    headers = {"ETag": found.etag, "Cache-Control": cache}
    if matches(known, found.etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=media)
