"""Every stock command, and tito grade, from the course root: as people type them, with what people do wrong."""

import csv
import html
import json
import re

import nbformat
import pytest
from classroom import (
    BELOW,
    CELL_SECONDS,
    MILESTONE,
    MODULE,
    WORDS,
    Autograded,
    Classroom,
    Said,
    Server,
    cell_of,
)
from messy_cohort import HABITS, mistake

from tito import gate
from tito.gradebook.verdicts import Kind, Verdict

QUESTION = "answer-tensor-1"
LOST_TO_THE_HANG = {"test-max", "test-hook-shapes"}


# ------------------------------------------------------------------------------------------------------ releasing


def test_a_release_is_generated_whatever_is_on_path(
    classroom: Classroom, generated: dict[str, Said]
) -> None:
    """The first command makes the gradebook, for which nbgrader runs alembic by its name."""
    for name, said in generated.items():
        assert said.code == 0, said.text
        assert "Traceback" not in said.text
        text = (classroom.root / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        plain = "".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
        assert not [line for line in classroom.secrets(name) if line in plain]
    assert (classroom.root / "gradebook.db").is_file()
    scanned = classroom.run("tito", "scan", "1")
    assert scanned.code == 0, scanned.text


@pytest.mark.usefixtures("generated")
def test_validate_fails_on_the_release_and_passes_when_it_is_done(classroom: Classroom) -> None:
    blank = classroom.run("nbgrader", "validate", f"release/{MODULE}/{MODULE}.ipynb")
    assert "NotImplementedError" in blank.text
    assert "Success!" not in blank.text
    done = classroom.root.parent / "work" / f"{MODULE}.ipynb"
    done.parent.mkdir()
    nbformat.write(classroom.notebook(MODULE), done)
    passed = classroom.run("nbgrader", "validate", str(done))
    assert "Success! Your notebook passes all the tests." in passed.text, passed.text


# -------------------------------------------------------------------------------------------------------- grading


def test_autograde_survives_the_whole_cohort(autograded: Autograded) -> None:
    """All but the two that nbgrader never looks at have a verdict."""
    assert autograded.kinds == {
        "ada": "graded",
        "ben": "graded",
        "cai": "needs review",
        "dot": "not gradable",
        "eve": "needs review",
        "fay": "not gradable",
        "ivy": "graded",
    }, autograded.said.text


def test_marks_are_what_they_must_be(classroom: Classroom, autograded: Autograded) -> None:
    points = classroom.points(MODULE)
    nothing = dict.fromkeys(points, 0)
    lost = set(mistake().fails)
    assert autograded.tests["ada"] == points, "warnings on stderr cost nothing"
    assert autograded.tests["cai"] == points, "spoilt cells are restored"
    assert autograded.tests["ben"] == autograded.tests["dot"] == autograded.tests["fay"] == nothing
    assert autograded.tests["eve"] == points | dict.fromkeys(LOST_TO_THE_HANG, 0)
    assert lost
    assert not [name for name in lost if autograded.tests["ivy"][name]]


def test_only_written_answers_wait(autograded: Autograded) -> None:
    """An unchanged answer is 0 without a TA."""
    waiting = {"ada": 3, "ben": 0, "cai": 0, "dot": 0, "eve": 3, "fay": 0, "ivy": 3}
    assert autograded.waiting == waiting


def test_reasons_say_what_somebody_must_look_at(autograded: Autograded) -> None:
    reasons = autograded.reasons
    assert "'test-sum' had been deleted" in reasons["cai"]
    assert "'test-mean' stood in the notebook more than once" in reasons["cai"]
    assert "'test-max' had become a markdown cell" in reasons["cai"]
    computed = {reason.split(" computed ")[1] for reason in reasons["eve"]}
    assert computed == {f"for more than {CELL_SECONDS} s"}
    assert reasons["dot"] == [f"{MODULE}.ipynb is not a notebook: it is not JSON."]
    assert len(reasons["fay"]) == 1


@pytest.mark.usefixtures("autograded")
def test_a_link_shows_nothing_of_the_notebook_it_led_to(classroom: Classroom) -> None:
    graded = (classroom.root / "autograded" / "fay" / MODULE / f"{MODULE}.ipynb").read_text()
    assert WORDS not in graded
    assert not [p for p in (classroom.root / "submitted" / "fay").rglob("*") if p.is_symlink()]


def test_tito_grade_sweeps_up_the_rest_and_grades_nothing_twice(
    classroom: Classroom, autograded: Autograded, swept: Said
) -> None:
    assert swept.code == 0, swept.text
    verdicts = classroom.verdicts(MODULE)
    assert set(HABITS) <= set(verdicts)
    assert {name: one.kind.value for name, one in verdicts.items() if name in autograded.kinds} == autograded.kinds
    assert verdicts["gus"].kind is verdicts["hal"].kind is Kind.NOT_GRADABLE
    assert f"{MODULE}: 9 submissions, 3 graded, 2 needs review, 4 not gradable." in swept.out
    report = " ".join(swept.out.split())
    assert f"there is no {MODULE}.ipynb, but {MODULE}-Copy1.ipynb" in report
    assert "'test-sum' had been deleted" in report
    assert "9 of 9" in swept.err
    before = _graded_files(classroom)
    again = classroom.run("tito", "grade", MODULE)
    assert again.code == 0
    assert _graded_files(classroom) == before


def _graded_files(classroom: Classroom) -> dict[str, int]:
    files = (classroom.root / "autograded").rglob("*.ipynb")
    return {str(path): path.stat().st_mtime_ns for path in files}


# ----------------------------------------------------------------------------------------------------- formgrader


def test_formgraders_button_grades_like_the_command(classroom: Classroom, server: Server) -> None:
    node = classroom.notebook(MODULE)
    cell_of(node, "tensor-sum").source = "#| export\ndef tensor_sum(:"
    node.cells = [c for c in node.cells if c.id != "test-exp-log"]
    classroom.hand_in("jan", MODULE, node)
    classroom.hand_in("dot", MODULE, "still no notebook")
    for student in ("jan", "dot"):
        answer = server.api("POST", f"submission/{MODULE}/{student}/autograde")
        assert answer["success"], answer
    points = classroom.points(MODULE)
    tests = classroom.tests(MODULE, "jan")
    assert tests["test-sum"] == tests["test-hook-shapes"] == 0
    assert tests["test-exp-log"] == points["test-exp-log"]
    verdicts = classroom.verdicts(MODULE)
    assert verdicts["jan"].reasons == ("'test-exp-log' had been deleted",)
    assert verdicts["dot"].kind is Kind.NOT_GRADABLE


def test_formgraders_release_button_asks_the_audit(classroom: Classroom, server: Server) -> None:
    """Nobody has audited this copy; once that is overridden, the button works."""
    exchange = classroom.root.parent / "exchange"
    refused = server.api("POST", f"assignment/{MODULE}/release")
    assert not refused["success"]
    assert f"{MODULE} has not been audited" in refused["log"]
    assert not exchange.exists()
    gate.override(classroom.course, classroom.course.assignment(MODULE), "Ada", "the term begins")
    assert server.api("POST", f"assignment/{MODULE}/release")["success"]
    assert (exchange / "tinytorch" / "outbound" / MODULE / f"{MODULE}.ipynb").is_file()


def test_a_ta_sees_question_answer_model_answer_and_rubric_together(
    classroom: Classroom, server: Server
) -> None:
    page = _plain(server.get(f"submissions/{server.submission('ada')}/"))
    source = classroom.source(MODULE)
    question = _words(source.by_id("question-tensor-1").source)
    at = [page.index(question), page.index(_words(WORDS)), page.index("Modelanswer"), page.index("Rubric")]
    assert at == sorted(at)
    assert at[-1] - at[0] < 6000, "nothing else stands between them"
    for line in classroom.secrets(MODULE):
        if line in source.by_id(QUESTION).source:
            assert _words(line) in page


def test_reasons_for_a_review_stand_on_the_page(server: Server) -> None:
    page = server.get(f"submissions/{server.submission('cai')}/")
    assert "This submission: needs review" in page
    assert "This submission:" not in server.get(f"submissions/{server.submission('ada')}/")


def _plain(page: str) -> str:
    """The text of a page without tags, and without what tells one layout from another."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)
    return _words(html.unescape(re.sub(r"<[^>]*>", "", body)))


def _words(text: str) -> str:
    return re.sub(r"[\s*`_#\\$-]+|^\d+\.", "", text).replace("¶", "")


# ------------------------------------------------------------------------------------------- feedback and export


@pytest.fixture(scope="module")
def marked(server: Server) -> float:
    """A TA gives ada's first answer 7.5 points and a comment."""
    submission = server.submission("ada")
    grades = server.api("GET", f"grades?submission_id={submission}")
    (grade,) = [one for one in grades if one["name"] == QUESTION]
    server.api("PUT", f"grade/{grade['id']}", {"manual_score": 7.5, "extra_credit": None})
    comments = server.api("GET", f"comments?submission_id={submission}")
    (comment,) = [one for one in comments if one["name"] == QUESTION]
    server.api("PUT", f"comment/{comment['id']}", {"manual_comment": "Say why, too."})
    return 7.5


@pytest.fixture(scope="module")
def pages(classroom: Classroom, marked: float) -> dict[str, str]:
    """Everybody's feedback."""
    said = classroom.run("nbgrader", "generate_feedback", MODULE)
    assert said.code == 0, said.text
    assert "WARNING" not in said.text
    found = (classroom.root / "feedback").glob(f"*/{MODULE}/{MODULE}.html")
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in found}


