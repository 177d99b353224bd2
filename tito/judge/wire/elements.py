"""Element types of arrays that cross, and what is checked before bytes become elements.

Booleans, integers, floats, complex numbers, and texts and bytes of a fixed width, all little endian. An
extended-precision float does not cross: the padding in it would carry what lay in memory before.
"""

import re

import numpy as np

from tito.judge.wire.errors import BadArray, OverLimit
from tito.judge.wire.identity import identity
from tito.judge.wire.limits import Limits

ELEMENTS: dict[str, np.dtype] = {
    text: np.dtype(text)
    for text in ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]
}
FLAT = {text: dtype for text, dtype in ELEMENTS.items() if dtype.kind != "b"}
"""Those of which every pattern of bits is a value."""
TEXTS = {identity(dtype): text for text, dtype in ELEMENTS.items()}  # NumPy has one object for each of them
_WIDE = re.compile(r"(?:<U|\|S)[1-9][0-9]{0,9}")
_UNIT = {"U": 4, "S": 1}  # bytes a character
_LAST_CHARACTER = 0x10FFFF


def element_text(dtype: np.dtype) -> str | None:
    """How the little-endian form of `dtype` is written; None when it does not cross."""
    known = TEXTS.get(identity(dtype))
    if known is not None:
        return known
    text = dtype.str
    if text[0] == ">":
        text = "<" + text[1:]
    allowed = text in ELEMENTS or _WIDE.fullmatch(text)
    return text if allowed and dtype.metadata is None else None


def element(text: str, limits: Limits) -> np.dtype:
    """The element type that `text` writes; raises BadArray for every other text."""
    known = ELEMENTS.get(text)
    if known is not None:
        return known
    if not _WIDE.fullmatch(text):
        raise BadArray("an element type is not allowed")
    if int(text[2:]) * _UNIT[text[1]] > limits.blob:
        raise OverLimit("blob", limits.blob)
    return np.dtype(text)


def check_shape(shape: list, itemsize: int, limits: Limits) -> None:
    """Axes of whole lengths; an array without elements may not promise more than another could hold."""
    if len(shape) > limits.dims:
        raise OverLimit("dims", limits.dims)
    size = itemsize
    for length in shape:
        if type(length) is not int or length < 0:
            raise BadArray("the length of an axis is not a whole number")
        size *= length or 1
    if size > limits.blob:
        raise OverLimit("blob", limits.blob)


def check_elements(data: np.ndarray, dtype: np.dtype) -> None:
    """Bit patterns that are no value: NumPy would carry on with them, differently each time."""
    kind = dtype.kind
    if kind == "b" and data.size and data.max() > 1:
        raise BadArray("an element is neither True nor False")
    if kind == "U" and data.size and data.view("<u4").max() > _LAST_CHARACTER:
        raise BadArray("an element holds what is no character")
