"""A student's process that lies about objects: without end, within each other, in parts that do not fit."""

import struct

import numpy as np
import pytest
from standins_liar import CLASS, Raw, cls, fails, liar

from tito.judge.court.errors import BadAnswer, BrokenRule
from tito.judge.court.limits import Caps
from tito.judge.wire import Handle, OverLimit, WireError, encode


def test_an_iterator_without_end_meets_the_cap():
    answers = {"iter": ("value", Handle(2, 7)), "next": ("value", 1)}
    fails(answers, lambda x, remote: list(x), BrokenRule, caps=Caps(operations=500))


def test_objects_without_end_meet_the_cap():
    several = ("value", [Handle(number, 7) for number in range(1, 200)])
    fails({"get": several}, lambda x, remote: x.anything, BrokenRule, caps=Caps(handles=100))


def test_classes_without_end_meet_the_cap():
    several = ("value", [Handle(number, number) for number in range(10, 200)])
    fails({"get": several}, lambda x, remote: x.anything, BrokenRule, caps=Caps(classes=50))


def test_a_named_tuple_that_holds_itself_is_a_fault():
    answers = {
        "describe": lambda number, request: (number, "value", cls(fields=["a"]) if request[3] == 9 else CLASS),
        "items": ("value", (Handle(4, 9),)),
        "get": ("value", Handle(4, 9)),
    }
    fails(answers, lambda x, remote: x.anything)


@pytest.mark.parametrize("items", [(1, 2), (), [1], 3])
def test_a_named_tuple_of_another_length_is_a_fault(items):
    answers = {
        "describe": lambda number, request: (number, "value", cls(fields=["a"]) if request[3] == 9 else CLASS),
        "items": ("value", items),
        "get": ("value", Handle(4, 9)),
    }
    fails(answers, lambda x, remote: x.anything, BadAnswer)


def test_a_set_of_objects_with_one_hash_is_a_fault():
    answers = {"get": ("value", {Handle(3, 7), Handle(4, 7)}), "hash": ("value", 5)}
    fails(answers, lambda x, remote: x.anything)


def test_a_set_whose_hashes_raise_is_a_fault():
    answers = {"get": ("value", {Handle(3, 7)}), "hash": ("error", ("ValueError", None, None, "x", []))}
    fails(answers, lambda x, remote: x.anything, WireError)


LYING_SIGNATURES = [
    None,
    [],
    ([],),
    ([("x",)], (False, None)),
    ([("not a name", 1, False, None, False, None)], (False, None)),
    ([("x", 9, False, None, False, None)], (False, None)),
    ([("x", 1, "no", None, False, None)], (False, None)),
    ([("x", 1, False, None, False, None)] * 2, (False, None)),
    ([], (1, None)),
    ([("x", True, False, 1, False, 1)], ()),
]


@pytest.mark.parametrize("told", LYING_SIGNATURES)
def test_a_lying_signature_is_a_fault(told):
    fails({"signature": ("value", told)}, lambda x, remote: x.__signature__, BadAnswer)


@pytest.mark.parametrize("told", [None, 3, (1,), (0, 0), (True, 7), (1, "7"), (-1, 7)])
def test_a_held_array_without_a_number_is_a_fault(told):
    fails({"hold": ("value", told)}, lambda x, remote: remote.ref(np.ones(3)), BadAnswer)


@pytest.mark.parametrize("told", [None, "text", [1, 2], Handle(5, 7), 3.0])
def test_values_that_are_no_array_are_an_ordinary_failure(told):
    answers = {"describe": ("value", cls(array=True)), "array": ("value", told)}
    with liar(answers) as remote:
        x = remote.name("x")
        with pytest.raises(TypeError):
            np.asarray(x)


def test_an_array_interface_is_never_asked_for():
    with liar({"get": ("value", {"data": (4096, False), "shape": (9,), "typestr": "<f8", "version": 3})}) as remote:
        x = remote.name("x")
        array = np.asarray(x)
        assert array.dtype == object and array[()] is x


def test_more_than_a_reply_may_hold():
    many = encode((2, "value", list(range(90_000)))).packed().replace(b"[2,", b"[2,", 1)
    longer = Raw(many.replace(b'["list",0,', b'["list",' + b"0," * 20_000, 1))
    fails({"get": lambda number, request: _resized(longer)}, lambda x, remote: x.anything, OverLimit)


def _resized(frame):
    """A frame whose prefix says how long its header is."""
    return Raw(frame[:4] + struct.pack("<I", len(frame) - 12) + frame[8:])
