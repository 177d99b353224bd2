"""Each cap at its edge, on both sides: what is just allowed passes, one more does not."""

from dataclasses import fields

import numpy as np
import pytest
from wire_values import arrival, exact, there_and_back

from tito.judge.wire import Handle, Limits, OverLimit, Unsendable, encode
from tito.judge.wire.frames import PREFIX

WIDE = Limits(depth=100, dims=64)


def nested(depth: int) -> object:
    value: object = 1
    for level in range(depth):
        value = [[value], (value,), {1: value}, slice(value), {"a": value}][level % 5]
    return value


def sized(size: int) -> bytes:
    return bytes(size)


CASES = {
    "header": (Limits(header=100), "a" * 98, "a" * 99),
    "blob of bytes": (Limits(blob=1000), sized(1000), sized(1001)),
    "blob of an array": (Limits(blob=1000), np.zeros((5, 25)), np.zeros((7, 18))),
    "blob of a text": (Limits(blob=2000), "a" * 2000, "a" * 2001),
    "blob of an empty array": (Limits(blob=1000), np.zeros((0, 125)), np.zeros((0, 126))),
    "blob of a dtype": (Limits(blob=1000), np.dtype("<U250"), np.dtype("<U251")),
    "blobs": (Limits(blobs=3), [sized(100)] * 3, [sized(100)] * 4),
    "items of a list": (Limits(items=50), list(range(49)), list(range(50))),
    "items of a dictionary": (Limits(items=51), dict.fromkeys(range(25)), dict.fromkeys(range(26))),
    "items of all lists": (Limits(items=50), [[1] * 6] * 7, [[1] * 6] * 8),
    "depth": (Limits(depth=10), nested(10), nested(11)),
    "depth by default": (Limits(), nested(64), nested(65)),
    "digits": (Limits(digits=20), (1 << 80) - 1, 1 << 80),
    "digits below zero": (Limits(digits=20), 1 - (1 << 80), -(1 << 80)),
    "text": (Limits(text=40), "a" * 40, "a" * 41),
    "text in a blob": (Limits(text=2000), "é" * 2000, "é" * 2001),
    "text as a key": (Limits(text=40), {"a" * 40: 1}, {"a" * 41: 1}),
    "dims": (Limits(dims=4), np.zeros((1,) * 4), np.zeros((1,) * 5)),
    "dims by default": (Limits(), np.zeros((1,) * 32), np.zeros((1,) * 33)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_edge(name: str) -> None:
    limits, allowed, too_much = CASES[name]
    cap = name.split()[0]
    assert exact(arrival(encode(allowed, limits).packed(), limits)) == exact(allowed)
    with pytest.raises(Unsendable, match=f"more {cap} than"):
        encode(too_much, limits)
    with pytest.raises(OverLimit) as caught:
        arrival(encode(too_much, WIDE).packed(), limits)
    assert caught.value.cap == cap


def test_every_cap_on_one_value_has_a_case() -> None:
    tested = {name.split()[0] for name in CASES}
    assert {field.name for field in fields(Limits)} - tested == {"frame", "total_bytes", "total_frames"}


def test_the_edge_of_a_whole_frame() -> None:
    value = [sized(300), sized(300)]
    size = len(encode(value).packed())
    assert size == PREFIX.size + 8 + len(encode(value).header) + 600
    assert arrival(encode(value, Limits(frame=size)).packed(), Limits(frame=size)) == value
    with pytest.raises(OverLimit, match="frame"):
        arrival(encode(value).packed(), Limits(frame=size - 1))
    with pytest.raises(Unsendable, match="frame"):
        encode(value, Limits(frame=size - 1))


def test_the_deepest_leaves_are_still_within_the_depth() -> None:
    for leaf in (np.zeros(3), complex("nan"), np.str_("x" * 2000), np.bytes_(b"x" * 2000), Handle(1, 1), 1 << 90):
        value = leaf
        for _ in range(64):
            value = [value]
        assert exact(there_and_back(encode(value))) == exact(value)


def test_an_error_names_the_cap_and_what_is_allowed() -> None:
    with pytest.raises(OverLimit) as caught:
        there_and_back(encode([1, 2, 3]), Limits(items=2))
    assert (caught.value.cap, caught.value.allowed) == ("items", 2)
    assert str(caught.value) == "more items than the 2 allowed"
