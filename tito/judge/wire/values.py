"""What crosses by copy, and how it is written. Everything else crosses as a Handle.

    None, True, False, a short text, an integer of 64 bits, a finite float      as JSON writes them
    ["int", hex]  ["float", hex of its 8 bytes]  ["complex", real, imaginary]
    ["str", raw]  ["bytes", raw]  ["np.str_", text]  ["np.bytes_", bytes]
    ["list", ...]  ["tuple", ...]  ["set", ...]  ["frozenset", ...]  ["dict", key, value, key, value, ...]
    ["slice", start, stop, step]  ["range", start, stop, step]
    ["array", dtype, [length of each axis], raw]  ["scalar", dtype, raw]  ["dtype", dtype]
    ["type", name]  ["constant", name]  ["handle", id, class id]

`raw` is hexadecimal text for few bytes (and for a few more in an array), else the number of a blob; blobs are used
in order, each once. Types are exact: a subclass of any of these is not one of them. Arrays cross in C order and
little endian; element types are those of `elements`.
"""

import builtins
import types
from dataclasses import dataclass

import numpy as np

from tito.judge.wire.elements import ELEMENTS

INLINE_TEXT = 1024  # characters; a longer text is a blob
INLINE_BYTES = 64  # more bytes are a blob
INLINE_NUMBERS = 512  # more bytes of an array are a blob
INLINE_TOGETHER = 1 << 16  # bytes of arrays; beyond them every array of a frame with bytes is a blob
WORD = 1 << 63  # integers from -WORD to WORD - 1 are written as JSON numbers

CONSTANTS = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
_ABSTRACT = (
    np.ndarray, np.dtype, np.generic, np.number, np.integer, np.signedinteger, np.unsignedinteger,
    np.inexact, np.floating, np.complexfloating, np.flexible, np.character, np.str_, np.bytes_,
)  # fmt: skip


@dataclass(slots=True, unsafe_hash=True)
class Handle:
    """Stands for an object that stays in the student's process. Nobody changes one: to say so would cost its time."""

    id: int
    class_id: int


def _types_by_name() -> dict[str, type]:
    """Classes that both sides know under one name; aliases such as IOError are left to the class's own name."""
    known = {cls.__name__: cls for cls in vars(builtins).values() if isinstance(cls, type)}
    known = {name: cls for name, cls in known.items() if cls.__module__ == "builtins"}
    known |= {cls.__name__: cls for cls in (types.NoneType, types.EllipsisType, types.NotImplementedType)}
    scalars = {dtype.type for dtype in ELEMENTS.values()} | set(_ABSTRACT)
    return known | {f"numpy.{cls.__name__}": cls for cls in scalars}


TYPES = _types_by_name()
