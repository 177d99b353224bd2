"""What one test cell leaves for the next."""

import pytest
from court_fakes import FakeRemote, Theirs, error_of, hold

pytestmark = pytest.mark.usefixtures("fakes_are_theirs")


def second(first, then, names=None, after=None):
    """The second of two tests; its student's process may be another."""
    carried = {}
    hold(first, names, count=2, carried=carried)
    return hold(then, names if after is None else after, count=5, carried=carried)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("x = {'a': [1, (2.5, None)]}", "assert x['a'][1] == (2.5, None)"),
        ("x = np.arange(3)", "assert x.sum() == 3"),
        ("def f(n):\n    return n if n < 2 else n * f(n - 1)", "assert f(4) == 24"),
        ("class C:\n    y = 3\n    def m(self): return C.y\nc = C()", "assert c.m() == 3 and type(c) is C"),
        ("import collections as c, os.path", "assert c.Counter and os.path.sep"),
        ("from math import pi", "assert pi > 3"),
        ("check = checks.cell('a')\nrng = np.random.default_rng(0)", "assert rng.normal() and check.rng.normal()"),
        ("import functools\nf = functools.partial(max, 3)", "assert f(5) == 5"),
        ("import re\np = re.compile('a')", "assert p.match('a')"),
        ("k = 3\ng = lambda: k", "k = 4\nassert g() == 4"),
        ("x = 3\nassert False\ny = 4", "assert x == 3"),
    ],
)
def test_definitions_and_plain_values_are_carried(first, then):
    result = second(first, then)
    assert result.passed, result


@pytest.mark.parametrize(
    "first",
    ["x = thing", "x = [thing]", "x = {1: (thing,)}", "def x(a=thing): pass",
     "def make(y):\n    return lambda: y\nx = make(thing)", "class C:\n    pass\nx = C()\nx.held = thing",
     "class x:\n    held = thing", "x = np.array([thing, None], dtype=object)",
     "x = (thing for _ in [1])", "import functools\nx = functools.partial(max, thing)", "x = thing.call",
     "with pytest.raises(ValueError) as x:\n    held = thing\n    int('x')", "__x = thing\nx = __x"],
)  # fmt: skip
def test_nothing_that_holds_something_of_the_students_is_carried(first):
    theirs = Theirs()
    theirs.call = theirs.__call__
    carried = {}
    assert hold(first, {"thing": theirs}, carried=carried).passed
    result = hold("x", {"thing": theirs}, carried=carried)
    assert error_of(result).evalue == "name 'x' is not defined"


def test_the_negative_control_holds_nothing():
    assert not second("x = [1]", "x = x + [thing]\nassert x is None", {"thing": Theirs()}).why


def test_a_function_that_is_carried_asks_the_process_of_the_test_that_calls_it():
    carried, old, new = {}, FakeRemote({"f": lambda: "old", "x": 1}), FakeRemote({"f": lambda: "new", "x": 2})
    hold("def helper():\n    return f(), x\nassert helper() == ('old', 1)", old, carried=carried, count=2)
    asked = list(old.asked)
    assert hold("assert helper() == ('new', 2)", new, carried=carried, count=5).passed
    assert old.asked == asked


def test_a_name_that_was_not_carried_is_asked_of_the_student():
    before, after = {"made": Theirs(x=1)}, {"model": Theirs(x=3)}
    assert second("model = made", "assert model.x == 3", before, after).passed


def test_the_log_says_why_a_name_is_missing():
    result = second("model = make()", "assert model.x", {"make": lambda: Theirs(x=1)})
    assert error_of(result).evalue == "name 'model' is not defined"
    assert result.why == "'model' was made by an earlier test from the student's objects, which are not carried over"
    assert hold("nope").why is None


def test_a_failure_in_a_helper_of_an_earlier_cell_names_both_cells():
    result = second("def helper(x):\n    assert x == 1", "x = 1\n\nhelper(2)")
    assert [line.split("\n")[0] for line in error_of(result).traceback[1:3]] == [
        "Cell In[5], line 3", "Cell In[2], line 2, in helper(x)",
    ]  # fmt: skip
    assert "assert x == 1" in error_of(result).traceback[2]


def test_checks_in_a_helper_of_an_earlier_cell_count_for_their_own_cell():
    carried = {}
    hold("def helper(x):\n    assert x == 1\n    assert x\n    assert x", count=2, carried=carried)
    assert hold("y = helper(1)", count=5, carried=carried).reached == []
    assert hold("helper(1)", count=6, carried=carried).reached == [1]


def test_the_last_value_of_an_earlier_cell_does_not_come_back():
    assert second("3", "x = 1").outputs == []
