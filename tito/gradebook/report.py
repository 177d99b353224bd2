"""A cohort's marks as a table for the terminal, and as data for JSON.

    report.show(cohort, console)

Names and reasons are students' text: they are shown without control characters.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tito.gradebook.execution import execution
from tito.gradebook.findings import basis, findings
from tito.gradebook.items import Analysis
from tito.gradebook.kinds import Kind
from tito.gradebook.marks import AssignmentMarks, Cohort, Mark
from tito.overrides import Override

_WORST = 5  # test cells an assignment that the terminal lists
_LONGEST = 400  # characters of a reason

MARKERS = {
    "w": "written answers wait for a person",
    "r": "needs review",
    "x": "not gradable",
    "u": "no verdict yet",
    "L": "late",
}


def markers(mark: Mark) -> str:
    """The letters behind a mark, in the order of MARKERS."""
    held = {
        "w": mark.waiting > 0,
        "r": mark.kind is Kind.NEEDS_REVIEW,
        "x": mark.kind is Kind.NOT_GRADABLE,
        "u": mark.kind is None,
        "L": mark.late.total_seconds() > 0,
    }
    return "".join(letter for letter in MARKERS if held[letter])


def number(value: float | None) -> str:
    """Points with at most one decimal: 87.5, 90; a dash for None."""
    return "-" if value is None else f"{value + 0.0:.1f}".removesuffix(".0")


def plain(text: str) -> str:
    """Somebody's text on one line: no control characters, no change of direction, not endless."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(kept.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def counted(count: int, thing: str) -> str:
    """`1 submission`, `2 submissions`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


@dataclass(frozen=True)
class Look:
    """One submission that a person must look at, and why."""

    assignment: str
    student: str
    verdict: str
    reasons: tuple[str, ...]


def looks(one: AssignmentMarks) -> list[Look]:
    """Submissions that a person must look at, gravest verdict first; written answers are not counted here."""
    order = [Kind.NOT_GRADABLE, Kind.NEEDS_REVIEW, None, Kind.GRADED]
    marks = sorted((mark for mark in one.marks if mark.why), key=lambda m: (order.index(m.kind), m.student))
    return [
        Look(one.id, mark.student, m.value if (m := mark.kind) else "no verdict", tuple(map(plain, mark.why)))
        for mark in marks
    ]


def next_steps(cohort: Cohort) -> list[str]:
    """What to do now, in order, a sentence each."""
    steps = [step for one in cohort.assignments for step in _grading(one)]
    to_see = sum(len(looks(one)) for one in cohort.assignments)
    waiting = [mark for one in cohort.assignments for mark in one.waiting]
    if to_see:
        steps.append(f"Look at the {counted(to_see, 'submission')} listed under Who needs a person.")
    if waiting:
        points = number(sum(mark.waiting for mark in waiting))
        whose = counted(len(waiting), "submission")
        steps.append(f"Mark the written answers of {whose} in formgrader: {points} points wait.")
    handed_in = [one for one in cohort.assignments if one.marks]
    if handed_in:
        name = handed_in[0].id
        each = "" if len(handed_in) == 1 else ", and so on for each assignment"
        steps.append(f"Write feedback and hand it out: {_feedback(name)}{each}.")
    return steps


def _feedback(name: str) -> str:
    return f"tito grade {_short(name)} --feedback, then nbgrader release_feedback {name}"


def _grading(one: AssignmentMarks) -> Iterator[str]:
    if not one.marks:
        yield f"Nobody has handed in {one.id}: nbgrader collect {one.id}, then tito grade {_short(one.id)}."
    elif one.count(None):
        number_of = counted(one.count(None), "submission")
        yield f"Grade {number_of} of {one.id} without a verdict: tito grade {_short(one.id)}."


def _short(name: str) -> str:
    return name.partition("_")[0]


# ------------------------------------------------------------------------------------------ terminal


def show(cohort: Cohort, console: Console) -> None:
    """Print the table of marks, the tests failed most, who needs a person, and what to do next."""
    for table in _tables(cohort, console.width):
        console.print(table)
    used = {letter for one in cohort.assignments for mark in one.marks for letter in markers(mark)}
    legend = [f"{letter} {MARKERS[letter]}" for letter in MARKERS if letter in used]
    console.print("; ".join([*legend, "- not handed in"]) + ".", markup=False)
    for one in cohort.assignments:
        _show_assignment(one, console)
    _show_looks(cohort, console)
    console.print("\nWhat to do next", style="bold")
    for step in next_steps(cohort):
        console.print(f"  {step}", markup=False)


def _tables(cohort: Cohort, width: int) -> Iterator[Table]:
    """The table of marks, in as many parts as the width asks for; the last one has the totals."""
    parts = _parts(cohort, width)
    sections = _sections_width(cohort)
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        which = f", part {place + 1} of {len(parts)}" if parts[1:] else ""
        table = Table(title=Text(f"Marks in {plain(cohort.title)}{which}"))
        table.add_column("student", no_wrap=True)
        if sections:
            table.add_column("section", no_wrap=True)
        for one in part:
            table.add_column(Text("\n".join([*heading(one), f"of {number(one.max_score)}"])), no_wrap=True)
        if last:
            table.add_column(f"total\nof {number(cohort.max_score)}", justify="right", no_wrap=True)
        columns = [_column(cohort, one) for one in part]
        for index, student in enumerate(cohort.students):
            total = [number(cohort.total(student.id))] if last else []
            whose = [plain(student.id), *([plain(student.section)] if sections else [])]
            cells = [*whose, *(column[index] for column in columns), *total]
            table.add_row(*map(Text, cells))
        yield table


def _parts(cohort: Cohort, width: int) -> list[list[AssignmentMarks]]:
    """Assignments shared out so that each part fits a terminal of this width, with its names and totals."""
    names = max([len("student"), *(len(plain(student.id)) for student in cohort.students)])
    totals = max(len(number(cohort.max_score)) + 3, 5)
    free = width - (names + 3) - _sections_width(cohort) - (totals + 3) - 1
    parts: list[list[AssignmentMarks]] = [[]]
    used = 0
    for one in cohort.assignments:
        needed = max(map(len, [*heading(one), f"of {number(one.max_score)}", *_column(cohort, one)])) + 3
        if parts[-1] and used + needed > free:
            parts.append([])
            used = 0
        parts[-1].append(one)
        used += needed
    return parts


def _sections_width(cohort: Cohort) -> int:
    """Characters that the column of sections takes; 0 where nobody has one."""
    widest = max((len(plain(student.section)) for student in cohort.students), default=0)
    return max(widest, len("section")) + 3 if widest else 0


def heading(one: AssignmentMarks) -> list[str]:
    """An assignment's id in two narrow lines, where it has a number: `05`, `autograd`."""
    return [part for part in plain(one.id).split("_", 1) if part]


