"""What crosses arrives as it was, to the bit and to the type; what does not is never made into something else."""

import array
import collections
import enum
import gc
import json
import struct
import time
import tracemalloc
import types

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_values import arrays, exact, journey, scalars, there_and_back, values

from tito.judge.wire import BadHandle, Frame, Handle, Limits, Unsendable, decode, encode

Point = collections.namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 1


class Word(str):
    pass


class Plain:
    pass


class Strange(type):
    """A metaclass whose classes cannot be hashed and are equal to everything."""

    __hash__ = None

    def __eq__(cls, other: object) -> bool:
        return True


class Odd(metaclass=Strange):
    pass


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values())
def test_every_value_comes_back_exactly(value) -> None:
    assert exact(there_and_back(encode(value))) == exact(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values())
def test_the_same_value_is_written_the_same_way_again(value) -> None:
    first = encode(value)
    again = encode(there_and_back(first))
    assert len(again.packed()) == len(first.packed()), "sets may change their order, nothing else may change"


@settings(max_examples=200, deadline=None)
@given(arrays(), st.integers(0, 4))
def test_layouts_of_memory_make_no_difference(value, layout: int) -> None:
    doubled = np.concatenate([np.atleast_1d(value)] * 2)
    shaped = [value, np.asfortranarray(value), value.T, doubled[::2], doubled[::-1]][layout]
    frame = encode(shaped)
    assert exact(there_and_back(frame)) == exact(shaped)


def test_the_comparison_of_these_tests_sees_small_differences() -> None:
    pairs = [(0.0, -0.0), (1, True), (1, 1.0), ("a", Word("a")), ([1], (1,)), (np.float64(1), 1.0)]
    pairs += [({1: 2, 3: 4}, {3: 4, 1: 2}), (np.zeros(2), np.zeros((2, 1))), (np.zeros(1, "i4"), np.zeros(1, "i8"))]
    pairs += [(float("nan"), -float("nan")), (np.zeros(()), np.float64(0)), ({1}, frozenset({1}))]
    for one, other in pairs:
        assert exact(one) != exact(other)


@pytest.mark.parametrize("value", [np.arange(6.0).reshape(2, 3), np.array(2.5), np.zeros((0, 3)), np.ones(1000)])
def test_decoded_arrays_are_read_only_and_stay_so(value: np.ndarray) -> None:
    assert not there_and_back(encode(value)).flags.writeable
    got = journey(value)
    with pytest.raises(ValueError, match="read-only"):
        got[...] = 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        got.flags.writeable = True


def test_an_array_shares_its_memory_with_nothing() -> None:
    sent = np.ones(1000)
    frame = encode(sent)
    assert np.shares_memory(frame.blobs[0], sent), "encoding must not copy"
    one, two = journey([sent, sent])
    assert not np.shares_memory(one, two)
    assert not np.shares_memory(one, sent)
    kept = one.copy()
    sent[:] = 5
    assert (one == kept).all()


@pytest.mark.parametrize("size", [3, 1000])
def test_the_student_s_side_may_ask_for_arrays_to_write_in(size: int) -> None:
    frame = encode(np.zeros(size))
    first, second = there_and_back(frame, writable=True), there_and_back(frame, writable=True)
    first += 1
    assert first.sum() == size
    assert second.sum() == 0


def test_big_endian_arrays_arrive_little_endian_with_the_same_values() -> None:
    got = there_and_back(encode(np.arange(3, dtype=">i4")))
    assert got.dtype == np.dtype("<i4")
    assert got.tolist() == [0, 1, 2]


def test_a_dtype_keeps_its_byte_order() -> None:
    assert there_and_back(encode(np.dtype(">f8"))) == np.dtype(">f8")
    assert there_and_back(encode(np.dtype("<U3"))) == np.dtype("<U3")


def test_other_names_of_one_integer_type_become_that_type() -> None:
    assert type(there_and_back(encode(np.longlong(3)))) is np.int64
    assert there_and_back(encode(np.array([3], np.longlong))).dtype == np.int64


TEXTS = ["\ud800", "\ud83d\ude00", "a\ud800b" * 500, "\U0001f600", "\0", "é" * 2000, "\x7f\u2028"]


@pytest.mark.parametrize("value", TEXTS, ids=ascii)
def test_texts_with_surrogates_are_neither_joined_nor_lost(value: str) -> None:
    assert there_and_back(encode(value)) == value
    assert there_and_back(encode({value: [value]})) == {value: [value]}


INTEGERS = [2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**18, 10**19, -(10**19), 10**4400]


@pytest.mark.parametrize("value", INTEGERS, ids=hex)
def test_integers_around_the_edge_of_a_word(value: int) -> None:
    assert there_and_back(encode([value])) == [value]


@pytest.mark.parametrize("value", [np.str_("a\0\0"), np.str_("\0"), np.str_("\ud800"), np.bytes_(b"a\0")], ids=ascii)
def test_nul_characters_at_the_end_of_a_numpy_text_are_kept(value) -> None:
    """NumPy itself leaves them out of str(value)."""
    got = there_and_back(encode(value))
    assert type(got) is type(value)
    assert (len(got), got) == (len(value), value)


def test_nan_keeps_its_sign_and_payload() -> None:
    quiet = struct.unpack(">d", bytes.fromhex("fff8000000000123"))[0]
    assert struct.pack(">d", there_and_back(encode(quiet))).hex() == "fff8000000000123"


def test_different_nans_stay_different_keys() -> None:
    assert len(there_and_back(encode({float("nan"): 1, float("nan"): 2}))) == 2


