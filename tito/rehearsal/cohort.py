"""A cohort for one assignment: submissions on disk, and what each must earn."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tito import notebook as nb
from tito.audit import bank
from tito.course import Assignment, Course, Milestone
from tito.gradebook.kinds import Kind
from tito.rehearsal.behaviours import EVERY, Behaviour
from tito.rehearsal.expected import Expected
from tito.rehearsal.folders import MARKER, Files, Link, write
from tito.rehearsal.paper import Paper
from tito.rehearsal.people import behaviours

_FIRST_DUE = datetime.datetime(2026, 1, 12, 18, 0)
_WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Synthetic:
    """One submission of a rehearsal."""

    student: str
    assignment: str
    behaviour: Behaviour
    folder: Path
    expected: Expected


def due(course: Course, assignment: Assignment) -> datetime.datetime:
    """When an assignment of the rehearsal is due (UTC): one a week."""
    return _FIRST_DUE + _WEEK * [row.id for row in course.assignments].index(assignment.id)


def rehearse(
    course: Course,
    assignment: Assignment,
    release: Path,
    submitted: Path,
    seed: int,
    plan: Mapping[str, Behaviour] | None = None,
) -> list[Synthetic]:
    """Write a submission of each person, the same bytes for the same seed.

    Solutions of the bank are dealt like cards: none comes a second time before all that fit have come once.

    Args:
        course: where the source and the bank are.
        release: the notebook as nbgrader generated it.
        submitted: nbgrader's folder of submissions; a milestone looks there for the modules beneath it.
        plan: student -> what they do; left out, what the course's own people do.

    Raises:
        RehearsalError: a submission stands there that no rehearsal made.
    """
    source, released = nb.read(course.source(assignment)), nb.read(release)
    deck = bank.entries(course.root / "bank" / assignment.id)
    Random(f"{seed}/{assignment.id}").shuffle(deck)
    plan = behaviours(course, assignment) if plan is None else plan
    model = next((student for student, habit in plan.items() if habit.name == "right"), "nobody")
    cohort = []
    for student, habit in plan.items():
        rng = Random(f"{seed}/{assignment.id}/{student}")
        paper = habit.play(source, released, deck, rng)
        deck = [*(entry for entry in deck if entry not in paper.used), *paper.used]
        folder = submitted / student / assignment.id
        stamp = _timestamp(due(course, assignment), habit.late, rng)
        write(folder, _files(paper, habit, assignment.id, stamp, model))
        expected = paper.expected(habit.late)
        if isinstance(assignment, Milestone):
            below = [_played(submitted / student / module) for module in _below(course, assignment)]
            expected = _on_own_stack(expected, below)
        cohort.append(Synthetic(student, assignment.id, habit, folder, expected))
    return cohort


def _files(paper: Paper, habit: Behaviour, assignment: str, stamp: str, model: str) -> Files:
    name = f"{assignment}.ipynb"
    marker = {"made by": "a rehearsal, which may replace it", "behaviour": habit.name, "what": habit.sentence}
    files: dict[str, bytes | Link] = {
        MARKER: (json.dumps(marker, indent=1) + "\n").encode(),
        "timestamp.txt": stamp.encode(),
    }
    if paper.form == "notebook":
        files[name] = paper.text().encode()
    elif paper.form == "renamed":
        files[f"{assignment}-Copy1.ipynb"] = paper.text().encode()
    elif paper.form == "empty":
        files[name] = b""
    elif paper.form == "link":
        files[name] = Link(f"../../{model}/{assignment}/{name}")
    else:
        files["notes.txt"] = b"The notebook is on my other machine.\n"
    return files


def _timestamp(due: datetime.datetime, late: bool, rng: Random) -> str:
    """A time within two days before the due date, or within half a day after it, as nbgrader writes it."""
    minutes = rng.randint(10, 700) if late else -rng.randint(10, 2800)
    moment = due + datetime.timedelta(minutes=minutes, seconds=rng.randint(0, 59))
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _below(course: Course, assignment: Assignment) -> list[str]:
    return [module.id for module in course.prerequisites(assignment) if module.built]


def _played(folder: Path) -> Behaviour | None:
    """What a student did in an earlier assignment, or None where they handed in nothing."""
    marker = folder / MARKER
    return EVERY[json.loads(marker.read_bytes())["behaviour"]] if marker.is_file() else None


def _on_own_stack(expected: Expected, below: list[Behaviour | None]) -> Expected:
    """What a milestone must earn on modules that may be wrong, or not there: at most as much."""
    if all(habit and habit.sound for habit in below) or expected.kinds == (Kind.NOT_GRADABLE,):
        return expected
    all_there = all(habit and habit.readable for habit in below)
    kinds = {*expected.kinds, Kind.NEEDS_REVIEW} if all_there else {Kind.NEEDS_REVIEW}
    return replace(expected, kinds=tuple(sorted(kinds)), doubtful=frozenset(expected.points) - expected.lost)
