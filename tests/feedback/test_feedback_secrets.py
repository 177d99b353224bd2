"""No hidden line of the real course reaches a page, whatever a notebook says, prints or raises."""

import html
from typing import Any

import pytest
from feedback_pages import (
    BUILT,
    Page,
    code,
    engine,
    error,
    failing,
    graded,
    grades,
    hidden_lines,
    ipython,
    nothing,
    prose,
    rendered,
    sheet,
    small,
    source,
    squeezed,
    stream,
    telling,
)

from tito import release
from tito.feedback import page, redact
from tito.feedback.grades import Grades, Score
from tito.judge.words import MARK
from tito.notebook import Notebook, Role
from tito.release import Secrets

COHORT = {
    "right": (nothing, True),
    "blank in a kernel": (failing(ipython), False),
    "blank in the judge": (failing(engine), False),
    "all fail in a kernel": (failing(ipython), True),
    "all fail in the judge": (failing(engine), True),
}


@pytest.fixture(scope="module", params=BUILT)
def original(request: pytest.FixtureRequest) -> Notebook:
    return source(request.param)


def secret_lines(original: Notebook) -> list[str]:
    """Hidden lines that stand nowhere in the open, squeezed."""
    return sorted(Secrets.of_tests(original).lines)


def leaks(original: Notebook, made: str) -> list[str]:
    plain = squeezed(Page(made).text)
    whole = squeezed(html.unescape(made))
    found = [line for line in secret_lines(original) if line in plain or line in whole]
    return found + release.scan_feedback(original, made)


@pytest.mark.parametrize("who", COHORT)
def test_no_page_of_a_cohort_shows_a_hidden_line(original: Notebook, who: str) -> None:
    outputs, solved = COHORT[who]
    made = page.render(sheet(original, graded(original, outputs, solved), grades(original, 0.0))).decode()
    assert leaks(original, made) == []
    assert "4141" not in made
    assert "HIDDEN TESTS" not in made


@pytest.mark.parametrize("sealed", [True, False])
def test_a_notebook_that_says_every_hidden_line_everywhere(original: Notebook, sealed: bool) -> None:
    book = graded(original, telling(original))
    book["metadata"][MARK] = {redact.SEALED: sealed}
    assert leaks(original, page.render(sheet(original, book)).decode()) == []


def test_without_redaction_the_same_notebooks_show_them(original: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "redact", lambda book, secrets: None)
    made = page.render(sheet(original, graded(original, failing(ipython)))).decode()
    assert len(leaks(original, made)) > 50


def test_a_test_cell_that_lost_its_role_keeps_its_hidden_part(original: Notebook) -> None:
    book = graded(original, failing(ipython))
    for cell in book["cells"]:
        cell["metadata"] = {}
    assert leaks(original, page.render(sheet(original, book)).decode()) == []


def test_hidden_lines_that_a_student_wrote_down_are_left_out(original: Notebook) -> None:
    lines = [line for cell in original.by_role(Role.TEST) for _, line in hidden_lines(cell)]
    book = graded(original)
    book["cells"] += [code("\n".join(["mine = 1", *lines])), prose("\n".join(lines))]
    made = page.render(sheet(original, book)).decode()
    assert leaks(original, made) == []
    assert redact.LEFT_OUT in made


def test_rules_of_hidden_checks_are_shown(original: Notebook) -> None:
    """Redaction that leaves nothing would pass every test above."""
    made = Page(page.render(sheet(original, graded(original, failing(engine)), grades(original, 0.0))).decode()).text
    assert made.count("A hidden check failed") > 10


HIDDEN = "### BEGIN HIDDEN TESTS\nassert f(4141) == 99\n### END HIDDEN TESTS"
TEST = {"grade": True, "locked": True, "grade_id": "t", "points": 2}
MARKS = Grades({"t": Score(0, 2)})


