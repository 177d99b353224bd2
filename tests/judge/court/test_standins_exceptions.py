"""Exceptions of the student's code, caps, and the end of a test."""

import unittest

import numpy as np
import pytest
from standins_samples import FAULTY
from standins_server import student

from tito import checks
from tito.judge.court.errors import BrokenRule, RemoteError
from tito.judge.court.limits import Caps
from tito.judge.wire import DeadlinePassed, EndOfFile


def told(call, *arguments):
    with student(FAULTY) as remote:
        given = [remote.name(a) if isinstance(a, str) and a[0].isupper() else a for a in arguments]
        with pytest.raises(Exception) as caught:
            remote.name(call)(*given)
        assert remote.poisoned is None
    return caught.value


RAISED = {
    "ValueError": (("fail", ValueError, "no", 3), ValueError, ("no", 3)),
    "KeyError": (("key",), KeyError, ("missing",)),
    "ZeroDivisionError": (("fail", ZeroDivisionError), ZeroDivisionError, ()),
    "AssertionError": (("fail", AssertionError, "wrong"), AssertionError, ("wrong",)),
    "NotImplementedError": (("fail", NotImplementedError), NotImplementedError, ()),
    "RecursionError": (("recurse", 0), RecursionError, None),
    "AttributeError": (("attribute",), AttributeError, None),
    "FileNotFoundError": (("missing_file",), FileNotFoundError, None),
    "UnicodeDecodeError": (("decode",), UnicodeDecodeError, None),
    "LinAlgError": (("singular",), np.linalg.LinAlgError, None),
    "UserWarning": (("fail", UserWarning, "careful"), UserWarning, ("careful",)),
    "an argument that is an object": (("fail", ValueError, [1]), ValueError, ("[1]",)),
    "SystemExit": (("leave",), RemoteError, ("SystemExit: bye",)),
    "KeyboardInterrupt": (("fail", KeyboardInterrupt), RemoteError, ("KeyboardInterrupt",)),
    "GeneratorExit": (("fail", GeneratorExit), RemoteError, ("GeneratorExit",)),
    "StopIteration": (("fail", StopIteration, 3), RemoteError, ("StopIteration: 3",)),
    "StopAsyncIteration": (("fail", StopAsyncIteration), RemoteError, None),
    "BaseException": (("fail", BaseException), RemoteError, None),
    "a BaseException of the student's": (("fail", "Outcome"), RemoteError, ("Outcome",)),
    "a test framework's skip": (("skip",), RemoteError, None),
    "a group": (("group",), RemoteError, None),
}  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "arguments"), RAISED.values(), ids=RAISED)
def test_an_exception_is_raised_by_its_type_or_as_a_remote_error(call, kind, arguments):
    error = told(*call)
    assert type(error) is kind
    assert arguments is None or error.args == arguments


def test_unittests_skip_is_not_believed():
    error = told("unittest_skip")
    assert not isinstance(error, unittest.SkipTest) and type(error).__name__ == "SkipTest"


def test_exceptions_of_the_students_are_of_their_class_and_keep_their_attributes():
    with student(FAULTY) as remote:
        fault, deep, fail = remote.name("Fault"), remote.name("Deep"), remote.name("fail")
        with pytest.raises(fault, match="code 7") as caught:
            fail(deep, 7)
        error = caught.value
        assert type(error) is deep and isinstance(error, ValueError)
        assert error.code == 7 and error.twice() == 14 and error.args == ("code 7",) and str(error) == "code 7"
        error.code = 8
        assert error.twice() == 16 and repr(error) == "Deep('code 7')"
        with pytest.raises(remote.name("Other"), match="its own text"):
            fail(remote.name("Other"), 3)
        with pytest.raises(remote.name("Broken"), match="cannot be had"):
            fail(remote.name("Broken"))
        made = deep(3)
        assert isinstance(made, ValueError) and str(made) == "code 3" and made.code == 3
        with pytest.raises(deep):
            raise made
        remote.check()
    assert str(error) == "code 7" and getattr(error, "code", "gone") == "gone"


def test_the_frames_are_those_of_the_students_cells():
    with student("def inner(x):\n    return 1 / x", "def outer(x):\n    return inner(x)\n") as remote:
        outer = remote.name("outer")
        with pytest.raises(ZeroDivisionError) as caught:
            outer(0)
    assert caught.value.__tito_frames__ == [
        {"cell": 2, "line": 2, "function": "outer", "text": "    return inner(x)"},
        {"cell": 1, "line": 2, "function": "inner", "text": "    return 1 / x"},
    ]


def test_a_long_stack_is_cut():
    assert len(told("recurse", 0).__tito_frames__) == 16


def test_check_raises_sees_the_exceptions_of_the_student():
    check = checks.cell("test-raises")
    with student(FAULTY) as remote:
        check.raises(ValueError, remote.name("fail"), remote.name("Fault"), 3, rule="3 is refused", match="code 3")
        with pytest.raises(checks.CheckFailed, match="RemoteError"):
            check.raises(ValueError, remote.name("leave"), rule="the process goes on")


@pytest.mark.parametrize(("call", "fault"), [("die", EndOfFile), ("hang", DeadlinePassed)])
def test_a_process_that_ends_or_hangs_satisfies_no_expectation(call, fault):
    check = checks.cell("test-end")
    with student(FAULTY, seconds=0.5) as remote:
        with pytest.raises(fault):
            check.raises(ValueError, remote.name(call), rule="it is refused")
        assert isinstance(remote.poisoned, fault)
        with pytest.raises(BrokenRule, match="broken already"):
            remote.name("numbers")


def test_too_many_questions():
    with student(FAULTY, caps=Caps(operations=20)) as remote:
        with pytest.raises(BrokenRule, match="more than 20 times"):
            for _ in range(30):
                remote.name("numbers")
        assert remote.poisoned is not None


def test_too_many_objects():
    with student(FAULTY, caps=Caps(handles=20)) as remote:
        with pytest.raises(BrokenRule, match="more than 20 of the student's objects"):
            plain = remote.name("Plain")
            _kept = [plain() for _ in range(30)]
        assert remote.poisoned is not None


def test_an_interrupt_of_the_test_poisons_the_conversation(monkeypatch):
    with student(FAULTY) as remote:
        echo = remote.name("echo")

        def interrupted():
            raise KeyboardInterrupt

        monkeypatch.setattr(remote._stream, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            echo(3)
        monkeypatch.undo()
        with pytest.raises(BrokenRule):
            echo(3)


def test_recording_runs_where_the_operations_do():
    check = checks.cell("test-recording")
    with student(FAULTY) as remote:
        tensor = remote.name("Tensor")
        x = tensor([1.0, 2.0])
        with checks.recording(tensor) as log:
            assert tensor.recorder is not None
            x + x
        x + x
        assert tensor.recorder is None and log.names == ["add"] and len(log) == 1
        check.operations(log, ["add"], rule="a sum is announced")
        assert log.inputs[0][1].tolist() == [1.0, 2.0] and log.saved[0]["axis"] == 0
        with pytest.raises(ZeroDivisionError), checks.recording(tensor):
            1 / 0  # noqa: B018
        assert tensor.recorder is None
        remote.check()


def test_the_end_of_a_sound_test_says_nothing():
    with student(FAULTY) as remote:
        assert remote.name("numbers")() == [1, 2, 3]
        remote.check()
        assert remote.poisoned is None
    assert not issubclass(BrokenRule, Exception)
