"""`tito system`: what this machine has, and what it lacks."""

import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tito.cli.console import error, out
from tito.cli.students import AsJson, document
from tito.course import Course
from tito.course.model import FILE_NAME
from tito.errors import CourseError, TitoError
from tito.progress import own
from tito.progress.desk import Desk, ProgressError

if TYPE_CHECKING:
    from tito.judge.sandbox import Part, Report

app = typer.Typer(no_args_is_help=True, add_completion=False)
PYTHON = (3, 11)
NEEDED = {
    "numpy": "the framework is made of it",
    "ipython": "tito runs notebooks with it",
    "ipykernel": "JupyterLab runs notebooks with it",
    "jupyterlab": "notebooks are written in it",
    "nbgrader": "assignments are fetched and handed in with it",
    "matplotlib": "notebooks draw with it",
}
_REMEDY = "in the course's clone run ./setup-environment.sh, then source activate.sh"
_STRONGEST = "namespaces"


@app.callback()
def system() -> None:
    """What this machine has for the course and for grading, and what it lacks."""


@app.command()
def health(
    for_student: Annotated[bool, typer.Option("--student", help="leave grading out")] = False, as_json: AsJson = False
) -> None:
    """What is installed, what is missing, what to do; exit code 1 if something that is needed here is missing.

    In the course's own folder grading is needed, and tried; in a student's folder it is not.
    """
    things = _things()
    grading = None if for_student or _at_a_desk() or sys.platform != "linux" else _grading()
    if as_json:
        document(_health_data(things, grading))
    else:
        if grading is not None:
            _show_grading(*grading)
            out.print()
        _show_things(things)
        if grading is None:
            out.print("Grading is for instructors, needs Linux with bubblewrap, and was not looked at.")
    for one in things:
        if not one["there"]:
            error(f"{one['name']}: {one['found']}: {one['remedy']}.")
    if grading is not None:
        _refuse_grading(*grading)
    if not all(one["there"] for one in things) or (grading is not None and not _enough(*grading)):
        raise typer.Exit(1)


def _at_a_desk() -> bool:
    """Whether we are in a student's folder: one that holds a fetched assignment or a record."""
    try:
        desk = Desk.find()
    except ProgressError:
        return False
    return any(desk.fetched(row) for row in desk.course.assignments) or desk.package.is_dir()


