"""`tito hub`: JupyterHub with the course, on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tito import unfinished
from tito.cli.console import error, out
from tito.course import Course
from tito.hub import accounts, courses, keeping, proxy, trial
from tito.hub.errors import HubError
from tito.hub.setup import Setup

if TYPE_CHECKING:
    from tito.hub.accounts import Account

app = typer.Typer(no_args_is_help=True, add_completion=False)
_NO_ROOMS = (
    "Without isolation every server runs as you: every user can read and change everything that you can, other users' "
    "homes, solutions, gradebook and passwords included. Let nobody in whom you would not hand your keyboard."
)


@app.callback()
def hub() -> None:
    """JupyterHub on this machine: students and instructors work in their browsers."""


@app.command()
def start(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="left out: 8000, or any that is free")] = None,
    course: Annotated[
        list[Path] | None, typer.Option(help="a course's folder; more than one may be given; left out: this one")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="where the hub keeps everything; left out: hub/state")] = None,
    isolation: Annotated[bool, typer.Option(help="keep servers apart, each in bubblewrap")] = True,
    made_up: Annotated[bool, typer.Option("--accounts/--no-accounts", help="make accounts for trying it out")] = True,
) -> None:
    """Start the hub on 127.0.0.1, and run it until Ctrl-C."""
    from tito.hub import starting  # httpx, which students' machines need not have

    folder = _folder()
    found = courses.read(course or [folder.parent])
    place = (state or folder / "state").absolute()
    with keeping.held(place):
        unfinished.refuse(place)
        setup = Setup(folder, place, found, starting.free_ports(port, len(found)), isolation)
        levels = _prepared(setup)
        people = accounts.ready_made(place, found) if made_up else []
        path = proxy.ready(place / "node", out.print)
        out.print("Starting the hub ...")
        with starting.running(setup, folder / "jupyterhub_config.py", path) as process:
            _tell(setup, people, levels)
            starting.wait(process)
    out.print("The hub has stopped, with all that it started.")


def _folder() -> Path:
    folder = Course.find().root / "hub"
    if not (folder / "jupyterhub_config.py").is_file():
        raise HubError(f"{folder} holds no jupyterhub_config.py: run this in the folder that the project came in.")
    return folder


def _prepared(setup: Setup) -> dict[str, str]:
    """Course -> the level of the sandbox in which its instructors' servers grade."""
    if not setup.isolated:
        error(_NO_ROOMS)
        return {}
    trial.isolation(setup)
    return {course.id: trial.gradebook(setup, course) for course in setup.courses}


def _tell(setup: Setup, people: "list[Account]", levels: dict[str, str]) -> None:
    out.print(f"\nThe hub is at {setup.url}; its log is {setup.log}. Ctrl-C stops it.")
    for course in setup.courses:
        out.print(f"Course {course.id}: {course.folder}", markup=False)
    for name, level in levels.items():
        if level != "namespaces":
            error(
                f"Instructors of {name} cannot grade in their servers, whose sandbox would be of level '{level}': "
                "grade beside the hub, with tito grade in the course's folder."
            )
    if people:
        table = Table("account", "first password", "role")
        for one in people:
            table.add_row(one.name, one.password, one.role)
        out.print(table)
        out.print(f"They are kept in {setup.state / accounts.FILE}. For real use: docs/administrator.md.")
