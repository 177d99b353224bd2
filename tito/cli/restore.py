"""`tito restore`: what a backup holds, back in its place."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tito.cli.backup import root_here
from tito.cli.console import out
from tito.cli.places import names_places
from tito.cli.students import say
from tito.errors import TitoError

if TYPE_CHECKING:
    from tito.backup.places import Asked


@names_places
def restore(
    asked: "Asked",
    archive: Annotated[Path | None, typer.Argument(metavar="FROM.tar.zst", help="what tito backup wrote")] = None,
    force: Annotated[bool, typer.Option("--force", help="put aside what is there")] = False,
    keep_config: Annotated[
        bool, typer.Option("--keep-config", help="leave course.toml and nbgrader_config.py as they are here")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="finish a restore that was interrupted")] = False,
) -> None:
    """Put a backup back, with the hub stopped; it is checked to its last byte before anything is touched."""
    from tito.backup import restoring  # students' machines lack what it needs

    root = root_here() or Path.cwd()
    if resume == (archive is not None):
        raise TitoError("Name the archive, or --resume alone to finish a restore that was interrupted.")
    if archive is None:
        restoring.resume(root)
        out.print("The restore that was interrupted is finished.")
        return
    done = restoring.restore(root, archive, asked, restoring.How(force, keep_config))
    for aside in done.asides:
        say(f"aside      {aside}")
    for name, (then, now) in done.versions.items():
        say(f"note       {name} was {then} when this was saved, and is {now} here")
    out.print(f"Restored from {archive}: {', '.join(done.parts)}.", markup=False)
