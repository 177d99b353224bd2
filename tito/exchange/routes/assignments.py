"""Releasing and fetching assignments, and their deadlines."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from tito.exchange import deadlines, releases
from tito.exchange.logs import happened
from tito.exchange.models import Deadlines, Released
from tito.exchange.names import Name
from tito.exchange.routes.asking import (
    GIVEN,
    SENT,
    Instructor,
    Key,
    Member,
    TheService,
    TheStore,
    archive,
    problems,
)

At = Annotated[AwareDatetime | None, Query(description="a date with its time zone; left out, it is taken away")]

router = APIRouter(prefix="/courses/{course}/assignments", tags=["assignments"])


@router.get("", responses=problems())
def list_released(course: Name, who: Member, store: TheStore) -> list[Released]:
    """Every assignment that is out."""
    with store.database.read() as connection:
        return releases.listed(connection, course, who.name)


@router.post(
    "/{assignment}/release", status_code=status.HTTP_201_CREATED, openapi_extra=SENT,
    responses=problems(400, 408, 409, 413, 507),
)  # fmt: skip
async def release(
    course: Name, assignment: Name, who: Instructor, service: TheService, key: Key, request: Request,
    force: bool = Query(False, description="make a new version of what is out already"),
) -> Released:  # fmt: skip
    """Put an assignment out."""
    async with service.gate.receive(request, who.name) as upload:
        done = await run_in_threadpool(
            releases.release, service.store, course, assignment, who.name, upload, key, force
        )
    happened("released", course=course, assignment=assignment, version=done.version, sha256=done.sha256, user=who.name)
    return done


@router.get("/{assignment}/release", responses={**problems(404), **GIVEN}, response_class=StreamingResponse)
def fetch(course: Name, assignment: Name, who: Member, store: TheStore) -> StreamingResponse:
    """The newest version."""
    with store.database.read() as connection:
        found = releases.current(connection, course, assignment, who.name)
    return archive(store.blobs.read(found.sha256), found.sha256)


@router.delete("/{assignment}/release", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404, 507))
def unrelease(course: Name, assignment: Name, who: Instructor, store: TheStore) -> None:
    """Take an assignment back; submissions stay."""
    releases.withdraw(store, course, assignment)
    happened("withdrawn", course=course, assignment=assignment, user=who.name)


@router.get("/{assignment}/deadlines", responses=problems())
def read_deadlines(course: Name, assignment: Name, who: Instructor, store: TheStore) -> Deadlines:
    """Due date and extensions."""
    return deadlines.read(store, course, assignment)


@router.put("/{assignment}/deadlines/due", responses=problems(409, 507))
def set_due(course: Name, assignment: Name, who: Instructor, store: TheStore, at: At = None) -> Deadlines:
    """Set the due date, or take it away."""
    done = deadlines.set_due(store, course, assignment, at)
    happened("due", course=course, assignment=assignment, at=str(at), user=who.name)
    return done


@router.put("/{assignment}/deadlines/extensions/{student}", responses=problems(409, 507))
def extend(course: Name, assignment: Name, student: Name, who: Instructor, store: TheStore, at: At = None) -> Deadlines:
    """Give a student a date of their own, or take it away."""
    done = deadlines.extend(store, course, assignment, student, at)
    happened(
        "extended", course=course, assignment=assignment, student=student, at=str(at), user=who.name
    )  # fmt: skip
    return done
