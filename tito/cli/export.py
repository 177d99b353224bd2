"""`tito export`: notebooks become packages."""

from pathlib import Path
from typing import Annotated

import typer

from tito import package
from tito.cli.console import error, out
from tito.course import Course, CourseError, Module
from tito.course.model import FILE_NAME
from tito.progress.desk import Desk


def export(
    check: Annotated[bool, typer.Option("--check", help="change nothing; fail where the two differ")] = False,
    force: Annotated[bool, typer.Option("--force", help="overwrite and delete what was changed by hand")] = False,
    folder: Annotated[
        Path | None, typer.Option("--from", help="a student's folder: make tinytorch/ there from the notebooks in it")
    ] = None,
) -> None:
    """Write tinytorch_solutions/ from the source notebooks of all modules that are built."""
    if folder is not None:
        _export_student(_course_of(folder), folder, force)
        return
    course = Course.find()
    files = package.reference(course)
    target = course.root / "tinytorch_solutions"
    if check:
        _check(package.differences(files, target))
        return
    _write(files, target, force)


def _course_of(folder: Path) -> Course:
    """The course around us, or what came with a student's assignments where there is none."""
    try:
        return Course.find()
    except CourseError:
        if not folder.is_dir() or any((above / FILE_NAME).is_file() for above in (Path.cwd(), *Path.cwd().parents)):
            raise
        return Desk.at(folder.resolve()).course


def _write(files: dict[str, str], target: Path, force: bool) -> None:
    changed = package.write(files, target, force)
    for path in changed:
        out.print(f"{'wrote' if path.exists() else 'deleted'} {target.name}/{path.relative_to(target)}", markup=False)
    out.print(f"{len(files)} files, {len(changed)} changed.")


def _check(differing: list[str]) -> None:
    if differing:
        error(f"tinytorch_solutions/ is out of step with source/ ({', '.join(differing)}): run tito export.")
        raise typer.Exit(1)
    out.print("tinytorch_solutions/ is in step with source/.")


def _export_student(course: Course, folder: Path, force: bool) -> None:
    """Make a student's own package; what is broken in it is said, and does not stop the rest."""
    paths = {m.id: folder / m.id / f"{m.id}.ipynb" for m in course.modules if m.built}
    there = {module: path for module, path in paths.items() if path.is_file()}
    if not there:
        first = next(iter(paths.values())).relative_to(folder)
        raise package.PackageError(f"{folder} holds no notebook such as {first}.")
    modules = [m for m in course.modules if m.id in there or _known_below(course, m, there)]
    stack = package.student_stack(course, modules, there)
    inside = {name.removeprefix("tinytorch/"): text for name, text in stack.files.items()}
    _write(inside, folder / "tinytorch", force)
    for module, sentences in stack.broken.items():
        for sentence in sentences:
            out.print(f"In {module}, {sentence}.", markup=False)
    for module, names in stack.unwritten.items():
        out.print(f"In {module}, {len(names)} exercises are not written yet: {', '.join(names)}.", markup=False)


def _known_below(course: Course, module: Module, there: dict[str, Path]) -> bool:
    """Whether a module that the student lacks stands below one they have, and its source says what it would define."""
    highest = max(course.module(name).number for name in there)
    return module.built and module.number < highest and course.source(module).is_file()
