"""A student's process that lies. It ends as a fault of the conversation or an ordinary failure, never as a pass."""

import struct

import numpy as np
import pytest
from standins_liar import CLASS, CLOSE, FAULTS, HANG, Last, Raw, cls, fails, liar, twice

from tito.judge.court.errors import BadAnswer, BrokenRule, RemoteError
from tito.judge.wire import DeadlinePassed, Handle, ShortRead, encode

WRONG_TYPES = [
    ("len", len, [3.0, True, None, "3", -1, 1 << 70, Handle(5, 7), np.int64(3)]),
    ("bool", bool, [1, 0, None, np.True_, "True", [], Handle(5, 7)]),
    ("str", str, [3, None, b"text", ["text"], Handle(5, 7), np.str_("text")]),
    ("repr", repr, [3, None, Handle(5, 7)]),
    ("hash", hash, [3.0, True, None, "3", Handle(5, 7)]),
    ("int", int, [3.0, True, None, "3", Handle(5, 7)]),
    ("float", float, [3, True, None, "3", np.float64(3)]),
    ("complex", complex, [3, 3.0, None]),
    ("index", lambda x: [1, 2][x], [True, 1.0, None, np.int64(1)]),
    ("bytes", bytes, ["x", 3, None]),
    ("format", lambda x: f"{x:5}", [3, None]),
    ("contains", lambda x: 3 in x, [1, 0, None, "yes", np.True_]),
    ("dir", dir, [3, None, ("a",)]),
]


@pytest.mark.parametrize(
    ("asked", "operation", "answer"), [(asked, operation, a) for asked, operation, all_ in WRONG_TYPES for a in all_]
)
def test_a_result_of_the_wrong_type_is_a_fault(asked, operation, answer):
    fails({asked: ("value", answer)}, lambda x, remote: operation(x), BadAnswer, strict=False)


@pytest.mark.parametrize(
    ("asked", "operation", "answer"), [("len", len, 3), ("str", str, "x"), ("contains", lambda x: 3 in x, True)]
)
def test_a_result_of_the_right_type_is_none(asked, operation, answer):
    with liar({asked: ("value", answer)}) as remote:
        assert operation(remote.name("x")) == answer
        remote.check()


