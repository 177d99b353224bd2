"""`tito module`: a student's way through one module, from the fetched notebook to their own package."""

import os
import subprocess
import sys
from typing import Annotated, Any

import typer

from tito import files
from tito import notebook as nb
from tito.cli.console import error, out
from tito.cli.students import (
    AsJson,
    ModuleName,
    blamed,
    document,
    hours,
    ids,
    plural,
    say,
    show_blame,
    show_tests,
    student,
    styled,
    table,
    tests_data,
    waiting,
)
from tito.course import Course, Module
from tito.course.model import FILE_NAME
from tito.package import Stack
from tito.progress import own, record, testing
from tito.progress.desk import Desk, ProgressError
from tito.progress.record import ModuleRecord
from tito.progress.standing import ModuleStanding, Standing, Student
from tito.progress.testing import Sheet, Tested

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def module() -> None:
    """The modules: what there is, start one, test it, complete it into your own tinytorch."""


@app.command("list")
def list_modules(as_json: AsJson = False) -> None:
    """All modules of the course, and how far each has come."""
    who = student(anywhere=True)
    if as_json:
        document({"course": who.desk.course.title, "modules": [_data(who, one) for one in who.modules]})
        return
    for tier in who.desk.course.tiers:
        rows = table("no.", "module", "hours", "state", title=f"{tier.title}: {tier.description}")
        for one in who.modules:
            if one.module.tier == tier.id:
                row = one.module
                rows.add_row(f"{row.number:02d}", row.name, f"{row.hours:g}", styled(one.standing.value))
        out.print(rows)
    _say_next(who)


@app.command()
def status(
    name: Annotated[str | None, typer.Argument(metavar="[MODULE]", help="1, 01, 01_tensor; left out: all")] = None,
    as_json: AsJson = False,
) -> None:
    """Where you stand: exercises written, what is in your own package, and what comes next."""
    who = student()
    wanted = [who.module(who.desk.course.module(name))] if name is not None else who.modules
    if as_json:
        document({
            "folder": str(who.desk.root), "next": who.next.module.id if who.next else None,
            "modules": [_data(who, one) for one in wanted],
        })  # fmt: skip
        return
    shown = [one for one in wanted if name is not None or one.standing not in (Standing.PLANNED, Standing.WAITING)]
    say(f"Your course folder: {who.desk.root}")
    if shown:
        rows = table("module", "state", "exercises written", "visible tests")
        for one in shown:
            rows.add_row(one.module.id, styled(one.standing.value), *_figures(one))
        out.print(rows)
    for one in wanted:
        if one.note:
            say(f"{one.module.id}: {one.note}.")
    done = sum(one.done for one in who.modules)
    say(f"{done} of {plural(len(who.modules), 'module')} done.")
    _say_next(who)


def _figures(one: ModuleStanding) -> tuple[str, str]:
    said = one.record
    tests = f"{said.passed} of {said.tests}" if said and said.tests is not None else ""
    return (f"{one.written} of {one.exercises}" if one.exercises else ""), tests


def _say_next(who: Student) -> None:
    if who.next is None:
        say("Nothing is left to do here.")
        return
    one, number = who.next, f"{who.next.module.number:02d}"
    todo = {
        Standing.WAITING: "fetch it",
        Standing.FETCHED: f"tito module start {number}",
        Standing.EXPORTED: f"mend it, then tito module complete {number}",
        Standing.UNREADABLE: f"its notebook cannot be read; tito module reset {number} puts the released one back",
    }.get(one.standing, f"tito module test {number}, then tito module complete {number}")
    say(f"Next: {one.module.id}, {one.module.title.lower()}: {todo}.")


@app.command()
def start(
    name: ModuleName,
    open_it: Annotated[bool, typer.Option("--open", help="open it in JupyterLab as well")] = False,
    as_json: AsJson = False,
) -> None:
    """Begin a module: what it is about, what it stands on, and where its notebook is."""
    who = student()
    row = who.desk.course.module(name)
    laid_out = _lay_out(who.desk, row)
    who.desk.require_fetched(row)
    who.require_below(row)
    sheet = Sheet.of(who.desk, row)
    one = who.module(row)
    if as_json:
        document({**_data(who, one), "laid_out": laid_out, "stands_on": ids(who.desk.course.prerequisites(row))})
        return
    out.print(f"[bold]{row.id}: {row.title}[/bold]")
    say(row.description)
    below = who.desk.course.prerequisites(row)
    say(f"\n  stands on   {', '.join(ids(below)) or 'NumPy alone'}")
    say(f"  takes       about {hours(row.hours)}")
    say(f"  holds       {plural(len(sheet.exercises), 'exercise')}, {one.written} written so far")
    say(f"  marks       {row.points.tests} points by tests, {row.points.written} for written answers")
    say(f"  notebook    {who.desk.shown(who.desk.notebook(row))}" + (", laid out anew" if laid_out else ""))
    say(f"  afterwards  {row.checkpoint.question}")
    say(f"\nWork through the notebook in JupyterLab, then: tito module test {row.number:02d}")
    if open_it:
        _open(who.desk, row)


