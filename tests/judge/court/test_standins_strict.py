"""Comparisons and fetched containers: what a test may not do with what is the student's."""

import operator

import numpy as np
import pytest
from standins_samples import FAULTY
from standins_server import student

from tito.judge.court.errors import BrokenRule

COMPARISONS = {
    "==": lambda x, p: x == 3, "== of two": lambda x, p: x == p,
    "==, plain on the left": lambda x, p: 3 == x,  # noqa: SIM300
    "!=": lambda x, p: x != 3, "<": lambda x, p: x < 3, "<=": lambda x, p: x <= 3, ">": lambda x, p: x > 3,
    ">=": lambda x, p: x >= 3, "if": lambda x, p: 1 if x else 2, "not": lambda x, p: not x,
    "and": lambda x, p: x and 1, "assert": lambda x, p: _assert(x), "bool": lambda x, p: bool(x),
    "in a list": lambda x, p: x in [1, 2], "a plain value in a list of it": lambda x, p: 3 in [x],
    "None in a list of it": lambda x, p: None in [x], "index": lambda x, p: [1, x].index(2),
    "all": lambda x, p: all([x]), "any": lambda x, p: any([x]), "filter": lambda x, p: list(filter(None, [x])),
    "array ==": lambda x, p: np.ones(2) == x, "array !=": lambda x, p: np.ones(2) != x,
    "array <": lambda x, p: np.ones(2) < x, "np.equal": lambda x, p: np.equal(x, 1),
    "np.less": lambda x, p: np.less(1, x),
    "NumPy scalar ==": lambda x, p: np.float64(3) == x, "text ==": lambda x, p: "a" == x,  # noqa: SIM300
    "lists of it": lambda x, p: [x] == [3],
    "tuples of it": lambda x, p: (1, x) == (1, p), "dict of it": lambda x, p: {"a": x} == {"a": 3},
    "max": lambda x, p: max(x, p), "sorted": lambda x, p: sorted([x, p]), "set": lambda x, p: {x} == {p},
    "np.array_equal": lambda x, p: np.array_equal(np.array([x], dtype=object), np.array([3], dtype=object)),
}  # fmt: skip


def _assert(x):
    assert x


@pytest.mark.parametrize("kind", ["Liar", "Plain"])
@pytest.mark.parametrize("operation", COMPARISONS.values(), ids=COMPARISONS)
def test_comparing_an_object_is_a_fault_that_no_test_can_swallow(kind, operation):
    with student(FAULTY) as remote:
        x, other = remote.name(kind)(), remote.name(kind)()
        if kind == "Plain" and operation is COMPARISONS["set"]:
            assert operation(x, other) is False  # different objects with the hash of their own: nothing is compared
            return
        with pytest.raises(BrokenRule, match=r"compare plain values|already"):
            try:
                operation(x, other)
            except Exception:
                pytest.fail("an ordinary exception")
        assert isinstance(remote.poisoned, BrokenRule)
        with pytest.raises(BrokenRule):
            remote.check()


def test_nothing_of_a_comparison_reaches_the_student():
    with student(FAULTY) as remote:
        liar = remote.name("Liar")
        for operation in (lambda x: x == "expected", lambda x: np.equal(x, 7)):
            x = liar()
            with pytest.raises(BrokenRule):
                operation(x)
            remote.poisoned = None
        assert liar.met == []


IDENTITY = {
    "is": lambda x: x is x, "is None": lambda x: x is None, "is not": lambda x: x is not None,
    "in a list that holds it first": lambda x: x in [x, 1], "isinstance": lambda x: isinstance(x, int),
    "in a list of its own": lambda x: [x].index(x) == 0, "in a dictionary": lambda x: {x: 1}[x] == 1,
    "callable": callable, "type": lambda x: type(x) is type(x), "a class in a condition": lambda x: bool(type(x)),
    "classes ==": lambda x: operator.eq(type(x), type(x)), "a class in a tuple": lambda x: type(x) in (int, float),
}  # fmt: skip


@pytest.mark.parametrize("operation", IDENTITY.values(), ids=IDENTITY)
def test_identity_and_classes_are_no_comparison(operation):
    with student(FAULTY) as remote:
        for kind in ("Liar", "Plain"):
            assert operation(remote.name(kind)()) in (True, False)
        remote.check()


def test_a_cell_that_tests_comparisons_opts_out():
    with student(FAULTY, strict=False) as remote:
        x = remote.name("Liar")()
        assert x == 3 and x != 3 and x < 3 and x and remote.name("Plain")() != 3
        assert remote.name("Liar").met[:2] == [3, 3]
        remote.check()


def test_a_predicate_of_numpy_judges_values_and_not_the_object():
    source = (
        FAULTY + "\nclass Array(Liar):\n    def __array__(self, dtype=None, copy=None): return np.array([np.nan])\n"
    )
    with student(source) as remote:
        x = remote.name("Array")()
        assert not np.isfinite(x).all() and np.isnan(x).all()
        assert not np.allclose(x, 1.0)
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(x, [1.0])
        assert remote.name("Liar").met == []


CHANGES = {
    "append": ("numbers", lambda x: x.append(4)), "item": ("numbers", lambda x: x.__setitem__(0, 9)),
    "sort": ("numbers", lambda x: x.reverse()), "clear": ("numbers", lambda x: x.clear()),
    "key": ("table", lambda x: x.update(c=1)), "value": ("table", lambda x: x.update(a=1)),
    "popped": ("table", lambda x: x.pop("a")), "a list inside": ("table", lambda x: x["a"].append(2)),
    "a set inside": ("table", lambda x: x["b"].add(3)), "set": ("some_set", lambda x: x.add(3)),
    "a set that loses": ("some_set", lambda x: x.discard(1)), "in a tuple": ("nested", lambda x: x[1].append(1)),
    "deep in a tuple": ("nested", lambda x: x[1][1].append(1)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("then", ["question", "end", "argument"])
def test_a_change_of_a_fetched_container_is_a_fault(name, change, then):
    with student(FAULTY) as remote:
        echo, fetched = remote.name("echo"), remote.name(name)()
        change(fetched)
        with pytest.raises(BrokenRule, match=r"changes a (list|dict|set) that came .* ref\("):
            remote.check() if then == "end" else echo(fetched if then == "argument" else 3)
        assert remote.poisoned is not None


def test_a_change_that_is_dropped_is_seen_too():
    with student(FAULTY) as remote:
        remote.name("numbers")().append(4)
        with pytest.raises(BrokenRule):
            remote.check()


@pytest.mark.parametrize("name", ["numbers", "table", "some_set", "nested"])
def test_fetched_containers_are_of_their_own_type_and_may_be_copied(name):
    with student(FAULTY) as remote:
        fetched = remote.name(name)()
        assert type(fetched) in (list, dict, set, tuple)
        mine = type(fetched)(fetched)
        if type(mine) is list:
            mine.append(4)
        remote.name("echo")(mine)
        remote.check()


def test_containers_are_not_kept_for_ever():
    with student(FAULTY) as remote:
        numbers, many = remote.name("numbers"), remote.name("many")
        for _ in range(300):
            numbers()
        for _ in range(5):
            many()
        for _ in range(600):
            numbers()
        assert len(remote._fetched._records) < 60
        remote.check()


def test_a_fetched_array_cannot_be_written():
    with student(FAULTY) as remote:
        array = remote.name("array")()
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
        held = remote.ref(array)
        held[0] = 5.0
        assert held.pull()[0] == 5.0 and array[0] == 0.0
