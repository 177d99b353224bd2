"""What a run comes to, and in which order it is told."""

import pytest
from court_fakes import FakeRemote, error_of, hold

from tito.judge import wire
from tito.judge.court.errors import BadAnswer, BrokenRule


def poisoned(fault):
    """A student's process of which a function ends the conversation with a fault."""
    remote = FakeRemote()

    def call(*args):
        remote.poisoned = remote.poisoned or fault
        raise remote.poisoned

    remote.names["f"] = call
    return remote


FAULTS = [
    (wire.EndOfFile("the other side closed"), "DeadKernelError", "your code ended the Python process"),
    (wire.ShortRead("closed inside"), "DeadKernelError", "your code ended the Python process"),
    (wire.Disconnected("lost"), "DeadKernelError", "your code ended the Python process"),
    (wire.DeadlinePassed("no answer"), "CellTimeoutError", "your code took longer than it may"),
    (wire.BadArray("no such dtype"), "ProtocolError", "the result could not be read: no such dtype"),
    (wire.OverLimit("items", 5), "ProtocolError", "the result could not be read: more items than the 5 allowed"),
    (wire.Unsendable("a lambda"), "ProtocolError", "the test could not hand a value to your code: a lambda"),
    (wire.Spent("ended"), "ProtocolError", "your code could not be asked any more: ended"),
    (BadAnswer("len"), "ProtocolError",
     "the result could not be read: the student's process gave an answer that makes no sense: len"),
    (BrokenRule("the test compares"), "BrokenRule", "the test compares"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "name", "text"), FAULTS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    "source",
    ["f(1)", "with pytest.raises(BaseException):\n    f(1)", "try:\n    f(1)\nfinally:\n    assert False",
     "try:\n    f(1)\nexcept:\n    pass\nraise ValueError('later')",
     "try:\n    f(1)\nexcept BaseException as e:\n    raise KeyError from e"],
)  # fmt: skip
def test_a_broken_conversation_is_told_first_whatever_the_test_does(fault, name, text, source):
    result = hold(source, poisoned(fault.with_traceback(None)), reached={99})
    error = error_of(result)
    assert (result.passed, error.ename, error.evalue) == (False, name, text)
    assert result.lost is (name == "DeadKernelError")
    assert result.why == f"{name}: {text}"


def test_what_the_end_of_a_test_finds_counts():
    remote = FakeRemote()
    remote.leaves = BrokenRule("a list was changed")
    result = hold("x = 1", remote)
    error = error_of(result)
    assert (result.passed, error.ename, error.evalue) == (False, "BrokenRule", "a list was changed")


def test_what_was_poisoned_first_is_told():
    remote = poisoned(BrokenRule("first"))
    remote.leaves = wire.Spent("second")
    assert error_of(hold("try:\n    f(1)\nexcept BaseException: pass", remote)).evalue == "first"


def test_a_wire_error_counts_even_if_the_remote_forgot_it():
    def lost(*args):
        raise wire.EndOfFile("closed")

    assert error_of(hold("f()", {"f": lost})).ename == "DeadKernelError"


def test_an_exception_is_told_before_checks_that_were_not_made():
    error = error_of(hold("raise ValueError('x')\nassert True", reached={2}))
    assert (error.ename, error.evalue) == ("ValueError", "x")


def test_exactly_one_error_is_told():
    result = hold("f()\nassert True\n3", poisoned(BrokenRule("x")), reached={2, 5})
    assert [output["output_type"] for output in result.outputs] == ["error"]


def test_a_pass_is_a_pass():
    result = hold("assert f(2) == 4", {"f": lambda x: x * x}, reached={1})
    assert vars(result) == {
        "passed": True, "outputs": [], "reached": [1], "why": None, "unsupported": None, "lost": False, "paused": False,
    }  # fmt: skip


def test_the_exception_of_a_check_goes_by_its_name():
    source = "check = checks.cell('x')\ncheck.close([1.0], [2.0], rule='ones are twos', given=3)"
    error = error_of(hold(source))
    assert error.ename == "CheckFailed"
    assert error.evalue == "ones are twos. Got 1 at index (0,), expected 2, for input 3."
    assert error.traceback[1].startswith("Cell In[7], line 2\n----> 2 check.close(")
    assert len(error.traceback) == 3  # no frame of the checks themselves


@pytest.mark.parametrize("line", [1, 2])
def test_where_the_conversation_broke_is_told(line):
    source = "\n" * (line - 1) + "f(3)"
    error = error_of(hold(source, poisoned(BrokenRule("x"))))
    assert error.traceback[1] == f"Cell In[7], line {line}\n----> {line} f(3)"