def _lay_out(desk: Desk, row: Module) -> bool:
    """Put the released notebook in its place where the student has none; whether that was so."""
    if desk.fetched(row) or not desk.released(row).is_file():
        return False
    files.write(desk.notebook(row), desk.released(row).read_text(encoding="utf-8"))
    return True


def _open(desk: Desk, row: Module) -> None:
    if os.environ.get("JUPYTERHUB_USER"):
        say("JupyterLab is open already: double-click the notebook in its file browser.")
        return
    subprocess.run([sys.executable, "-m", "jupyterlab", str(desk.notebook(row))], cwd=desk.root, check=False)


@app.command()
def test(name: ModuleName, as_json: AsJson = False) -> None:
    """Run the visible tests of your notebook on your own tinytorch; exit code 1 unless all pass."""
    who = student()
    row = who.desk.course.module(name)
    tested = _tested(who, row)
    _confirm(who, row, tested)
    report = blamed(who.desk, row, tested)
    if as_json:
        document(tests_data(row, tested, report))
    else:
        show_tests(row, tested)
        if report is not None:
            show_blame(report)
        elif tested.ok:
            say(f"All is well: tito module complete {row.number:02d} puts it into your own tinytorch.")
    if not tested.ok:
        raise typer.Exit(1)


def _confirm(who: Student, row: Module, tested: Tested) -> None:
    """Fill in what a rebuilt record could not know, where the notebook is what stands in the package."""
    said = who.record.modules.get(row.id)
    if said is not None and said.state == "completed" and said.passed is None and own.digest_if_same(who.desk, row):
        _note(who.desk, row, tested, [])


def _tested(who: Student, row: Module) -> Tested:
    who.desk.require_fetched(row)
    who.require_below(row)
    try:
        with waiting(f"testing {row.id}"):
            tested = testing.test(who.desk, row)
    except nb.NotebookError as failure:
        raise ProgressError(f"{failure} tito module reset {row.number:02d} puts the released one back.") from None
    if not tested.results:
        raise ProgressError(f"{who.desk.shown(who.desk.notebook(row))} holds no test: tito module reset puts it back.")
    return tested