def shown_of(*outputs: dict[str, Any], text: str = f"assert f(1) == 1\n{HIDDEN}", **metadata: Any) -> str:
    made = small(
        code("def f(x):\n    return g(x)", count=1, solution=True, grade_id="f"),
        code("def g(x):\n    raise KeyError(x)", count=2),
        code(text, *outputs, count=3, **TEST),
        **metadata,
    )
    return Page(rendered(made, MARKS)).text


FORMS = {
    "kernel": (
        "Cell In[3], line 1\n----> 1 assert f(1) == 1\n      2 assert f(4141)",
        "Cell In[1], line 2, in f(x)\n      1 def f(x):\n----> 2     return g(x)",
        "File ~/site-packages/numpy/core.py:12, in inner(a)\n---> 12 boom(4141)",
        "Cell In[2], line 2, in g(x)\n----> 2     raise KeyError(x)",
    ),
    "judge": (
        "Cell In[3], line 1\n----> 1 assert f(1) == 1",
        "in NumPy's inner",
        "Cell In[1], line 2, in f\n----> 2 return nothing of the kind",
        "Cell In[2], line 2, in g\n----> 2 raise KeyError(x)",
    ),
    "coloured": (
        "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 1\x1b[39m\nassert f(1) == 1",
        "Cell \x1b[32mIn[1], line 2\x1b[0m, in f(x)",
        "Cell \x1b[32mIn[2], line 2\x1b[0m, in g(x)",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_visible_failure_shows_the_students_own_lines(form: str) -> None:
    shown = shown_of(error("KeyError", "5", *FORMS[form], "KeyError: 5"))
    assert "KeyError: 5" in shown
    assert "Cell In[1], line 2, in f: return g(x)" in shown
    assert "Cell In[2], line 2, in g: raise KeyError(x)" in shown
    assert "numpy" not in shown.lower()
    assert "4141" not in shown
    assert "Cell In[3]" not in shown, "its own frame stands above, in full"
    assert "nothing of the kind" not in shown, "lines are read from the cells"


def test_a_hidden_failure_shows_none_of_them() -> None:
    """Which line raised would tell a student what it was called with."""
    frames = ("Cell In[3], line 3\n----> 3 assert f(4141) == 99", *FORMS["judge"][2:])
    shown = shown_of(error("KeyError", "4141", *frames, "KeyError: 4141"))
    assert "A hidden check failed. Your code stopped with KeyError." in shown
    assert "In your notebook" not in shown


def test_marks_of_hidden_tests_that_do_not_pair_hide_the_whole_cell() -> None:
    shown = shown_of(error("X", "4141", "Cell In[3], line 1"), text="### BEGIN HIDDEN TESTS\nassert f(4141)")
    assert "4141" not in shown
    assert "A hidden check failed." in shown


def test_outputs_of_own_cells_are_shown_only_when_they_are_sealed() -> None:
    own = code("print(1)", stream("drawn from my own cell"), error("ValueError", "mine", "Cell In[1], line 1"), count=1)
    assert "drawn from my own cell" not in rendered(small(own))
    assert "drawn from my own cell" not in rendered(small(own, **{MARK: {redact.SEALED: "yes"}}))
    sealed = Page(rendered(small(own, **{MARK: {redact.SEALED: True}}))).text
    assert "drawn from my own cell" in sealed
    assert "ValueError: mine" in sealed
    assert "Cell In[1], line 1: print(1)" in sealed


def test_what_a_test_printed_is_never_shown() -> None:
    assert "4141" not in shown_of(stream("4141"), **{MARK: {redact.SEALED: True}})


def test_two_cells_of_one_number_show_no_line() -> None:
    """A second kernel counts from 1 again."""
    frames = ("Cell In[2], line 1", "Cell In[1], line 1")
    cells = [code("a = 1", count=1), code("b = 1", count=1), code("c = 1", error("E", "x", *frames), count=2)]
    shown = Page(rendered(small(*cells))).text
    assert "Cell In[2], line 1: c = 1" in shown
    assert "Cell In[1]" not in shown
