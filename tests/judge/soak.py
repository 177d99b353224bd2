"""A thousand submissions through `tito grade`: how long it takes, and whether its processes grow.

python tests/judge/soak.py --students 1000 --workers 2
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grading_course as gc
from accounting import labels, tree

from tito.rehearsal.crowd import crowd

FLAT = 0.02  # MiB a submission; 20 MiB over a thousand
_LOOK = 0.2
_SPAN = 100  # submissions that a process must be seen over


@dataclass
class Life:
    """One process over a run: submissions done so far, and resident MiB."""

    label: str
    done: list[int] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)

    @property
    def slope(self) -> float | None:
        """MiB a submission, the first quarter left out as a warm-up; None where it was seen too seldom."""
        skip = len(self.done) // 4
        if len(self.done) - skip < 3 or self.done[-1] - self.done[skip] < _SPAN:
            return None
        return statistics.linear_regression(self.done[skip:], self.mib[skip:]).slope


def watch(
    started: "subprocess.Popen[bytes]", folder: gc.Folder, assignment: str, every: int
) -> dict[tuple[int, int], Life]:
    """Look at every process each time so many submissions more are done, until the command ends."""
    lives: dict[tuple[int, int], Life] = {}
    wanted, began = 0, time.monotonic()
    while started.poll() is None:
        done = len(list((folder.root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")))
        if done >= max(1, wanted):
            _note(lives, started.pid, done, time.monotonic() - began)
            wanted = done - done % every + every
        time.sleep(_LOOK)
    return lives


def _note(lives: dict[tuple[int, int], Life], root: int, done: int, seconds: float) -> None:
    parts = []
    found = tree(root)
    for one, label in zip(found, labels(found).values(), strict=True):
        life = lives.setdefault(one.key, Life(label))
        life.done.append(done)
        life.mib.append(one.resident)
        if not life.label.endswith(("other", "fork")):
            parts.append(f"{life.label} {life.mib[-1]:.0f}")
    print(f"{done:>6} submissions{seconds:>8.1f} s   MiB: {', '.join(parts)}", flush=True)


def grown(lives: Sequence[Life]) -> list[Life]:
    """Processes whose memory is not flat."""
    return [life for life in lives if (slope := life.slope) is not None and slope > FLAT]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--assignment", default="01_tensor")
    options = parser.parse_args()
    row = gc.COURSE.assignment(options.assignment)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        course = gc.ours(Path(name).resolve() / "ours", [row])
        gc.hand_in(course, [row], {row.id: crowd(options.students, options.seed)}, options.seed)
        folder = gc.Folder(course.root)
        command = [*gc.TITO, "grade", row.id, "--workers", str(options.workers)]
        began = time.monotonic()
        with (course.root / "soak.log").open("w+") as log:
            started = subprocess.Popen(command, cwd=folder.root, env=folder.environment, stdout=log, stderr=log)
            lives = watch(started, folder, row.id, options.every)
            _conclude(options.students, time.monotonic() - began, list(lives.values()))
            log.seek(0)
            sys.exit(log.read()[-2000:] if started.returncode else bool(grown(list(lives.values()))))


def _conclude(students: int, seconds: float, lives: list[Life]) -> None:
    print(f"{students} submissions in {seconds:.1f} s: {students / seconds:.2f} a second")
    known = [life for life in lives if life.slope is not None]
    for life in known:
        print(
            f"  {life.label}: {1000 * (life.slope or 0):+.1f} MiB in 1,000 submissions, at most {max(life.mib):.0f} MiB"
        )
    if not known:
        print("  No process was seen often enough to say whether it grows: give more --students, or a smaller --every.")
        return
    print("Memory is flat." if not grown(lives) else f"{len(grown(lives))} processes grow.")


if __name__ == "__main__":
    main()
