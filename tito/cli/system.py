"""`tito system`: what this machine has, and what it lacks."""

from pathlib import Path

import typer

from tito.cli.console import error, out
from tito.course import Course
from tito.course.model import FILE_NAME
from tito.judge.sandbox import NAMESPACES, Part, at_least, probe

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def system() -> None:
    """What this machine has for grading, and what it lacks."""


@app.command()
def health() -> None:
    """Try the sandbox and say how strong it is here; exit code 1 if that is less than the course demands."""
    minimum = _minimum()
    report = probe()
    enough = at_least(report.level, minimum)
    out.print(f"Sandbox: {report.level} (the course demands {minimum})")
    for part in report.parts:
        out.print(_line(part), markup=False)
    for sentence in report.remedies:
        error(sentence)
    if not enough:
        error(f"Grading is refused here: the sandbox is of level '{report.level}', and '{minimum}' is demanded.")
        raise typer.Exit(1)


def _minimum() -> str:
    """What the course around us demands; outside of any, the strongest."""
    here = Path.cwd()
    if not any((folder / FILE_NAME).is_file() for folder in (here, *here.parents)):
        return NAMESPACES
    return Course.find().sandbox.minimum


def _line(part: Part) -> str:
    return f"  {part.name:<16} {'yes' if part.there else 'no':<4} {part.found}"