def _column(cohort: Cohort, one: AssignmentMarks) -> list[str]:
    """A cell for each student: points lined up on the right, their markers behind them."""
    marks = [one.mark_of(student.id) for student in cohort.students]
    points = [number(mark.score) if mark else "-" for mark in marks]
    width = max(map(len, points), default=0)
    ends = [markers(mark) if mark else "" for mark in marks]
    return [f"{point:>{width}} {end}".rstrip() for point, end in zip(points, ends, strict=True)]


def _show_assignment(one: AssignmentMarks, console: Console) -> None:
    console.print(f"\n{one.id}", style="bold", markup=False)
    for line in (summary(one), how(one)):
        if line:
            console.print(f"  {line}", markup=False)
    worst = one.most_failed()
    for cell in worst[:_WORST]:
        tested = f" ({', '.join(cell.exercises)})" if cell.exercises else ""
        console.print(f"  {cell.failed:>4} of {cell.ran} failed {cell.name}{tested}", markup=False)
    if worst[_WORST:]:
        console.print(f"  {others_failed(len(worst) - _WORST)}", markup=False)
    _show_findings(one, console)
    for override in one.overrides:
        console.print(f"  {overridden(override)}", markup=False)


def _show_findings(one: AssignmentMarks, console: Console) -> None:
    """What the tests themselves need, where there is a cohort to tell it."""
    found = findings(one.analysis)
    if one.analysis.counted:
        console.print(f"  {basis(one.analysis)}", markup=False)
    for sentence in found[:_WORST]:
        console.print(f"    {plain(sentence)}", markup=False)
    if found[_WORST:]:
        console.print(f"    {len(found) - _WORST} more of these stand on the page.", markup=False)


def overridden(one: Override) -> str:
    """Who let a release out in spite of its audit, when, and why."""
    return plain(f"Let out on {one.at:%Y-%m-%d} by {one.by} in spite of its audit: {one.reason} ({one.refused})")


