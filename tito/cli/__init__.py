"""The TinyTorch course tool. Students run it in their course folder, instructors in the course's own."""

import errno
import importlib
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from tito.cli.console import error
from tito.errors import TitoError

_DISK = (
    errno.EROFS, errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EISDIR, errno.ENOTDIR, errno.EEXIST,
    errno.EBUSY,
)  # fmt: skip

# nbformat imports jsonschema, whose optional check of addresses builds a parser for more than a second at each start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


COMMANDS = ("export", "audit", "scan", "release", "grade", "report", "demo", "path", "backup", "restore")
GROUPS = ("module", "milestone", "checkpoint", "system", "exchange", "course", "hub")
_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}
_LINUX = (  # they grade, or handle what grading wrote
    "audit", "grade", "demo", "release", "report", "scan", "backup", "restore",
)  # fmt: skip


@app.callback()
def _tito() -> None:
    pass


_tito.__doc__ = __doc__


def _register(only: str | None = None) -> None:
    """Add the commands; only the one that is meant where that is known, since importing them all takes seconds."""
    for name in COMMANDS:
        if only in (None, name):
            if name in _LINUX and sys.platform != "linux":
                app.command(name, context_settings=_ANYTHING)(_elsewhere(name))
            else:
                app.command(name)(_command(name))
    for name in GROUPS:
        if only in (None, name):
            app.add_typer(importlib.import_module(f"tito.cli.{name}").app, name=name)


def _command(name: str) -> Callable[..., None]:
    return getattr(importlib.import_module(f"tito.cli.{name}"), name)


def _elsewhere(name: str) -> Callable[..., None]:
    """What stands in a command's place where its parts cannot be imported."""

    def refuse(arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> None:
        raise TitoError(f"tito {name} is part of grading, and grading is for Linux: this machine runs {sys.platform}.")

    refuse.__doc__ = "Part of grading, which is for Linux alone."
    return refuse


def main() -> None:
    """Run the command; what the user did wrong ends in one sentence and exit code 1."""
    first = sys.argv[1] if len(sys.argv) > 1 else None
    _register(first if first in (*COMMANDS, *GROUPS) else None)
    try:
        app()
    except TitoError as failure:
        error(str(failure))
        sys.exit(1)
    except OSError as failure:
        if failure.errno not in _DISK:
            raise
        error(f"{failure.filename or 'The disk'} cannot be used: {(failure.strerror or 'not permitted').lower()}.")
        sys.exit(1)
    except Exception as failure:
        if not type(failure).__module__.startswith("sqlalchemy."):
            raise
        error(_database(failure))
        sys.exit(1)


def _database(failure: Exception) -> str:
    """What is wrong with a gradebook, from what its driver says."""
    reason = str(getattr(failure, "orig", None) or failure).splitlines()[0]
    return f"The gradebook cannot be used ({reason}): see that it is nbgrader's database, and that you may write to it."
