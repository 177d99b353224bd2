"""Test cells against real processes: the course's notebooks, and students who try to pass with nothing."""

import time
from types import SimpleNamespace

import pytest
from court_fakes import error_of
from standins_server import student
from test_standins_course import NOTEBOOKS, _that_run, notebook, provided

from tito.judge.court.compiling import prepared
from tito.judge.court.imports import imports_of, own_names
from tito.judge.court.testcell import TestCell, run
from tito.notebook import HIDDEN, SOLUTION, Role, unmarked


def against(cells, source, *, reached=None, strict=True, carried=None, prelude=None, count=9, seconds=20):
    """The result of one test cell against a process that has run these cells."""
    cells = (cells,) if isinstance(cells, str) else cells
    cell = TestCell("test-x", source, count, strict, reached, prepared(source, count))
    with student(*cells, strict=strict, seconds=seconds) as remote:
        return SimpleNamespace(**run(cell, remote, {} if carried is None else carried, prelude or {}, 0))


def prelude_of(name):
    """The prelude of one of the course's notebooks."""
    cells = [c for c in notebook(name).cells if c.is_code]
    given = "\n".join(c.source for c in cells if c.role is Role.PROVIDED)
    made = "\n".join(unmarked(c.source, SOLUTION) for c in cells if c.role in (Role.PROVIDED, Role.EXERCISE))
    return imports_of(given) | own_names(made)


def every_test(name, cells, reached=None):
    """The results of a notebook's tests, by id."""
    carried, results, prelude = {}, {}, prelude_of(name)
    for count, cell in enumerate(notebook(name).by_role(Role.TEST), start=20):
        source = unmarked(cell.source, HIDDEN)
        wanted = None if reached is None else frozenset(reached[cell.grade_id])
        results[cell.grade_id] = against(cells, source, carried=carried, prelude=prelude, count=count, reached=wanted)
    return results


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_course_passes_and_its_blanks_do_not(name):
    first = every_test(name, provided(name))
    assert {key: result.why for key, result in first.items() if not result.passed} == {}
    assert all(result.reached for result in first.values())
    reached = {key: result.reached for key, result in first.items()}
    blank = every_test(name, _that_run(provided(name, blank=True)), reached)
    assert [key for key, result in blank.items() if result.passed] == []
    assert all(error_of(result).ename not in ("JudgeError", "BrokenRule") for result in blank.values())


@pytest.mark.parametrize("grade_id", ["test-perceptron-step-mistake", "test-perceptron-train-order"])
def test_the_same_checks_hold_for_the_same_code(grade_id):
    name = "m01_perceptron"
    source, cells = unmarked(notebook(name).by_id(grade_id).source, HIDDEN), provided(name)
    first = against(cells, source, prelude=prelude_of(name))
    again = against(cells, source, prelude=prelude_of(name), reached=frozenset(first.reached))
    assert again.passed and again.reached == first.reached != []


ENDS = [
    ("def f(x):\n    import os\n    os._exit(0)", "DeadKernelError", "your code ended the Python process"),
    ("def f(x):\n    import os\n    os.kill(os.getpid(), 9)", "DeadKernelError", "your code ended the Python process"),
    ("def f(x):\n    while True: pass", "CellTimeoutError", "your code took longer than it may"),
]


@pytest.mark.parametrize(("cell", "name", "text"), ENDS)
@pytest.mark.parametrize(
    "source",
    ["f(1)", "with pytest.raises(BaseException):\n    f(1)", "try:\n    f(1)\nexcept:\n    pass"],
)
def test_a_process_that_ends_or_hangs_satisfies_nothing(cell, name, text, source):
    result = against(cell, source, seconds=0.5)
    assert (result.passed, error_of(result).ename, error_of(result).evalue) == (False, name, text)


def test_an_empty_result_satisfies_no_loop():
    source = "for x in f(3):\n    assert x == 3"
    assert against("def f(n):\n    return [n]", source, reached=frozenset({2})).passed
    result = against("def f(n):\n    return iter(())", source, reached=frozenset({2}))
    assert error_of(result).ename == "NothingChecked"


def test_an_equality_that_is_always_true_satisfies_no_assertion():
    lie = "class A:\n    def __eq__(self, other):\n        return True\ndef f():\n    return A()"
    result = against(lie, "assert f() == 5")
    assert (result.passed, error_of(result).ename) == (False, "BrokenRule")
    assert against(lie, "assert f() == 5", strict=False).passed
    assert not against("def f():\n    return 4", "assert f() == 5").passed


