"""A cohort of attackers and two honest students, through `tito grade` and through `nbgrader autograde`."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.judge.attacks.batch_cases import CASES, KILLERS, NAME, POINTS, RIGHT, WRONG, Case, exercise
from tito.gradebook import records
from tito.gradebook.verdicts import Kind, Verdict, open_verdicts
from tito.judge.sandbox import probe

HONEST = {"ada": RIGHT, "ben": WRONG, "zoe": RIGHT}
TITO = (sys.executable, "-c", "from tito.cli import main; main()")
NBGRADER = (sys.executable, "-m", "nbgrader")


@dataclass(frozen=True)
class Batch:
    """A course folder after a command.

    Attributes:
        said: what the commands printed.
        scores: points of the tests, for whoever has a row in the gradebook.
    """

    root: Path
    said: str
    scores: Mapping[str, float | None]
    verdicts: Mapping[str, Verdict]


def hand_in(root: Path, cases: Mapping[str, Case]) -> None:
    """Everybody's submission."""
    released = json.loads((root / "release" / NAME / f"{NAME}.ipynb").read_text())
    for student, body in {**HONEST, **{name: case.body for name, case in cases.items()}}.items():
        node = json.loads(json.dumps(released))
        exercise(node)["source"] = f"#| export\ndef twice(x):\n    {body}"
        folder = root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        wanted = cases[student].change(folder, node, root) if student in cases else node
        if wanted is not None:
            text = wanted if isinstance(wanted, str) else json.dumps(wanted)
            (folder / f"{NAME}.ipynb").write_text(text)


def run(root: Path, *command: str) -> str:
    """Run a command in the course, with less memory than a machine has."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=900, check=False,
        errors="replace", stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30)),
    )  # fmt: skip
    return f"{done.stdout}{done.stderr}\nended with {done.returncode}"


def _scores(root: Path) -> dict[str, float | None]:
    with Gradebook(records.url(root)) as book:
        rows = [
            (submission.student_id, grade)
            for submission in book.assignment_submissions(NAME)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name == "test-twice"
        ]
        return {student: grade.auto_score for student, grade in rows}


def _played(generated: Path, root: Path, cases: Mapping[str, Case], *commands: tuple[str, ...]) -> Batch:
    if probe().level != "namespaces":
        pytest.skip("needs the sandbox")
    shutil.copytree(generated, root)
    hand_in(root, cases)
    said = "\n".join(run(root, *command) for command in commands)
    with open_verdicts(records.url(root)) as verdicts:
        return Batch(root, said, _scores(root), verdicts.of(NAME))


@pytest.fixture(scope="session")
def by_tito(generated_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    root = tmp_path_factory.mktemp("by-tito") / "course"
    return _played(generated_course, root, CASES, (*TITO, "grade", "1", "--workers", "2"))


@pytest.fixture(scope="session")
def by_nbgrader(generated_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Plain `nbgrader autograde`, and `tito grade` for whoever it passed over."""
    root = tmp_path_factory.mktemp("by-nbgrader") / "course"
    commands = ((*NBGRADER, "autograde", NAME), (*TITO, "grade", "1", "--workers", "1"))
    return _played(generated_course, root, CASES, *commands)


@pytest.fixture(params=["by_tito", "by_nbgrader"])
def batch(request: pytest.FixtureRequest) -> Batch:
    return request.getfixturevalue(request.param)


def test_honest_students_have_their_marks(batch: Batch) -> None:
    marks = {student: batch.scores[student] for student in HONEST}
    assert marks == {"ada": POINTS, "ben": 0, "zoe": POINTS}, batch.said[-3000:]
    assert {batch.verdicts[student].kind for student in HONEST} == {Kind.GRADED}


@pytest.mark.parametrize("name", KILLERS)
@pytest.mark.parametrize("command", ["tito", "nbgrader"])
def test_nobody_stops_a_batch(generated_course: Path, tmp_path: Path, name: str, command: str) -> None:
    first = [(*NBGRADER, "autograde", NAME)] if command == "nbgrader" else []
    cases = {name: KILLERS[name]}
    batch = _played(generated_course, tmp_path / "course", cases, *first, (*TITO, "grade", "1", "--workers", "1"))
    assert {one: batch.scores.get(one) for one in HONEST} == {"ada": POINTS, "ben": 0, "zoe": POINTS}, batch.said[-3000:]
    assert set(batch.verdicts) == {*HONEST, name}


def test_everybody_has_a_verdict(batch: Batch) -> None:
    assert set(batch.verdicts) == {*HONEST, *CASES}, batch.said[-3000:]
    stopped = {name: one.reasons for name, one in batch.verdicts.items() if "grading stopped" in str(one.reasons)}
    assert not stopped


def test_the_commands_come_to_their_end(by_tito: Batch, by_nbgrader: Batch) -> None:
    assert "Traceback" not in by_tito.said
    for batch in (by_tito, by_nbgrader):  # nbgrader's own command says 1 where it passed over somebody
        assert batch.said.rstrip().endswith("ended with 0"), batch.said[-3000:]


@pytest.mark.parametrize("name", CASES)
def test_points_are_those_that_the_code_deserves(by_tito: Batch, by_nbgrader: Batch, name: str) -> None:
    wanted = CASES[name].points
    scores = [batch.scores.get(name) or 0 for batch in (by_tito, by_nbgrader)]
    assert scores[0] == scores[1]
    assert scores[0] == wanted or wanted is None
    assert scores[0] <= POINTS


def test_nothing_in_the_course_was_changed(batch: Batch, generated_course: Path) -> None:
    assert not (batch.root / "pwned").exists()
    for kind in ("source", "release"):
        for path in (generated_course / kind).rglob("*.ipynb"):
            assert (batch.root / path.relative_to(generated_course)).read_bytes() == path.read_bytes()
    assert not [path for path in (batch.root / "autograded").rglob("*") if path.is_symlink()]


def test_nothing_of_others_was_copied(batch: Batch) -> None:
    shadow = Path("/etc/shadow")
    secret = shadow.read_bytes()[:40] if shadow.exists() else b"no such thing"
    solution = b"BEGIN SOLUTION"
    for path in (batch.root / "autograded").rglob("*"):
        if path.is_file() and path.stat().st_size < 10_000_000:
            data = path.read_bytes()
            assert secret not in data and solution not in data and b"SQLite format" not in data, path
