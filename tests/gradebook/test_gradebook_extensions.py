"""Students' own dates, as the exchange has them, in the gradebook."""

import datetime

from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import inspect
from traitlets.config import Config

from tito.gradebook import extensions
from tito.gradebook.connection import connect
from tito.gradebook.deadlines import deadline, set_due_date
from tito.gradebook.grading import Marks, NotebookMarks, open_book
from tito.gradebook.kinds import Kind
from tito.gradebook.verdicts import Verdict, open_verdicts

NAME = "01_tensor"
NOON = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def zero() -> AssignLatePenalties:
    """nbgrader's policy by which late work earns nothing."""
    late = AssignLatePenalties(config=Config({"LateSubmissionPlugin": {"penalty_method": "zero"}}))
    late.init_plugin()
    return late


def record(url: str, student: str) -> float:
    """What `tito grade` writes of somebody who came six hours late, all tests passed; the score that is left."""
    with open_book(url, NAME, late=zero()) as book:
        (notebook,) = book.released
        scores = {cell.name: cell.max_score for cell in notebook.grade_cells}
        arrived = (NOON + DAY / 4).replace(tzinfo=None)
        marks = Marks(student, arrived, (NotebookMarks(notebook.name, scores, {}),))
        return book.record(marks, Verdict(NAME, student, Kind.GRADED, digest="x"))


def test_an_extension_that_waited_for_the_submission_counts(classroom) -> None:
    extensions.keep(classroom.url, NAME, {"ada": NOON + DAY, "ben": None})
    assert record(classroom.url, "ada") > 0
    assert record(classroom.url, "ben") == 0
    with classroom.book() as book:
        assert book.find_submission(NAME, "ada").extension == DAY
        assert book.find_submission(NAME, "ben").extension is None


def test_a_new_date_asks_for_grading_again_and_the_same_date_does_not(classroom) -> None:
    extensions.keep(classroom.url, NAME, {"ada": NOON + DAY})
    record(classroom.url, "ada")

    def digest() -> str:
        with open_verdicts(classroom.url) as verdicts:
            return verdicts.get(NAME, "ada").digest

    extensions.keep(classroom.url, NAME, {"ada": NOON + DAY})
    assert digest() == "x"
    extensions.keep(classroom.url, NAME, {"ada": None})
    assert digest() == ""
    assert record(classroom.url, "ada") == 0


def test_a_due_date_that_moves_leaves_the_students_own_where_it_is(classroom) -> None:
    extensions.keep(classroom.url, NAME, {"ada": NOON + DAY})
    record(classroom.url, "ada")
    assert set_due_date(classroom.url, NAME, NOON - DAY)
    assert record(classroom.url, "ada") > 0
    with classroom.book() as book:
        assert book.find_submission(NAME, "ada").extension == 2 * DAY
    assert not set_due_date(classroom.url, "nothing", NOON)


def test_whoever_never_had_one_on_the_exchange_is_left_alone(classroom) -> None:
    record(classroom.url, "ada")
    with classroom.book() as book:
        book.grant_extension(NAME, "ada", days=1)
    extensions.keep(classroom.url, NAME, {"ada": None})
    assert record(classroom.url, "ada") > 0
    engine = connect(classroom.url)
    assert not inspect(engine).has_table("tito_extension"), "a course without an exchange keeps its gradebook"
    engine.dispose()


def test_a_reference_waits_for_those_who_have_not_handed_in_yet(classroom) -> None:
    assert deadline(classroom.url, NAME) == NOON
    extensions.keep(classroom.url, NAME, {"zoe": NOON + 3 * DAY})
    assert deadline(classroom.url, NAME) == NOON + 3 * DAY


def test_a_gradebook_that_is_not_there_is_not_made(tmp_path) -> None:
    extensions.keep(f"sqlite:///{tmp_path / 'none.db'}", NAME, {"ada": NOON})
    assert not (tmp_path / "none.db").exists()
