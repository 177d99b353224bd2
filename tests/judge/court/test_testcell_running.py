"""What surrounds a run: prints, numbers at the end, state that is put back, and everything that may go wrong."""

import os
import random
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from court_fakes import FakeRemote, Theirs, error_of, hold

from tito.judge.court import testcell
from tito.judge.court.compiling import prepared
from tito.judge.court.testcell import TestCell, run


def texts(result):
    return [output["text"] for output in result.outputs if output["output_type"] == "stream"]


def number(result):
    return [output["data"]["text/plain"] for output in result.outputs if output["output_type"] == "execute_result"]


def test_what_a_test_prints_is_ordinary_output():
    result = hold("import sys\nprint('one')\nprint('two', file=sys.stderr)\nsys.stdout.write('\\x1b[31mred\\x07')")
    assert result.outputs == [{"output_type": "stream", "name": "stdout", "text": "one\ntwo\nred"}] or number(result)
    assert texts(result) == ["one\ntwo\nred"]
    assert sys.stdout is not None and "one" not in repr(sys.stdout)


def test_what_a_test_prints_is_limited():
    (text,) = texts(hold("for _ in range(100):\n    print('x' * 10_000)"))
    assert len(text) == 100_000


def test_a_warning_fails_nothing():
    source = "import warnings\nwarnings.warn('careful')\nnp.array([1.0]) / 0\nwarnings.warn('old', DeprecationWarning)"
    result = hold(source)
    assert result.passed and "careful" in texts(result)[0] and "divide by zero" in texts(result)[0]
    assert hold("with pytest.warns(UserWarning):\n    import warnings\n    warnings.warn('x')").passed


@pytest.mark.parametrize(
    ("source", "text"),
    [("3", "3"), ("points = 2\npoints + 0.5", "2.5"), ("True", "True"), ("np.float64(2.5)", "2.5"),
     ("np.int32(2)", "2"),
     ("np.float32(0.5) * 3", "1.5"), ("-3", "0"), ("-float('inf')", "0"), ("sum([1, 2])", "3"), ("round(2.6)", "3")],
)  # fmt: skip
def test_a_number_at_the_end_is_partial_credit(source, text):
    result = hold(source)
    assert result.passed
    assert result.outputs[-1] == {
        "output_type": "execute_result", "execution_count": 7, "metadata": {}, "data": {"text/plain": text},
    }  # fmt: skip


@pytest.mark.usefixtures("fakes_are_theirs")
@pytest.mark.parametrize(
    "source",
    ["None", "'3'", "[3]", "3;", "x = 3", "np.ones(1)", "3 + 0j", "class F(float): pass\nF(3)", "f(3)", "f(3).real",
     "answer", "thing.points", "own = thing\nown.points", "own = thing\nown.call(3)"],
)  # fmt: skip
def test_nothing_else_at_the_end_counts(source):
    result = hold(source, {"f": lambda x: 100, "answer": 100, "thing": Theirs(points=100, call=lambda x: 100)})
    assert result.passed and number(result) == []


@pytest.mark.parametrize("source", ["float('nan')", "float('inf')", "10 ** 400", "np.float64('nan')"])
def test_what_is_no_number_of_points_fails(source):
    result = hold(source)
    assert not result.passed and number(result) == []
    assert error_of(result).ename == "PartialCredit"


def test_a_failed_test_gives_no_points():
    result = hold("for x in items:\n    assert x\n5", {"items": []}, reached={2})
    assert not result.passed and number(result) == []


def test_a_test_changes_nothing_for_the_next():
    before = dict(os.environ), Path.cwd(), np.geterr(), list(sys.path), np.get_printoptions()
    drawing = "import random\nprint(random.random(), np.random.rand())"
    drawn = hold(drawing).outputs
    filters = list(warnings.filters)
    source = (
        "import os, random, sys, warnings\nos.environ['HERE'] = '1'\nos.environ.pop('PATH', None)\nos.chdir('/')\n"
        "np.seterr(all='ignore')\nwarnings.simplefilter('error')\nsys.path.insert(0, '/x')\nnp.random.seed(1)\n"
        "random.seed(1)\nnp.set_printoptions(precision=1)\nsys.stdout = None\nsys.setrecursionlimit(500)"
    )
    assert hold(source).passed
    assert (dict(os.environ), Path.cwd(), np.geterr(), list(sys.path)) == before[:4]
    assert np.get_printoptions() == before[4] and warnings.filters == filters
    assert hold(drawing).outputs == drawn
    assert sys.stdout is not None and sys.getrecursionlimit() > 500


