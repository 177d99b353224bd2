"""`make demo` without the installation: the real course, rehearsed from source notebooks to feedback."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tito import notebook as nb
from tito import release
from tito.course import Course

BUILT = [row.id for row in Course.load(ROOT).built()]
WALL_SECONDS = 900
STUDENTS = 12  # `make demo` has more


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole rehearsal in it. It fails by itself where a mark is not the one that it must be."""
    folder = tmp_path_factory.mktemp("real") / "demo"
    tito = str(Path(sys.executable).parent / "tito")
    before = cpu_seconds()
    done = subprocess.run(
        [tito, "demo", "--workers", "2", "--students", str(STUDENTS), "--into", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=WALL_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "each earned exactly what it had to" in done.stdout
    assert cpu_seconds() - before < 4 * 60 * 2, "four minutes on two cores"
    return folder


@pytest.mark.parametrize("assignment", BUILT)
def test_neither_release_nor_feedback_gives_anything_away(demo: Path, assignment: str) -> None:
    source = nb.read(ROOT / "source" / assignment / f"{assignment}.ipynb")
    assert release.scan_release(source, demo / "release" / assignment) == []
    secret = max(release.Secrets.of(source).lines, key=len)  # looked for without the scan, too
    text = (demo / "release" / assignment / f"{assignment}.ipynb").read_text()
    assert secret not in re.sub(r"\s", "", text)
    released = nb.read(demo / "release" / assignment / f"{assignment}.ipynb")
    assert [(cell.grade_id, cell.points) for cell in released.cells] == [(c.grade_id, c.points) for c in source.cells]
    pages = sorted(demo.glob(f"feedback/*/{assignment}/*.html"))
    assert len(pages) == STUDENTS, "every student gets feedback, also where nothing could be graded"
    for page in pages:
        assert release.scan_feedback(source, page.read_text()) == [], page


def test_the_page_of_the_cohort_is_there(demo: Path) -> None:
    text = (demo / "reports" / "cohort.html").read_text()
    assert all(assignment in text for assignment in BUILT)
    assert (demo / "reports" / "cohort.html").stat().st_mode & 0o077 == 0, "it holds marks"


def cpu_seconds() -> float:
    """CPU time of all finished children: wall time says little on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