REPLIES = {
    "another number": lambda number, request: (number + 1, "value", None),
    "an old number": lambda number, request: (number - 1, "value", None),
    "a number that is a bool": lambda number, request: (True, "value", None),
    "no number": lambda number, request: ("value", None),
    "no tuple": lambda number, request: [number, "value", None],
    "a plain value": lambda number, request: 3,
    "an unknown kind": lambda number, request: (number, "pass", True),
    "a kind that is no text": lambda number, request: (number, 1, True),
    "too much": lambda number, request: (number, "value", 1, [], 2),
    "shadows of another form": lambda number, request: (number, "value", 1, "all"),
    "shadows without names": lambda number, request: (number, "value", 1, [(1, "numpy")]),
    "the end of an iterator": lambda number, request: (number, "stop", None),
    "a missing name": lambda number, request: (number, "missing", None),
    "an object without a class": lambda number, request: (number, "value", Handle(1, 0)),
    "an object of number 0": lambda number, request: (number, "value", Handle(0, 7)),
    "nothing": lambda number, request: CLOSE,
    "half of a reply": lambda number, request: Raw(encode((number, "value", "x" * 50)).packed()[:30]),
    "noise": lambda number, request: Raw(b"\x00" * 64),
    "a frame that is too long": lambda number, request: Raw(struct.pack("<3sBII", b"TTW", 1, 1 << 31, 0)),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_reply_of_the_wrong_form_is_a_fault(reply):
    describe = lambda number, request: (number, "value", CLASS if request[3] == 7 else None)  # noqa: E731

    def operation(x, remote):
        getattr(x, "anything")  # noqa: B009
        remote.check()

    answers = {"get": reply, "describe": describe}
    if reply is REPLIES["half of a reply"]:
        fails(answers, operation, DeadlinePassed, seconds=0.5)
    else:
        fails(answers, operation)


def test_silence_ends_at_the_deadline():
    fails({"get": lambda number, request: HANG}, lambda x, remote: x.anything, DeadlinePassed, seconds=0.3)


def test_closing_in_the_middle_of_a_reply():
    half = lambda number, request: Last(encode((number, "value", "x" * 50)).packed()[:30])  # noqa: E731
    fails({"get": half}, lambda x, remote: x.anything, ShortRead)


def test_two_replies_for_one_question_are_seen_before_the_next_and_at_the_end():
    with liar({"get": twice(3)}) as remote:
        x = remote.name("x")
        assert x.anything == 3
        with pytest.raises(BrokenRule, match="without being asked"):
            remote.check()
    fails({"get": twice(3)}, lambda x, remote: (x.anything, x.anything), BrokenRule)


LYING_CLASSES = {
    "no dictionary": [("name", "Tensor")],
    "no name": {k: v for k, v in CLASS.items() if k != "name"},
    "one key more": cls(reduce="x"),
    "a name that is no text": cls(name=3),
    "methods that are no texts": cls(methods=[1]),
    "too many methods": cls(methods=[f"m{i}" for i in range(3000)]),
    "10,000 bases": cls(bases=list(range(10, 10_010))),
    "itself as its base": cls(bases=[7]),
    "itself as its base's base": {7: cls(bases=[8]), 8: cls(bases=[7])},
    "bases without end": "deeper",
    "the same base twice": {7: cls(bases=[8, 8]), 8: CLASS},
    "a base that is no number": cls(bases=[None]),
    "a negative base": cls(bases=[-1]),
    "an exception that is no exception": cls(bases=["object"]),
    "SystemExit as its base": cls(bases=["SystemExit"]),
    "KeyboardInterrupt as its base": cls(bases=["KeyboardInterrupt"]),
    "BaseException as its base": cls(bases=["BaseException"]),
    "StopIteration as its base": cls(bases=["StopIteration"]),
    "AssertionError and OSError that do not fit": cls(bases=["OSError", "SyntaxError"]),
    "a test framework's skip as its base": cls(bases=["pytest.skip"]),
    "an unknown meeting with NumPy": cls(ufunc="maybe"),
    "a priority that is an integer": cls(priority=3),
    "fields that are no texts": cls(fields=[1]),
    "fields that are code": cls(fields=["x=__import__('os')"]),
    "a field that is a keyword": cls(fields=["lambda"]),
    "a field twice": cls(fields=["a", "a"]),
    **{
        f"the special method {name}": cls(specials=[name])
        for name in (
            "__class__",
            "__del__",
            "__reduce__",
            "__reduce_ex__",
            "__instancecheck__",
            "__subclasscheck__",
            "__new__",
            "__init__",
            "__init_subclass__",
            "__getattribute__",
            "__array_ufunc__",
            "__array_function__",
            "__array__",
            "__array_interface__",
            "__array_struct__",
            "__eq__",
            "__bool__",
            "__set_name__",
            "__get__",
            "__fspath__",
            "__mro_entries__",
            "__buffer__",
            "__slots__",
            "__dict__",
            "__weakref__",
            "__module__",
            "_tito_remote",
        )
    },
    "no special method under a forbidden name": cls(absent=["__eq__"]),
    "hidden specials": cls(specials=[3]),
}


@pytest.mark.parametrize("told", LYING_CLASSES.values(), ids=LYING_CLASSES)
def test_a_lying_description_of_a_class_is_a_fault(told):
    def describe(number, request):
        if told == "deeper":
            return (number, "value", cls(bases=[request[3] + 1]))
        by_number = type(told) is dict and told.get(request[3])
        return (number, "value", by_number or told)

    with liar({"describe": describe}) as remote:
        with pytest.raises(FAULTS):
            remote.name("x")
        assert isinstance(remote.poisoned, FAULTS)


def test_an_object_that_changes_its_class_under_one_number_is_a_fault():
    answers = {"name": [("value", Handle(1, 7)), ("value", Handle(1, 8))]}
    with liar(answers) as remote:
        x = remote.name("x")
        with pytest.raises(BadAnswer, match="changed its class"):
            remote.name("x")
        del x


@pytest.mark.parametrize(
    "name",
    [
        "SystemExit",
        "KeyboardInterrupt",
        "GeneratorExit",
        "StopIteration",
        "BaseException",
        "pytest.skip",
        "Skipped",
        "_pytest.outcomes.Exit",
        "Exit",
        "object",
        "type",
    ],
)
def test_what_is_no_ordinary_exception_is_raised_as_a_remote_error(name):
    with liar({"get": ("error", (name, None, None, "text", []))}) as remote:
        x = remote.name("x")
        with pytest.raises(RemoteError, match="text"):
            getattr(x, "anything")  # noqa: B009
        assert remote.poisoned is None


LYING_ERRORS = {
    "no tuple": ["ValueError", None, None, "text", []],
    "too short": ("ValueError", None, None, "text"),
    "a name that is no text": (3, None, None, "text", []),
    "a text that is none": ("ValueError", None, None, None, []),
    "an object that is no exception": ("Exception", Handle(5, 7), None, "text", []),
    "a class instead of an exception": ("Exception", Handle(7, 0), None, "text", []),
    "a plain value instead of an exception": ("Exception", 3, None, "text", []),
    "arguments that are no tuple": ("ValueError", None, ["a"], "text", []),
    "arguments that are objects": ("ValueError", None, (Handle(5, 7),), "text", []),
    "too many arguments": ("ValueError", None, (1,) * 1000, "text", []),
    "frames that are no list": ("ValueError", None, None, "text", "frames"),
    "too many frames": ("ValueError", None, None, "text", [{}] * 1000),
    "a frame without a line": ("ValueError", None, None, "text", [{"cell": 1}]),
    "a line that is a text": ("ValueError", None, None, "t", [{"cell": 1, "line": "2", "function": "", "text": ""}]),
}


@pytest.mark.parametrize("told", LYING_ERRORS.values(), ids=LYING_ERRORS)
def test_a_lying_exception_is_a_fault(told):
    fails({"get": ("error", told)}, lambda x, remote: x.anything, BadAnswer)


def test_the_text_of_an_exception_is_cleaned():
    frames = [{"cell": 1, "line": 2, "function": "f\x1b[2J", "text": "x = \x07 1"}]
    told = ("ValueError", None, ("a\x1b[31m\x00b\u202e",), "a\x1b[31m\x00b", frames)
    with liar({"get": ("error", told)}) as remote:
        x = remote.name("x")
        with pytest.raises(ValueError) as caught:
            getattr(x, "anything")  # noqa: B009
    assert str(caught.value) == "a[31mb"
    assert caught.value.__tito_frames__ == [{"cell": 1, "line": 2, "function": "f[2J", "text": "x =  1"}]


def test_an_exception_cannot_pass_for_one_of_the_judge():
    skip = cls(name="Skipped", qualname="Skipped", module="_pytest.outcomes", bases=["Exception"])
    answers = {"describe": ("value", skip), "get": ("error", ("Exception", Handle(3, 9), None, "x", []))}
    answers["describe"] = lambda number, request: (number, "value", skip if request[3] == 9 else CLASS)
    with liar(answers) as remote:
        x = remote.name("x")
        with pytest.raises(Exception) as caught:
            getattr(x, "anything")  # noqa: B009
        assert not isinstance(caught.value, pytest.skip.Exception)
        assert type(caught.value).__mro__[1:] == (Exception, BaseException, object)
