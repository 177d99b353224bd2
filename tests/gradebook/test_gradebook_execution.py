"""By what submissions were run: kept with each verdict, counted in each report, said in words where it is weak."""

import dataclasses
import io
import json

import pytest
from rich.console import Console

from tito.gradebook import page as pages
from tito.gradebook import report
from tito.gradebook.execution import execution
from tito.gradebook.kinds import STOCK, Kind
from tito.gradebook.marks import AssignmentMarks, Cohort, Mark, Student
from tito.gradebook.verdicts import Verdict, open_verdicts

WHY = "the judge cannot hold the test 'test-<sum>', which a Jupyter kernel can"
JUDGED = Mark("a", 10, 10.0, kind=Kind.GRADED, graded=True, engine="judge", level="namespaces")
HELD_BY_STOCK = dataclasses.replace(JUDGED, engine="stock", reasons=(STOCK + WHY,))
OLD = dataclasses.replace(JUDGED, engine="", level="")
UNREAD = Mark("a", 10, kind=Kind.NOT_GRADABLE, reasons=("no notebook",))


def cohort(*marks: Mark) -> Cohort:
    named = tuple(dataclasses.replace(mark, student=f"s{place}") for place, mark in enumerate(marks))
    one = AssignmentMarks("01_tensor", "Tensors", 10, named, ())
    return Cohort("TinyTorch", tuple(Student(mark.student) for mark in named), (one,))


def terminal(shown: Cohort) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False, soft_wrap=True, color_system=None)
    report.show(shown, console)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ([], ""),
        ([UNREAD], ""),
        ([JUDGED, JUDGED, UNREAD], "Run: 2 by the judge. Sandbox: namespaces for 2."),
        ([OLD, JUDGED], "Run: 1 by the judge, 1 in a way that was not recorded. Sandbox: namespaces for 1."),
        ([OLD], "Run: 1 in a way that was not recorded."),
        (
            [JUDGED, HELD_BY_STOCK],
            f"Run: 1 by the judge, 1 by nbgrader's own Execute ({WHY}). Sandbox: namespaces for 2.",
        ),
        (
            [dataclasses.replace(JUDGED, engine="judge, stock", level="namespaces, none")],
            "Run: 1 by the judge and nbgrader's own Execute. Sandbox: namespaces, none for 1. Weaker than it should "
            "be: at level none, there is no sandbox, and a submission can do what the user that grades can do.",
        ),
    ],
)  # fmt: skip
def test_one_line_says_how_a_cohort_was_run(marks: list[Mark], sentence: str) -> None:
    shown = cohort(*marks)
    assert execution(shown.assignments[0]).sentence() == sentence
    assert "\n" not in sentence
    assert (f"\n  {sentence}\n" in terminal(shown)) == bool(sentence)
    assert ("Run: " in pages.render(shown)) == bool(sentence)


@pytest.mark.parametrize(("level", "words"), [("pod", "not kept apart"), ("none", "there is no sandbox")])
def test_a_weaker_level_is_said_in_words(level: str, words: str) -> None:
    shown = cohort(JUDGED, dataclasses.replace(JUDGED, level=level))
    for text in (terminal(shown), pages.render(shown)):
        assert "Weaker than it should be" in text
        assert words in text
    assert "Weaker" not in terminal(cohort(JUDGED))


def test_what_stock_ran_needs_no_person_and_its_reason_is_text() -> None:
    shown = cohort(HELD_BY_STOCK)
    assert report.looks(shown.assignments[0]) == []
    page = pages.render(shown)
    assert "test-&lt;sum&gt;" in page
    assert "test-<sum>" not in page


def test_json_has_the_counts_and_each_submissions_own() -> None:
    data = json.loads(json.dumps(report.as_data(cohort(JUDGED, HELD_BY_STOCK, OLD))))["assignments"][0]
    assert data["execution"] == {
        "engines": {"judge": 1, "stock": 1}, "levels": {"namespaces": 2}, "stock": {WHY: 1}, "unknown": 1,
    }  # fmt: skip
    assert [(mark["engine"], mark["level"]) for mark in data["marks"]] == [
        ("judge", "namespaces"), ("stock", "namespaces"), ("", ""),
    ]  # fmt: skip


def test_it_is_read_from_the_gradebook(classroom) -> None:
    classroom.hand_in("ada", kind=None)
    with open_verdicts(classroom.url) as verdicts:
        verdicts.save(Verdict("01_tensor", "ada", Kind.GRADED, engine="judge", level="pod"))
        verdicts.save(Verdict("01_tensor", "nobody", Kind.GRADED, engine="stock", level="none"))
    found = execution(classroom.cohort().assignments[0])
    assert found.engines == {"judge": 1, "stock": 1}
    assert found.levels == {"none": 1, "pod": 1}
