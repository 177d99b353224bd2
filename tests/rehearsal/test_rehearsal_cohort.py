"""The cohort of every assignment: all kinds are there, the same every time, and nothing real is touched."""

import json
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc
from rehearsal_plays import BUILT, COURSE, play, release_of

from tito.course import Assignment
from tito.gradebook.verdicts import Kind
from tito.notebook import Role
from tito.rehearsal.behaviours import BEHAVIOURS
from tito.rehearsal.cohort import Synthetic, due
from tito.rehearsal.folders import MARKER, RehearsalError
from tito.rehearsal.people import STUDENTS, behaviours, people

TWELVE = people(12)
KINDS = {
    "solve", "solve_otherwise", "one_mistake", "several_mistakes", "stop_early", "blank", "late",
    "delete_test", "duplicate_test", "delete_fixture", "raise_in_the_middle", "empty_the_file", "rename",
    "forget", "warn", "link",
}  # fmt: skip


def test_something_is_built() -> None:
    assert BUILT


def test_all_kinds_are_in_every_cohort(cohort: dict[str, Synthetic]) -> None:
    assert len(cohort) == len(BEHAVIOURS) == 12
    assert {kind for one in cohort.values() for kind in one.behaviour.kinds} >= KINDS


def test_they_are_the_same_people_in_every_assignment(cohorts: dict[str, list[Synthetic]]) -> None:
    assert STUDENTS == 25
    for cohort in cohorts.values():
        assert tuple(one.student for one in cohort) == people(STUDENTS)


@pytest.mark.parametrize("count", [12, 25, 40, 100])
def test_every_behaviour_occurs_and_honest_work_dominates(count: int) -> None:
    for row in COURSE.assignments:
        plan = behaviours(COURSE, row, count)
        assert tuple(plan) == people(count)
        assert {habit.name for habit in plan.values()} == set(BEHAVIOURS)
        unreadable = [habit for habit in plan.values() if not habit.readable or not habit.steps]
        assert len(unreadable) == 5


def test_too_few_people_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 12 people"):
        behaviours(COURSE, BUILT[0], 11)


def test_more_people_do_not_change_what_the_first_do() -> None:
    for row in COURSE.assignments:
        few, many = behaviours(COURSE, row, 25), behaviours(COURSE, row, 60)
        assert {student: many[student] for student in few} == few


def test_names_never_run_out_and_none_comes_twice() -> None:
    assert len(set(people(1000))) == 1000
    assert people(1000)[:25] == people(25)
    assert people(1000)[-1] == "student1000"


def test_nobody_always_fails_and_habits_change() -> None:
    first_three = [behaviours(COURSE, row) for row in COURSE.assignments[:3]]
    for student in people():
        habits = [plan[student] for plan in first_three]
        assert len({habit.name for habit in habits}) == 3 if student in TWELVE else 2, student
        assert any(habit.readable and habit.steps for habit in habits), student


def test_some_stacks_are_sound_whatever_the_assignment() -> None:
    plans = [behaviours(COURSE, row) for row in COURSE.assignments]
    assert sum(all(plan[student].sound for plan in plans) for student in TWELVE) == 3
    assert sum(all(plan[student].readable for plan in plans) for student in TWELVE) == 6
    assert sum(all(plan[student].sound for plan in plans) for student in people()) >= STUDENTS * 2 // 5


