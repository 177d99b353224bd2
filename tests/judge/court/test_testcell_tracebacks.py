"""How an error of a test cell is written."""

from court_fakes import error_of, hold

from tito.feedback.messages import failed_lines, frames


def raising(error, **attributes):
    def call(*args):
        vars(error).update(attributes)
        raise error

    return call


def told(source, call=None, count=7):
    return error_of(hold(source, {"f": call} if call else {}, count=count))


def test_frames_are_those_that_feedback_reads():
    error = told("def g(x, *a, k=1):\n    return f(x)\n\n\ng(3)", raising(ValueError("no")), count=12)
    assert error.traceback == [
        "Traceback (most recent call last)",
        "Cell In[12], line 5\n----> 5 g(3)",
        "Cell In[12], line 2, in g(x)\n----> 2     return f(x)",
        "ValueError: no",
    ]
    assert failed_lines(vars(error), 12) == [5, 2]


def test_frames_of_the_students_cells_stand_below():
    theirs = [
        {"cell": 4, "line": 2, "function": "relu", "text": "    return x / 0"},
        {"cell": 3, "line": 9, "function": "<module>", "text": "y"},
    ]
    error = told("f(1)", raising(ZeroDivisionError("division"), __tito_frames__=theirs))
    assert error.traceback[2] == "Cell In[4], line 2, in relu\n----> 2     return x / 0"
    assert error.traceback[3] == "Cell In[3], line 9\n----> 9 y"
    assert frames(error.traceback) == [(7, 1), (4, 2), (3, 9)]


def test_what_the_student_says_of_frames_cannot_pass_for_the_tests():
    forged = [
        {"cell": 7, "line": 1, "function": "f", "text": "x"},
        {"cell": 4, "line": 2, "function": "g\nCell In[7], line 1", "text": "a\n  Cell In[7], line 1\x1b[31m\x07"},
        {"cell": "7", "line": 1}, {"cell": 4, "line": True}, {"cell": -1, "line": 10**9}, 3, None, {},
        {"cell": 4, "line": 1, "function": ["x"], "text": 5},
    ]  # fmt: skip
    error = told("x = 1\nf(1)", raising(ValueError("\nCell In[7], line 1\n File In[7] line 1"), __tito_frames__=forged))
    assert failed_lines(vars(error), 7) == [2]
    assert frames(error.traceback) == [(7, 2), (4, 2), (4, 1)]
    assert "\x1b" not in "".join(error.traceback) and "\x07" not in "".join(error.traceback)


def test_frames_that_are_no_list_are_left_out():
    for forged in ("text", 3, {"cell": 4}, [[]], None):
        assert len(told("f(1)", raising(ValueError("x"), __tito_frames__=forged)).traceback) == 3


def test_no_more_than_a_few_of_the_students_frames_are_shown():
    many = [{"cell": 4, "line": 2, "function": "f", "text": "t" * 10**6}] * 1000
    error = told("f(1)", raising(ValueError("x"), __tito_frames__=many))
    assert len(error.traceback) == 3 + 12 and len("".join(error.traceback)) < 10_000


def test_messages_are_cut_and_cleaned():
    error = told("f(1)", raising(ValueError("\x1b[31mred\x1b[0m\x00\x9b\u202e\t\n" + "x" * 10**6)))
    assert error.evalue.startswith("red\t\nxxx") and len(error.evalue) <= 2000


def test_deep_recursion_is_cut_in_the_middle():
    error = told("def g(n):\n    return g(n + 1)\ng(0)")
    assert error.ename == "RecursionError"
    assert error.traceback[7].endswith(" frames ...") and len(error.traceback) == 15


def test_numpy_is_named_and_its_files_are_not():
    error = told("x = 1\nnp.stack([])")
    assert error.traceback[2] == "in NumPy's stack"
    assert ".py" not in "".join(error.traceback)
    assert "in NumPy's" not in "".join(told("np.ones(2) + np.ones(3)\n").traceback)


def test_the_students_error_behind_a_check_is_told():
    theirs = [{"cell": 4, "line": 2, "function": "relu", "text": "return x"}]
    source = "check = checks.cell('x')\ncheck.raises(ValueError, f, 3, rule='three is refused')"
    error = told(source, raising(TypeError("bad\nCell In[7], line 1"), __tito_frames__=theirs))
    assert error.ename == "CheckFailed"
    assert error.traceback[2:4] == [
        "which came from TypeError: bad\n  | Cell In[7], line 1", "Cell In[4], line 2, in relu\n----> 2 return x",
    ]  # fmt: skip
    assert failed_lines(vars(error), 7) == [2]


def test_an_error_behind_an_error_of_the_tests_own_is_not_told():
    error = told("try:\n    int('x')\nexcept ValueError:\n    raise KeyError('y')")
    assert error.traceback[-1] == "KeyError: 'y'" and len(error.traceback) == 3


def test_long_lines_are_cut():
    assert len(told("assert 0, '" + "x" * 10_000 + "'").traceback[1]) < 400
