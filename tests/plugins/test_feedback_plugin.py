"""Feedback says what is wrong, and gives no hidden test away: no line, no value, no rubric."""

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from plugin_course import HIDDEN_LINE, TEST, Desk

from tito.feedback.messages import failed_lines, message
from tito.judge.kernel import CRASHED, NO_TIME_LEFT, OUT_OF_TIME
from tito.judge.words import MARK
from tito.plugins.feedback import Redact

# Each test cell, its own kernel's worth of a student's code above it, and what feedback must say of it.
STUDENT = """
from tito import checks
def wrong(x):
    return x + 7777 * (x > 100)
def raises(x):
    raise KeyError(f"no entry for {x}")
def chained(x):
    try:
        raises(x)
    except KeyError as error:
        raise ValueError(f"cannot do {x}") from error
def within(x):
    try:
        raises(x)
    except KeyError:
        raise ValueError(f"cannot do {x}")
def call(f, x):
    return f(x)
check = checks.cell("x")
"""
HIDE, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
CASES: dict[str, tuple[str, str]] = {
    "visible check": (
        f'check.close(wrong(200), 200, rule="it is kept")\n{HIDE}\nassert False\n{END}',
        "CheckFailed: it is kept. Got 7977, expected 200.",
    ),
    "visible exception": (f"raises(5)\n{HIDE}\npass\n{END}", "KeyError: 'no entry for 5'"),
    "visible exception from another": (f"chained(5)\n{HIDE}\npass\n{END}", "ValueError: cannot do 5"),
    "hidden check": (
        f'wrong(1)\n{HIDE}\ncheck.close(wrong(4141), 4141, rule="it is kept")\n{END}',
        "A hidden check failed: it is kept.",
    ),
    "hidden exception": (
        f'wrong(1)\n{HIDE}\nvalue = raises(4141)\ncheck.close(value, 1, rule="it is found")\n{END}',
        "A hidden check failed: it is found. Your code stopped with KeyError.",
    ),
    "hidden exception from another": (
        f'{HIDE}\ncheck.close(chained(4141), 1, rule="it is found")\n{END}',
        "A hidden check failed: it is found. Your code stopped with ValueError.",
    ),
    "hidden exception while handling another": (
        f'{HIDE}\ncheck.close(within(4141), 1, rule="it is found")\n{END}',
        "A hidden check failed: it is found. Your code stopped with ValueError.",
    ),
    "hidden check of an exception": (
        f'{HIDE}\ncheck.raises(TypeError, within, 4141, rule="it refuses")\n{END}',
        "A hidden check failed: it refuses.",
    ),
    "hidden check over several lines": (
        f'{HIDE}\ncheck.close(\n    wrong(4141),\n    4141,\n    rule="it is kept",\n)\n{END}',
        "A hidden check failed: it is kept.",
    ),
    "second of two on a line": (
        f'{HIDE}\ncheck.close(check.array(wrong(4141), rule="a number"), 1, rule="it is kept")\n{END}',
        "A hidden check failed: it is kept.",
    ),
    "rule with values": (
        f'{HIDE}\nfor x in [1, 4141]:\n    check.close(wrong(x), x, rule=f"{{x}} is kept at {{x + 1}}, as is")\n{END}',
        "A hidden check failed: ... is kept at ..., as is.",
    ),
    "exception before a rule with values": (
        f'{HIDE}\nx = 4141\ncheck.close(raises(x), x, rule=f"{{x}} is kept")\n{END}',
        "A hidden check failed: ... is kept. Your code stopped with KeyError.",
    ),
    "rule from a table": (
        f'{HIDE}\nfor x, rule in [(1, "ones"), (4141, "large ones")]:\n    check.close(wrong(x), x, rule=rule)\n{END}',
        "A hidden check failed: large ones.",
    ),
    "rule that was computed": (
        f'{HIDE}\nx = 4141\ncheck.close(wrong(x), x, rule=" ".join([str(x), "is kept"]))\n{END}',
        "A hidden check failed.",
    ),
    "hidden call of a function that stands in the open": (
        f'def again(x):\n    return raises(x)\n{HIDE}\ncheck.close(call(again, 4141), 1, rule="it is found")\n{END}',
        "A hidden check failed: it is found. Your code stopped with KeyError.",
    ),
    "plain assertion": (
        f"{HIDE}\nassert wrong(4141) == 4141, f'{{wrong(4141)}}'\n{END}",
        "A hidden check failed. Your code stopped with AssertionError.",
    ),
    "magics": (
        f'%precision 3\n{HIDE}\ncheck.close(wrong(4141), 4141, rule="it is kept")\n{END}',
        "A hidden check failed.",
    ),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, NotebookNode, int]]:
    """Source, error and execution count of every case, from one kernel."""
    cells = [new_code_cell(STUDENT), *(new_code_cell(source) for source, _ in CASES.values())]
    client = NotebookClient(new_notebook(cells=cells), allow_errors=True, kernel_name="python3")
    client.extra_arguments = ["--InteractiveShell.colors=nocolor"]
    client.execute()
    found = {}
    for name, cell in zip(CASES, client.nb.cells[1:], strict=True):
        (error,) = [output for output in cell.outputs if output.output_type == "error"]
        found[name] = (cell.source, error, cell.execution_count)
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_a_student_reads(outcomes: dict[str, Any], name: str) -> None:
    text = message(*outcomes[name])
    assert text == CASES[name][1]
    assert "4141" not in text


