"""From a value to a frame."""

import math
import struct
from collections.abc import Callable, Collection
from itertools import chain
from json import JSONEncoder
from typing import Any

import numpy as np

from tito.judge.wire.elements import ELEMENTS, element_text
from tito.judge.wire.errors import Unsendable
from tito.judge.wire.frames import PREFIX, Frame
from tito.judge.wire.limits import Limits
from tito.judge.wire.values import CONSTANTS, INLINE_BYTES, INLINE_TEXT, TYPES, WORD, Handle

HandleFor = Callable[[Any], Handle]
Node = Any  # what JSON can write
_write = JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")).encode


def encode(value: object, limits: Limits = Limits(), handle_for: HandleFor | None = None) -> Frame:
    """The frame that carries `value`; arrays in C order are not copied. Raises Unsendable.

    `handle_for` is asked for the Handle of each object that does not cross by copy.
    """
    encoder = Encoder(limits, handle_for)
    header = _write(encoder.node(value, 0)).encode()
    encoder.check("header", len(header))
    frame = Frame(header, encoder.blobs)
    encoder.check("frame", PREFIX.size + 4 * len(frame.blobs) + len(header) + encoder.size)
    return frame


class Encoder:
    """One value on its way into a frame: the blobs so far, and what they and the items add up to."""

    def __init__(self, limits: Limits, handle_for: HandleFor | None) -> None:
        self.limits = limits
        self.handle_for = handle_for
        self.blobs: list[np.ndarray] = []
        self.size = 0
        self.items = 1

    def node(self, value: object, depth: int) -> Node:
        """What JSON writes for `value`, which stands inside `depth` containers."""
        # By identity: a dictionary keyed by types would ask a student's metaclass for a hash.
        writer = _WRITERS.get(id(type(value)))
        return self.handle(value) if writer is None else writer(self, value, depth)

    def check(self, cap: str, amount: int) -> None:
        """Refuses more than the cap."""
        if amount > getattr(self.limits, cap):
            raise Unsendable(f"more {cap} than the {getattr(self.limits, cap)} allowed")

    def members(self, values: Collection[object], depth: int) -> list[Node]:
        """The nodes of what stands in a container; a container inside itself ends at the cap on depth."""
        depth += 1
        self.items += len(values)
        if depth > self.limits.depth or self.items > self.limits.items:
            self.check("depth", depth)
            self.check("items", self.items)
        return [value if id(type(value)) in _AS_IS else self.node(value, depth) for value in values]

    def raw(self, data: np.ndarray) -> Node:
        """Flat bytes: few of them in the header, more as a blob."""
        if data.size <= INLINE_BYTES:
            return data.tobytes().hex()
        self.check("blob", data.size)
        self.check("blobs", len(self.blobs) + 1)
        self.size += data.size
        self.check("frame", self.size)
        self.blobs.append(data)
        return len(self.blobs) - 1

    def handle(self, value: object) -> Node:
        """Anything that does not cross by copy."""
        if self.handle_for is None:
            raise Unsendable("an object of this kind does not cross by copy")
        handle = self.handle_for(value)
        if type(handle) is not Handle:
            raise Unsendable("an object of this kind has no handle")
        return _handle(self, handle, 0)


def _itself(encoder: Encoder, value: object, depth: int) -> Node:
    return value


