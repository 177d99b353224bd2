"""From the bytes of a header to JSON's own lists, numbers and texts, with nothing in it that this format lacks."""

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from tito.judge.wire.errors import BadHeader, OverLimit
from tito.judge.wire.limits import Limits
from tito.judge.wire.values import WORD

# A string that is never closed runs to the end, so that the search stays linear.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_DIGITS = bytes.maketrans(b"123456789[:- \t\n\r", b"000000000,,,,,,,")
_DANGEROUS = 19  # fewer digits are within 64 bits
_LONG = b"0" * _DANGEROUS
_LONG_INSIDE = b"," + _LONG
_LEAF = 2  # brackets that a value without members may need: ["array", "<f8", [3], 0]
_NO_BRACKET = bytes(sorted(set(range(256)) - set(b"[]{}")))


def parse(header: bytes, limits: Limits) -> Any:
    """The tree of a header: lists, texts, integers of 64 bits, floats, True, False and None."""
    try:
        text = str(header, "utf-8")
    except UnicodeDecodeError:
        raise BadHeader("the header is not UTF-8") from None
    # The parser recurses in C as deep as the header asks it to, so the header is measured first.
    size = len(header)
    if size > limits.depth and header.count(b"[") + header.count(b"{") > limits.depth:
        _check_depth(header, limits.depth)
    decoder = _careful if size >= _DANGEROUS and _has_long_number(header) else _quick
    try:
        tree, end = decoder.scan_once(text, 0)  # type: ignore[attr-defined]
        if end == len(text):
            return tree
    except StopIteration:
        pass
    except JSONDecodeError:
        raise BadHeader("the header is not JSON") from None
    except RecursionError:
        raise OverLimit("depth", limits.depth) from None
    return _spaced(decoder, text)


def _has_long_number(header: bytes) -> bool:
    """Whether many digits stand where a number may begin: first, or after a bracket, comma, sign or space."""
    digits = header.translate(_DIGITS)
    return _LONG_INSIDE in digits or digits.startswith(_LONG)


def _spaced(decoder: JSONDecoder, text: str) -> Any:
    """The tree of a header with space around it, which is all that may be there."""
    try:
        return decoder.decode(text)
    except JSONDecodeError:
        raise BadHeader("the header is not JSON") from None


def _check_depth(header: bytes, depth: int) -> None:
    """Refuses too many brackets inside each other, by taking away innermost pairs once for each allowed level."""
    brackets = _STRING.sub(b"", header).translate(None, _NO_BRACKET)
    if b"{" in brackets or b"}" in brackets:
        raise BadHeader("the header holds a JSON object")
    for _ in range(depth + _LEAF):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if b"[]" in brackets or brackets.count(b"[") > depth + _LEAF:
        raise OverLimit("depth", depth)


def _integer(text: str) -> int:
    """An integer of 64 bits; longer ones are written in hexadecimal, which is read in linear time."""
    if len(text) <= 20 and -WORD <= (number := int(text)) < WORD:
        return number
    raise BadHeader("a JSON number is beyond 64 bits")


def _no_constant(text: str) -> NoReturn:
    raise BadHeader("the header holds NaN or Infinity as JSON numbers")


def _no_object(pairs: list) -> NoReturn:
    raise BadHeader("the header holds a JSON object")


_quick = JSONDecoder(object_pairs_hook=_no_object, parse_constant=_no_constant)
_careful = JSONDecoder(object_pairs_hook=_no_object, parse_constant=_no_constant, parse_int=_integer)
