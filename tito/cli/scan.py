"""`tito scan`: does a release, or the feedback on it, give anything away?"""

from typing import Annotated

import typer

from tito import catchup, release
from tito import notebook as nb
from tito.cli.console import error, out
from tito.course import Course


def scan(assignment: Annotated[str, typer.Argument(help="1, 01 or 01_tensor")]) -> None:
    """Compare the generated release of an assignment, and all feedback on it, with its source."""
    course = Course.find()
    row = course.require_built(assignment)
    source = nb.read_source(course.source(row), row.points.total)
    faults = release.scan_release(source, course.root / "release" / row.id, catchup.references(course, row))
    pages = sorted((course.root / "feedback").glob(f"*/{row.id}/*.html"))
    for page in pages:
        text = page.read_text(encoding="utf-8", errors="replace")
        faults += [f"{page.relative_to(course.root)} shows '{line}'" for line in release.scan_feedback(source, text)]
    for fault in faults:
        error(f"{row.id}: {fault}.")
    if faults:
        raise typer.Exit(1)
    out.print(f"{row.id}: the release and {len(pages)} feedback pages give nothing away.")
