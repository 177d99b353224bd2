"""Grading under faults: after a resume the gradebook is that of an undisturbed run, row by row, and so are its files.

    python tests/judge/faults.py --students 200 --kills 100

kills   a random process of `tito grade` (itself, workers, sandboxes, whatever they forked) is killed, at random moments
locks   another connection holds the gradebook for itself, at random moments and for longer than anybody waits
disk    the disk that holds the course is full for a while: a small tmpfs in a mount namespace of its own
clock   the wall clock steps back and forth, by a shim before the C library's clock (a time namespace cannot do it: it
        moves the monotonic clocks only)

Processes are ended by a handle that was taken from the tree of the command; no other process can be met.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import fault_kinds
import grading_course as gc
from gradebook_rows import file_differences, graded_files, table_differences, tables

from tito.rehearsal.crowd import crowd

_RESUMES = 10


@dataclass
class Report:
    """What one kind of fault did.

    Attributes:
        happened: what was done, with a count.
        runs: how many times `tito grade` was started, and how it ended.
        differences: from the undisturbed run, a sentence each.
        left: processes that outlived a killed parent.
    """

    kind: str
    happened: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return bool(self.differences or self.left)

    def count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1

    def ended(self, code: int) -> None:
        name = f"exit {code}" if code >= 0 else f"signal {-code}"
        self.runs[name] = self.runs.get(name, 0) + 1


@dataclass(frozen=True)
class Trial:
    """One course folder, in which a cohort is graded under faults.

    Attributes:
        quiet: seconds that grading takes without a fault.
        log: where the command writes, never on the disk that fails.
    """

    folder: gc.Folder
    assignment: str
    workers: int
    report: Report
    rng: random.Random
    quiet: float
    log: Path

    @contextmanager
    def running(self, again: bool = False, **options: object) -> Iterator["subprocess.Popen[bytes]"]:
        """`tito grade`, in a session of its own; waited for at the end."""
        command = [*gc.TITO, "grade", self.assignment, "--workers", str(self.workers), *(["--again"] if again else [])]
        options = {"env": self.folder.environment, "start_new_session": True, **options}
        with self.log.open("ab") as log:
            started = subprocess.Popen(command, cwd=self.folder.root, stdout=log, stderr=log, **options)
            try:
                yield started
            finally:
                self.report.ended(started.wait())

    def finish(self) -> None:
        """Resume until a run ends well and changes nothing.

        Raises:
            RuntimeError: it never does.
        """
        before = None
        for _ in range(_RESUMES):
            with self.running() as started:
                code = started.wait()
            now = tables(self.folder.db)
            if code == 0 and now == before:
                return
            before = now
        raise RuntimeError(f"{self.report.kind}: it never ends well:\n{self.log.read_text()[-3000:]}")

    def compare(self, undisturbed: Path) -> None:
        """Note every difference from the course folder of an undisturbed run."""
        there, here = undisturbed, self.folder.root
        one, two = tables(there / "gradebook.db"), tables(self.folder.db)
        files = graded_files(there, self.assignment), graded_files(here, self.assignment)
        assert files[0], "the undisturbed run graded nothing"
        self.report.differences += [*table_differences(one, two), *file_differences(*files)]


def trial(kind: str, root: Path, seconds: float, options: argparse.Namespace) -> Report:
    """A fresh copy of the course, graded under one kind of fault, finished and compared."""
    report = Report(kind)
    began = time.monotonic()
    fault_kinds.KINDS[kind](_start(kind, root, seconds, options, report), options, root / "quiet")
    report.seconds = time.monotonic() - began
    return report


def _start(kind: str, root: Path, seconds: float, options: argparse.Namespace, report: Report) -> Trial:
    place = root / kind / "course"
    shutil.copytree(root / "pristine", place, symlinks=True)
    rng = random.Random(f"{options.seed}/{kind}")
    log = root / f"{kind}.log"
    return Trial(gc.Folder(place), options.assignment, options.workers, report, rng, seconds, log)


def prepare(root: Path, options: argparse.Namespace) -> float:
    """The cohort in root/pristine, and graded without a fault in root/quiet; seconds that this takes."""
    row = gc.COURSE.assignment(options.assignment)
    course = gc.ours(root / "pristine", [row])
    plan = crowd(options.students, options.seed, besides=("empty file", "duplicated test", "deleted cells"))
    gc.hand_in(course, [row], {row.id: plan}, options.seed)
    shutil.copytree(course.root, root / "quiet", symlinks=True)
    began = time.monotonic()
    gc.Folder(root / "quiet").run(*gc.TITO, "grade", row.id, "--workers", str(options.workers))
    return time.monotonic() - began


def show(report: Report) -> None:
    """Print what happened."""
    happened = ", ".join(f"{n} {what}" for what, n in sorted(report.happened.items()))
    runs = ", ".join(f"{n} with {how}" for how, n in sorted(report.runs.items()))
    print(f"{report.kind}: {happened or 'nothing happened'}; runs ended: {runs}; {report.seconds:.0f} s")
    for line in (*report.differences[:20], *(f"outlived its parent: {one}" for one in report.left[:20])):
        print(f"  {line}")
    end = f"{len(report.differences)} rows or files differ, {len(report.left)} processes were left behind"
    print(f"  {end if report.failed else 'equal to the undisturbed run, row by row'}", flush=True)


def main() -> None:
    kinds = list(fault_kinds.KINDS)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--times", type=int, default=10, help="how often the disk, the lock and the clock fail")
    parser.add_argument("--longest", type=float, default=70, help="seconds that the longest lock is held")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assignment", default="01_tensor")
    parser.add_argument("--only", nargs="+", choices=kinds, default=kinds)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        root = Path(name).resolve()
        seconds = prepare(root, options)
        print(f"{options.students} submissions of {options.assignment}: {seconds:.0f} s undisturbed", flush=True)
        reports = []
        for kind in options.only:
            reports.append(trial(kind, root, seconds, options))
            show(reports[-1])
    sys.exit(any(report.failed for report in reports))


if __name__ == "__main__":
    main()
