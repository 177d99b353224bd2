"""The marks of plain nbgrader and of this project, row by row, on synthetic honest and wrong submissions.

    python tests/judge/same_marks.py --count 500 --cache /tmp/stock-marks

Both get the same files, the same `tinytorch` beneath each submission and the same penalty for late work. Every
difference is listed by its kind; one of a kind that nobody has argued for makes the exit code 1.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grading_course as gc
import stock_marks
from gradebook_rows import Marks, marks
from stock_marks import Stock

from tito.course import Assignment
from tito.rehearsal.behaviours import Behaviour
from tito.rehearsal.cohort import Synthetic
from tito.rehearsal.crowd import crowd

LATE = "zero"
BESIDES = ("deleted cells", "duplicated test")

ARGUED = {
    "stderr": "plain nbgrader gives 0 to a test that passed if anything was written on stderr, a warning for instance;"
    " here warnings change no mark",
    "deleted cells": "plain nbgrader does not put deleted cells back: their tests wait for a person, or miss a fixture;"
    " here they are restored from the source",
    "duplicated test": "plain nbgrader gives up on a notebook in which a test cell stands twice; here it is graded",
    "penalty": "late work loses all its points here, so the penalty moves with the marks: by as much as those above",
}
UNARGUED = "of no argued kind"
PENALTY = "the submission late_submission_penalty"

_GRADE = ("auto_score", "needs_manual_grade", "max_score", "manual_score", "extra_credit")
_COMMENT = ("auto_comment", "manual_comment")
_LATE = ("late_submission_penalty", "timestamp", "duedate")


@dataclass(frozen=True)
class Difference:
    """One value in which the gradebooks differ."""

    kind: str
    student: str
    assignment: str
    behaviour: str
    place: str
    stock: Any
    ours: Any

    @property
    def gained(self) -> float:
        return _number(self.ours) - _number(self.stock)

    def __str__(self) -> str:
        where = f"{self.assignment} of {self.student} ({self.behaviour})"
        return f"{where}: {self.place}: stock {self.stock}, ours {self.ours}"


def compare(one: Synthetic, stock: Stock, ours: Marks) -> list[Difference]:
    """Every value in which the two differ, with its kind."""
    found = []
    for place, theirs, mine in _values(stock.marks, ours):
        if theirs != mine:
            kind = _kind(one, stock, place, theirs, mine)
            found.append(Difference(kind, one.student, one.assignment, one.behaviour.name, place, theirs, mine))
    gained = sum(d.gained for d in found if d.place.endswith(" auto_score") and d.kind != UNARGUED)
    return [replace(d, kind="penalty") if d.place == PENALTY and 0 < d.gained == gained else d for d in found]


def _values(stock: Marks, ours: Marks) -> Iterator[tuple[str, Any, Any]]:
    """Place, plain nbgrader's value and ours, of everything that either holds."""
    for columns, theirs, mine in (
        (_GRADE, stock.grades, ours.grades), (_COMMENT, stock.comments, ours.comments),
        (_LATE, {"the submission": stock.late}, {"the submission": ours.late}),
    ):  # fmt: skip
        for name in sorted(theirs.keys() | mine.keys()):
            for column, value in enumerate(columns):
                yield f"{name} {value}", _at(theirs.get(name), column), _at(mine.get(name), column)


def _at(values: Sequence[Any] | None, column: int) -> Any:
    return values[column] if values else "no row"


def _kind(one: Synthetic, stock: Stock, place: str, theirs: Any, mine: Any) -> str:
    """Why a value differs, where that has been argued."""
    cell, _, column = place.rpartition(" ")
    if stock.failure and one.behaviour.name == "duplicated test":
        return "duplicated test"
    if one.behaviour.name == "deleted cells" and cell in one.expected.points:
        gained = column == "auto_score" and _number(mine) > _number(theirs)
        settled = column == "needs_manual_grade" and (theirs, mine) == (1, 0)
        settled |= column == "auto_score" and theirs is None and cell in one.expected.lost | one.expected.doubtful
        return "deleted cells" if gained or settled else UNARGUED
    noisy = cell in stock.stderr and cell not in stock.errors
    if column == "auto_score" and noisy and theirs == 0 and isinstance(mine, float) and mine > 0:
        return "stderr"
    return UNARGUED


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def run(
    root: Path, plans: Mapping[str, Mapping[str, Behaviour]], seed: int, workers: int, cache: Path, engine: str
) -> tuple[list[Synthetic], list[Difference]]:
    """Grade a cohort twice and compare.

    Args:
        plans: assignment -> student -> what they do, in the order of teaching.
        engine: "tito" for `tito grade`; "stock" for plain nbgrader on both sides, which tests this script.
    """
    rows = [gc.COURSE.assignment(name) for name in plans]
    course = gc.ours(root / "ours", rows, LATE)
    cohort = gc.hand_in(course, rows, plans, seed)
    plain = gc.stock(root / "stock", rows, LATE)
    for row in rows:
        gc.copy_submissions(course.root, plain.root, list(plans[row.id]), row.id)
    stock = stock_marks.grade(plain, cohort, LATE, workers, cache)
    again = {key: theirs.marks for key, theirs in stock.items()}
    ours = again if engine == "stock" else _ours(gc.Folder(course.root), rows, workers)
    found: list[Difference] = []
    for one in cohort:
        key = one.assignment, one.student
        found += compare(one, stock[key], ours.get(key, Marks()))
    return cohort, found


def _ours(folder: gc.Folder, rows: Sequence[Assignment], workers: int) -> dict[tuple[str, str], Marks]:
    for row in rows:
        folder.run(*gc.TITO, "grade", row.id, "--workers", str(workers))
    return {(row.id, student): found for row in rows for student, found in marks(folder.db, row.id).items()}


def plans(count: int, seed: int, assignments: Sequence[str]) -> dict[str, dict[str, Behaviour]]:
    """So many submissions, spread over the assignments; everybody hands in every assignment."""
    people = max(1, round(count / len(assignments)))
    return {name: crowd(people, seed + place, besides=BESIDES) for place, name in enumerate(assignments)}


def show(cohort: Sequence[Synthetic], found: Sequence[Difference]) -> None:
    """Print the differences by kind, with the argument for each kind."""
    counts = Counter(one.assignment for one in cohort)
    print(f"{len(cohort)} submissions: {', '.join(f'{n} of {name}' for name, n in counts.items())}.")
    concerned = {(d.student, d.assignment) for d in found}
    print(f"{len(found)} values differ, in {len(concerned)} submissions.")
    for kind in (*ARGUED, UNARGUED):
        of_kind = [d for d in found if d.kind == kind]
        if of_kind:
            print(f"\n{kind}: {len(of_kind)} values. {ARGUED.get(kind, 'Find out why.')}")
            for difference in of_kind if kind == UNARGUED else of_kind[:5]:
                print(f"  {difference}")
            print(f"  ... and {len(of_kind) - 5} more" if kind != UNARGUED and len(of_kind) > 5 else "", end="\n")


def main() -> None:
    built = [row.id for row in gc.COURSE.built()]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "tito-stock-marks")
    parser.add_argument("--assignments", nargs="+", default=built)
    parser.add_argument("--engine", choices=["tito", "stock"], default="tito")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="same-marks-") as folder:
        planned = plans(options.count, options.seed, options.assignments)
        root = Path(folder).resolve()
        cohort, found = run(root, planned, options.seed, options.workers, options.cache, options.engine)
    show(cohort, found)
    sys.exit(any(d.kind == UNARGUED for d in found))


if __name__ == "__main__":
    main()