def _int(encoder: Encoder, value: int, depth: int) -> Node:
    if -WORD <= value < WORD:
        return value
    encoder.check("digits", (value.bit_length() + 3) // 4)
    return ["int", f"{value:x}"]


def _float(encoder: Encoder, value: float, depth: int) -> Node:
    return value if math.isfinite(value) else ["float", struct.pack(">d", value).hex()]


def _complex(encoder: Encoder, value: complex, depth: int) -> Node:
    return ["complex", _float(encoder, value.real, depth), _float(encoder, value.imag, depth)]


def _str(encoder: Encoder, value: str, depth: int) -> Node:
    if len(value) > encoder.limits.text:
        encoder.check("text", len(value))
    if len(value) <= INLINE_TEXT and (value.isascii() or _no_surrogate(value)):
        return value
    return ["str", encoder.raw(np.frombuffer(value.encode("utf-8", "surrogatepass"), np.uint8))]


def _no_surrogate(text: str) -> bool:
    """Whether UTF-8 can write the text. (JSON's escapes would join two surrogates into one character.)"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bytes(encoder: Encoder, value: bytes, depth: int) -> Node:
    return ["bytes", encoder.raw(np.frombuffer(value, np.uint8))]


def _numpy_str(encoder: Encoder, value: np.str_, depth: int) -> Node:
    # str(value) would drop NULs at the end.
    return ["np.str_", _str(encoder, str.__str__(value), depth)]


def _numpy_bytes(encoder: Encoder, value: np.bytes_, depth: int) -> Node:
    return ["np.bytes_", _bytes(encoder, bytes(value), depth)]


def _list(encoder: Encoder, value: list, depth: int) -> Node:
    return ["list", *encoder.members(value, depth)]


def _tuple(encoder: Encoder, value: tuple, depth: int) -> Node:
    return ["tuple", *encoder.members(value, depth)]


def _set(encoder: Encoder, value: set, depth: int) -> Node:
    return ["set", *encoder.members(value, depth)]


def _frozenset(encoder: Encoder, value: frozenset, depth: int) -> Node:
    return ["frozenset", *encoder.members(value, depth)]


def _dict(encoder: Encoder, value: dict, depth: int) -> Node:
    return ["dict", *encoder.members([*chain.from_iterable(value.items())], depth)]


def _slice(encoder: Encoder, value: slice, depth: int) -> Node:
    return ["slice", *encoder.members((value.start, value.stop, value.step), depth)]


def _range(encoder: Encoder, value: range, depth: int) -> Node:
    parts = (value.start, value.stop, value.step)
    if any(type(part) is not int for part in parts):
        return encoder.handle(value)
    return ["range", *encoder.members(parts, depth)]


def _array(encoder: Encoder, value: np.ndarray, depth: int) -> Node:
    text = element_text(value.dtype)
    if text is None:
        return encoder.handle(value)
    encoder.check("dims", value.ndim)
    # Before any copy: a broadcast view says many bytes and holds few.
    encoder.check("blob", math.prod(filter(None, value.shape)) * value.itemsize)
    plain = np.asarray(value, dtype=ELEMENTS.get(text) or text, order="C")
    return ["array", text, value.shape, encoder.raw(plain.reshape(-1).view(np.uint8))]


def _scalar(encoder: Encoder, value: np.generic, depth: int) -> Node:
    text = element_text(value.dtype)
    return encoder.handle(value) if text is None else ["scalar", text, value.tobytes().hex()]


def _dtype(encoder: Encoder, value: np.dtype, depth: int) -> Node:
    if element_text(value) is None:
        return encoder.handle(value)
    encoder.check("blob", value.itemsize)
    return ["dtype", value.str]


def _type(encoder: Encoder, value: type, depth: int) -> Node:
    name = _TYPE_NAMES.get(id(value))
    return encoder.handle(value) if name is None else ["type", name]


def _constant(encoder: Encoder, value: object, depth: int) -> Node:
    return ["constant", "Ellipsis" if value is Ellipsis else "NotImplemented"]


def _handle(encoder: Encoder, value: Handle, depth: int) -> Node:
    for number in (value.id, value.class_id):
        if type(number) is not int or not 0 <= number < WORD:
            raise Unsendable("the numbers of a handle are integers of 63 bits")
    return ["handle", value.id, value.class_id]


_TYPE_NAMES = {id(cls): name for name, cls in TYPES.items()}
_BY_TYPE: dict[type, Callable[[Encoder, Any, int], Node]] = {
    type(None): _itself, bool: _itself, int: _int, float: _float, complex: _complex, str: _str, bytes: _bytes,
    list: _list, tuple: _tuple, set: _set, frozenset: _frozenset, dict: _dict, slice: _slice, range: _range,
    np.ndarray: _array, np.str_: _numpy_str, np.bytes_: _numpy_bytes, type: _type,
    type(np.dtype): _type, Handle: _handle,
    np.longlong: _scalar, np.ulonglong: _scalar,  # other names of int64 and uint64 on most machines
    **{dtype.type: _scalar for dtype in ELEMENTS.values()},
    **{type(dtype): _dtype for dtype in (*ELEMENTS.values(), *map(np.dtype, ("U1", "S1", "q", "Q")))},
    **{type(constant): _constant for constant in CONSTANTS.values()},
}  # fmt: skip
_AS_IS = frozenset({id(bool), id(type(None))})
_WRITERS = {id(cls): writer for cls, writer in _BY_TYPE.items()}