@pytest.mark.parametrize("name", [name for name in CASES if "visible" not in name])
def test_a_traceback_that_cannot_be_read_counts_as_hidden(outcomes: dict[str, Any], name: str) -> None:
    source, error, count = outcomes[name]
    for spoilt in ([], [error.evalue], ["File <string>, line 1"], [f"Cell In[{count + 50}], line 1"]):
        shown = message(source, NotebookNode(error | {"traceback": spoilt}), count)
        assert shown.startswith("A hidden check failed")
        assert "4141" not in shown
    assert message(source, error, None).startswith("A hidden check failed")


def test_colours_do_not_hide_a_line() -> None:
    frame = "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[7]\x1b[39m\x1b[32m, line 12\x1b[39m"
    error = new_output("error", ename="X", evalue="", traceback=[frame, "File \x1b[32mIn [7], line 3\x1b[0m"])
    assert failed_lines(error, 7) == [12, 3]
    assert failed_lines(error, 8) == []


@pytest.mark.parametrize("name", [CRASHED, OUT_OF_TIME, NO_TIME_LEFT])
def test_a_test_that_was_stopped_says_so(name: str) -> None:
    error = new_output("error", ename=name, evalue="this cell ran longer than 2 s", traceback=["4141"])
    assert message(TEST, error, 3) == "The test was stopped: this cell ran longer than 2 s."


def redacted(desk: Desk, node: NotebookNode) -> NotebookNode:
    done, _ = Redact().preprocess(node, desk.resources())
    return done


def graded(desk: Desk, *errors: NotebookNode) -> NotebookNode:
    """The notebook as autograding leaves it: hidden tests in place, and these errors in the test cell."""
    node = desk.source()
    test = node.cells[2]
    test.outputs, test.execution_count = list(errors), 3
    return node


def test_no_hidden_line_stays_and_outputs_go(desk: Desk) -> None:
    secret = new_output("stream", name="stdout", text=HIDDEN_LINE)
    hidden = new_output(
        "error", ename="CheckFailed", evalue="large numbers are added, too. Got 3, expected 4142, for input 4141.",
        traceback=["Cell In[3], line 4\n----> " + HIDDEN_LINE],
    )  # fmt: skip
    node = graded(desk, secret, hidden, hidden)
    node.cells[1].outputs = [secret, new_output("error", ename="ValueError", evalue="mine", traceback=["deep"])]
    done = redacted(desk, node)
    assert HIDDEN_LINE not in str(done)
    assert "4142" not in str(done)
    assert [o.evalue for o in done.cells[2].outputs] == ["A hidden check failed: large numbers are added, too."]
    assert [o.traceback for o in done.cells[1].outputs] == [["ValueError: mine"]]
    assert "BEGIN HIDDEN TESTS" not in done.cells[2].source
    assert 'rule="one and one make two"' in done.cells[2].source


def test_a_hidden_line_in_a_students_own_message_is_dropped(desk: Desk) -> None:
    """Code that is called by a visible check can find the whole test, and say it."""
    said = new_output("error", ename="ValueError", evalue=HIDDEN_LINE, traceback=["Cell In[3], line 2"])
    node = graded(desk, said)
    node.cells[1].outputs = [said]
    done = redacted(desk, node)
    assert HIDDEN_LINE not in str(done)
    assert [o.evalue for o in done.cells[1].outputs] == ["ValueError"]
    assert [o.evalue for o in done.cells[2].outputs] == ["A hidden check failed."]


def test_a_visible_message_is_shown_and_kept_short(desk: Desk) -> None:
    said = new_output("error", ename="ValueError", evalue="v" * 100_000, traceback=["Cell In[3], line 2"])
    (output,) = redacted(desk, graded(desk, said)).cells[2].outputs
    assert output.evalue.startswith("ValueError: vvv")
    assert len(output.evalue) == 2000


def test_why_a_notebook_could_not_be_read_stands_on_top(desk: Desk) -> None:
    node = graded(desk)
    node.metadata[MARK] = {"unreadable": "a.ipynb is not a notebook: it is not JSON."}
    assert "a.ipynb is not a notebook: it is not JSON." in redacted(desk, node).cells[0].source
    plain = new_notebook(cells=[new_code_cell("x = 1")])
    assert redacted(desk, nbformat.from_dict(plain)).cells[0].source == "x = 1"