def test_everybody_has_feedback_and_no_page_gives_anything_away(
    classroom: Classroom, pages: dict[str, str]
) -> None:
    assert set(HABITS) <= set(pages)
    secrets = [_words(line) for line in classroom.secrets(MODULE)]
    assert len(secrets) > 50
    for student, page in pages.items():
        plain = _plain(page)
        assert not [line for line in secrets if line in plain], student
        assert "Modelanswer" not in plain
        assert "HIDDENTESTS" not in plain
    assert classroom.run("tito", "scan", "1").code == 0


def test_written_answers_show_comment_and_points_only(pages: dict[str, str]) -> None:
    page = pages["ada"]
    assert "Say why, too." in page
    assert "7.5" in page
    assert WORDS.split(":")[0] in page
    assert "Rubric" not in page


def test_a_failed_test_names_its_rule(classroom: Classroom, pages: dict[str, str]) -> None:
    """The bank says what the message of this misconception holds."""
    assert "CheckFailed: " in pages["ivy"] or "A hidden check failed: " in pages["ivy"]
    assert "The test was stopped: this test computed for more than" in _spaced(pages["eve"])
    assert "Your submission could not be graded." in pages["dot"]
    assert "Your submission earned 0 points: there is no 01_tensor.ipynb" in pages["gus"]


