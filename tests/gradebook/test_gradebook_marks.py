"""What is read from a gradebook is what nbgrader and the verdicts say."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, event, inspect

from tito.gradebook import marks
from tito.gradebook.marks import Cohort, MarksError
from tito.gradebook.verdicts import Kind


def tensor(cohort: Cohort) -> marks.AssignmentMarks:
    return next(one for one in cohort.assignments if one.id == "01_tensor")


def cells(one: marks.AssignmentMarks) -> dict[str, marks.CellMarks]:
    return {cell.name: cell for cell in one.cells}


@pytest.mark.parametrize(
    ("student", "score", "waiting", "penalty"),
    [("ada", 22.5, 0, 0), ("ben", 7, 10, 0), ("cai", 5, 0, 3), ("dot", 10, 10, 0), ("eve", 0, 0, 0)],
)
def test_points_of_each_student(full, student: str, score: float, waiting: float, penalty: float) -> None:
    mark = tensor(full.cohort()).mark_of(student)
    assert (mark.score, mark.waiting, mark.penalty, mark.max_score) == (score, waiting, penalty, 20)


def test_scores_agree_with_nbgrader(full) -> None:
    """An independent oracle: nbgrader's own sums, over its own relations."""
    cohort = full.cohort()
    with full.book() as book:
        for one in cohort.assignments:
            assert one.max_score == book.find_assignment(one.id).max_score
            submissions = book.assignment_submissions(one.id)
            assert {mark.student for mark in one.marks} == {s.student.id for s in submissions}
            for submission in submissions:
                mark = one.mark_of(submission.student.id)
                assert mark.score == max(0, submission.score - submission.late_submission_penalty)
                assert bool(mark.waiting) == submission.needs_manual_grade
                assert mark.late.total_seconds() == submission.total_seconds_late


def test_a_penalty_never_makes_a_score_negative(classroom) -> None:
    classroom.hand_in("ada", penalty=50.0)
    assert tensor(classroom.cohort()).mark_of("ada").score == 0


def test_verdicts_and_reasons(full) -> None:
    one = tensor(full.cohort())
    assert {mark.student: mark.kind for mark in one.marks} == {
        "ada": Kind.GRADED, "ben": Kind.GRADED, "cai": Kind.GRADED, "dot": Kind.NEEDS_REVIEW,
        "eve": Kind.NOT_GRADABLE, "fay": None,
    }  # fmt: skip
    assert one.mark_of("eve").why == ("no notebook",)
    assert one.mark_of("fay").why == ("it has marks but no verdict",)
    assert one.mark_of("ada").why == ()
    assert [one.count(kind) for kind in (*Kind, None)] == [3, 1, 1, 1]


def test_who_has_not_handed_in_has_no_mark(full) -> None:
    cohort = full.cohort()
    assert "gus" in [student.id for student in cohort.students]
    assert tensor(cohort).mark_of("gus") is None
    assert cohort.total("gus") == 0


def test_failed_tests_come_in_the_order_of_the_notebook(full) -> None:
    full.write_source()
    one = tensor(full.cohort())
    assert one.mark_of("cai").failed == ("test-add", "test-mean")
    assert [cell.name for cell in one.cells] == ["test-sum", "test-add", "test-mean"]
    assert cells(one)["test-mean"].exercises == ("tensor-mean", "tensor-sum")


def test_without_the_source_cells_have_no_exercises_and_come_by_name(full) -> None:
    one = tensor(full.cohort())
    assert [(cell.name, cell.exercises) for cell in one.cells] == [
        ("test-add", ()), ("test-mean", ()), ("test-sum", ()),
    ]  # fmt: skip


