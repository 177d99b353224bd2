"""From a value to a frame."""

import math
import struct
from collections.abc import Callable, Collection
from itertools import chain
from json import JSONEncoder
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any

import numpy as np

from tito.judge.wire.elements import ELEMENTS, TEXTS, element_text
from tito.judge.wire.errors import Unsendable
from tito.judge.wire.frames import PREFIX, Frame
from tito.judge.wire.identity import identity
from tito.judge.wire.limits import Limits
from tito.judge.wire.values import (
    CONSTANTS,
    INLINE_BYTES,
    INLINE_NUMBERS,
    INLINE_TEXT,
    INLINE_TOGETHER,
    TYPES,
    WORD,
    Handle,
)

HandleFor = Callable[[Any], Handle]
Node = Any  # what JSON can write
_slowly = JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def _writer() -> Callable[[Node], str]:
    """What writes JSON. The library makes its encoder in C anew for each value; here one is kept."""
    if c_make_encoder is None:
        return _slowly.encode
    chunks = c_make_encoder(None, _slowly.default, encode_basestring, None, ":", ",", False, False, False)
    return lambda node: "".join(chunks(node, 0))


_write = _writer()


def encode(value: object, limits: Limits = Limits(), handle_for: HandleFor | None = None) -> Frame:
    """The frame that carries `value`; arrays in C order are not copied. Raises Unsendable.

    `handle_for` is asked for the Handle of each object that does not cross by copy.
    """
    encoder = Encoder(limits, handle_for)
    node = encoder.members(["tuple"], value, 0) if type(value) is tuple else encoder.node(value, 0)
    header = _write(node).encode()
    if len(header) > limits.header:
        encoder.check("header", len(header))
    size = PREFIX.size + 4 * len(encoder.blobs) + len(header) + encoder.size
    if size > limits.frame:
        encoder.check("frame", size)
    return Frame(header, encoder.blobs)


def crosses(value: object) -> bool:
    """Whether a value is of a type that crosses by copy, or is a Handle; some of those values still may not."""
    return identity(type(value)) in _WRITERS


class Encoder:
    """One value on its way into a frame: the blobs so far, and what they and the items add up to."""

    __slots__ = ("blobs", "handle_for", "items", "limits", "room", "size", "together")

    def __init__(self, limits: Limits, handle_for: HandleFor | None) -> None:
        self.limits = limits
        self.handle_for = handle_for
        self.blobs: list[np.ndarray] = []
        self.size = 0
        self.items = 1
        self.room = INLINE_NUMBERS
        self.together = 0

    def node(self, value: object, depth: int) -> Node:
        """What JSON writes for `value`, which stands inside `depth` containers."""
        # By identity: a dictionary keyed by types would ask a student's metaclass for a hash.
        writer = _WRITERS.get(identity(type(value)))
        return self.handle(value) if writer is None else writer(self, value, depth)

    def check(self, cap: str, amount: int) -> None:
        """Refuses more than the cap."""
        if amount > getattr(self.limits, cap):
            raise Unsendable(f"more {cap} than the {getattr(self.limits, cap)} allowed")

    def members(self, node: list[Node], values: Collection[object], depth: int) -> list[Node]:
        """The node with what stands in a container put behind its tag. One inside itself ends at the cap on depth."""
        depth += 1
        self.items += len(values)
        limits = self.limits
        if depth > limits.depth or self.items > limits.items:
            self.check("depth", depth)
            self.check("items", self.items)
        short, add = min(INLINE_TEXT, limits.text), node.append
        for value in values:
            kind = type(value)
            # What `node` would do with these, without a call for each.
            plain = value is None or kind is bool or (kind is int and -WORD <= value < WORD)  # type: ignore[operator]
            if plain or (kind is str and len(value) <= short and value.isascii()):  # type: ignore[arg-type, attr-defined]
                add(value)
            else:
                writer = _WRITERS.get(identity(kind))
                add(self.handle(value) if writer is None else writer(self, value, depth))
        return node

    def raw(self, data: np.ndarray) -> Node:
        """Flat bytes: few of them in the header, more as a blob."""
        if data.size <= INLINE_BYTES:
            return data.tobytes().hex()
        self.size += data.size
        limits = self.limits
        if data.size > limits.blob or len(self.blobs) >= limits.blobs or self.size > limits.frame:
            self.check("blob", data.size)
            self.check("blobs", len(self.blobs) + 1)
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
    return encoder.members(["list"], value, depth)