def test_the_students_frames_are_shown():
    cells = ("x = 1", "def g(x):\n    return x / 0\n\n\ndef f(x):\n    return g(x)")
    error = error_of(against(cells, "y = 1\nassert f(3) == 1"))
    assert (error.ename, error.evalue) == ("ZeroDivisionError", "division by zero")
    assert [line.split("\n")[0] for line in error.traceback] == [
        "Traceback (most recent call last)", "Cell In[9], line 2", "Cell In[2], line 6, in f",
        "Cell In[2], line 2, in g", "ZeroDivisionError: division by zero",
    ]  # fmt: skip


def test_an_exception_of_the_students_own_class_goes_by_its_name():
    cell = "class Odd(ValueError):\n    def __str__(self):\n        return 'odd\\x1b[31m'\ndef f():\n    raise Odd(3)"
    assert error_of(against(cell, "f()")).ename == "Odd"
    assert against(cell, "with pytest.raises(Odd):\n    f()\nwith pytest.raises(ValueError):\n    f()").passed


def test_nothing_of_the_students_is_carried_to_the_next_test():
    carried = {}
    cell = "class Model:\n    x = 3\nmake = Model"
    first = against(cell, "m = make()\nms = [m]\nC = Model\nk = m.x\nh = m.__init__", carried=carried)
    assert first.passed
    assert {name for name in carried if not name.startswith("__")} == {"k"}
    second = against(cell, "m", carried=carried)
    assert error_of(second).ename == "NameError"
    assert second.why.startswith("'m' was made by an earlier test")


def test_helpers_that_reach_the_process_are_those_of_each_test():
    carried = {}
    first = "from tito import checks\nfrom tito.checks import ref\nfrom tito.checks import seed as s\nimport math"
    assert against("x = 1", first, carried=carried).passed
    assert {name for name in carried if not name.startswith("__")} == {"math"}
    second = "a = checks.ref(np.ones(2)), ref(np.ones(2))\nassert a[0].pull().sum() == 2"
    assert against("x = 1", second, carried=carried).passed


def test_helpers_of_an_earlier_test_speak_to_the_process_of_this_one():
    carried = {}
    assert against(
        "def f():\n    return 1", "def helper():\n    return f()\nassert helper() == 1", carried=carried
    ).passed
    assert against("def f():\n    return 2", "assert helper() == 2", carried=carried).passed


def test_a_global_is_as_it_is_now():
    cell = "count = 0\ndef step():\n    global count\n    count += 1"
    assert against(cell, "assert count == 0\nstep()\nassert count == 1").passed


def test_what_must_not_be_changed_is_seen_through_ref():
    source = "a = ref(np.ones(3))\nf(a)\nassert a.pull().tolist() == [1, 1, 1]"
    assert against("def f(a):\n    return a + 1", source).passed
    assert not against("def f(a):\n    a += 1", source).passed


def test_seeds_reach_the_process():
    cell = "import numpy as np\ndef f():\n    return np.random.random()"
    assert against(cell, "seed(3)\na = f()\nseed(3)\nassert f() == a").passed


def test_imports_of_the_students_modules():
    cell = "import sys, types\nm = types.ModuleType('mine')\nm.f = lambda x: x + 1\nsys.modules['mine'] = m"
    assert against(cell, "from mine import f\nimport mine\nassert f(1) == mine.f(1) == 2").passed
    assert error_of(against(cell, "import theirs_not")).ename == "ModuleNotFoundError"
    assert against(cell, "from mine import *\nassert f(1) == 2").passed


def test_numpy_cannot_be_replaced_from_inside():
    cell = (
        "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None\nnp.allclose = lambda *a: True\nlen = 3"
    )
    cell += "\ndef f():\n    return np.ones(2)"
    assert against(cell, "np.testing.assert_allclose(f(), [1, 1])\nassert len(f()) == 2").passed
    assert not against(cell, "np.testing.assert_allclose(f(), [2, 2])").passed
    assert not against(cell, "assert np.allclose(f(), [2, 2])").passed


def test_a_number_that_the_students_code_gave_is_no_credit():
    cell = "def f():\n    return 100\nanswer = 100"
    for source in ("f()", "answer", "answer.real"):
        assert against(cell, source).outputs == []
    assert against(cell, "points = 2 if f() == 100 else 0\npoints").outputs[0]["data"] == {"text/plain": "2"}


def test_a_trivial_test_takes_less_than_a_millisecond():
    source = "assert f(1) == 1"
    with student("def f(x):\n    return x") as remote:
        cell = TestCell("test-x", source, 9, True, None, prepared(source, 9))
        times = []
        for _ in range(30):
            began = time.thread_time()
            assert run(cell, remote, {}, {}, 0)["passed"]
            times.append(time.thread_time() - began)
    assert min(times) < 0.001
