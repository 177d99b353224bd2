"""`tito course`: what an instructor tells the course about its people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tito import files
from tito.cli.console import out
from tito.cli.students import AsJson, document, plural, say
from tito.course import Course

if TYPE_CHECKING:
    from tito.roster.planning import Change, Plan

app = typer.Typer(no_args_is_help=True, add_completion=False)
roster = typer.Typer(no_args_is_help=True, add_completion=False)
app.add_typer(roster, name="roster")


@app.callback()
def course() -> None:
    """The course's people."""


@roster.callback()
def _roster() -> None:
    """Who takes the course."""


@roster.command("import")
def import_roster(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="columns id, first_name, ... and extension:NN_name")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would change, and change nothing")] = False,
    usernames: Annotated[
        Path | None, typer.Option("--usernames", metavar="FILE", help="write the ids there, one a line, for the hub")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Enter the students of a table, with names, sections and extensions; nobody is ever deleted."""
    from tito.roster import importing  # students' machines lack what it needs

    found = Course.find()
    rows, plan = importing.look(found, file)
    if not dry_run:
        if usernames is not None:
            files.write(usernames, "".join(f"{row.student}\n" for row in rows))
        importing.apply(found, plan)
    if as_json:
        document(_data(plan, file, dry_run))
        return
    _show(plan, len(rows), dry_run)


def _show(plan: "Plan", count: int, dry_run: bool) -> None:
    changes: dict[str, list[Change]] = {student: [] for student in plan.added}
    for change in plan.changes:
        changes.setdefault(change.student, []).append(change)
    for student, of_one in changes.items():
        kind = "added" if student in plan.added else "changed"
        say(f"{kind:<8} {student}{': ' if of_one else ''}{', '.join(map(_words, of_one))}")
    for student in plan.missing:
        say(f"missing  {student}: not in the file, and stays in the gradebook")
    for student in plan.capitals:
        say(f"note     {student}: the hub writes names small, so {student.lower()} is who will log in there")
    counts = f"{len(plan.added)} added, {len(changes) - len(plan.added)} changed, {plan.unchanged} unchanged"
    out.print(f"{plural(count, 'student')}: {counts}. {_ending(plan, dry_run)}")


def _words(change: "Change") -> str:
    after = "none" if change.after is None else change.after
    return f"{change.field} {after}" if change.before is None else f"{change.field} {change.before} -> {after}"


def _ending(plan: "Plan", dry_run: bool) -> str:
    if not plan.added and not plan.changes:
        return "Nothing had changed."
    return "This was a dry run: nothing was written." if dry_run else "All of it is written."


def _data(plan: "Plan", file: Path, dry_run: bool) -> dict[str, Any]:
    return {
        "file": str(file), "dry_run": dry_run, "added": list(plan.added),
        "changes": [
            {"student": one.student, "field": one.field, "before": one.before, "after": one.after}
            for one in plan.changes
        ],
        "missing": list(plan.missing), "unchanged": plan.unchanged, "capitals": list(plan.capitals),
    }  # fmt: skip
