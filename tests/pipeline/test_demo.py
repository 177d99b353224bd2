"""The whole way through real nbgrader: a demo of a tiny course, its marks, and its second run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_course import EXERCISES, MILESTONE, MODULE, build

from tito import notebook as nb
from tito.cli.demo import deviations
from tito.course import Course
from tito.gradebook import records
from tito.gradebook.verdicts import Kind, open_verdicts
from tito.rehearsal import outcome
from tito.rehearsal.cohort import rehearse
from tito.rehearsal.doing import WARNING
from tito.rehearsal.folders import MARKER
from tito.rehearsal.people import behaviours, people

PEOPLE = people(14)  # everybody of the first twelve, who show all that there is, and two of those after them
TESTS = [f"test-{name}" for name in EXERCISES]


def run_demo(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`tito demo` in a process of its own, as a user starts it."""
    code = "from tito.cli import main; main()"
    command = [sys.executable, "-c", code, "demo", "--workers", "2", "--students", str(len(PEOPLE)), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=900)


class Demo:
    """One demo, run once for all tests."""

    def __init__(self, root: Path) -> None:
        build(root)
        (root / "submitted" / "zoe" / MODULE).mkdir(parents=True)
        self.root = root
        self.before = snapshot(root)
        self.run = run_demo(root)
        self.copy = Course.load(root / "demo")
        db_url = records.url(self.copy.root)
        self.outcomes = {name: outcome.read(db_url, name) for name in (MODULE, MILESTONE)}

    def who(self, assignment: str, behaviour: str) -> str:
        """The student who behaved so."""
        for student in PEOPLE:
            marker = self.copy.root / "submitted" / student / assignment / MARKER
            if json.loads(marker.read_text())["behaviour"] == behaviour:
                return student
        raise AssertionError(behaviour)

    def points(self, assignment: str, behaviour: str) -> float:
        """What that student's tests earned."""
        return sum(self.outcomes[assignment][self.who(assignment, behaviour)].tests.values())


def snapshot(root: Path) -> set[str]:
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if "demo" not in p.parts}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield Demo(tmp_path_factory.mktemp("course") / "course")


def test_it_ends_well_and_says_what_to_do_next(demo: Demo) -> None:
    assert demo.run.returncode == 0, demo.run.stdout + demo.run.stderr
    assert f"{2 * len(PEOPLE)} submissions in" in demo.run.stdout
    assert "each earned exactly what it had to" in demo.run.stdout
    for words in ("Marks in TinyTorch", "What was handed in", "Formgrader", "nbgrader collect"):
        assert words in demo.run.stdout
    assert f"grading {MODULE}" in demo.run.stderr


def test_every_submission_has_exactly_one_verdict_and_one_row(demo: Demo) -> None:
    with open_verdicts(records.url(demo.copy.root)) as table:
        for name in (MODULE, MILESTONE):
            assert list(table.of(name)) == sorted(PEOPLE)
            assert {o.copies for o in demo.outcomes[name].values()} == {1}


@pytest.mark.parametrize("name", [MODULE, MILESTONE])
def test_marks_equal_expectations(demo: Demo, name: str) -> None:
    row = demo.copy.assignment(name)
    release = demo.copy.root / "release" / name / f"{name}.ipynb"
    seed = demo.copy.policies.seed
    real = Course.load(demo.root)
    plan = behaviours(real, row, len(PEOPLE))
    cohort = rehearse(real, row, release, demo.copy.root / "submitted", seed, plan)
    assert len(cohort) == len(PEOPLE)
    assert deviations(demo.copy, cohort) == []


def test_marks_that_anybody_can_work_out(demo: Demo) -> None:
    for behaviour in ("right", "other design", "deleted cells", "duplicated test"):
        assert demo.points(MODULE, behaviour) == 70, behaviour
    for behaviour in ("blank", "empty file", "renamed", "no notebook", "link"):
        assert demo.points(MODULE, behaviour) == 0, behaviour
    assert demo.points(MODULE, "exception") == 70 - 15 - 20  # total is not there, and mean needs it
    assert 0 < demo.points(MODULE, "unfinished") < demo.points(MODULE, "one mistake") < 70
    assert demo.points(MILESTONE, "right") == 100


def test_a_deviation_is_found(demo: Demo) -> None:
    real, row = Course.load(demo.root), demo.copy.assignment(MODULE)
    release = demo.copy.root / "release" / MODULE / f"{MODULE}.ipynb"
    plan = behaviours(real, row, len(PEOPLE))
    cohort = rehearse(real, row, release, demo.copy.root / "submitted", demo.copy.policies.seed, plan)
    spoiled = replace(cohort[0], expected=replace(cohort[0].expected, lost=frozenset(TESTS[:1]), late=True))
    found = deviations(demo.copy, [spoiled])
    assert len(found) == 2
    assert "must earn none" in found[0]
    assert "was late" in found[1]


def test_the_warning_did_reach_a_test(demo: Demo) -> None:
    student = demo.who(MODULE, "other design")
    graded = nb.read(demo.copy.root / "autograded" / student / MODULE / f"{MODULE}.ipynb")
    said = [o.text for c in graded.by_role(nb.Role.TEST) for o in c.node.outputs if o.output_type == "stream"]
    assert any(WARNING in text for text in said)


def test_everybody_has_feedback(demo: Demo) -> None:
    for student in PEOPLE:
        for name in (MODULE, MILESTONE):
            assert (demo.copy.root / "feedback" / student / name / f"{name}.html").is_file(), (student, name)


def test_the_page_is_written(demo: Demo) -> None:
    page = (demo.copy.root / "reports" / "cohort.html").read_text(encoding="utf-8")
    assert all(student in page for student in PEOPLE)


def test_the_real_course_is_untouched(demo: Demo) -> None:
    assert snapshot(demo.root) == demo.before


def test_the_second_run_grades_nothing_again(demo: Demo) -> None:
    graded = sorted((demo.copy.root / "autograded").rglob("*.ipynb"))
    before = {path: path.stat().st_mtime_ns for path in graded}
    again = run_demo(demo.root)
    assert again.returncode == 0, again.stdout + again.stderr
    assert {path: path.stat().st_mtime_ns for path in graded} == before


def test_it_wants_at_least_one_person_for_each_behaviour(demo: Demo) -> None:
    refused = run_demo(demo.root, "--students", "11")
    assert refused.returncode == 2
    assert "--students" in refused.stderr


def test_late_submissions_count_as_late(demo: Demo) -> None:
    late = {student for student, got in demo.outcomes[MODULE].items() if got.late}
    assert late >= {demo.who(MODULE, "duplicated test"), demo.who(MODULE, "one mistake")}
    plan = behaviours(demo.copy, demo.copy.assignment(MODULE), len(PEOPLE))
    assert late == {student for student, habit in plan.items() if habit.late}


def test_a_milestone_stands_on_the_students_own_module(demo: Demo) -> None:
    """Without a module that can be read there is no `tinytorch` beneath it, and a review says so."""
    with open_verdicts(records.url(demo.copy.root)) as table:
        verdicts = table.of(MILESTONE)
    for student, got in demo.outcomes[MILESTONE].items():
        if demo.outcomes[MODULE][student].kind is Kind.NOT_GRADABLE and got.kind is not Kind.NOT_GRADABLE:
            assert sum(got.tests.values()) == 0
            why = (f"{MODULE} was not handed in", f"{MODULE}.ipynb is not a notebook")
            assert any(text in reason for reason in verdicts[student].reasons for text in why)
