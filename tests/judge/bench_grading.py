"""What grading a cohort costs, by plain nbgrader and by this project, in one run on the same submissions.

    python tests/judge/bench_grading.py --students 100 --stock-students 20

Both sides get as many processes, and pay for their imports once a process. Plain nbgrader runs its own default
preprocessors; each of its processes has a copy of the gradebook to itself, so that it never waits for a lock.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import grading_course as gc
from accounting import Meter
from gradebook_rows import Marks, marks

from tito.rehearsal.crowd import crowd

ASSIGNMENT = "01_tensor"


@dataclass
class Cost:
    """What grading a number of submissions took.

    Attributes:
        cpu: CPU seconds a submission, everything that was started included.
        rate: submissions a second.
        split: CPU seconds a submission in the student's, the judge's and the parent's processes, where known.
    """

    submissions: int
    cpu: float
    rate: float
    split: dict[str, float] = field(default_factory=dict)


@dataclass
class Result:
    """One run of both."""

    machine: dict[str, Any]
    stock: Cost
    ours: Cost
    differences: list[str]

    @property
    def cheaper(self) -> float:
        return self.stock.cpu / self.ours.cpu

    @property
    def faster(self) -> float:
        return self.ours.rate / self.stock.rate


def machine(how: str, workers: int) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "workers": workers,
        "load before": round(os.getloadavg()[0], 2),
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE", "unset"),
        "CPU seconds from": how,
    }


def stock(folder: gc.Folder, students: Sequence[str], everybody: int, workers: int) -> tuple[Cost, dict[str, Marks]]:
    """Grade some of a cohort with plain nbgrader; what starting costs is spread over everybody."""
    start_cpu, start_wall = _stock_run(folder, [[] for _ in range(workers)])
    shares = [list(students[place::workers]) for place in range(workers)]
    cpu, wall = _stock_run(folder, shares)
    found = {s: m for place in range(workers) for s, m in marks(_own_db(folder, place), ASSIGNMENT).items()}
    whole = everybody / len(students)
    cost = Cost(
        len(students),
        (start_cpu + (cpu - start_cpu) * whole) / everybody,
        everybody / (start_wall + (wall - start_wall) * whole),
    )
    return cost, found


def _stock_run(folder: gc.Folder, shares: list[list[str]]) -> tuple[float, float]:
    """CPU and wall seconds of one `nbgrader autograde` a share; an empty share ends as soon as it has started."""
    everybody = [path.name for path in (folder.root / "submitted").iterdir()]
    began = time.monotonic()
    with Meter() as meter:
        running = [_autograde(meter, folder, place, share, everybody) for place, share in enumerate(shares)]
        for one, share in zip(running, shares, strict=True):
            said, _ = one.communicate()
            if one.returncode and share:
                raise RuntimeError(f"plain nbgrader failed:\n{said[-3000:]}")
        wall = time.monotonic() - began
        time.sleep(0.5)  # kernels that were told to end, and nobody waits for
    return meter.seconds, wall


def _autograde(
    meter: Meter, folder: gc.Folder, place: int, share: list[str], everybody: list[str]
) -> "subprocess.Popen[str]":
    database = _own_db(folder, place)
    shutil.copy(folder.db, database)
    left_out = ",".join(sorted(set(everybody) - set(share)))
    return meter.start(
        [
            *gc.NBGRADER, "autograde", ASSIGNMENT, "--CourseDirectory.student_id=*",
            f"--CourseDirectory.student_id_exclude={left_out}", f"--CourseDirectory.db_url=sqlite:///{database}",
        ],
        cwd=folder.root, env=folder.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _own_db(folder: gc.Folder, place: int) -> Path:
    return folder.root / f"gradebook-{place}.db"


def ours(folder: gc.Folder, submissions: int, workers: int) -> tuple[Cost, dict[str, Marks], str]:
    """Grade the whole cohort with `tito grade`."""
    as_json = ["--json"] if "--json" in folder.run(*gc.TITO, "grade", "--help") else []
    command = [*gc.TITO, "grade", ASSIGNMENT, "--workers", str(workers), *as_json]
    began = time.monotonic()
    with Meter() as meter:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running = meter.start(command, cwd=folder.root, env=folder.environment, **pipes)
        said, complained = running.communicate()
        wall = time.monotonic() - began
    if running.returncode:
        raise RuntimeError(f"tito grade failed:\n{said[-2000:]}{complained[-4000:]}")
    cost = Cost(submissions, meter.seconds / submissions, submissions / wall, split_of(said) if as_json else {})
    return cost, marks(folder.db, ASSIGNMENT), meter.how


def split_of(said: str) -> dict[str, float]:
    """CPU seconds a submission in each kind of process, from what `tito grade --json` prints."""
    found = [one.get("cpu_seconds", {}) for one in json.loads(said)["submissions"]]
    names = list(dict.fromkeys(name for one in found for name in one))
    return {name: sum(one.get(name, 0.0) for one in found) / len(found) for name in names}


def differences(stock: dict[str, Marks], ours: dict[str, Marks]) -> list[str]:
    """A line for each score in which the two differ."""
    return [
        f"{student} {cell}: stock {row[0]}, ours {other.grades.get(cell, ['nothing'])[0]}"
        for student, one in sorted(stock.items())
        for cell, row in sorted(one.grades.items())
        for other in [ours.get(student, Marks())]
        if row[0] != other.grades.get(cell, ["nothing"])[0]
    ]


def measure(root: Path, students: int, stock_students: int, workers: int, seed: int) -> Result:
    """Make the cohort, grade it twice and compare."""
    row = gc.COURSE.assignment(ASSIGNMENT)
    course = gc.ours(root / "ours", [row])
    cohort = gc.hand_in(course, [row], {row.id: crowd(students, seed)}, seed)
    names = [one.student for one in cohort]
    some = names[:: max(1, len(names) // stock_students)][:stock_students]
    plain = gc.stock(root / "stock", [row])
    gc.copy_submissions(course.root, plain.root, names, row.id)
    before = machine("", workers)
    theirs, their_marks = stock(plain, some, len(names), workers)
    mine, my_marks, how = ours(gc.Folder(course.root), len(names), workers)
    return Result(before | {"CPU seconds from": how}, theirs, mine, differences(their_marks, my_marks))


def show(result: Result) -> None:
    """Print a table."""
    print(f"{ASSIGNMENT}, without feedback")
    for name, value in result.machine.items():
        print(f"  {name}: {value}")
    print(f"{'':8}{'submissions':>12}{'CPU s each':>12}{'a second':>10}")
    for name, cost in (("stock", result.stock), ("ours", result.ours)):
        print(f"{name:8}{cost.submissions:>12}{cost.cpu:>12.3f}{cost.rate:>10.2f}")
    print(f"{result.cheaper:.1f} times less CPU, {result.faster:.1f} times more throughput")
    for name, seconds in result.ours.split.items():
        print(f"  of ours, {name}: {seconds * 1000:.1f} ms a submission")
    if not result.ours.split:
        print("  tito grade does not report a split between student, judge and parent")
    print(f"{len(result.differences)} scores differ{':' if result.differences else '.'}")
    for line in result.differences:
        print(f"  {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--stock-students", type=int, default=0, help="how many of them stock grades; 0: all")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        some = min(options.stock_students or options.students, options.students)
        result = measure(Path(folder).resolve(), options.students, some, options.workers, options.seed)
    if options.json:
        json.dump(asdict(result) | {"cheaper": result.cheaper, "faster": result.faster}, sys.stdout, indent=1)
        print()
    else:
        show(result)


if __name__ == "__main__":
    main()
