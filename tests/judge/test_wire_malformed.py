"""Frames that no encoder writes: each ends in its own class of error, and never in a value."""

import json
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tito.judge.wire import (
    BadArray,
    BadBlob,
    BadHandle,
    BadHeader,
    BadKey,
    BadValue,
    Frame,
    Handle,
    Limits,
    Malformed,
    OverLimit,
    Unforeseen,
    WireError,
    decode,
    encode,
)  # fmt: skip


def read(header: object, *blobs: bytes, limits: Limits = Limits(), **options) -> object:
    """Decodes a header, given as bytes or as the tree that JSON is to write, with its blobs."""
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    return decode(Frame(data, [np.frombuffer(blob, np.uint8) for blob in blobs]), limits, **options)


HEADERS = {
    "empty": b"",
    "not UTF-8": b'"\xff"',
    "overlong UTF-8": b'"\xc0\x80"',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "UTF-16": '["list"]'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf1",
    "cut short": b'["list",1',
    "two values": b"1 2",
    "a comma too many": b'["list",]',
    "single quotes": b"['list']",
    "NaN": b"NaN",
    "infinity": b'["list",-Infinity]',
    "an object": b'{"a":1}',
    "an object with a key twice": b'{"a":1,"a":2}',
    "an empty object": b'["list",{}]',
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "objects never closed": b"[{" * 5000,
    "brackets the wrong way round": b"][" * 5000,
    "brackets closed only": b"]" * 5000,
    "an integer of 65 bits": b"9223372036854775808",
    "a negative integer of 65 bits": b"-9223372036854775809",
    "an integer of 5,000 digits": b"9" * 5000,
    "an integer of a million digits": b"[" + b"9" * 1_000_000 + b"]",
    "a control character in a text": b'"a\nb"',
    "a broken escape": b'"\\ud8"',
    "hexadecimal": b"0x10",
    "a leading zero": b"01",
    "NUL": b"\0",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_this_json(name: str) -> None:
    with pytest.raises(BadHeader):
        read(HEADERS[name])


@pytest.mark.parametrize("bomb", [b"[" * 1_000_000, b"[" * 1_000_000 + b"]" * 1_000_000, b'["list",' * 200_000])
def test_a_deep_header_is_refused_before_it_is_parsed(bomb: bytes) -> None:
    with pytest.raises(OverLimit, match="depth"):
        read(bomb)


@pytest.mark.parametrize("opening", [b'"\\"', b'["', b'"\\', b'"[', b'"{', b'{"', b'\\"'])
def test_measuring_a_header_takes_linear_time(opening: bytes) -> None:
    """Texts that are never closed, again and again: a search that starts anew at each quote would take hours."""
    start = time.thread_time()
    with pytest.raises(WireError):
        read(b"[" * 70 + opening * 250_000)
    assert time.thread_time() - start < 3


def test_brackets_inside_texts_do_not_count() -> None:
    assert read(["list", "[" * 500, '"' + "{" * 200, "\\[" * 100])[1:] == ['"' + "{" * 200, "\\[" * 100]


VALUES = {
    "no tag": [],
    "an unknown tag": ["object", 1],
    "a tag of another case": ["List"],
    "a number as tag": [1, 2],
    "a list as tag": [["list"]],
    "null as tag": [None],
    "nothing behind int": ["int"],
    "too much behind int": ["int", "1", "2"],
    "a number behind int": ["int", 1],
    "underscores in an integer": ["int", "1_0"],
    "a prefix in an integer": ["int", "0x10"],
    "space around an integer": ["int", " 10"],
    "a plus before an integer": ["int", "+10"],
    "upper case in an integer": ["int", "AB"],
    "digits of another script": ["int", "\uff11"],
    "no digits": ["int", "-"],
    "empty digits": ["int", ""],
    "a float of seven bytes": ["float", "00" * 7],
    "a float in half a byte": ["float", "0"],
    "a float with a sign": ["float", "-" + "0" * 15],
    "a float with spaces": ["float", "00 00 00 00 00 0"],
    "a complex number of integers": ["complex", 1, 2],
    "half a complex number": ["complex", 1.0],
    "a complex number of complex numbers": ["complex", ["complex", 1.0, 2.0], 1.0],
    "a text of lone bytes": ["str", "ff"],
    "a text as a number with a fraction": ["str", 0.0],
    "a text as True": ["str", True],
    "bytes as nothing": ["bytes", None],
    "bytes as a list": ["bytes", [0]],
    "bytes beyond a short text": ["bytes", "00" * 65],
    "a NumPy text that is a list": ["np.str_", ["list"]],
    "a NumPy text in a NumPy text": ["np.str_", ["np.str_", "a"]],
    "a NumPy text that is a handle": ["np.str_", ["handle", 1, 1]],
    "NumPy bytes that are a text": ["np.bytes_", "a"],
    "NumPy bytes that are empty": ["np.bytes_", []],
    "a key without a value": ["dict", 1],
    "a slice of two": ["slice", 1, 2],
    "a slice of four": ["slice", 1, 2, 3, 4],
    "a range that does not move": ["range", 0, 5, 0],
    "a range of floats": ["range", 0.0, 5, 1],
    "a range of True": ["range", True, 5, 1],
    "a range of handles": ["range", ["handle", 1, 1], 5, 1],
    "a class that is not named": ["type", "Tensor"],
    "a class with its module": ["type", "builtins.int"],
    "a function as class": ["type", "eval"],
    "a class in a class": ["type", ["type", "int"]],
    "a constant that is not named": ["constant", "None"],
    "a list as constant": ["constant", []],
    "half a handle": ["handle", 1],
    "a handle of True": ["handle", True, 1],
    "a handle of floats": ["handle", 1.0, 1],
    "a handle of texts": ["handle", "1", "1"],
    "an array without shape": ["array", "<f8", ""],
    "an array whose shape is a number": ["array", "<f8", 0, ""],
    "a dtype that is a number": ["array", 8, [0], ""],
    "a scalar with a blob": ["scalar", "<f8", 0],
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("inside", [False, True])
def test_a_value_of_the_wrong_form(name: str, inside: bool) -> None:
    with pytest.raises(BadValue):
        read(["tuple", 1, VALUES[name]] if inside else VALUES[name], limits=Limits())


NAMES = """O |O O8 V8 |V8 <M8 <M8[s] <m8[s] |S0 <U0 S U |S <U |S-1 |S01 |S1.5 <S3 |U3 >f8 >U3 =f8 f8 float64 float
int object <f16 <c32 <f3 |f8 <b1 <i1 |i8 <i8,<i8 (2,)<i8 |T16 <f8[ns] ? numpy.float64"""
SPOILED = ["", " ", "<f8 ", "<f8\0", "<f8\n", "|S1\n", "<U\u0663", "{'names':['a'],'formats':['<i8']}"]
DTYPES = NAMES.split() + SPOILED


@pytest.mark.parametrize("text", DTYPES, ids=ascii)
@pytest.mark.parametrize("form", [["array", None, [0], ""], ["scalar", None, ""], ["array", None, [1], "00"]], ids=str)
def test_an_element_type_that_is_not_on_the_list(form: list, text: str) -> None:
    with pytest.raises(BadArray):
        read([text if part is None else part for part in form])


@pytest.mark.parametrize("text", [text for text in DTYPES if text[:1] != ">"] + [">O", ">i1", ">S3", ">>f8"], ids=ascii)
def test_a_dtype_that_is_not_on_the_list(text: str) -> None:
    with pytest.raises(BadArray):
        read(["dtype", text])


ARRAYS = {
    "too few bytes": ["array", "<f8", [2], "00" * 8],
    "too many bytes": ["array", "<f8", [1], "00" * 16],
    "bytes without elements": ["array", "<f8", [0], "00" * 8],
    "no bytes": ["array", "<f8", [], ""],
    "a length below zero": ["array", "<f8", [-1], "00" * 8],
    "two lengths below zero": ["array", "<f8", [-1, -1], "00" * 8],
    "a length with a fraction": ["array", "<f8", [1.0], "00" * 8],
    "a length that is True": ["array", "<f8", [True], "00" * 8],
    "a length that is None": ["array", "<f8", [None], "00" * 8],
    "a length that is a text": ["array", "<f8", ["1"], "00" * 8],
    "a length that is a list": ["array", "<f8", [[1]], "00" * 8],
    "a length beyond 64 bits": ["array", "<f8", [["int", "1" + "0" * 20]], "00" * 8],
    "neither True nor False": ["array", "|b1", [2], "0102"],
    "no character": ["array", "<U1", [1], "00001100"],
    "a scalar that is too short": ["scalar", "<f8", "00" * 4],
    "a scalar that is too long": ["scalar", "<f4", "00" * 8],
    "an empty scalar": ["scalar", "<f8", ""],
    "a scalar that is a text": ["scalar", "<U1", "00" * 4],
    "a scalar neither True nor False": ["scalar", "|b1", "ff"],
}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_that_does_not_fit(name: str) -> None:
    with pytest.raises(BadArray):
        read(ARRAYS[name])


@pytest.mark.parametrize(
    "shape",
    [[2**63 - 1], [2**32, 2**32], [2**62, 4], [0, 2**63 - 1], [2**63 - 1, 0, 2**63 - 1], [2**21] * 3, [2**63 - 1] * 32],
)
def test_products_that_overflow_are_over_the_limit(shape: list) -> None:
    with pytest.raises(OverLimit, match="blob"):
        read(["array", "<f8", shape, ""])


@pytest.mark.parametrize("text", ["<U999999999", "|S4000000000", "<U2147483648", "|S9999999999"])
def test_wide_elements_are_over_the_limit(text: str) -> None:
    for form in (["array", text, [0], ""], ["array", text, [0, 5], ""], ["dtype", text], ["scalar", text, ""]):
        with pytest.raises(OverLimit, match="blob"):
            read(form)


def test_a_text_that_must_be_too_long_is_not_even_decoded() -> None:
    with pytest.raises(OverLimit, match="text"):
        read(["str", 0], b"\xff" * 1000, limits=Limits(text=10))


BLOBS = {
    "out of range": (["bytes", 1], [b"a"]),
    "without any": (["bytes", 0], []),
    "below zero": (["bytes", -1], [b"a"]),
    "used twice": (["list", ["bytes", 0], ["bytes", 0]], [b"a"]),
    "out of turn": (["list", ["bytes", 1], ["bytes", 0]], [b"a", b"b"]),
    "left over": (["bytes", 0], [b"a", b"b"]),
    "left over beside a plain value": (1, [b"a"]),
    "an empty one left over": (1, [b""]),
}


@pytest.mark.parametrize("name", BLOBS)
def test_a_blob_out_of_place(name: str) -> None:
    header, blobs = BLOBS[name]
    with pytest.raises(BadBlob):
        read(header, *blobs)


KEYS = {
    "twice the same": ["dict", 1, 2, 1, 3],
    "equal though of two types": ["dict", 1, 2, True, 3],
    "equal to a NumPy scalar": ["dict", 1, 2, ["scalar", "<i8", "0100000000000000"], 3],
    "a list": ["dict", ["list"], 1],
    "a dictionary": ["dict", ["dict"], 1],
    "an array": ["dict", ["array", "<f8", [0], ""], 1],
    "a set": ["set", ["set"]],
    "a tuple with a list": ["set", ["tuple", ["list"]]],
    "a set with a member twice": ["set", 1, 1],
    "a frozen set with a member twice": ["frozenset", "a", "a"],
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_cannot_be_one(name: str) -> None:
    with pytest.raises(BadKey):
        read(KEYS[name])


def test_keys_chosen_to_share_a_hash_cost_no_time() -> None:
    """Multiples of 2**61 - 1 all hash to 0; 20,000 of them would take 200 million comparisons."""
    keys = [["int", f"{k * (2**61 - 1):x}"] for k in range(20_000)]
    start = time.thread_time()
    with pytest.raises(BadKey):
        read(["set", *keys])
    assert time.thread_time() - start < 2


def test_a_few_keys_may_share_a_hash() -> None:
    few = {k * (2**61 - 1) for k in range(8)} | set(range(1, 1000))
    assert decode(encode(few)) == few


def test_a_key_whose_hash_fails_on_the_other_side_is_a_fault() -> None:
    class Remote:
        def __hash__(self) -> int:
            raise ValueError("a student's error")

    with pytest.raises(BadKey):
        read(["dict", ["handle", 1, 1], 1], object_for=lambda handle: Remote())


@pytest.mark.parametrize("node", [["handle", -1, 0], ["handle", 0, -1]])
def test_a_handle_below_zero(node: list) -> None:
    with pytest.raises(BadHandle):
        read(node)


def test_an_error_of_our_own_is_named_as_one() -> None:
    def broken(handle: Handle) -> object:
        raise ZeroDivisionError

    with pytest.raises(Unforeseen, match="ZeroDivisionError"):
        read(["handle", 1, 1], object_for=broken)


def test_no_stranger_s_text_is_in_a_message() -> None:
    for header in (b"leak!", b'["leak!"]', b'["type","leak!"]', b'["array","leak!",[],""]', b'["int","leak!"]'):
        with pytest.raises(Malformed) as caught:
            read(header)
        assert "leak!" not in str(caught.value)


def test_nothing_that_goes_wrong_is_an_exception_that_a_test_could_expect() -> None:
    for header in (b"", b"[]", b"{", b"[" * 1000, b'["bytes",7]'):
        with pytest.raises(WireError) as caught:
            read(header)
        assert not isinstance(caught.value, Exception)


def test_a_judge_deep_in_calls_still_gets_an_error_of_the_wire() -> None:
    header = json.dumps(["list"]).encode()
    for _ in range(60):
        header = b'["list",' + header + b"]"

    def deeper(left: int) -> object:
        return deeper(left - 1) if left else read(header)

    got = set()
    for depth in range(700, 980, 5):
        try:
            got.add(type(deeper(depth)))
        except (WireError, RecursionError) as error:  # the call of decode itself may not fit
            got.add(type(error))
    assert got <= {list, OverLimit, RecursionError}


PARTS = [b"[],", b"[[]],", b"1.5,", b'"ab",', b"999,", b'"\\u0101",', '"\U0001f600",'.encode()]


@pytest.mark.parametrize("part", PARTS, ids=ascii)
def test_memory_while_decoding_is_bounded_by_the_header(part: bytes) -> None:
    header = b'["list",' + part * ((1 << 20) // len(part)) + b"1]"
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            read(header)
        assert tracemalloc.get_traced_memory()[1] < 60 * len(header)
    finally:
        tracemalloc.stop()


SAMPLE = encode(
    ("reply", [1, -2.5, None, True], {"a": b"raw", 3: "é"}, {4, 5}, np.arange(4.0), np.zeros((5, 4)), np.float32(2),
     np.array([True, False]), 1 << 80, 1j, slice(1, None), range(3), Handle(3, 4), ValueError, np.dtype("<i4"),
     "x" * 1100)
)  # fmt: skip


def test_the_sample_itself_is_sound() -> None:
    assert len(decode(SAMPLE)) == 16


def test_every_bit_of_a_header_may_flip() -> None:
    blobs = [blob.tobytes() for blob in SAMPLE.blobs]
    for place in range(len(SAMPLE.header)):
        for bit in range(8):
            data = bytearray(SAMPLE.header)
            data[place] ^= 1 << bit
            _value_or_error(bytes(data), blobs)


def test_every_byte_of_a_header_may_be_missing_or_doubled() -> None:
    blobs = [blob.tobytes() for blob in SAMPLE.blobs]
    for place in range(len(SAMPLE.header)):
        _value_or_error(SAMPLE.header[:place] + SAMPLE.header[place + 1 :], blobs)
        _value_or_error(SAMPLE.header[:place] + SAMPLE.header[place : place + 1] + SAMPLE.header[place:], blobs)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_may_stand_in_the_header(data: bytes) -> None:
    _value_or_error(data, [])


JUNK = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
WORDS = """int float complex str bytes np.str_ np.bytes_ list tuple set frozenset dict slice range array scalar dtype
type constant handle <f8 <i4 |b1 <U2 |S3 ValueError 00 7f"""
NODES = st.recursive(JUNK | st.sampled_from(WORDS.split()), lambda inner: st.lists(inner, max_size=5), max_leaves=20)


@settings(max_examples=500, deadline=None)
@given(NODES, st.lists(st.binary(), max_size=3))
def test_any_tree_may_stand_in_the_header(tree, blobs: list[bytes]) -> None:
    _value_or_error(json.dumps(tree).encode(), blobs)


def _value_or_error(header: bytes, blobs: list[bytes]) -> None:
    """A value that can be written again, or an error of the wire that some check foresaw."""
    try:
        value = read(header, *blobs)
    except WireError as error:
        assert not isinstance(error, Unforeseen), error.__cause__
    else:
        encode(value)


def test_floats_beyond_their_range_are_infinite_and_cost_nothing() -> None:
    assert read(b"1e999") == float("inf")
    assert read(b"0." + b"1" * 1_000_000) == pytest.approx(1 / 9)
    assert struct.pack(">d", read(b"-0.0")).hex() == "8000000000000000"
