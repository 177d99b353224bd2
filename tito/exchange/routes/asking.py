"""What comes before every route: who asks, what they may do in the course, and what is sent along."""

import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tito.exchange.errors import Refused
from tito.exchange.identity import Person
from tito.exchange.models import Problem, Role
from tito.exchange.names import Name, Token
from tito.exchange.store import Store

if TYPE_CHECKING:
    from tito.exchange.app import Service

_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")
_BEARER = HTTPBearer(auto_error=False, description="A token of the hub's.")
_ARCHIVE = {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}
SENT: dict[str, Any] = {"requestBody": {"required": True, "description": "A tar.gz.", "content": _ARCHIVE}}
"""For OpenAPI: an archive comes as the body."""

GIVEN: dict[int | str, dict[str, Any]] = {200: {"description": "A tar.gz.", "content": _ARCHIVE}}
"""For OpenAPI: an archive is the answer."""

_WHY = {
    400: "The request was cut off", 401: "No token that the hub knows", 403: "Not allowed", 404: "Not there",
    408: "Too slow", 409: "In conflict with what is there", 413: "Too large", 422: "Malformed", 503: "Try again",
    507: "The disk is full",
}  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: the refusals of a route, beside those that every route has."""
    return {status: {"model": Problem, "description": _WHY[status]} for status in (401, 403, 422, 503, *statuses)}


def service(request: Request) -> "Service":
    """The running service."""
    return request.app.state.service


def store(request: Request) -> Store:
    """What it keeps."""
    return service(request).store


async def person(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Person:
    """Who asks.

    Raises:
        Refused: nobody that the hub knows.
    """
    if credentials is None or not _TOKEN.fullmatch(credentials.credentials):
        raise Refused(401, "Send a token of the hub's: Authorization: Bearer TOKEN.")
    request.state.person = await service(request).hub.person(credentials.credentials)
    return request.state.person


def member(*roles: Role) -> Callable[..., Awaitable[Person]]:
    """A dependency that lets in who has one of the roles in the course."""

    async def allowed(course: Name, who: Annotated[Person, Depends(person)]) -> Person:
        if not who.roles(course) & set(roles):
            names = " or ".join(roles)
            raise Refused(403, f"{who.name} is not {names} in {course}, as far as the hub lets this token say.")
        return who

    return allowed


TheStore = Annotated[Store, Depends(store)]
TheService = Annotated["Service", Depends(service)]
Anybody = Annotated[Person, Depends(person)]
Student = Annotated[Person, Depends(member(Role.STUDENT))]
Grader = Annotated[Person, Depends(member(Role.GRADER))]
Instructor = Annotated[Person, Depends(member(Role.INSTRUCTOR))]
Member = Annotated[Person, Depends(member(*Role))]


def _random_key(idempotency_key: Annotated[Token | None, Header()] = None) -> str:
    return idempotency_key or secrets.token_hex(16)


Key = Annotated[str, Depends(_random_key)]
"""What a client sends again with a request whose answer it did not get."""


def archive(pieces: Iterator[bytes], sha256: str) -> StreamingResponse:
    """Stored bytes as an answer, with the digest by which a client knows that they came whole."""
    return StreamingResponse(pieces, media_type="application/gzip", headers={"X-Content-SHA256": sha256})