def test_failures_are_counted_over_gradable_submissions_only(full) -> None:
    """eve failed every test, and was not gradable; written answers are no tests."""
    found = cells(tensor(full.cohort()))
    assert {name: (cell.failed, cell.ran) for name, cell in found.items()} == {
        "test-sum": (0, 5), "test-add": (1, 5), "test-mean": (2, 5),
    }  # fmt: skip
    assert found["test-mean"].share == 0.4
    assert [cell.name for cell in tensor(full.cohort()).most_failed()] == ["test-mean", "test-add"]


def test_a_gradable_failure_is_counted(full) -> None:
    """The control to the one above: the same submission, once it counts as graded."""
    full.decide("eve", "01_tensor", Kind.GRADED)
    found = cells(tensor(full.cohort()))
    assert {name: (cell.failed, cell.ran) for name, cell in found.items()} == {
        "test-sum": (1, 6), "test-add": (2, 6), "test-mean": (3, 6),
    }  # fmt: skip


def test_partial_credit_is_a_failed_test(classroom) -> None:
    classroom.hand_in("ada")
    with classroom.book() as book:
        book.find_grade("test-add", "01_tensor", "01_tensor", "ada").auto_score = 3.5
        book.db.commit()
    assert tensor(classroom.cohort()).mark_of("ada").failed == ("test-add",)


def test_code_that_a_person_marks_is_no_test_cell(classroom) -> None:
    """nbgrader gives 0 to a manually graded cell that was left blank; that is no failed test."""
    with classroom.book() as book:
        book.add_grade_cell("essay", "01_tensor", "01_tensor", max_score=5, cell_type="code")
        book.add_solution_cell("essay", "01_tensor", "01_tensor")
    classroom.hand_in("ada")
    with classroom.book() as book:
        book.find_grade("essay", "01_tensor", "01_tensor", "ada").auto_score = 0
        book.db.commit()
    one = tensor(classroom.cohort())
    assert one.mark_of("ada").failed == ()
    assert "essay" not in cells(one)
    assert one.max_score == 25


def test_task_cells_count_and_wait(classroom) -> None:
    with classroom.book() as book:
        book.add_task_cell("task", "01_tensor", "01_tensor", max_score=7, cell_type="markdown")
    classroom.hand_in("ada", written=10.0)
    mark = tensor(classroom.cohort()).mark_of("ada")
    assert (mark.max_score, mark.waiting, mark.score) == (27, 7, 20)


def test_statistics_leave_out_what_was_not_gradable(full) -> None:
    one = tensor(full.cohort())
    assert one.scores == [5, 7, 10, 10, 22.5]
    assert one.median == 10
    assert one.mean == pytest.approx(10.9)
    nobody = marks.AssignmentMarks("x", "x", 10, (), ())
    assert (nobody.scores, nobody.median, nobody.mean) == ([], None, None)


def test_totals_and_order_of_assignments(full) -> None:
    cohort = full.cohort()
    assert [one.id for one in cohort.assignments] == ["01_tensor", "02_activations"]
    assert cohort.max_score == 40
    assert cohort.total("ada") == 22.5 + 17
    assert cohort.total("ben") == 7


def test_milestones_stand_where_they_are_taught_and_strangers_at_the_end(classroom) -> None:
    for name in ("m01_perceptron", "another", "02_activations"):
        classroom.assignment(name)
    known = [row.id for row in classroom.course.assignments]
    found = [one.id for one in classroom.cohort().assignments]
    assert found[-1] == "another"
    assert found[:-1] == [name for name in known if name in found]
    assert [one.title for one in classroom.cohort().assignments][-1] == "another"


def test_one_assignment_alone(full) -> None:
    cohort = full.cohort("02_activations")
    assert [one.id for one in cohort.assignments] == ["02_activations"]
    assert [mark.student for mark in cohort.assignments[0].marks] == ["ada"]
    assert cohort.assignments[0].mark_of("ada") == full.cohort().assignments[1].mark_of("ada")


def test_lateness(full) -> None:
    one = tensor(full.cohort())
    assert {mark.student for mark in one.marks if mark.late} == {"cai", "fay"}
    assert one.mark_of("cai").late == timedelta(days=1)
    assert not full.cohort().assignments[1].mark_of("ada").late  # it has no due date


