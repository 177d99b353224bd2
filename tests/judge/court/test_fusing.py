"""Calls inside calls are one question, and nothing but the number of questions tells."""

import numpy as np
import pytest
from court_fakes import error_of
from standins_liar import CLASS, fails
from test_testcell_real import against

from tito.judge.court.errors import BadAnswer
from tito.judge.court.later import Later
from tito.judge.court.remote import Remote
from tito.judge.wire import Handle

CELL = """
import numpy as np
told = []
def story(): return list(told)
class T:
    def __init__(self, value):
        told.append(f"T {value}")
        if isinstance(value, str): raise ValueError("no " + value)
        self.value = np.array(value, dtype=np.float32)
    def numpy(self):
        told.append("numpy")
        return self.value
    def twice(self, by=2):
        told.append(f"twice {by}")
        return T(self.value * by)
    def __add__(self, other): return add(self, other)
class Hidden(T):
    def __init__(self, value):
        super().__init__(value)
        self.numpy = lambda: np.float32(7)
class Refusing(T):
    def numpy(self): raise KeyError("nothing to read")
def add(a, b):
    told.append("add")
    return T(a.value + b.value)
def pair(a, b=3):
    told.append(f"pair {b}")
    return [float(a.value), b]
def number(x):
    told.append(f"number {x}")
    return x + 1
def same(x): return x
def empty(): return None
"""
KNOWN = "check = checks.cell('test-x')\n"
FUSED = {
    "a call in a call": ("got = check.array(add(T(1.0), T(2.0)))", 1),
    "a method of a call": ("got = check.array(T([1.0, 2.0]).twice(3).twice())", 1),
    "a keyword": ("got = pair(T(1.0), b=number(4))", 3),  # T alone, because number comes after it
    "a plain result inside": ("got = number(number(number(1)))", 1),
    "a list inside": ("got = pair(T(2.0), pair(T(1.0)))", 1),
    "a star": ("got = check.array(T(5.0).twice(*[4]))", 1),
    "two names": ("a, b = T(1.0), T(2.0)\ngot = check.array(add(a, b))", 2),
    "a display of pairs": ("got = [(n, check.array(y)) for n, y in [(1, T(1.0)), (2, T(2.0))]]", 3),
    "a name that is read next": ("y = add(T(1.0), T(2.0))\ngot = check.array(y, dtype=np.float32)", 1),
    "an index": ("got = [1, 2, 3][number(0):number(1)]", 2),
    "a function of the court's": ("got = np.add(number(1), number(2))", 1),
    "a function of the test's": ("def mine(x, y): return x + y\ngot = mine(number(1), number(2))", 1),
    "a sum between": ("got = check.array(add(T(1.0) + T(2.0), T(4.0)))", 4),
    "a comprehension": ("got = [number(number(i)) for i in range(3)]", 1),
    "a comprehension of numbers": ("got = [check.array(T(i).twice(), shape=(), rule='r') for i in range(5)]", 1),
    "of pairs": ("got = [(n, number(number(n)), [number(7)]) for n in range(3) if n != 1]", 1),
    "of more than go at once": ("got = [number(n) for n in range(70)]", 3),
    "of large arrays": ("got = [same(x)[0] for x in [np.ones(1 << 16)] * 6]", 6),
    "of what is large together": ("got = [float(x.sum()) for x in [same(x) for x in [np.ones(1 << 16)] * 8]]", 4),
    "of one inside the other": ("got = [[number(n) for n in range(m)] for m in range(3)]", 2),
    "of what has to be asked": ("got = [check.array(add(T(1.0), T(2.0) + T(n))) for n in range(3)]", 15),
    "of the court's": ("got = [check.array(np.float32(n)) for n in range(3)]", 0),
    "of numbers of its own": ("got = [check.array(kind(n)) for n, kind in enumerate([T, Hidden])]", 3),
    "of what is plain": ("got = [check.array(same(np.ones(n))) for n in range(3)]", 1),
    "of nothing": ("got = [number(n) for n in []] + [check.array(T(n)) for n in []]", 0),
    "of what it shares": ("t = T(1.0)\ngot = [check.array(t.twice(n)) for n in range(3)], [number(t.value)]", 4),
    "a lambda": ("got = (lambda x: number(number(x)))(3)", 1),
    "numbers of its own": ("got = check.array(Hidden(1.0))", 3),
    "an index by two calls": ("got = np.eye(3)[number(0), number(1)]", 1),
    "a dictionary": ("got = {'a': number(number(1)), 'b': number(1)}", 2),
    "what its caller sees": ("x = 1\ngot = sorted(k for k in locals() if k == str('x')), number(number(2))", 1),
    "an order of plain and noted": ("got = [number(1), len([2]), number(number(3))]", 1),
}


def natively(source):
    """What a test sees where the names are simply the objects."""
    from tito import checks

    names = {"np": np, "checks": checks, "__name__": "__main__"}
    exec(CELL, names)
    exec(KNOWN + source, names)
    return names["got"], list(names["told"])


@pytest.fixture
def asked(monkeypatch):
    """The operations that were asked, `names` and classes left out."""
    asked = []
    ask = Remote._exchange

    def noting(self, operation, arguments):
        if operation not in ("names", "describe"):
            asked.append(operation)
        return ask(self, operation, arguments)

    monkeypatch.setattr(Remote, "_exchange", noting)
    return asked


@pytest.mark.parametrize(("source", "questions"), FUSED.values(), ids=FUSED)
def test_it_is_as_if_each_were_asked_alone(source, questions, asked):
    got, story = natively(source)
    assert against(CELL, KNOWN + source).passed
    assert len(asked) == questions, asked
    result = against(CELL, f"{KNOWN}{source}\nassert repr(got) == {repr(got)!r}\nassert story() == {story!r}")
    assert result.passed, error_of(result)