def _tuple(encoder: Encoder, value: tuple, depth: int) -> Node:
    return encoder.members(["tuple"], value, depth)


def _set(encoder: Encoder, value: set, depth: int) -> Node:
    return encoder.members(["set"], value, depth)


def _frozenset(encoder: Encoder, value: frozenset, depth: int) -> Node:
    return encoder.members(["frozenset"], value, depth)


def _dict(encoder: Encoder, value: dict, depth: int) -> Node:
    return encoder.members(["dict"], [*chain.from_iterable(value.items())], depth)


def _slice(encoder: Encoder, value: slice, depth: int) -> Node:
    return encoder.members(["slice"], (value.start, value.stop, value.step), depth)


def _range(encoder: Encoder, value: range, depth: int) -> Node:
    parts = (value.start, value.stop, value.step)
    if any(type(part) is not int for part in parts):
        return encoder.handle(value)
    return encoder.members(["range"], parts, depth)


def _array(encoder: Encoder, value: np.ndarray, depth: int) -> Node:
    dtype, shape, size, limits = value.dtype, value.shape, value.nbytes, encoder.limits
    text = TEXTS.get(identity(dtype))
    if text is not None and 0 < size <= encoder.room and size <= limits.blob and len(shape) <= limits.dims:
        return _small(encoder, text, value)
    text = element_text(dtype)
    if text is None:
        return encoder.handle(value)
    encoder.check("dims", len(shape))
    # Before any copy: a broadcast view says many bytes and holds few.
    encoder.check("blob", size or math.prod(filter(None, shape)) * dtype.itemsize)
    plain = np.asarray(value, dtype=ELEMENTS.get(text) or text, order="C")
    if text in ELEMENTS and 0 < size <= encoder.room:
        return _small(encoder, text, plain)
    return ["array", text, shape, encoder.raw(plain.reshape(-1).view(np.uint8))]


def _small(encoder: Encoder, text: str, value: np.ndarray) -> Node:
    """An array of a few numbers: read from the header it costs half of what a blob does."""
    encoder.together += value.nbytes
    if encoder.together > INLINE_TOGETHER:
        encoder.room = 0
    return ["array", text, value.shape, value.tobytes().hex()]


def _scalar(encoder: Encoder, value: np.generic, depth: int) -> Node:
    text = element_text(value.dtype)
    return encoder.handle(value) if text is None else ["scalar", text, value.tobytes().hex()]


def _dtype(encoder: Encoder, value: np.dtype, depth: int) -> Node:
    if element_text(value) is None:
        return encoder.handle(value)
    encoder.check("blob", value.itemsize)
    return ["dtype", value.str]


def _type(encoder: Encoder, value: type, depth: int) -> Node:
    name = _TYPE_NAMES.get(identity(value))
    return encoder.handle(value) if name is None else ["type", name]


def _constant(encoder: Encoder, value: object, depth: int) -> Node:
    return ["constant", "Ellipsis" if value is Ellipsis else "NotImplemented"]


def _handle(encoder: Encoder, value: Handle, depth: int) -> Node:
    number, class_number = value.id, value.class_id
    if type(number) is not int or type(class_number) is not int or not 0 <= number < WORD > class_number >= 0:
        raise Unsendable("the numbers of a handle are integers of 63 bits")
    return ["handle", number, class_number]


_TYPE_NAMES = {identity(cls): name for name, cls in TYPES.items()}
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
_WRITERS = {identity(cls): writer for cls, writer in _BY_TYPE.items()}