def test_the_same_seed_writes_the_same_bytes(row: Assignment, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        play(row, tmp_path / name, seed=3)
    assert contents(tmp_path / "one" / "submitted") == contents(tmp_path / "two" / "submitted")


def test_another_seed_writes_others(row: Assignment, tmp_path: Path) -> None:
    """The negative control of the test before."""
    for name, seed in (("one", 3), ("two", 4)):
        (tmp_path / name).mkdir()
        play(row, tmp_path / name, seed)
    assert contents(tmp_path / "one" / "submitted") != contents(tmp_path / "two" / "submitted")


def contents(folder: Path) -> dict[str, str | bytes]:
    return {
        p.relative_to(folder).as_posix(): str(p.readlink()) if p.is_symlink() else p.read_bytes()
        for p in folder.rglob("*")
        if p.is_symlink() or p.is_file()
    }


def test_a_second_rehearsal_touches_nothing(tmp_path: Path) -> None:
    play(BUILT[0], tmp_path)
    files = [p for p in (tmp_path / "submitted").rglob("*") if p.is_file()]
    before = {path: path.stat().st_mtime_ns for path in files}
    play(BUILT[0], tmp_path)
    assert {path: path.stat().st_mtime_ns for path in files} == before


def test_what_a_grader_left_in_a_rehearsed_folder_goes(tmp_path: Path) -> None:
    """Plain nbgrader puts a note in the place of a link; the next rehearsal is as the first."""
    cohort = play(BUILT[0], tmp_path)
    linked = next(one for one in cohort if one.behaviour.name == "link")
    path = linked.folder / f"{BUILT[0].id}.ipynb"
    path.unlink()
    (linked.folder / f"{path.name}.was-a-link.txt").write_text("a note")
    play(BUILT[0], tmp_path)
    assert path.is_symlink()
    assert not (linked.folder / f"{path.name}.was-a-link.txt").exists()


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_a_real_submission_is_never_overwritten(kind: str, tmp_path: Path) -> None:
    real = tmp_path / "submitted" / TWELVE[4] / BUILT[0].id
    real.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARKER).write_text("")
    if kind == "folder":
        real.mkdir()
        (real / "work.ipynb").write_text("work")
    elif kind == "file":
        real.write_text("work")
    else:
        real.symlink_to(elsewhere)
    with pytest.raises(RehearsalError, match="is not from a rehearsal") as refused:
        play(BUILT[0], tmp_path)
    assert str(real) in str(refused.value)
    assert kind != "folder" or (real / "work.ipynb").read_text() == "work"
    assert [p.name for p in elsewhere.iterdir()] == [MARKER]


def test_folders_say_what_they_are(cohort: dict[str, Synthetic]) -> None:
    for name, one in cohort.items():
        assert json.loads((one.folder / MARKER).read_text())["behaviour"] == name


def test_timestamps_agree_with_lateness(row: Assignment, cohort: dict[str, Synthetic]) -> None:
    for one in cohort.values():
        moment = parse_utc((one.folder / "timestamp.txt").read_text())
        assert (moment > due(COURSE, row)) == one.behaviour.late == one.expected.late


def test_expectations_are_consistent(row: Assignment, cohort: dict[str, Synthetic]) -> None:
    for one in cohort.values():
        expected = one.expected
        assert sum(expected.points.values()) == row.points.tests
        assert not expected.lost & expected.doubtful
        assert expected.lost | expected.doubtful <= expected.points.keys()
        assert 0 <= expected.least <= expected.most <= row.points.tests
        assert (expected.kinds == (Kind.NOT_GRADABLE,)) == (not one.behaviour.readable)


def test_wrong_ones_lose_something_and_not_everything(row: Assignment, cohort: dict[str, Synthetic]) -> None:
    for name in ("one mistake", "unfinished", "exception"):
        assert 0 < cohort[name].expected.most < row.points.tests, name
    assert cohort["blank"].expected.most == 0


def test_right_ones_earn_everything(row: Assignment, cohort: dict[str, Synthetic]) -> None:
    names = ["right", "other design"]  # theirs are sound modules beneath a milestone, too
    names += [] if row.kind == "milestone" else ["deleted cells", "duplicated test"]
    for name in names:
        assert cohort[name].expected.least == row.points.tests, name


def test_answers_wait_for_a_person_unless_nothing_was_written(cohort: dict[str, Synthetic]) -> None:
    for name, one in cohort.items():
        answers = list(release_of(COURSE.assignment(one.assignment)).by_role(Role.ANSWER))
        some = one.behaviour.readable and name != "blank"
        assert one.expected.waiting == (len(answers) if some else 0)


def test_a_milestone_knows_what_it_stands_on(cohorts: dict[str, list[Synthetic]]) -> None:
    for row in (r for r in BUILT if r.kind == "milestone"):
        below = [module.id for module in COURSE.prerequisites(row) if module.built]
        for index, one in enumerate(cohorts[row.id]):
            habits = [cohorts[module][index].behaviour for module in below]
            if not one.behaviour.readable:
                assert one.expected.kinds == (Kind.NOT_GRADABLE,)
            elif not all(habit.readable for habit in habits):
                assert one.expected.kinds == (Kind.NEEDS_REVIEW,)
                assert one.expected.least == 0
            elif not all(habit.sound for habit in habits):
                assert Kind.NEEDS_REVIEW in one.expected.kinds
                assert one.expected.least == 0


def test_a_milestone_without_modules_beneath_it_is_no_surprise(tmp_path: Path) -> None:
    row = next(r for r in BUILT if r.kind == "milestone")
    for one in play(row, tmp_path):
        assert one.expected.least == 0
        assert one.expected.kinds in ((Kind.NEEDS_REVIEW,), (Kind.NOT_GRADABLE,))
