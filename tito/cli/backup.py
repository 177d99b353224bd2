"""`tito backup`: everything that a course and its hub keep, in one archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tito import unfinished
from tito.cli.console import out
from tito.cli.places import names_places
from tito.cli.students import say
from tito.course.model import FILE_NAME
from tito.errors import CourseError

if TYPE_CHECKING:
    from tito.backup.places import Asked

@names_places
def backup(
    asked: "Asked",
    to: Annotated[Path, typer.Argument(metavar="TO.tar.zst", help="or .tar.gz; a file that is not there yet")],
    secrets: Annotated[
        bool, typer.Option("--secrets", help="also the hub's cookie secret, tokens and passwords")
    ] = False,
) -> None:
    """Save hub database, exchange, gradebook, submissions and configuration while everything runs."""
    from tito.backup import saving  # students' machines lack what it needs
    from tito.exchange.archives import size_text

    root = root_here()
    if root is None:
        raise CourseError(f"{Path.cwd()} is not in a course: run tito backup in the course's folder.")
    saved = saving.save(root, to, asked, secrets)
    for part, kept in saved.parts.items():
        say(f"{part:<10} {kept.place} ({kept.kind})")
    for sentence in saved.left_out:
        say(f"left out   {sentence}")
    out.print(f"{saved.files} files, {size_text(saved.size)}, in {to}, which only you may read.", markup=False)


def root_here() -> Path | None:
    """The course's folder, here or above; also one that is half restored, or whose course.toml is wrong."""
    here = Path.cwd()
    marks = (FILE_NAME, unfinished.FILE)
    return next((one for one in (here, *here.parents) if any((one / name).is_file() for name in marks)), None)
