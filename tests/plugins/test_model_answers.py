"""Model answer, rubric and reasons for a review: for the TA in formgrader, and for nobody else."""

import copy
from typing import Any

from nbformat import NotebookNode
from plugin_course import Desk

from tito.plugins.answers import ShowModelAnswers
from tito.plugins.exporter import MARK


def page(desk: Desk, node: NotebookNode, **names: Any) -> NotebookNode:
    folder = desk.root / "autograded" / "ann" / "a"
    resources = {"metadata": {"path": str(folder), "name": "a"}, "assignment_id": "a", "notebook_id": "a", **names}
    done, _ = ShowModelAnswers().preprocess(copy.deepcopy(node), resources)
    return done


def test_question_answer_model_answer_and_rubric_stand_together(desk: Desk) -> None:
    node = desk.released()
    node.cells[-1].source = "My own words."
    done = page(desk, node, submission_id="17")
    assert [c.source for c in done.cells[:-1]] == [c.source for c in node.cells]
    last = done.cells[-1].source
    assert "Because addition commutes." in last
    assert "- 10 points: names the law of commutation" in last
    assert "SOLUTION" not in last
    assert done.cells[-2].source == "My own words."


def test_nothing_is_shown_on_the_way_to_feedback(desk: Desk) -> None:
    node = desk.released()
    node.metadata[MARK] = {"notes": ["'add' had been deleted"]}
    assert page(desk, node) == node


def test_reasons_for_a_review_stand_on_top_and_are_text(desk: Desk) -> None:
    node = desk.released()
    node.metadata[MARK] = {"notes": ["'<img src=x onerror=alert(1)>' stood there"]}
    top = page(desk, node, submission_id="17").cells[0].source
    assert top.startswith("**This submission: needs review**")
    assert "<img" not in top
    assert len(page(desk, desk.released(), submission_id="17").cells) == len(desk.released().cells) + 1


def test_without_a_source_the_page_is_the_submission(desk: Desk) -> None:
    (desk.root / "source" / "a" / "a.ipynb").unlink()
    assert page(desk, desk.released(), submission_id="17") == desk.released()
