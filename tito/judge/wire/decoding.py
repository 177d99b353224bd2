"""From a frame to a value. What comes here was written by a stranger; each length is checked before it is used."""

import math
import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from tito.judge.wire.elements import FLAT, check_elements, check_shape, element
from tito.judge.wire.errors import BadArray, BadBlob, BadHandle, BadValue, OverLimit, Unforeseen
from tito.judge.wire.frames import Frame
from tito.judge.wire.keys import keyed
from tito.judge.wire.limits import Limits
from tito.judge.wire.parsing import parse
from tito.judge.wire.parts import hexadecimal, inline, parts_of
from tito.judge.wire.values import CONSTANTS, INLINE_BYTES, INLINE_NUMBERS, TYPES, Handle

ObjectFor = Callable[[Handle], Any]
_PLAIN = frozenset({bool, int, float, type(None)})  # the parser has checked them
_HEX = re.compile(r"-?[0-9a-f]+")


def decode(frame: Frame, limits: Limits = Limits(), object_for: ObjectFor | None = None, writable: bool = False) -> Any:
    """The value that the frame carries, or a WireError and nothing else.

    Arrays lie in the frame's own blobs, and are read-only unless `writable`. `object_for` gives the object of
    a Handle, and raises LookupError for one that it does not know; without it the Handle itself is the value.
    """
    decoder = Decoder(frame, limits, object_for, writable)
    try:
        return decoder.whole(parse(frame.header, limits))
    except RecursionError:
        raise OverLimit("depth", limits.depth) from None
    except Exception as error:
        raise Unforeseen(f"decoding met a {type(error).__name__}") from error


class Decoder:
    """One frame on its way to a value: how many blobs and items were used so far."""

    __slots__ = ("blobs", "items", "limits", "object_for", "used", "writable")

    def __init__(self, frame: Frame, limits: Limits, object_for: ObjectFor | None, writable: bool) -> None:
        self.blobs = frame.blobs
        self.limits = limits
        self.object_for = object_for
        self.writable = writable
        self.used = 0
        self.items = 1

    def whole(self, node: Any) -> Any:
        """The value at the top; all blobs must have been used."""
        kind = type(node)
        if kind is list and node and node[0] == "tuple":  # nearly always
            value: Any = tuple(self.members(node, 0))
        else:
            value = node if kind in _PLAIN else self.value(node, 0)
        if self.used != len(self.blobs):
            raise BadBlob("a blob is left over")
        return value

    def value(self, node: Any, depth: int) -> Any:
        """The value of a text or a list."""
        if type(node) is str:
            if len(node) > self.limits.text:
                self.check("text", len(node))
            return node
        reader = _READERS.get(node[0]) if node and type(node[0]) is str else None
        if reader is None:
            raise BadValue("a value has no known tag")
        return reader(self, node, depth)

    def check(self, cap: str, amount: int) -> None:
        """Refuses more than the cap."""
        if amount > getattr(self.limits, cap):
            raise OverLimit(cap, getattr(self.limits, cap))

    def members(self, node: list, depth: int) -> list:
        """The values behind the tag of a container."""
        depth += 1
        self.items += len(node) - 1
        limits = self.limits
        if depth > limits.depth or self.items > limits.items:
            self.check("depth", depth)
            self.check("items", self.items)
        inside: list = []
        add, longest = inside.append, limits.text
        for item in node[1:]:
            kind = type(item)
            if kind in _PLAIN or (kind is str and len(item) <= longest):
                add(item)
            elif kind is list and item and type(item[0]) is str and (reader := _READERS.get(item[0])) is not None:
                add(reader(self, item, depth))
            else:
                add(self.value(item, depth))
        return inside

    def raw(self, node: Any, longest: int = INLINE_BYTES) -> np.ndarray:
        """Flat bytes: from hexadecimal text, or the next blob."""
        if type(node) is str:
            return np.frombuffer(inline(node, longest), np.uint8)
        if type(node) is not int:
            raise BadValue("raw bytes are neither text nor the number of a blob")
        if node != self.used or node >= len(self.blobs):
            raise BadBlob("a blob is out of turn, used twice or missing")
        self.used += 1
        return self.blobs[node]


def _list(decoder: Decoder, node: list, depth: int) -> list:
    return decoder.members(node, depth)


def _tuple(decoder: Decoder, node: list, depth: int) -> tuple:
    return tuple(decoder.members(node, depth))


def _set(decoder: Decoder, node: list, depth: int) -> set:
    inside = decoder.members(node, depth)
    return set(keyed(inside, inside))


def _frozenset(decoder: Decoder, node: list, depth: int) -> frozenset:
    inside = decoder.members(node, depth)
    return frozenset(keyed(inside, inside))


def _dict(decoder: Decoder, node: list, depth: int) -> dict:
    inside = decoder.members(node, depth)
    if len(inside) % 2:
        raise BadValue("a dictionary has a key without a value")
    return keyed(inside[::2], inside[1::2])


def _int(decoder: Decoder, node: list, depth: int) -> int:
    (text,) = parts_of(node, str)
    decoder.check("digits", len(text) - text.startswith("-"))
    if not _HEX.fullmatch(text):
        raise BadValue("an integer is not hexadecimal")
    return int(text, 16)


def _float(decoder: Decoder, node: list, depth: int) -> float:
    (text,) = parts_of(node, str)
    data = inline(text)
    if len(data) != 8:
        raise BadValue("a float does not have 8 bytes")
    return struct.unpack(">d", data)[0]


def _complex(decoder: Decoder, node: list, depth: int) -> complex:
    real, imaginary = (_real(decoder, part, depth) for part in parts_of(node, None, None))
    return complex(real, imaginary)


