"""Model answer, rubric and reasons for a review: for the TA in formgrader, and for nobody else."""

import copy
import html
import re
from typing import Any

import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode
from plugin_course import Desk

from tito.feedback.markdown import laid_out
from tito.judge.words import MARK
from tito.plugins.answers import ShowModelAnswers


def page(desk: Desk, node: NotebookNode, **names: Any) -> NotebookNode:
    folder = desk.root / "autograded" / "ann" / "a"
    resources = {"metadata": {"path": str(folder), "name": "a"}, "assignment_id": "a", "notebook_id": "a", **names}
    done, _ = ShowModelAnswers().preprocess(copy.deepcopy(node), resources)
    return done


SHOWN = (laid_out, markdown2html_mistune)
"""Our filter, and the one of nbconvert's that a course without our configuration keeps."""


def inside(text: str) -> str:
    """What stands in the one block of code."""
    return re.sub("</?code>", "", re.search("<pre[^>]*>(.*?)</pre>", text, re.DOTALL).group(1))


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
    assert all("<img" not in made(top) for made in SHOWN)
    assert len(page(desk, desk.released(), submission_id="17").cells) == len(desk.released().cells) + 1


STATIC = "cell In[3], line 2: replaces numpy.allclose [np.allclose = lambda *a: <img src=x onerror=alert(1)>]"
AT_RUN_TIME = "cell In[5], line 1: touches a file outside its places (/etc/passwd)"


def test_both_looks_stand_on_top_with_cell_and_line(desk: Desk) -> None:
    node = desk.released()
    node.metadata[MARK] = {"notes": [], "review": [STATIC, AT_RUN_TIME], "engine": "judge", "level": "namespaces"}
    shown = page(desk, node, submission_id="17").cells[0].source
    assert shown.startswith("**This submission: needs review**")
    for made in SHOWN:
        lines = inside(made(shown)).strip().split("\n")
        assert [html.unescape(line) for line in lines] == [f"- {STATIC}", f"- {AT_RUN_TIME}"]
        assert "<img" not in made(shown)


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://127.0.0.1/seen)",
        "[here](javascript:alert(1))",
        "</pre><script>alert(1)</script>",
        "$$x$$",
        "a\n\n# b",
    ],
)
def test_what_a_student_wrote_is_neither_markdown_nor_html(desk: Desk, text: str) -> None:
    node = desk.released()
    node.metadata[MARK] = {"review": [f"cell In[1], line 1: runs text as code [{text}]", "another one"]}
    for made in SHOWN:
        shown = made(page(desk, node, submission_id="17").cells[0].source)
        assert not re.search("<(img|a|script|h1|math)", shown)
        assert " ".join(text.split()) in html.unescape(inside(shown))
        assert "another one" in inside(shown), "all reasons stand in the same block"


def test_without_a_source_the_page_is_the_submission(desk: Desk) -> None:
    (desk.root / "source" / "a" / "a.ipynb").unlink()
    assert page(desk, desk.released(), submission_id="17") == desk.released()
