"""A test cell in two parts: what the second finds of the first, and what stands between them."""

from types import SimpleNamespace

import pytest
from court_fakes import FakeRemote, error_of

from tito.judge.court.compiling import compile_cell
from tito.judge.court.testcell import Held, TestCell, run
from tito.judge.hearing import hidden_lines

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def held(source, carried=None, names=None, grade_id="test-x"):
    """A cell with hidden lines on its way."""
    cell = TestCell(grade_id, source, 7, hidden=hidden_lines(source))
    return Held(cell, FakeRemote(names), {} if carried is None else carried, {}, 3)


def parted(visible, hidden, **more):
    """What both parts of one cell come to; between them another test changes what it can reach."""
    first = held(f"{visible}\n{BEGIN}\n{hidden}\n{END}", **more)
    assert first.begin()["paused"]
    between = (
        "np.random.seed(1)\nimport random, warnings\nrandom.seed(1)\nprint('other')\nwarnings.simplefilter('error')"
    )
    assert run(TestCell("test-y", between, 8), FakeRemote(), {}, {}, 3)["passed"]
    return SimpleNamespace(**first.go_on())


def whole(visible, hidden):
    return SimpleNamespace(**held(f"{visible}\n{BEGIN}\n{hidden}\n{END}").begin(to_its_end=True))


PARTS = [
    ("x = [1]", "x.append(2)\nassert x == [1, 2]"),
    ("a = np.random.rand()\nprint(a)", "print(np.random.rand())"),
    ("import random\nprint(random.random())", "print(random.random())"),
    ("import os\nos.environ['LEFT'] = 'yes'", "print(os.environ['LEFT'])"),
    ("import os\nos.chdir('/')", "print(os.getcwd())"),
    ("import sys\nsys.path.append('/nowhere')", "print(sys.path[-1])"),
    ("import sys\nsys.setrecursionlimit(1234)", "print(sys.getrecursionlimit())"),
    ("np.seterr(divide='raise')", "np.ones(1) / 0"),
    ("np.set_printoptions(precision=2)", "print(np.array([1 / 3]))"),
    ("import warnings\nwarnings.simplefilter('error')", "warnings.warn('no')"),
    ("import warnings\nwarnings.simplefilter('ignore')", "warnings.warn('no')"),
    ("import warnings", "warnings.warn('said')"),
    ("from __future__ import annotations", "def f(x: Nowhere): pass\nassert f(1) is None"),
    ("check = checks.cell('a')\na = check.rng.normal()\nprint(a)", "print(check.rng.normal())"),
    ("def f(): return g()", "def g(): return 3\nassert f() == 3"),
    ("x = 1", "x"),
    ("x = 1", "1 / 0"),
    ("x = 1", "assert x == 2"),
    ("print('before')", "raise ValueError('after')"),
]


@pytest.mark.parametrize(("visible", "hidden"), PARTS, ids=lambda part: part.split("\n")[-1])
def test_in_two_parts_a_cell_does_what_it_does_as_a_whole(visible, hidden):
    assert vars(parted(visible, hidden)) == vars(whole(visible, hidden))


def test_checks_of_both_parts_are_counted():
    assert parted("assert True", "assert 1").reached == whole("assert True", "assert 1").reached == [1, 3]


def test_a_first_part_that_fails_is_the_end():
    first = held(f"assert False, 'so'\n{BEGIN}\nprint('secret')\n{END}")
    result = SimpleNamespace(**first.begin())
    assert not result.paused and error_of(result).evalue == "so"
    assert [output["output_type"] for output in result.outputs] == ["error"]


def test_a_conversation_that_breaks_in_the_first_part_is_the_end():
    remote = FakeRemote()
    remote.names["f"] = remote.dies()
    cell = TestCell("test-x", f"try:\n    f()\nexcept BaseException: pass\n{BEGIN}\nx = 1\n{END}", 7, hidden=(4, 5, 6))
    result = Held(cell, remote, {}, {}, 3).begin()
    assert result["lost"] and not result["paused"]


def test_a_cell_without_hidden_lines_has_one_part():
    result = held("assert True").begin()
    assert result["passed"] and not result["paused"]


def test_a_cell_that_begins_hidden_waits_with_all_of_it():
    first = held(f"{BEGIN}\nassert False\n{END}")
    assert first.begin()["paused"]
    assert error_of(SimpleNamespace(**first.go_on())).ename == "AssertionError"


@pytest.mark.parametrize(
    ("first", "second", "passes"),
    [
        (("n = 1", "n = 2"), ("", "assert n == 2"), True),  # bound late, and found late
        (("n = 1", "n = 2"), ("n = 5", "assert n == 5"), True),  # one's own name is one's own
        (("n = 1", "n = 2"), ("m = n", "assert (m, n) == (1, 2)"), True),
        (("", "def f(): return 3"), ("", "assert f() == 3"), True),
        (("", "def f(): return 3"), ("f()", ""), False),  # what is bound in hiding is not there in the open
        (("x = [1]", ""), ("x.append(2)", "assert x == [1, 2]"), True),
    ],
)
def test_names_go_from_part_to_part_and_from_test_to_test(first, second, passes):
    carried = {}
    cells = [held(f"{a}\n{BEGIN}\n{b}\n{END}", carried, grade_id=str(n)) for n, (a, b) in enumerate((first, second))]
    opened = [one.begin() for one in cells]
    results = [one.go_on() if result["paused"] else result for one, result in zip(cells, opened, strict=True)]
    assert [result["passed"] for result in results] == [True, passes]


@pytest.mark.parametrize(
    ("source", "parts", "apart"),
    [
        ("a\nb", 1, True),
        (f"a\n{BEGIN}\nb\n{END}", 2, True),
        (f"a\n{BEGIN}\nb\n{END}\nc", 2, False),
        (f"a\n{BEGIN}\nb\n{END}\n# c\n", 2, True),
        (f"for x in y:\n    a\n    {BEGIN}\n    b\n    {END}", 2, False),
        (f"{BEGIN}\nb\n{END}", 2, True),
        (f"a\n{BEGIN}\n# nothing\n{END}", 1, True),
        (f"a\n@c\n{BEGIN}\ndef f(): pass\n{END}", 2, False),
        (f"a; b\n{BEGIN}\nc\n{END}", 2, True),
        (f"a\n{BEGIN}\nb", 2, True),  # marks that do not pair hide everything
    ],
)
def test_a_cell_is_divided_before_the_statement_with_its_first_hidden_line(source, parts, apart):
    compiled = compile_cell(source, 1, hidden_lines(source))
    assert (1 + (compiled.rest is not None), compiled.apart) == (parts, apart)
