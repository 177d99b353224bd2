"""What the names in a test cell stand for, and in which order they are looked for."""

import math

import numpy as np
import pytest
from court_fakes import FakeRemote, Theirs, error_of, hold

from tito import checks
from tito.judge.court.imports import Import, imports_of, own_names


def test_names_of_the_student_are_asked_for_when_they_are_read():
    remote = FakeRemote({"f": lambda x: x + 1, "unused": 1})
    assert hold("def g():\n    return [f(x) for x in (1,)]\nclass C:\n    y = f(1)\nassert g() == [C.y]", remote).passed
    assert set(remote.asked) == {"f"}


def test_a_name_that_nobody_has_is_a_name_error_where_it_is_read():
    error = error_of(hold("x = 1\ndef f():\n    return missing\nassert x\nf()"))
    assert (error.ename, error.evalue) == ("NameError", "name 'missing' is not defined")
    assert [line.split("\n")[0] for line in error.traceback[1:3]] == [
        "Cell In[7], line 5", "Cell In[7], line 3, in f()",
    ]  # fmt: skip
    assert hold("try:\n    missing\nexcept NameError:\n    ok = True\nassert ok").passed


def test_the_student_shadows_nothing_that_the_court_knows():
    lies = {"len": lambda x: 3, "np": Theirs(), "math": 3, "print": None, "isinstance": lambda *a: True, "abs": max,
            "AssertionError": ValueError, "checks": 1, "pytest": 1, "display": 1, "__import__": None,
            "globals": None}  # fmt: skip
    source = (
        "assert len([]) == 0 and not isinstance(3, str) and abs(-3) == 3\n"
        "assert np.sum([1, 2]) == 3 and math.pi > 3 and checks.cell and pytest.raises\n"
        "assert issubclass(AssertionError, Exception)\nimport random\ndisplay(3)\nassert globals()"
    )
    remote = FakeRemote(lies)
    assert hold(source, remote).passed
    assert remote.asked == []


def test_the_tests_own_names_come_first():
    assert hold("len = lambda x: 7\nseed = 3\nassert len([]) == 7 and seed == 3").passed


def test_imports_of_the_notebook_come_before_builtins_and_the_student():
    prelude = imports_of("from math import pow, sqrt as root\nimport numpy.linalg as la, os.path")
    assert prelude["root"] == Import("math", "sqrt")
    lies = dict.fromkeys(prelude)
    source = "assert type(pow(2, 3)) is float and root(4) == 2\nassert la.norm([3, 4]) == 5 and os.path"
    assert hold(source, lies, prelude=prelude).passed
    assert not hold("assert type(pow(2, 3)) is float").passed


def test_what_the_courses_own_cells_define_is_the_students():
    theirs = {"sum": lambda x: "theirs", "exp": lambda x: "theirs", "seed": 5}
    prelude = imports_of("from math import exp") | own_names("def sum(x):\n    ...\ndef exp(x): ...\nseed = 0")
    source = "assert sum([1]) == exp(1) == 'theirs' and seed == 5"
    assert hold(source, theirs, prelude=prelude).passed
    assert not hold(source, theirs, prelude=imports_of("from math import exp")).passed


def test_a_builtin_stays_where_the_student_lacks_their_own():
    assert hold("assert sum([1, 2]) == 3", prelude=own_names("def sum(x): ...")).passed


def test_what_own_names_finds():
    source = (
        "%matplotlib inline\nimport a\nx, (y, z) = 1, (2, 3)\nn: int = 3\nclass K: pass\ndef f():\n    w = 1\nv += 1"
    )
    assert set(own_names(source)) == {"x", "y", "z", "n", "K", "f", "v"}


def test_a_plain_global_is_asked_for_each_time_it_is_read_and_a_function_once():
    remote = FakeRemote({"count": 0})

    def step():
        remote.names["count"] += 1

    remote.names["step"] = step
    assert hold("assert count == 0\nstep()\nassert count == 1\nstep()\nassert count == 2", remote).passed
    assert remote.asked.count("step") == 1


def test_helpers_for_arrays_and_seeds_are_the_remotes():
    remote = FakeRemote({"ref": None})
    assert hold("seed(4)\nfrom tito.checks import ref as r\nassert ref([1]).held == r([1]).held == [1]", remote).passed
    assert remote.asked == [("seed", 4)]


def test_globals_show_the_students_names_that_are_asked_for():
    source = (
        "assert 'f' in globals() and 'nope' not in globals() and 'len' not in globals()\n"
        "assert globals()['f'](1) == 2 and globals().get('nope', 5) == 5\nown = 1\nassert globals()['own'] == 1\n"
        "globals()['made'] = 3\nassert made == 3 and eval('made + f(1)', globals()) == 5"
    )
    assert hold(source, {"f": lambda x: x + 1}).passed


@pytest.mark.parametrize("name", ["np", "math", "checks", "pytest"])
def test_modules_that_need_no_import(name):
    expected = {"np": np, "math": math, "checks": checks, "pytest": pytest}[name]
    assert hold(f"assert {name}.__name__ == {expected.__name__!r}").passed


def test_a_fault_of_the_connection_is_no_name_error():
    remote = FakeRemote()
    dies = remote.dies()
    remote.name = lambda name: dies()
    result = hold("try:\n    f\nexcept NameError:\n    pass", remote)
    assert error_of(result).ename == "DeadKernelError" and result.lost
