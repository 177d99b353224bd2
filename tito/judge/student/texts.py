"""Values that a notebook can hold, built anew from whatever a student's code made."""

import builtins
import re
from binascii import b2a_base64
from numbers import Integral, Real
from typing import Any

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_DEPTH = 30
_ITEMS = 10_000

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without terminal sequences and control characters, and without halves of characters."""
    text = str.__str__(text)  # of exactly that type, also where a subclass came
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROLS.sub("", _ESCAPES.sub("", text))
    return text if text.isascii() else _SURROGATES.sub("�", text)


def plain(value: Any, depth: int = 0) -> Any:
    """What JSON can say of a value, in values of exactly the built-in types; None where it can say nothing."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if issubclass(kind, str):
        return clean(value)
    if issubclass(kind, bytes | bytearray | memoryview):
        return b2a_base64(bytes(value), newline=False).decode("ascii")
    if depth < _DEPTH:
        if issubclass(kind, dict):
            return _mapping(value, depth)
        if issubclass(kind, list | tuple | set | frozenset):
            return [plain(item, depth + 1) for _, item in zip(range(_ITEMS), value, strict=False)]
    return _number(value, kind)


def _mapping(value: dict, depth: int) -> dict[str, Any]:
    pairs = zip(range(_ITEMS), dict.items(value), strict=False)
    return {_key(key): plain(item, depth + 1) for _, (key, item) in pairs}


def _key(key: Any) -> str:
    return clean(key) if issubclass(type(key), str) else clean(str(plain(key, _DEPTH)))


def _number(value: Any, kind: type) -> int | float | str | None:
    if issubclass(kind, Integral):
        return int(value)
    if issubclass(kind, Real):
        number = float(value)
        return number if number - number == 0 else repr(number)  # JSON has no infinity
    return None


def bundle(data: Any) -> dict[str, Any]:
    """Representations by type, as nbformat takes them: text, or anything JSON where the type is JSON."""
    pairs = plain(data).items() if issubclass(type(data), dict) else ()
    return {mime: value for mime, raw in pairs if (value := _representation(mime, raw)) is not None}


def _representation(mime: str, value: Any) -> Any:
    if type(value) is str or (mime.startswith("application/") and mime.endswith("json")):
        return value
    if type(value) is list and all(type(item) is str for item in value):
        return "".join(value)
    return None
