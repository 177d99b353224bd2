"""`tito report`: the marks of a cohort, and what to do about them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tito.cli.console import out
from tito.course import Course
from tito.gradebook import marks, records
from tito.gradebook import page as pages
from tito.gradebook import report as reports


def report(
    assignment: Annotated[str | None, typer.Argument(help="1, 01 or 01_tensor; left out: all")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="where the page goes")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON; a page only with --html")] = False,
) -> None:
    """Print the marks in the gradebook and write them as a page, by default reports/cohort.html."""
    course = Course.find()
    only = course.require_built(assignment).id if assignment is not None else None
    cohort = marks.read(records.url(course.root), course, only)
    path = html or (None if as_json else course.root / "reports" / f"{only or 'cohort'}.html")
    if path:
        _write(cohort, path)
    if as_json:
        typer.echo(json.dumps(reports.as_data(cohort), indent=2))
        return
    reports.show(cohort, out)
    out.print(f"\nThe page with all of it: {path}", markup=False)


def _write(cohort: marks.Cohort, path: Path) -> None:
    try:
        pages.write(cohort, path)
    except OSError as error:
        raise marks.MarksError(f"{path} cannot be written: {error.strerror or error}.") from error