def test_an_extension_is_in_time(classroom) -> None:
    classroom.hand_in("ada", late=timedelta(days=1))
    classroom.hand_in("ben", late=timedelta(days=3))
    with classroom.book() as book:
        for student in ("ada", "ben"):
            book.grant_extension("01_tensor", student, days=2)
    one = tensor(classroom.cohort())
    assert (one.mark_of("ada").late, one.mark_of("ben").late) == (timedelta(), timedelta(days=1))


def test_a_verdict_without_a_submission_is_not_lost(classroom) -> None:
    """Grading can stop before nbgrader has written anything."""
    classroom.decide("ida", "01_tensor", Kind.NEEDS_REVIEW, ("grading stopped",))
    cohort = classroom.cohort()
    assert [student.id for student in cohort.students] == ["ida"]
    mark = tensor(cohort).mark_of("ida")
    assert (mark.score, mark.why, mark.gradable) == (0, ("grading stopped",), False)
    assert tensor(cohort).scores == []


def test_a_submission_that_was_never_run_is_not_in_the_statistics(classroom) -> None:
    classroom.enrol("ada")
    with classroom.book() as book:
        book.add_submission("01_tensor", "ada")
    mark = tensor(classroom.cohort()).mark_of("ada")
    assert (mark.graded, mark.why, mark.failed) == (False, ("it has not been graded",), ())
    assert tensor(classroom.cohort()).scores == []
    assert all(cell.ran == 0 and cell.share == 0 for cell in tensor(classroom.cohort()).cells)


def test_a_flag_asks_for_a_person(classroom) -> None:
    classroom.hand_in("ada", flagged=True)
    assert tensor(classroom.cohort()).mark_of("ada").why == ("it was flagged in formgrader",)


def test_nobody(classroom) -> None:
    cohort = classroom.cohort()
    assert (cohort.students, tensor(cohort).marks) == ((), ())


def test_reading_changes_nothing(classroom) -> None:
    """Not even the table of verdicts is made where stock nbgrader graded."""
    before = (classroom.root / "gradebook.db").read_bytes()
    classroom.cohort()
    assert (classroom.root / "gradebook.db").read_bytes() == before
    engine = create_engine(classroom.url)
    assert not inspect(engine).has_table("tito_verdict")
    engine.dispose()


def test_queries_do_not_grow_with_the_cohort(classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []

    def counting(url, **kwargs):
        engine = create_engine(url, **kwargs)
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        return engine

    monkeypatch.setattr(marks, "create_engine", counting)
    counts = []
    for student in ("ada", "ben", "cai"):
        classroom.hand_in(student)
        statements.clear()
        classroom.cohort()
        counts.append(sum(text.startswith("SELECT") and "sqlite_master" not in text for text in statements))
    assert counts[0] == counts[1] == counts[2] <= 9


def test_no_gradebook_is_one_sentence_and_makes_none(empty) -> None:
    with pytest.raises(MarksError, match=r"^There is no gradebook at \S+: run nbgrader .* first\.$"):
        empty.cohort()
    assert not (empty.root / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "holds no assignment yet"), (b"not a database" * 99, "cannot be read: .*not a database")],
)
def test_what_is_no_gradebook(empty, content: bytes, message: str) -> None:
    (empty.root / "gradebook.db").write_bytes(content)
    with pytest.raises(MarksError, match=message):
        empty.cohort()


def test_an_assignment_that_was_not_generated(classroom) -> None:
    with pytest.raises(MarksError, match=r"^02_activations is not in the gradebook yet: run nbgrader"):
        classroom.cohort("02_activations")


def test_a_url_that_is_none(classroom) -> None:
    with pytest.raises(MarksError, match=r"^'gradebook' is not the URL of a database"):
        marks.read("gradebook", classroom.course)