def test_classes_that_are_made_by_other_modules_work():
    source = (
        "from dataclasses import dataclass\nfrom typing import NamedTuple\nfrom enum import Enum\n"
        "@dataclass\nclass A:\n    x: int = 3\nclass B(NamedTuple):\n    y: int\nclass C(Enum):\n    Z = 1\n"
        "assert A() == A(3) and B(1).y == C.Z.value and __name__ == '__main__'"
    )
    assert hold(source).passed


def test_random_numbers_depend_on_the_seed_and_the_id_only():
    source = "import random\nprint(random.random(), np.random.random(), checks.cell('a').rng.random())"
    said = texts(hold(source))
    random.seed(1)
    np.random.seed(1)
    assert texts(hold(source)) == said != texts(hold(source, seed=4))
    assert said != texts(hold(source, grade_id="test-y"))
    assert texts(hold("import os\nprint(os.environ['TITO_SEED'])", seed=11)) == ["11\n"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import sys\nsys.exit(0)", "SystemExit"),
        ("exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise MemoryError", "MemoryError"),
        ("[0] * 10**15", "MemoryError"),
        ("def f(): f()\nf()", "RecursionError"),
        ("pytest.skip('not today')", "Skipped"),
        ("pytest.fail('no')", "Failed"),
        ("raise StopIteration", "StopIteration"),
        ("raise BaseExceptionGroup('g', [KeyboardInterrupt()])", "BaseExceptionGroup"),
        ("class Odd(BaseException):\n    def __str__(self): raise SystemExit\nraise Odd", "Odd"),
        ("class Odd(Exception):\n    __name__ = property(exit)\nraise Odd", "Odd"),
        ("class Odd(Exception):\n    @property\n    def __tito_frames__(self): raise SystemExit\nraise Odd", "Odd"),
        ("class Odd(Exception):\n    @property\n    def __class__(self): raise SystemExit\nraise Odd", "Odd"),
        ("class Odd(Exception):\n    __str__ = lambda self: 3\nraise Odd", "Odd"),
        ("raise type('a\\x1b[31m' * 300, (Exception,), {})", "a" * 200),
        ("import builtins\nbuiltins.len(3)", "TypeError"),
        ("raise ValueError('\\ud800')", "ValueError"),
    ],
)
def test_whatever_a_test_raises_is_an_error_of_the_cell(source, name):
    result = hold(source)
    assert not result.passed and error_of(result).ename == name
    assert hold("assert True").passed


@pytest.mark.parametrize("broken", [None, 3, "name", object()])
def test_a_remote_that_is_none_is_a_fault_of_the_judge_that_is_reported(broken):
    result = run(TestCell("a", "f()", 1), broken, {}, {}, 0)
    assert not result["passed"] and result["outputs"][-1]["output_type"] == "error"


@pytest.mark.parametrize(
    "arguments",
    [("a", None, 1), ("a", "x", None), (None, "x", 1), ("a", "f(", -1), ("a", b"x", 1), ("a", "assert 1", 1, True, 3)],
)
def test_run_returns_whatever_it_is_given(arguments):
    result = run(TestCell(*arguments), FakeRemote(), {}, {}, 0)
    assert result["passed"] is False or arguments == (None, "x", 1)


def test_a_fault_of_our_own_fails_the_cell(monkeypatch):
    monkeypatch.setattr(testcell, "_verdict", lambda *a: 1 / 0)
    carried = {}
    result = hold("x = 1", carried=carried)
    assert (result.passed, error_of(result).ename) == (False, "JudgeError")
    assert result.why == "the judge itself raised ZeroDivisionError: division by zero"


def test_a_prepared_cell_runs_as_its_source_does():
    source = "def f(x):\n    assert x == 1\nf(1)\nf(2)"
    cell = TestCell("a", source, 4, True, None, prepared(source, 4))
    result = run(cell, FakeRemote(), {}, {}, 0)
    assert result == run(TestCell("a", source, 4), FakeRemote(), {}, {}, 0)
    assert "----> 2     assert x == 1" in result["outputs"][0]["traceback"][2]


def test_a_trivial_test_takes_less_than_a_millisecond():
    cell = TestCell("a", "assert 1 == 1", 1, True, None, prepared("assert 1 == 1", 1))
    best = min(_seconds(cell) for _ in range(200))
    assert best < 0.001


def _seconds(cell):
    began = time.thread_time()
    run(cell, FakeRemote(), {}, {}, 0)
    return time.thread_time() - began