def test_the_order_of_keys_is_kept() -> None:
    value = dict.fromkeys(["z", "a", 3, None, (1, 2), 2.5])
    assert list(there_and_back(encode(value))) == list(value)


MARKED = np.dtype("f8", metadata={"a": 1})
NOT_COPIED = [
    Point(1, 2), Colour.RED, Word("a"), Plain, Plain(), Odd, Odd(), Exception("a"), collections.OrderedDict(a=1),
    print, gc, lambda: 1, dict.fromkeys, np.sum, bytearray(b"a"), memoryview(b"a"), iter([1]), {}.keys(),
    collections.defaultdict(int), collections.deque([1]), array.array("d", [1.0]), types.SimpleNamespace(),
    type("int", (int,), {}), type("int", (int,), {})(3), np.random.default_rng(0),
    np.ma.masked_array([1]), np.rec.array([(1,)]), type("Matrix", (np.ndarray,), {})(3),
    type("F", (np.float64,), {})(1),
    np.array([1, "a"], dtype=object), np.zeros(2, "i4,f4"), np.zeros(1, "M8[s]"), np.zeros(1, "V3"),
    np.zeros(1, MARKED),
    np.datetime64(1, "s"), np.void(b"ab"), np.longdouble(1), np.zeros(1, np.longdouble),
    np.dtype("O"), np.dtype("V8"), np.dtype("i4,f4"), np.dtype("M8[s]"), np.dtype("S"), np.dtype("f8,f8"), MARKED,
]  # fmt: skip


@pytest.mark.parametrize("value", NOT_COPIED, ids=lambda value: type(value).__name__)
def test_everything_else_is_a_handle(value) -> None:
    asked = []
    frame = encode([value], handle_for=lambda thing: asked.append(thing) or Handle(7, 3))
    assert len(asked) == 1 and asked[0] is value
    assert there_and_back(frame) == [Handle(7, 3)]
    with pytest.raises(Unsendable):
        encode(value)


@pytest.mark.parametrize("cls", [int, bool, type, object, ValueError, OSError, ExceptionGroup, type(None), type(...)])
def test_builtin_types_cross_by_name(cls: type) -> None:
    assert there_and_back(encode(cls)) is cls


@pytest.mark.parametrize("cls", [np.float32, np.int64, np.bool_, np.ndarray, np.floating, np.str_, np.dtype])
def test_classes_of_numpy_cross_by_name(cls: type) -> None:
    assert there_and_back(encode(cls)) is cls


def test_a_student_s_class_named_like_a_builtin_is_not_that_builtin() -> None:
    fake = type("ValueError", (Exception,), {"__module__": "builtins"})
    with pytest.raises(Unsendable):
        encode(fake)


def test_handles_are_resolved_wherever_they_stand() -> None:
    objects = {4: Plain(), 5: Plain()}
    frame = encode([{Handle(4, 1): Handle(5, 1)}, slice(Handle(4, 1))])
    got = there_and_back(frame, object_for=lambda handle: objects[handle.id])
    assert got[0][objects[4]] is objects[5]
    assert got[1].stop is objects[4]


def test_an_unknown_handle_is_a_fault() -> None:
    with pytest.raises(BadHandle):
        there_and_back(encode(Handle(9, 1)), object_for={}.__getitem__)


@pytest.mark.parametrize("handle", [None, 3, (1, 2), Handle(-1, 0), Handle(True, 0), Handle(0, 1 << 63)])
def test_only_sound_handles_are_written(handle) -> None:
    with pytest.raises(Unsendable):
        encode(Plain(), handle_for=lambda thing: handle)


def test_a_container_inside_itself_ends_as_an_error() -> None:
    ring: list = []
    ring.append(ring)
    with pytest.raises(Unsendable, match="depth"):
        encode(ring)
    loop: dict = {}
    loop["self"] = (loop,)
    with pytest.raises(Unsendable, match="depth"):
        encode(loop)


def test_a_list_that_doubles_at_each_level_ends_as_an_error() -> None:
    value: list = []
    for _ in range(40):
        value = [value, value]
    with pytest.raises(Unsendable, match="items"):
        encode(value)


def test_a_view_that_says_many_bytes_is_refused_before_it_is_copied() -> None:
    with pytest.raises(Unsendable, match="blob"):
        encode(np.broadcast_to(np.float64(1), (1 << 40,)))
    with pytest.raises(Unsendable, match="blob"):
        encode(np.zeros((0, 1 << 40)))


def test_copies_are_made_only_as_far_as_a_frame_goes() -> None:
    slanted = np.ones((256, 256))[:, ::2]  # must be copied, 256 KiB each time
    tracemalloc.start()
    try:
        with pytest.raises(Unsendable, match="frame"):
            encode([slanted] * 200, Limits(frame=1 << 20))
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_nothing_is_asked_of_an_object_that_crosses_as_a_handle() -> None:
    """Neither __reduce__ nor __getstate__, neither a hash nor a comparison."""

    class Watched:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

        __hash__ = __eq__ = __bool__ = __len__ = __iter__ = None

    assert there_and_back(encode((Watched(), [Watched()]), handle_for=lambda thing: Handle(1, 1)))


@given(scalars())
def test_the_header_is_plain_json(value) -> None:
    assert json.loads(encode([value]).header)[0] == "list"


def test_cost_of_a_small_value_is_small() -> None:
    """A guard against accidents of a factor of ten; the figures are kept by hand."""
    frame, start = encode(("call", 7, [1.0])), time.thread_time()
    for _ in range(200):
        decode(frame)
        encode(("call", 7, [1.0]))
    assert (time.thread_time() - start) / 200 < 500e-6


def test_limits_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Limits().depth = 3
    assert Frame(b"1").packed().endswith(b"1")