RAISED = {
    "the first that raises": "add(T('one'), T('two'))",
    "in a display": "a, b = T(1.0), T('two')",
    "of a method": "T(1.0).twice('x')",
    "in a function of the court's": "np.add(T('one'), T('two'))",
    "while it is read": "check.array(Refusing(1.0))",
    "in a comprehension": "[number(n) for n in (1, 'x', None)]",
    "in a comprehension of numbers": "[check.array(T(n)) for n in (1.0, 'two', 'three')]",
    "while one of a comprehension is read": "[check.array(kind(1.0)) for kind in (T, Refusing, T)]",
    "a check before one that raises": "[check.array(T(n), shape=(), rule='r') for n in (1.0, [2.0], 'three')]",
    "a check before an error of the test's own": "[check.array(T(n), shape=(1 // n,), rule='r') for n in (1.0, 0)]",
    "an error of the test's own": "[number(1 // n) for n in (1, 0, 2)]",
}


@pytest.mark.parametrize("source", RAISED.values(), ids=RAISED)
def test_the_first_that_raises_ends_it(source):
    with pytest.raises(Exception) as native:
        natively(source)
    error = error_of(against(CELL, KNOWN + source))
    assert (error.ename, error.evalue) == (native.type.__name__, str(native.value))
    assert "Cell In[9], line 2" in "\n".join(error.traceback)


@pytest.mark.parametrize("element", ["number(n)", "(number(n), n)", "check.array(\n    T(n),\n    rule='r')"])
def test_a_comprehension_fails_where_it_begins(element):
    source = f"got = [\n    {element}\n    for n in (1, 'x')\n]"
    assert "Cell In[9], line 2\n" in "\n".join(error_of(against(CELL, KNOWN + source)).traceback)


def test_what_was_noted_is_asked_before_anything_else():
    source = "x = T(1.0)\ndef late(a, b): return b\nlate(T(2.0), x.numpy())"
    result = against(CELL, f"{source}\nassert story() == ['T 1.0', 'T 2.0', 'numpy']")
    assert result.passed, error_of(result)


def test_numbers_that_came_along_are_old_after_another_question():
    counting = "class Counting(T):\n    def numpy(self):\n        self.value += 1\n        return self.value"
    source = "y = Counting(1.0)\ngot = check.array(y), check.array(y)\nassert [float(n) for n in got] == [2, 3]"
    result = against(CELL + counting, KNOWN + source)
    assert result.passed, error_of(result)


def test_names_that_are_no_functions_are_asked_each_time():
    cell = CELL + "state = 1\ndef change():\n    global state\n    state = 2"
    result = against(cell, "assert state == 1\nchange()\nassert state == 2 and number(state) == 3")
    assert result.passed, error_of(result)


ALONG = {
    "no tuple": 3,
    "numbers without an object": (3, "value", np.ones(2)),
    "an unknown kind": (Handle(5, 7), "pass", np.ones(2)),
    "too little": (Handle(5, 7), "value"),
}


@pytest.mark.parametrize("answer", ALONG.values(), ids=ALONG)
def test_numbers_that_come_in_another_form_are_a_fault(answer):
    fails({"chain": ("read", answer), "describe": ("value", CLASS)}, _settled, BadAnswer)


def _settled(x, remote):
    call = Later(remote, "call", None, x)
    call.read = True
    return remote.settle(call)


READ = {
    "no tuple": None,
    "nothing": (),
    "too little": (("value", 1),),
    "too much": (("value", 1), ("value", 2), ("value", 3)),
    "no entries": (1, 2),
    "an empty entry": (("value", 1), ()),
    "an unknown kind": (("value", 1), ("pass", 1)),
    "a value of two": (("value", 1), ("value", 1, 2)),
    "an error without a form": (("error", 1),),
    "an error with more": (("value", 1), ("error", 1, 2)),
    "numbers without an object": (("value", 1), ("read", 3, "value", np.ones(2))),
    "an unknown kind of numbers": (("value", 1), ("read", Handle(5, 7), "pass", np.ones(2))),
    "something after an error": (("error", (None, None, None, "x", [])), ("value", 1), ("value", 2)),
}


@pytest.mark.parametrize("answer", READ.values(), ids=READ)
def test_what_was_read_in_another_form_is_a_fault(answer):
    fails({"reads": ("value", answer), "describe": ("value", CLASS)}, _read, BadAnswer)


def _read(x, remote):
    calls = [Later(remote, "call", None, x) for _ in range(2)]
    remote.settle_reading(calls)
    return [remote.settle(call) for call in calls]


@pytest.mark.parametrize("answer", [None, 3, [1], (), (1, 2)])
def test_results_of_another_number_are_a_fault(answer):
    operation = lambda x, remote: remote.settle_all([Later(remote, "call", None, x)])  # noqa: E731
    fails({"chains": ("value", answer)}, operation, BadAnswer)


NAMES = [None, [], ([], []), ([("f", 1)], {}), ([("f", 1, True)], {}), ([("f", -1, 0)], {}), ([(1, 1, 1)], {}),
         ([("f", 5, 9)], {"a": 1}), ([("f", 5, 9)], {9: None}), ([("f", 5, 9)], {9: {"name": "x"}})]  # fmt: skip


@pytest.mark.parametrize("answer", NAMES, ids=repr)
def test_names_in_another_form_are_a_fault(answer):
    describe = lambda number, request: (number, "value", CLASS if request[3] == 7 else None)  # noqa: E731
    answers = {"names": ("value", answer), "describe": describe}
    fails(answers, lambda x, remote: remote.definitions(["f", "g"]), BadAnswer)
