"""Which checks a test notes as held: those that were made and passed, and no others."""

import pytest
from court_fakes import FakeRemote, Theirs, error_of, hold


def reached(source, names=None):
    return hold(source, names).reached


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("assert 1\n\nassert 2 == 2, 'x'", [1, 3]),
        ("for x in []:\n    assert x", []),
        ("for x in [1]:\n    assert x", [2]),
        ("try:\n    assert False\nexcept AssertionError:\n    pass", []),
        ("while False:\n    assert True", []),
        ("[check.equal(x, 1, rule='r') for x in items]\nassert True", [2]),
        ("import numpy as np\nnp.testing.assert_allclose(1.0, 1.0)", [2]),
        ("with pytest.raises(ValueError):\n    int('x')", [1]),
        ("with pytest.raises(ValueError):\n    x = [1].index(1)\n    int('x')", [1]),
        ("pytest.raises(ValueError, int, 'x')", [1]),
        ("def listen(x):\n    assert x\nfor x in items: listen(x)", []),
        ("def listen(x):\n    assert x\nlisten(1)", [2, 3]),
        ("class T:\n    def test_it(self):\n        assert self\nT().test_it()", [3, 4]),
        ("x = []\nx.append(3)\nprint(x)\nsetattr(check, 'y', 3)", []),
        ("if items:\n    pass\nelse:\n    helper(3)", [4]),
        ("try:\n    helper(3)\nexcept ValueError:\n    pass", []),
        ("try:\n    check_it(3)\nexcept ValueError:\n    pass", [2]),
        ("match 3:\n    case 3:\n        assert True\n    case _:\n        assert False", [3]),
        ("assert all(x > 0 for x in items)", [1]),
        ("value = check.equal(1, 1, rule='r')", [1]),
        ("assert True; x = 1", [1]),
        ("f = lambda: check_it(1)\n", []),
    ],
)
def test_lines_of_checks_that_held(source, lines):
    class Check:
        def equal(self, *a, **k):
            assert a[0] == a[1]

    prelude = {"check": Check(), "items": [], "helper": lambda x: x, "check_it": lambda x: x}
    result = hold(source, prelude)
    assert (result.reached, result.passed) == (lines, True)


def test_a_failed_check_is_not_held():
    assert reached("assert 1\nassert 0\nassert 1") == [1]
    assert reached("with pytest.raises(ValueError):\n    pass") == []


def test_of_two_branches_that_check_either_will_do():
    source = "if isinstance(got, list):\n    assert got == [3]\nelse:\n    assert got == 3"
    assert reached(source, {"got": [3]}) == reached(source, {"got": 3}) == [2, 4]
    assert reached("if got:\n    assert got\nelse:\n    pass", {"got": 0}) == []


def test_a_branch_that_checks_nothing_of_its_own_will_not_do():
    source = "if isinstance(got, list):\n    for x in got:\n        assert x == 3\nelse:\n    assert got == 3"
    assert reached(source, {"got": []}) == []
    assert reached(source, {"got": [3]}) == [3, 5]


def test_a_choice_within_a_choice():
    source = "if a:\n    assert a\nelif b:\n    assert b\nelse:\n    assert True"
    assert reached(source, {"a": 1, "b": 0}) == reached(source, {"a": 0, "b": 1}) == [2, 4, 6]


def test_both_branches_taken_stand_for_themselves():
    loop = "for x in got:\n    if x:\n        assert x\n"
    source = loop + "        for y in []:\n            assert y\n    else:\n        assert 1"
    assert reached(source, {"got": [0, 1]}) == [3, 7]


def test_nothing_checked_fails_and_says_so():
    source = "for item in answer():\n    assert item == 3"
    result = hold(source, {"answer": lambda: []}, reached={2})
    assert not result.passed
    assert error_of(result).ename == "NothingChecked"
    assert error_of(result).evalue == "this test checks each item of what your code returns, and there was none"
    assert error_of(result).traceback[1] == "Cell In[7], line 2\n----> 2     assert item == 3"
    assert result.why == "the assertion in line 2 was never reached"


def test_the_reference_may_reach_nothing_and_more_may_be_reached():
    source = "for item in answer():\n    assert item == 3"
    assert hold(source, {"answer": lambda: []}).passed
    assert hold(source, {"answer": lambda: [3]}, reached=set()).passed
    assert hold(source, {"answer": lambda: [3]}, reached={2}).passed


def test_nothing_of_the_students_can_make_a_note():
    """Neither the globals nor the locals of a test name what takes the notes."""
    source = (
        "seen = peek(globals(), locals(), dict(vars()))\nassert True\ndef f():\n    return locals()\nassert f() == {}"
    )
    taken = []
    assert hold(source, {"peek": lambda *spaces: taken.append([set(space) for space in spaces])}).passed
    assert not any("@" in name for space in taken[0] for name in space)
    assert hold("@7.note(3)").unsupported


@pytest.mark.usefixtures("fakes_are_theirs")
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("assert square(2) == 4", "assert 3 == 4"),
        ("assert 'b' in ['a']", "assert 'b' in ['a']"),
        ("assert np.ones(2) is None", "assert [1. 1.] is None"),
        ("assert not square(1)", "assert not square(1)"),
        ("assert square(1) < 2 < 3", "assert square(1) < 2 < 3"),
        ("assert thing is None", "assert thing is None"),
        ("assert [thing] == 3", "assert [thing] == 3"),
        ("assert (square(2)\n    and 0)", "assert square(2) and 0"),
        ("assert square(2) == 4, 'my words'", "my words"),
        ("assert 0", "assert 0"),
        ("assert 'ab' * 500 == 'c'", f"assert '{'ab' * 98}... == 'c'"),
    ],
)
def test_an_assertion_says_what_it_compared(source, text):
    result = hold(source, {"square": lambda x: 3, "thing": Theirs()})
    error = error_of(result)
    assert (error.ename, error.evalue) == ("AssertionError", text)


def test_showing_what_was_compared_runs_nothing_of_the_students():
    class Loud:
        def __repr__(self):
            raise KeyboardInterrupt

        numpy = data = property(__repr__)

    assert error_of(hold("assert thing == 3", FakeRemote({"thing": Loud()}))).evalue == "assert thing == 3"
