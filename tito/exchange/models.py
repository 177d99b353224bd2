"""What travels as JSON, in the words of both sides."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from tito.exchange.names import Name, Token

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Role(StrEnum):
    """What somebody is in a course; an instructor is a grader, too."""

    STUDENT = "student"
    GRADER = "grader"
    INSTRUCTOR = "instructor"


class Problem(BaseModel):
    """Why a request was not fulfilled, in one sentence."""

    detail: str


class Health(BaseModel):
    """That database and files can be used."""

    status: str
    schema_version: int


class Membership(BaseModel):
    """A course, and what somebody is in it."""

    course: Name
    roles: list[Role]


class Me(BaseModel):
    """Whom the hub's token belongs to, and how much may be sent."""

    name: str
    courses: list[Membership]
    packed_bytes: int
    unpacked_bytes: int
    files: int


class Released(BaseModel):
    """An assignment as it stands on the exchange.

    Args:
        due: for whoever asked, with their extension; None where there is no due date.
        notebooks: names of its notebooks, without `.ipynb`.
    """

    course: Name
    assignment: Name
    version: int
    released: AwareDatetime
    sha256: Sha256
    size: int
    notebooks: list[str]
    due: AwareDatetime | None


class Page(BaseModel):
    """A file of feedback."""

    name: str
    sha256: Sha256


class Receipt(BaseModel):
    """What was handed in and when, by the server's clock; the same receipt is to be had whenever it is asked for.

    Args:
        sha256, size: of the archive, as it was sent.
        due: for its student, with their extension as it is now.
        extended: whether that is a date of their own.
        late: whether it came after that.
        collected: when an instructor took it for grading.
        feedback: the pages that can be fetched.
    """

    id: Token
    course: Name
    assignment: Name
    student: Name
    received: AwareDatetime
    sha256: Sha256
    size: int
    notebooks: list[str]
    due: AwareDatetime | None
    extended: bool
    late: bool
    collected: AwareDatetime | None
    feedback: list[Page]


class Deadlines(BaseModel):
    """When an assignment is due, and for whom later."""

    course: Name
    assignment: Name
    due: AwareDatetime | None
    extensions: dict[str, datetime]
