"""`tito milestone`: moments of the field's history, replayed on the student's own package."""

from pathlib import Path
from typing import Any

import typer

from tito import files
from tito.cli.console import out
from tito.cli.progress import Steps
from tito.cli.students import (
    AsJson,
    MilestoneName,
    blamed,
    document,
    hours,
    ids,
    say,
    show_blame,
    show_tests,
    student,
    styled,
    table,
    tests_data,
)
from tito.course import Milestone
from tito.course.rules import listed
from tito.progress import own, pictures, record, testing
from tito.progress.desk import RESULTS, Desk, ProgressError
from tito.progress.record import MilestoneRecord
from tito.progress.standing import MilestoneStanding, Standing, Student
from tito.progress.testing import Tested

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def milestone() -> None:
    """The milestones: what each replays, and running one on your own tinytorch."""


@app.command("list")
def list_milestones(as_json: AsJson = False) -> None:
    """All milestones of the course, and whether you can run them."""
    who = student(anywhere=True)
    if as_json:
        document({"milestones": [_data(who, one) for one in who.milestones]})
        return
    rows = table("milestone", "year", "what happened", "stands on", "state")
    for one in who.milestones:
        row = one.milestone
        rows.add_row(row.id, str(row.year), row.title, _span(row), styled(one.standing.value))
    out.print(rows)


@app.command()
def info(name: MilestoneName, as_json: AsJson = False) -> None:
    """What a milestone replays, who did it first, and what it stands on."""
    who = student(anywhere=True)
    one = who.milestone(who.desk.course.milestone(name))
    if as_json:
        document(_data(who, one))
        return
    row = one.milestone
    out.print(f"[bold]{row.id}: {row.title} ({row.year})[/bold]")
    say(row.description)
    say(f"\n  first done by  {row.figure}")
    say(f"  takes          about {hours(row.hours)}")
    say(f"  stands on      {', '.join(ids(who.desk.course.prerequisites(row)))}")
    out.print(f"  state          {styled(one.standing.value)}")
    if one.missing:
        say(f"  missing        {', '.join(one.missing)}")
    if one.record is not None:
        _show_record(one)


def _show_record(one: MilestoneStanding) -> None:
    assert one.record is not None
    said = one.record
    say(f"  last run       {said.when}, {said.passed} of {said.tests} visible tests")
    if said.picture:
        say(f"  picture        {said.picture}")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Which milestones you have reached, and what the others wait for."""
    who = student()
    if as_json:
        document({"folder": str(who.desk.root), "milestones": [_data(who, one) for one in who.milestones]})
        return
    rows = table("milestone", "state", "visible tests", "last run", "waits for")
    for one in who.milestones:
        said = one.record
        rows.add_row(
            one.milestone.id, styled(one.standing.value), f"{said.passed} of {said.tests}" if said else "",
            said.when[:16].replace("T", " ") if said else "", _waits(one),
        )  # fmt: skip
    out.print(rows)


def _waits(one: MilestoneStanding) -> str:
    """The modules that are missing, in short."""
    if one.standing is Standing.PLANNED:
        return ""
    if len(one.missing) > 2:
        return f"{one.missing[0]} and {len(one.missing) - 1} more"
    return ", ".join(one.missing)


@app.command()
def run(name: MilestoneName, as_json: AsJson = False) -> None:
    """Run your notebook of a milestone on your own tinytorch; exit code 1 unless all its visible tests pass."""
    who = student()
    row = who.desk.course.milestone(name)
    who.desk.require_fetched(row)
    who.require_below(row)
    picture = _picture(who.desk, row)
    with Steps(f"running {row.id}", testing.count(who.desk, row)) as steps:
        tested = testing.test(who.desk, row, picture=picture, on_step=steps.advance)
    if not tested.results:
        raise ProgressError(f"{who.desk.shown(who.desk.notebook(row))} holds no test: fetch {row.id} again.")
    drawn = _kept(who.desk, row, tested)
    made = MilestoneRecord(when=record.now(), passed=tested.passed, tests=len(tested.results), picture=drawn)
    if drawn is not None:
        pictures.note(who.desk.root / drawn, made.model_dump_json())
    record.update(who.desk, lambda found: found.milestones.update({row.id: made}))
    report = blamed(who.desk, row, tested)
    references = [m.id for m in who.desk.course.prerequisites(row) if own.state_of(who.desk, m) == "reference"]
    if as_json:
        found = {"reached": tested.ok, "picture": drawn, "references": references}
        document({**tests_data(row, tested, report), **found})
    else:
        show_tests(row, tested)
        if references:
            say(f"Beneath it {listed(references)} {'is' if len(references) == 1 else 'are'} the released reference.")
        say(f"Its figures: {drawn}" if drawn else "The notebook drew no figure.")
        if report is not None:
            show_blame(report)
        elif tested.ok:
            say(f"{row.year}, {row.title}: reached, on your own tinytorch.")
    if not tested.ok:
        raise typer.Exit(1)


def _picture(desk: Desk, row: Milestone) -> Path:
    """Where the figures of a run go until it has ended."""
    folder = desk.root / RESULTS
    folder.mkdir(exist_ok=True)
    return folder / f"{files.WRITING}{row.id}.png"


def _kept(desk: Desk, row: Milestone, tested: Tested) -> str | None:
    """Put the figures in their place; the path as one would type it."""
    if tested.picture is None:
        return None
    place = desk.root / RESULTS / f"{row.id}.png"
    tested.picture.replace(place)
    return desk.shown(place)


def _span(row: Milestone) -> str:
    numbers = [int(name[:2]) for name in row.prerequisites]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{one[0]:02d}-{one[-1]:02d}" if len(one) > 1 else f"{one[0]:02d}" for one in runs)


def _data(who: Student, one: MilestoneStanding) -> dict[str, Any]:
    row = one.milestone
    return {
        "id": row.id, "title": row.title, "description": row.description, "year": row.year, "figure": row.figure,
        "hours": row.hours, "built": row.built, "state": one.standing.value, "missing": list(one.missing),
        "stands_on": ids(who.desk.course.prerequisites(row)), "record": one.record and one.record.model_dump(),
    }  # fmt: skip