def _things() -> list[dict[str, Any]]:
    """What a student needs, a row each."""
    version = platform.python_version()
    rows = [_row("Python", sys.version_info >= PYTHON, version, f"install Python {PYTHON[0]}.{PYTHON[1]} or newer")]
    for name, why in NEEDED.items():
        try:
            rows.append(_row(name, True, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            rows.append(_row(name, False, f"not installed, and {why}", _REMEDY))
    rows.append(_kernel())
    rows.append(_writable())
    return [*rows, *_package()]


def _row(name: str, there: bool, found: str, remedy: str = "") -> dict[str, Any]:
    return {"name": name, "there": there, "found": found, "remedy": remedy}


def _kernel() -> dict[str, Any]:
    """Whether JupyterLab will find a kernel of the name that the notebooks ask for, and which Python it starts."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return _row("kernel", False, "JupyterLab is not installed", _REMEDY)
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return _row("kernel", False, "none is called python3", "python -m ipykernel install --sys-prefix")
    started = Path(str(spec.argv[0])) if spec.argv else Path("python")
    if started.is_absolute() and started.resolve() != Path(sys.executable).resolve():
        remedy = "python -m ipykernel install --sys-prefix --name python3"
        return _row("kernel", False, f"python3 starts another Python, {started}", remedy)
    return _row("kernel", True, "python3")


def _writable() -> dict[str, Any]:
    here = Path.cwd()
    there = os.access(here, os.W_OK)
    return _row("folder", there, str(here) if there else f"{here} cannot be written", "change to a folder of your own")


def _package() -> list[dict[str, Any]]:
    """Whether the student's own package imports, where there is one."""
    try:
        desk = Desk.find()
    except TitoError:
        return []
    modules = [module for module in desk.course.modules if own.state_of(desk, module) is not None]
    if not modules:
        return []
    failure = own.import_failure(desk, modules)
    if failure is None:
        return [_row("own tinytorch", True, f"{len(modules)} of {len(desk.course.modules)} modules, and it imports")]
    module = next(m for m in modules if m.import_path == failure.module)
    remedy = f"mend {module.id}, then tito module complete {module.number:02d}"
    return [_row("own tinytorch", False, f"{module.id} does not import ({failure.what})", remedy)]


def _grading() -> "tuple[Report, str]":
    from tito.judge.sandbox import probe

    return probe(), _minimum()


def _enough(report: "Report", minimum: str) -> bool:
    from tito.judge.sandbox import at_least

    return at_least(report.level, minimum)


def _show_grading(report: "Report", minimum: str) -> None:
    out.print(f"Sandbox: {report.level} (the course demands {minimum})")
    for part in report.parts:
        out.print(_line(part), markup=False)


def _refuse_grading(report: "Report", minimum: str) -> None:
    for sentence in report.remedies:
        error(sentence)
    if not _enough(report, minimum):
        error(f"Grading is refused here: the sandbox is of level '{report.level}', and '{minimum}' is demanded.")
        error("A student needs none of that: tito system health --student looks at the rest alone.")


def _show_things(things: list[dict[str, Any]]) -> None:
    out.print("For working in the course:")
    for one in things:
        out.print(f"  {one['name']:<16} {'yes' if one['there'] else 'no':<4} {one['found']}", markup=False)


def _health_data(things: list[dict[str, Any]], grading: "tuple[Report, str] | None") -> dict[str, Any]:
    found: dict[str, Any] = {"healthy": all(one["there"] for one in things), "needed": things, "grading": None}
    if grading is not None:
        report, minimum = grading
        parts = [{"name": p.name, "there": p.there, "found": p.found, "remedy": p.remedy} for p in report.parts]
        enough = _enough(*grading)
        found["grading"] = {"level": report.level, "minimum": minimum, "enough": enough, "parts": parts}
        found["healthy"] = found["healthy"] and enough
    return found


def _minimum() -> str:
    """What the course around us demands; outside of any, the strongest."""
    here = Path.cwd()
    if not any((folder / FILE_NAME).is_file() for folder in (here, *here.parents)):
        return _STRONGEST
    return Course.find().sandbox.minimum


def _line(part: "Part") -> str:
    return f"  {part.name:<16} {'yes' if part.there else 'no':<4} {part.found}"


@app.command()
def info(as_json: AsJson = False) -> None:
    """What this is: versions, the machine, the course and your folder. Paste it into a question about a problem."""
    found = {
        "tito": _version("tito"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "cores": os.cpu_count() or 1,
        **{name: _version(name) for name in ("numpy", "ipython", "jupyterlab", "nbgrader", "matplotlib")},
        "executable": sys.executable,
        "hub": os.environ.get("JUPYTERHUB_USER", ""),
        **_place(),
    }
    if as_json:
        document(found)
        return
    for name, value in found.items():
        out.print(f"  {name:<12} {value if value != '' else 'none'}", markup=False)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _place() -> dict[str, Any]:
    """The course and the folder, as far as they are known."""
    try:
        desk = Desk.anywhere()
    except CourseError as failure:
        return {"course": "", "folder": str(failure)}
    fetched = [row.id for row in desk.course.assignments if desk.fetched(row)]
    return {
        "course": f"{desk.course.title} {desk.course.version}", "folder": str(desk.root),
        "fetched": ", ".join(fetched),
        "package": ", ".join(m.id for m in desk.course.modules if own.state_of(desk, m) is not None),
    }  # fmt: skip