def _real(decoder: Decoder, node: Any, depth: int) -> float:
    """A float in either of its two forms."""
    if type(node) is float:
        return node
    if type(node) is list and node and node[0] == "float":
        return _float(decoder, node, depth)
    raise BadValue("a part of a complex number is not a float")


def _str(decoder: Decoder, node: list, depth: int) -> str:
    (part,) = parts_of(node, None)
    data = decoder.raw(part)
    decoder.check("text", data.size // 4)  # at most four bytes a character
    try:
        text = str(data.data, "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise BadValue("a text is not UTF-8") from None
    decoder.check("text", len(text))
    return text


def _bytes(decoder: Decoder, node: list, depth: int) -> bytes:
    (part,) = parts_of(node, None)
    return decoder.raw(part).tobytes()


def _numpy_str(decoder: Decoder, node: list, depth: int) -> np.str_:
    (part,) = parts_of(node, None)
    if type(part) is not str and not (type(part) is list and part and part[0] == "str"):
        raise BadValue("a NumPy text is not a text")
    return np.str_(decoder.value(part, depth))


def _numpy_bytes(decoder: Decoder, node: list, depth: int) -> np.bytes_:
    (part,) = parts_of(node, list)
    if not part or part[0] != "bytes":
        raise BadValue("NumPy bytes are not bytes")
    return np.bytes_(_bytes(decoder, part, depth))


def _slice(decoder: Decoder, node: list, depth: int) -> slice:
    parts_of(node, None, None, None)
    return slice(*decoder.members(node, depth))


def _range(decoder: Decoder, node: list, depth: int) -> range:
    parts_of(node, None, None, None)
    parts = decoder.members(node, depth)
    if any(type(part) is not int for part in parts) or parts[2] == 0:
        raise BadValue("a range is not made of integers, or does not move")
    return range(*parts)


def _array(decoder: Decoder, node: list, depth: int) -> np.ndarray:
    if len(node) != 4 or type(node[1]) is not str or type(node[2]) is not list:
        raise BadValue("an array is not made of a type, a shape and bytes")
    _, text, shape, part = node
    if type(part) is str and (small := _small(decoder, text, shape, part)) is not None:
        return small
    dtype = element(text, decoder.limits)
    check_shape(shape, dtype.itemsize, decoder.limits)
    data = decoder.raw(part, INLINE_NUMBERS)
    if math.prod(shape) * dtype.itemsize != data.size:
        raise BadArray("the bytes of an array do not fill its shape")
    check_elements(data, dtype)
    array = data.view(dtype).reshape(shape)
    if decoder.writable:
        return array.copy()  # one that owns its memory, as an array does that a test makes where it runs
    array.flags.writeable = False
    return array


def _small(decoder: Decoder, text: str, shape: list, part: str) -> np.ndarray | None:
    """A sound array of a few numbers; None for any other, which `_array` looks at more closely."""
    dtype = FLAT.get(text)
    limits = decoder.limits
    if dtype is None or not part or len(part) > 2 * min(INLINE_NUMBERS, limits.blob) or len(shape) > limits.dims:
        return None
    size = 2 * dtype.itemsize
    for length in shape:
        if type(length) is not int or not 0 < length < len(part):
            return None
        size *= length
    if size != len(part) or (data := hexadecimal(part)) is None:
        return None
    array = np.ndarray(shape, dtype, data)
    return array.copy() if decoder.writable else array


def _scalar(decoder: Decoder, node: list, depth: int) -> np.generic:
    text, part = parts_of(node, str, str)
    dtype = element(text, decoder.limits)
    data = inline(part)
    if dtype.kind in "US" or len(data) != dtype.itemsize:
        raise BadArray("the bytes of a scalar do not fit its type")
    if dtype.kind == "b":
        check_elements(np.frombuffer(data, np.uint8), dtype)
    return np.frombuffer(data, dtype)[0]


def _dtype(decoder: Decoder, node: list, depth: int) -> np.dtype:
    (text,) = parts_of(node, str)
    if text[:1] != ">":
        return element(text, decoder.limits)
    return element("<" + text[1:], decoder.limits).newbyteorder(">")


def _type(decoder: Decoder, node: list, depth: int) -> type:
    (name,) = parts_of(node, str)
    if name not in TYPES:
        raise BadValue("a class is not among the named ones")
    return TYPES[name]


def _constant(decoder: Decoder, node: list, depth: int) -> Any:
    (name,) = parts_of(node, str)
    if name not in CONSTANTS:
        raise BadValue("a constant is not among the named ones")
    return CONSTANTS[name]


def _handle(decoder: Decoder, node: list, depth: int) -> Any:
    if len(node) != 3 or type(node[1]) is not int or type(node[2]) is not int:
        raise BadValue("a handle is not made of two integers")
    _, number, class_number = node
    if number < 0 or class_number < 0:
        raise BadHandle("a handle is negative")
    handle = Handle(number, class_number)
    if decoder.object_for is None:
        return handle
    try:
        return decoder.object_for(handle)
    except LookupError:
        raise BadHandle("a handle means nothing here") from None


_READERS: dict[str, Callable[[Decoder, list, int], Any]] = {
    "int": _int, "float": _float, "complex": _complex, "str": _str, "bytes": _bytes,
    "np.str_": _numpy_str, "np.bytes_": _numpy_bytes,
    "list": _list, "tuple": _tuple, "set": _set, "frozenset": _frozenset, "dict": _dict,
    "slice": _slice, "range": _range, "array": _array, "scalar": _scalar, "dtype": _dtype,
    "type": _type, "constant": _constant, "handle": _handle,
}  # fmt: skip