@app.command()
def complete(
    name: ModuleName,
    anyway: Annotated[bool, typer.Option("--anyway", help="export although visible tests fail")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the visible tests; when all pass, export the module into your own tinytorch and record it."""
    who = student()
    row = who.desk.course.module(name)
    tested = _tested(who, row)
    stack = own.export(who.desk, row) if tested.ok or anyway else None
    broken = [] if stack is None else list(stack.broken.get(row.id, ()))
    if stack is not None:
        _note(who.desk, row, tested, broken)
    report = blamed(who.desk, row, tested) if stack is None else None
    after = Student(who.desk)
    if as_json:
        exported = None if stack is None else who.desk.shown(who.desk.file(row))
        document({
            **tests_data(row, tested, report), "exported": exported, "broken": broken,
            "standing": after.module(row).standing.value, "next": after.next.module.id if after.next else None,
        })  # fmt: skip
    else:
        _show_completed(after, row, tested, stack)
        if report is not None:
            show_blame(report)
    if stack is None or broken:
        raise typer.Exit(1)


def _note(desk: Desk, row: Module, tested: Tested, broken: list[str]) -> None:
    state: Any = "completed" if tested.ok and not broken else "exported"
    made = ModuleRecord(
        state=state, when=record.now(), passed=tested.passed, tests=len(tested.results), digest=own.digest(desk, row)
    )
    record.update(desk, lambda found: found.modules.update({row.id: made}))


def _show_completed(after: Student, row: Module, tested: Tested, stack: Stack | None) -> None:
    show_tests(row, tested)
    if stack is None:
        say(f"\nNothing was exported. Mend what fails, or export it as it is: tito module complete {row.number:02d} "
            "--anyway")  # fmt: skip
        return
    file = after.desk.shown(after.desk.file(row))
    say(f"\n{row.id} is in your own package: {file}.")
    for sentence in stack.broken.get(row.id, ()):
        error(f"In {row.id}, {sentence}.")
    ready = [one.milestone.id for one in after.milestones if one.standing is Standing.READY]
    if ready:
        say(f"Milestones you can run: {', '.join(ready)}.")
    _say_next(after)


@app.command()
def reset(name: ModuleName, as_json: AsJson = False) -> None:
    """Put the released notebook back; yours is kept beside it under a name with the date."""
    who = student()
    row = who.desk.course.module(name)
    desk = who.desk
    notebook, released = desk.notebook(row), desk.released(row)
    if not notebook.is_file() and not released.is_file():
        desk.require_fetched(row)
    if not released.is_file():
        raise ProgressError(f"{desk.shown(released)} is missing: fetch {row.id} again, and reset it then.")
    nb.read(released)
    kept = None
    if notebook.is_file() and notebook.read_bytes() != released.read_bytes():
        kept = record.free_name(desk.root / "kept" / f"{row.id}-{record.stamp()}.ipynb")
        kept.parent.mkdir(exist_ok=True)
        files.write_all({kept: notebook.read_bytes()})
    files.write_all({notebook: released.read_bytes()})
    if as_json:
        document({"module": row.id, "notebook": desk.shown(notebook), "kept": kept and desk.shown(kept)})
        return
    say(f"{desk.shown(notebook)} is as it was released.")
    if kept is not None:
        say(f"What you had is kept as {desk.shown(kept)}.")
    if own.state_of(desk, row) is not None:
        say(f"Your tinytorch still has {row.id} as you completed it.")


@app.command("catch-up")
def catch_up(name: ModuleName, as_json: AsJson = False) -> None:
    """Instructors: release the reference of a module whose deadline has passed. Students: use a released one."""
    course = _instructors_course()
    if course is not None:
        _release(course, name, as_json)
        return
    who = student()
    row = who.desk.course.module(name)
    who.require_below(row)
    own.take_reference(who.desk, row)
    made = ModuleRecord(state="reference", when=record.now())
    record.update(who.desk, lambda found: found.modules.update({row.id: made}))
    after = Student(who.desk)
    if as_json:
        document({**_data(after, after.module(row)), "next": after.next.module.id if after.next else None})
        return
    say(f"The released reference of {row.id} stands in your package: {after.desk.shown(after.desk.file(row))}.")
    say(f"Your notebook is as it was; tito module complete {row.number:02d} puts your own work in its place.")
    _say_next(after)


def _instructors_course() -> Course | None:
    """The course, where this is the instructor's folder of it."""
    try:
        Desk.find()
    except ProgressError:
        course = Course.find()
        if (course.root / FILE_NAME).is_file() and (course.root / "source").is_dir():
            return course
        raise
    return None


def _release(course: Course, name: str, as_json: bool) -> None:
    from tito import catchup  # the gradebook takes a second to import, and no student needs it

    row = course.require_built(course.module(name).id)
    assert isinstance(row, Module)
    new = catchup.release(course, row)
    carriers = [one.id for one in course.built() if row.id in one.prerequisites]
    if as_json:
        document({"module": row.id, "released": catchup.recorded(course)[row.id], "new": new, "goes_with": carriers})
        return
    say(f"The reference of {row.id} {'goes' if new else 'already goes'} out with releases that stand on it and are "
        "generated from now on.")  # fmt: skip
    if carriers:
        say(f"For example: nbgrader generate_assignment {carriers[0]} --force")
    else:
        say("No assignment that stands on it is built yet.")


def _data(who: Student, one: ModuleStanding) -> dict[str, Any]:
    row = one.module
    return {
        "id": row.id, "title": row.title, "description": row.description, "tier": row.tier, "hours": row.hours,
        "built": row.built, "state": one.standing.value, "done": one.done, "exercises": one.exercises,
        "written": one.written, "note": one.note, "record": one.record and one.record.model_dump(),
        "notebook": who.desk.shown(who.desk.notebook(row)) if who.desk.fetched(row) else None,
        "reference_released": row.id in who.desk.references,
    }  # fmt: skip
