"""A cohort graded again and again beside busy processes: no mark may move.

python tests/judge/stability.py --students 25 --reruns 20 --busy 4
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import grading_course as gc
from accounting import busy
from gradebook_rows import Row, Tables, table_differences, tables

from tito.rehearsal.crowd import crowd


def rerun(folder: gc.Folder, assignment: str, workers: int) -> tuple[float, Tables]:
    """Grade everybody again; seconds, and the gradebook."""
    began = time.monotonic()
    folder.run(*gc.TITO, "grade", assignment, "--workers", str(workers), "--again")
    return time.monotonic() - began, tables(folder.db)


def total(found: Tables) -> float:
    """The sum of all automatic scores, for people to see."""
    return sum(_score(row) * count for row, count in found["grade"].items())


def _score(row: Row) -> float:
    return next((cell for cell in row if isinstance(cell, float)), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=25)
    parser.add_argument("--reruns", type=int, default=20)
    parser.add_argument("--busy", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assignment", default="01_tensor")
    options = parser.parse_args()
    row = gc.COURSE.assignment(options.assignment)
    with tempfile.TemporaryDirectory(prefix="stability-") as name:
        course = gc.ours(Path(name).resolve() / "ours", [row])
        plan = crowd(options.students, options.seed)
        gc.hand_in(course, [row], {row.id: plan}, options.seed)
        folder = gc.Folder(course.root)
        print(f"{options.students} submissions of {row.id}: {_who(plan)}")
        sys.exit(1 if _all(folder, row.id, options) else 0)


def _all(folder: gc.Folder, assignment: str, options: argparse.Namespace) -> int:
    """Rerun, and print a line for each; how many rows moved."""
    seconds, quiet = rerun(folder, assignment, options.workers)
    print(f"{'run':>4}{'busy':>6}{'seconds':>9}{'sum of scores':>15}{'rows moved':>12}")
    print(f"{0:>4}{0:>6}{seconds:>9.1f}{total(quiet):>15g}{'':>12}", flush=True)
    moved = 0
    with busy(options.busy):
        for run in range(1, options.reruns + 1):
            seconds, now = rerun(folder, assignment, options.workers)
            differences = table_differences(quiet, now)
            moved += len(differences)
            print(f"{run:>4}{options.busy:>6}{seconds:>9.1f}{total(now):>15g}{len(differences):>12}", flush=True)
            _show(differences)
    print("No mark moved." if not moved else f"{moved} rows moved.")
    return moved


def _show(differences: Sequence[str]) -> None:
    for line in differences[:20]:
        print(f"       {line}")


def _who(plan: dict) -> str:
    counts = Counter(habit.name for habit in plan.values())
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


if __name__ == "__main__":
    main()
