"""What a test is told of an exception of the student's code."""

import builtins
import linecache
import re
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from tito.judge.student.describe import ERRORS
from tito.judge.wire.identity import identity

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_TEXT = 10_000  # characters of an exception's text
_LINE = 300
_FRAMES = 8  # of the student's cells at either end of a long stack
_CELL = re.compile(r"(?:Cell )?In\[(\d+)\]|<ipython-input-(\d+)-\w*>")
_ATOMS = (str, int, float, bool, bytes, complex, type(None))

Told = tuple[str | None, Any, tuple | None, str, list[dict[str, Any]]]


def told(error: BaseException) -> Told:
    """An exception: its class, the exception, its arguments, its text, and the student's own frames.

    The class is the name of one that both sides know, or None for one that is not raised by type. The exception
    itself goes along where its class is the student's.
    """
    frames = [*_frames(error.__traceback__)]
    error.__traceback__ = None  # it would hold everything that the call had in hand
    kind = type(error)
    name, text = type.__dict__["__name__"].__get__(kind), text_of(error)
    if identity(kind) in ERRORS:
        return ERRORS[identity(kind)], None, _plain(error), text, frames
    if isinstance(error, Exception) and kind.__module__ != "builtins":
        return "Exception", error, _plain(error), text, frames
    return None, None, None, f"{name}: {text}" if text else name, frames


def text_of(error: BaseException) -> str:
    """str() of an exception, where it has one."""
    try:
        return str.__str__(str(error))[:_TEXT]
    except Exception as fault:
        return f"<its text cannot be had: {type(fault).__name__}>"


def _plain(error: BaseException) -> tuple | None:
    """The arguments, where all of them are plain and short."""
    arguments = BaseException.args.__get__(error)
    flat = [item for argument in arguments for item in (argument if type(argument) is tuple else (argument,))]
    return arguments if len(flat) <= 20 and all(map(_is_plain, flat)) else None


def _is_plain(item: Any) -> bool:
    kind = type(item)
    return kind in _ATOMS and (len(item) <= _TEXT if kind in (str, bytes) else kind is not int or abs(item) < 1 << 99)


def _frames(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    """The levels of a stack that lie in the student's cells, the first and the last of many."""
    levels = []
    numbers: dict[str, int | None] = {}
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name not in numbers:
            numbers[name] = cell_of(name)
        if numbers[name] is not None:
            levels.append((numbers[name], trace.tb_lineno, trace.tb_frame.f_code))
        trace = trace.tb_next
    if len(levels) > 2 * _FRAMES:
        levels = levels[:_FRAMES] + levels[-_FRAMES:]
    for cell, line, code in levels:
        text = linecache.getline(code.co_filename, line).rstrip("\n")
        yield {"cell": cell, "line": line, "function": code.co_name[:_LINE], "text": text[:_LINE]}


def cell_of(filename: str) -> int | None:
    """The number of the cell that was compiled under a file name: In[3] is 3."""
    found = _CELL.fullmatch(filename) or _CELL.fullmatch(_as_ipython_says(filename))
    return int(found[1] or found[2]) if found else None


def _as_ipython_says(filename: str) -> str:
    module = sys.modules.get("IPython.core.getipython")
    try:
        return module.get_ipython().compile.format_code_name(filename)[1]
    except Exception:  # no IPython, or the file of a module
        return ""
