"""Sums between the student's objects and what a test holds."""

import pytest
from test_testcell_real import against

from tito.judge.court.sums import NO_NUMBERS

LIAR = """
class Nothing:
    def __init__(self, value):
        self.value = value
    __array_ufunc__ = None
    __sub__ = __rsub__ = __abs__ = __pow__ = lambda self, *a: 0.0
    __contains__ = lambda self, item: True
"""
WITH_NUMBERS = "    __float__ = lambda self: float(self.value)\n    __iter__ = lambda self: iter([self.value])\n"
TESTS = (
    "assert abs(f(2.0) - 4.0) < 1e-9",
    "assert abs(4.0 - f(2.0)) < 1e-9",
    "import numpy as np\nassert np.abs(np.array([4.0]) - f(2.0)).max() < 1e-9",
    "import numpy as np\nnp.testing.assert_almost_equal(f(2.0), 4.0)",
    "assert 4.0 in f(2.0)",
)


@pytest.mark.parametrize("source", TESTS)
@pytest.mark.parametrize("numbers", ["", WITH_NUMBERS])
def test_an_object_decides_no_sum_that_the_reference_did_not_leave_to_one(source, numbers):
    plain = "def f(x):\n    return [2 * x]" if "in f" in source else "def f(x):\n    return 2 * x"
    reached = frozenset(against(plain, source).reached)
    assert against(plain, source, reached=reached).passed
    liar = f"{LIAR}{numbers}\ndef f(x):\n    return Nothing(0.0)"
    assert against(liar, source).passed, "nobody knows the reference: the object decides"
    assert not against(liar, source, reached=reached).passed


def test_an_object_without_numbers_breaks_the_test_whatever_it_catches():
    source = "try:\n    f(2.0) - 4.0\nexcept Exception:\n    pass\nassert callable(f)"
    reached = frozenset(against("def f(x):\n    return 2 * x", source).reached)
    result = against(f"{LIAR}\ndef f(x):\n    return Nothing(0.0)", source, reached=reached)
    assert not result.passed and NO_NUMBERS in result.why


@pytest.mark.parametrize("source", TESTS[:4])
@pytest.mark.parametrize("right", ["Fraction(4)", "np.float64(4).view(np.ndarray)", "np.full(1, 4.0).view(Sub)"])
def test_an_object_with_the_right_numbers_passes(source, right):
    reached = frozenset(against("def f(x):\n    return 2 * x", source).reached)
    cells = "import numpy as np\nfrom fractions import Fraction\nclass Sub(np.ndarray):\n    pass\n"
    assert against(f"{cells}def f(x):\n    return {right}", source, reached=reached).passed


def test_a_class_with_operators_is_tested_by_them():
    box = (
        "class Box:\n    def __init__(self, n):\n        self.n = n\n"
        "    def __add__(self, k):\n        return Box(self.n + {})\n"
    )
    source = "assert (Box(1) + 2).n == 3"
    reached = frozenset(against(box.format("k"), source).reached)
    assert against(box.format("k"), source, reached=reached).passed
    assert not against(box.format("1"), source, reached=reached).passed


def test_what_a_class_gives_may_do_no_other_sum_in_the_same_line():
    box = "class Box:\n    n = property(lambda self: {})\n    def __add__(self, k):\n        return self\n"
    source = "assert abs((Box() + 2).n - 3.0) < 1e-9"
    reached = frozenset(against(box.format("3.0"), source).reached)
    assert against(box.format("3.0"), source, reached=reached).passed
    assert not against(f"{LIAR}{WITH_NUMBERS}{box.format('Nothing(1.0)')}", source, reached=reached).passed