def _spaced(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", page)))


def test_export_holds_everybody(classroom: Classroom, marked: float) -> None:
    said = classroom.run("nbgrader", "export", "--to", "marks.csv")
    assert said.code == 0, said.text
    with (classroom.root / "marks.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == MODULE}
    assert set(HABITS) <= set(rows)
    assert float(rows["ada"]["score"]) == 70 + marked
    assert float(rows["ben"]["score"]) == 0
    assert {float(row["max_score"]) for row in rows.values()} == {100}


# ------------------------------------------------------------------------------------------------------ milestone


@pytest.fixture(scope="module")
def milestone(classroom: Classroom, swept: Said) -> dict[str, Verdict]:
    """ada has all modules, kim has one whose matmul does not compile, gus has none under its name."""
    for name in BELOW:
        node = classroom.notebook(name)
        if name != MODULE:
            classroom.hand_in("ada", name, node)
        else:
            cell_of(node, "tensor-matmul").source = "#| export\ndef matmul(a, b:\n    return a"
        classroom.hand_in("kim", name, node)
    for student in ("ada", "kim", "gus"):
        classroom.hand_in(student, MILESTONE, classroom.notebook(MILESTONE))
    said = classroom.run("tito", "grade", "m1", "--workers", "1")
    assert said.code == 0, said.text
    return classroom.verdicts(MILESTONE)


def test_a_milestone_stands_on_the_students_own_modules(
    classroom: Classroom, milestone: dict[str, Verdict]
) -> None:
    assert milestone["ada"].kind is Kind.GRADED, milestone["ada"].reasons
    assert classroom.tests(MILESTONE, "ada") == classroom.points(MILESTONE)


def test_a_milestone_names_missing_modules(classroom: Classroom, milestone: dict[str, Verdict]) -> None:
    assert milestone["gus"].kind is Kind.NEEDS_REVIEW
    missing = [f"{name} was not handed in, and this milestone stands on it" for name in BELOW]
    assert [reason for reason in milestone["gus"].reasons if "handed in" in reason] == missing
    tests = classroom.tests(MILESTONE, "gus")
    assert tests["test-perceptron-start"] == 0
    assert 0 < sum(tests.values()) < 50, "what needs no module still counts"


def test_a_milestone_names_the_broken_cell(classroom: Classroom, milestone: dict[str, Verdict]) -> None:
    assert milestone["kim"].kind is Kind.NEEDS_REVIEW
    reasons = [reason for reason in milestone["kim"].reasons if "tensor-matmul" in reason]
    assert reasons
    assert reasons[0].startswith(f"in their {MODULE}, the cell 'tensor-matmul'")
    points = sum(classroom.tests(MILESTONE, "kim").values())
    assert 0 < points < 100, "what does not multiply still passes"


def test_whatever_lies_beneath_a_milestone_makes_it_change(
    classroom: Classroom, milestone: dict[str, Verdict]
) -> None:
    """kim mends the module, and only kim's milestone is graded again."""
    classroom.hand_in("kim", MODULE, classroom.notebook(MODULE))
    before = _graded_files(classroom)
    assert classroom.run("tito", "grade", "m1", "--workers", "1").code == 0
    changed = {path for path, stamp in _graded_files(classroom).items() if before[path] != stamp}
    assert [path for path in changed if "/kim/" not in path] == []
    assert classroom.verdicts(MILESTONE)["kim"].kind is Kind.GRADED
    assert json.dumps(classroom.tests(MILESTONE, "kim")) == json.dumps(classroom.tests(MILESTONE, "ada"))
