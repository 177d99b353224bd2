"""`tito path`: the ways through the course, and how far a student has come on each."""

from typing import Annotated, Any

import typer

from tito.cli.console import out
from tito.cli.students import AsJson, document, hours, say, student, styled, table
from tito.course import LearningPath
from tito.progress.standing import Standing, Student


def path(
    name: Annotated[str | None, typer.Argument(metavar="[PATH]", help="such as ml-student; left out: all")] = None,
    as_json: AsJson = False,
) -> None:
    """The learning paths, and where you stand on them; with an id, one path module by module."""
    who = student(anywhere=True)
    paths = who.desk.course.paths if name is None else (who.desk.course.path(name),)
    if as_json:
        document({"paths": [_data(who, one) for one in paths]})
        return
    if name is not None:
        _show_one(who, paths[0])
        return
    rows = table("path", "for whom", "takes", "done", "hours left", "next")
    for one in paths:
        data = _data(who, one)
        takes = f"any of {len(data['modules'])}" if one.takes == "any" else f"{len(data['modules'])} modules"
        rows.add_row(
            one.id, f"{one.title}: {one.description}", takes, str(data["done"]), f"{data['hours_left']:g}",
            data["next"] or "",
        )  # fmt: skip
    out.print(rows)
    say("One of them, module by module: tito path ID")


def _show_one(who: Student, one: LearningPath) -> None:
    out.print(f"[bold]{one.title}[/bold] ({one.id})")
    say(one.description)
    rows = table("module", "what it gives you", "hours", "state")
    for standing in who.on_path(one):
        row = standing.module
        rows.add_row(row.id, row.description, f"{row.hours:g}", styled(standing.standing.value))
    out.print(rows)
    data = _data(who, one)
    say(f"{data['done']} of {len(data['modules'])} done, about {hours(data['hours_left'])} left.")


def _data(who: Student, one: LearningPath) -> dict[str, Any]:
    standings = who.on_path(one)
    left = [s for s in standings if not s.done]
    ahead = next((s.module.id for s in left if s.standing is not Standing.PLANNED), None)
    return {
        "id": one.id, "title": one.title, "description": one.description, "takes": one.takes,
        "tiers": list(one.tiers), "modules": [s.module.id for s in standings],
        "done": sum(s.done for s in standings), "hours_left": sum(s.module.hours for s in left), "next": ahead,
    }  # fmt: skip
