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
    from tito.backup.manifest import Part
    from tito.backup.places import Asked


@names_places
def restore(
    asked: "Asked",
    archive: Annotated[Path | None, typer.Argument(metavar="FROM.tar.zst", help="what tito backup wrote")] = None,
    force: Annotated[bool, typer.Option("--force", help="put aside what is there")] = False,
    keep_config: Annotated[
        bool, typer.Option("--keep-config", help="leave course.toml and nbgrader_config.py as they are here")
    ] = False,
    only: Annotated[
        str | None, typer.Option(metavar="PARTS", help="such as gradebook,course; left out: all that the backup holds")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="finish a restore that was interrupted")] = False,
) -> None:
    """Put a backup back, with the hub stopped; it is checked to its last byte before anything is touched."""
    from tito.backup import restoring  # students' machines lack what it needs

    root = root_here() or Path.cwd()
    if resume == (archive is not None):
        raise TitoError("Name the archive, or --resume alone to finish a restore that was interrupted.")
    if archive is None:
        for aside in restoring.resume(root, asked):
            say(f"aside      {aside}")
        out.print("The restore that was interrupted is finished.")
        return
    done = restoring.restore(root, archive, asked, restoring.How(force, keep_config, _parts(only)))
    for aside in done.asides:
        say(f"aside      {aside}")
    for name, (then, now) in done.versions.items():
        say(f"note       {name} was {then} when this was saved, and is {now} here")
    out.print(f"Restored from {archive}: {', '.join(done.parts)}.", markup=False)


def _parts(text: str | None) -> "frozenset[Part] | None":
    from tito.backup.manifest import Part

    if text is None:
        return None
    names = {name.strip() for name in text.split(",")}
    known = [part for part in Part if part is not Part.BLOBS]  # which come with the exchange, and mean nothing without
    if unknown := sorted(names - set(known)):
        raise TitoError(f"{unknown[0]!r} is no part of a backup: --only takes some of {', '.join(known)}.")
    return frozenset(Part(name) for name in names)
