"""`tito exchange`: the service beside the hub, and what an instructor sets in it."""

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tito import unfinished
from tito.cli.console import out
from tito.course import Course
from tito.exchange.errors import ExchangeServiceError
from tito.exchange.models import Deadlines, Receipt

if TYPE_CHECKING:
    from tito.exchange.client import Client

app = typer.Typer(no_args_is_help=True, add_completion=False)

_MIB = 1024 * 1024
Assignment = Annotated[str, typer.Argument(help="1, 01 or 01_tensor")]
When = Annotated[str, typer.Argument(help="such as 2026-12-01T18:00+01:00; none takes it away")]


@app.callback()
def exchange() -> None:
    """Releasing and collecting on the hub: the service itself, and deadlines."""


@app.command()
def serve(
    folder: Annotated[
        Path, typer.Option(envvar="TITO_EXCHANGE_FOLDER", help="where database and files lie, unless named below")
    ] = Path("exchange"),
    database: Annotated[
        str | None, typer.Option(envvar="TITO_EXCHANGE_DATABASE", help="a URL of SQLAlchemy's, such as PostgreSQL's")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(envvar="TITO_EXCHANGE_STORAGE", help="a URL of fsspec's, such as s3://bucket/folder")
    ] = None,
    packed: Annotated[int, typer.Option(min=1, envvar="TITO_EXCHANGE_MIB", help="MiB that may be sent, packed")] = 50,
    unpacked: Annotated[int, typer.Option(min=1, envvar="TITO_EXCHANGE_UNPACKED_MIB", help="and unpacked")] = 200,
    files: Annotated[int, typer.Option(min=1, envvar="TITO_EXCHANGE_FILES", help="files and folders in it")] = 2000,
    uploads: Annotated[int, typer.Option(min=1, envvar="TITO_EXCHANGE_UPLOADS", help="stored at once")] = 8,
) -> None:
    """Serve the exchange; JupyterHub starts this as a managed service."""
    from tito.exchange import serving, settings  # a second, which no other command needs
    from tito.exchange.archives import Limits

    place = folder.absolute()
    unfinished.refuse(place)
    serving.serve(
        settings.from_hub(
            os.environ,
            database or f"sqlite:///{place / 'exchange.db'}",
            storage or str(place / "files"),
            Limits(packed * _MIB, unpacked * _MIB, files),
            uploads,
        )
    )


@app.command()
def due(assignment: Assignment, when: When) -> None:
    """Set when an assignment is due for everybody; later work is taken, and marked late."""
    course, name = _course(), Course.find().require_built(assignment).id
    from tito.exchange.client import from_environment

    at = _moment(when)
    with from_environment() as client:
        _show(client.set_due(course, name, at))
    from tito.gradebook import deadlines, records

    if not deadlines.set_due_date(records.url(Course.find().root), name, at):
        out.print("The gradebook does not know it yet: say it again after generating, for late penalties to follow.")


@app.command()
def extend(
    assignment: Assignment, student: Annotated[str, typer.Argument(help="the name on the hub")], when: When
) -> None:
    """Give one student a date of their own."""
    course, name = _course(), Course.find().require_built(assignment).id
    from tito.exchange.client import from_environment

    until = _moment(when)
    with from_environment() as client:
        _show(client.extend(course, name, student, until))
    from tito.gradebook import extensions, records

    extensions.keep(records.url(Course.find().root), name, {student: until})


@app.command()
def receipt(
    identifier: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="as submission_secret.txt has it; left out: all of one's own")
    ] = None,
    course: Annotated[
        str | None, typer.Option(help="left out: the course of nbgrader_config.py, or all of one's own")
    ] = None,
) -> None:
    """Ask the exchange what it holds by this receipt, or what arrived of one's own, and which of it counts."""
    from tito.exchange.client import from_environment

    with from_environment() as client:
        if identifier is None:
            _list_own(client, course)
            return
        found = client.receipt(course or _course(), identifier)
    out.print_json(found.model_dump_json())


def _list_own(client: "Client", course: str | None) -> None:
    me = client.me()
    courses = [course] if course else [one.course for one in me.courses]
    found = [one for name in courses for one in client.submissions(name, None, me.name)]
    if not found:
        out.print("The exchange holds no submission of yours.")
    counting = _counting(found)
    for one in found:
        notes = ["late"] if one.late else []
        notes += ["this one counts" if one.id in counting else "collected" if one.collected else "not collected yet"]
        notes += ["feedback can be fetched"] if one.feedback else []
        out.print(f"{one.course} {one.assignment}, arrived {_text(one.received)}: {', '.join(notes)}. Receipt {one.id}")


def _counting(found: list[Receipt]) -> set[str]:
    """Of each assignment, the submission that was collected last."""
    taken = sorted((one for one in found if one.collected), key=lambda one: one.collected)
    return set({(one.course, one.assignment): one.id for one in taken}.values())


def _course() -> str:
    """nbgrader's name of the course."""
    from tito.gradebook import records  # students' machines have none

    name = records.course_id(Course.find().root)
    if not name:
        raise ExchangeServiceError("nbgrader_config.py names no course: set c.CourseDirectory.course_id there.")
    return name


def _moment(text: str) -> datetime.datetime | None:
    if text == "none":
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ExchangeServiceError(f"{text!r} is no date such as 2026-12-01T18:00+01:00.") from None
    return moment.astimezone() if moment.tzinfo is None else moment


def _show(found: Deadlines) -> None:
    out.print(f"{found.assignment} in {found.course}: due {_text(found.due)}.")
    for student, until in sorted(found.extensions.items()):
        out.print(f"  {student}: {_text(until)}")


def _text(moment: datetime.datetime | None) -> str:
    return "never" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M %Z")