def others_failed(count: int) -> str:
    """What stands below a list of failed tests that was cut."""
    return f"{counted(count, 'more test')} {'was' if count == 1 else 'were'} failed by somebody."


def summary(one: AssignmentMarks) -> str:
    """Verdicts, median and mean of one assignment in a sentence."""
    middle = f"; median {number(one.median)}, mean {number(one.mean)}" if one.scores else ""
    waiting = f"; written answers wait in {len(one.waiting)}" if one.waiting else ""
    return f"{tally(one)}{middle}{waiting}."


def how(one: AssignmentMarks) -> str:
    """By what the submissions of an assignment were run, and in how strong a sandbox; empty where none was."""
    return execution(one).sentence()


def tally(one: AssignmentMarks) -> str:
    """How many handed in, and with which verdicts."""
    if not one.marks:
        return "Nobody has handed in"
    kinds = [f"{one.count(kind)} {kind.value if kind else 'without a verdict'}" for kind in (*Kind, None)]
    return f"{len(one.marks)} handed in: {', '.join(text for text in kinds if not text.startswith('0 '))}"


def _show_looks(cohort: Cohort, console: Console) -> None:
    found = [look for one in cohort.assignments for look in looks(one)]
    written = [one for one in cohort.assignments if one.waiting]
    console.print("\nWho needs a person", style="bold")
    for one in written:
        points = number(sum(mark.waiting for mark in one.waiting))
        whose = counted(len(one.waiting), "submission")
        console.print(f"  {whose} of {one.id}: written answers to mark, {points} points", markup=False)
    for look in found:
        for line in _entry(look):
            console.print(f"  {line}", markup=False)
    if not found and not written:
        console.print("  Nobody.")


def _entry(look: Look) -> list[str]:
    """One submission: all reasons below its name, or the only one behind it."""
    name = f"{plain(look.student)}, {look.assignment} ({look.verdict}):"
    return [name, *(f"    {reason}" for reason in look.reasons)] if look.reasons[1:] else [f"{name} {look.reasons[0]}"]


# ---------------------------------------------------------------------------------------------- JSON


def as_data(cohort: Cohort) -> dict[str, Any]:
    """Everything in the report as plain data, for JSON."""
    return {
        "course": cohort.title,
        "max_score": cohort.max_score,
        "students": [
            {
                "student": student.id, "name": student.name, "section": student.section,
                "total": cohort.total(student.id),
            }
            for student in cohort.students
        ],
        "assignments": [_assignment_data(one) for one in cohort.assignments],
        "next": next_steps(cohort),
    }


def _assignment_data(one: AssignmentMarks) -> dict[str, Any]:
    return {
        "assignment": one.id,
        "title": one.title,
        "max_score": one.max_score,
        "gradable": len(one.scores),
        "median": one.median,
        "mean": one.mean,
        "execution": dataclasses.asdict(execution(one)),
        "marks": [_mark_data(mark) for mark in one.marks],
        "tests": [
            {
                "test": cell.name, "points": cell.points, "exercises": list(cell.exercises),
                "failed": cell.failed, "ran": cell.ran,
            }
            for cell in one.cells
        ],
        "items": _items_data(one.analysis),
        "overrides": [override.model_dump(mode="json") for override in one.overrides],
    }  # fmt: skip


def _items_data(found: Analysis) -> dict[str, Any]:
    return {
        "counted": found.counted,
        "left_out": found.left_out,
        "cells": [
            {
                "cell": item.question.name, "points": item.question.points, "written": item.question.written,
                "graded": item.graded, "failed": item.failed, "difficulty": item.difficulty,
                "discrimination": item.discrimination, "alarm": item.alarm and dataclasses.asdict(item.alarm),
            }
            for item in found.items
        ],
        "redundant": [dataclasses.asdict(pair) for pair in found.pairs],
        "nobody_fails": found.nobody_fails,
        "everybody_fails": found.everybody_fails,
        "findings": findings(found),
    }  # fmt: skip


def _mark_data(mark: Mark) -> dict[str, Any]:
    return {
        "student": mark.student,
        "score": mark.score,
        "late_penalty": mark.penalty,
        "late_seconds": mark.late.total_seconds(),
        "waiting": mark.waiting,
        "verdict": mark.kind.value if mark.kind else None,
        "reasons": list(mark.reasons),
        "engine": mark.engine,
        "level": mark.level,
        "flagged": mark.flagged,
        "failed_tests": list(mark.failed),
    }
