"""Handing in, collecting, feedback: a student sees their own, a grader everybody's, an instructor takes and gives."""

from fastapi import APIRouter, Request, status
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from tito.exchange import feedback, releases, submissions
from tito.exchange.identity import Person
from tito.exchange.logs import happened
from tito.exchange.models import Receipt, Role
from tito.exchange.names import Name, Token
from tito.exchange.routes.asking import (
    GIVEN,
    SENT,
    Instructor,
    Key,
    Member,
    Student,
    TheService,
    TheStore,
    archive,
    problems,
)
from tito.exchange.store import Store

router = APIRouter(prefix="/courses/{course}", tags=["submissions"])


@router.post(
    "/assignments/{assignment}/submissions", status_code=status.HTTP_201_CREATED, openapi_extra=SENT,
    responses=problems(400, 404, 408, 409, 413, 507),
)  # fmt: skip
async def submit(
    course: Name, assignment: Name, who: Student, service: TheService, key: Key, request: Request
) -> Receipt:
    """Hand in; late work is taken, and marked."""
    await run_in_threadpool(_require, service.store, course, assignment)
    async with service.gate.receive(request, who.name) as upload:
        done = await run_in_threadpool(submissions.submit, service.store, course, assignment, who.name, upload, key)
    happened("submitted", **_named(done), sha256=done.sha256, late=done.late, user=who.name)
    return done


def _require(store: Store, course: str, assignment: str) -> None:
    with store.database.read() as connection:
        releases.current(connection, course, assignment, "")


@router.get("/submissions", responses=problems())
def list_submissions(
    course: Name, who: Member, store: TheStore, assignment: Name | None = None, student: Name | None = None
) -> list[Receipt]:
    """Receipts, in the order in which the submissions came: one's own, or everybody's for a grader."""
    only = _only(course, who)
    if only is not None and student not in (None, only):
        return []
    with store.database.read() as connection:
        return submissions.listed(connection, course, assignment, only or student)


def _only(course: str, who: Person) -> str | None:
    """Whose submissions somebody may see; None stands for everybody's."""
    return None if Role.GRADER in who.roles(course) else who.name


@router.get("/submissions/{identifier}", responses=problems(404))
def receipt(course: Name, identifier: Token, who: Member, store: TheStore) -> Receipt:
    """One receipt."""
    with store.database.read() as connection:
        return submissions.find(connection, course, identifier, _only(course, who))


@router.get("/submissions/{identifier}/archive", responses={**problems(404), **GIVEN}, response_class=StreamingResponse)
def download(course: Name, identifier: Token, who: Member, store: TheStore) -> StreamingResponse:
    """What was handed in, byte for byte."""
    with store.database.read() as connection:
        found = submissions.find(connection, course, identifier, _only(course, who))
    return archive(store.blobs.read(found.sha256), found.sha256)


@router.put("/submissions/{identifier}/collected", responses=problems(404, 409, 507))
def collected(course: Name, identifier: Token, who: Instructor, store: TheStore) -> Receipt:
    """Note that a submission was taken for grading, so that its student sees which one counts."""
    done = submissions.collected(store, course, identifier, who.name)
    happened("collected", **_named(done), user=who.name)
    return done


@router.post(
    "/submissions/{identifier}/feedback", status_code=status.HTTP_201_CREATED, openapi_extra=SENT,
    responses=problems(400, 404, 408, 409, 413, 507),
)  # fmt: skip
async def release_feedback(
    course: Name, identifier: Token, who: Instructor, service: TheService, request: Request
) -> Receipt:
    """Put feedback out; sent again, it is out once."""
    async with service.gate.receive(request, who.name) as upload:
        done = await run_in_threadpool(feedback.release, service.store, course, identifier, who.name, upload)
    happened("feedback", **_named(done), sha256=upload.sha256, user=who.name)
    return done


@router.get(
    "/submissions/{identifier}/feedback", responses={**problems(404), **GIVEN}, response_class=StreamingResponse
)
def fetch_feedback(course: Name, identifier: Token, who: Student, store: TheStore) -> StreamingResponse:
    """Feedback on one's own submission."""
    sha256 = feedback.archive(store, course, identifier, who.name)
    return archive(store.blobs.read(sha256), sha256)


def _named(done: Receipt) -> dict[str, str]:
    return {"course": done.course, "assignment": done.assignment, "student": done.student, "submission": done.id}
