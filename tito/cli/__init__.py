"""The TinyTorch course tool: try tests, grade and report. Run it in the course's folder."""

import errno
import sys

import typer

from tito.cli.console import error
from tito.errors import TitoError

_DISK = (errno.EROFS, errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EDQUOT)

# nbformat imports jsonschema, whose optional check of addresses builds a parser for more than a second at each start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


def _register() -> None:
    from tito.cli import audit, demo, export, grade, report, scan, system

    app.command("export")(export.export)
    app.command("audit")(audit.audit)
    app.command("scan")(scan.scan)
    app.command("grade")(grade.grade)
    app.command("report")(report.report)
    app.command("demo")(demo.demo)
    app.add_typer(system.app, name="system")


def main() -> None:
    """Run the command; what the user did wrong ends in one sentence and exit code 1."""
    _register()
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
