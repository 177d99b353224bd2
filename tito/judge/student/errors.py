"""Errors of cells as a notebook keeps them: plain text, the student's own frames, never long."""

import builtins
import linecache
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import stack_data
from IPython.core.tbtools import FrameInfo
from IPython.core.ultratb import AutoFormattedTB

from tito.judge.student.texts import clean

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_NAME, _VALUE = 200, 2000
_LINES, _LINE = 200, 480  # together under 100 kB
_CHAINED = 8  # exceptions, of those that led to one another
_FIRST, _LAST = 8, 8  # frames that are kept of a long stack
_INTERNAL = ("IPython", "tito.judge")


def error_output(etype: Any, evalue: Any, lines: Any) -> dict[str, Any]:
    """An error output, whatever the exception's own text does."""
    value = clean(text_of(evalue)[: 2 * _VALUE])
    value = value if len(value) <= _VALUE else f"{value[:_VALUE]} ..."
    return {"output_type": "error", "ename": name_of(etype)[:_NAME], "evalue": value, "traceback": _capped(lines)}


def name_of(etype: Any) -> str:
    """The name of a class of exceptions, whatever its own class says of it."""
    return clean(type.__dict__["__name__"].__get__(etype)) if isinstance(etype, type) else "Exception"


def text_of(evalue: Any) -> str:
    """str() of an exception, where it has one."""
    try:
        return str.__str__(str(evalue))
    except Exception as error:
        return f"<str() of this exception raised {type(error).__name__}>"


def _capped(lines: Any) -> list[str]:
    """Entries of a traceback, with the middle left out of a long one and the rest of a long line."""
    lines = [lines] if isinstance(lines, str) else lines if isinstance(lines, list | tuple) else []
    entries = [str.__str__(entry)[: 2 * _LINES * _LINE] for entry in lines if isinstance(entry, str)]
    split = [clean(line) for entry in entries for line in entry.split("\n")]
    if len(split) <= _LINES and all(len(line.encode("utf-8")) <= _LINE for line in split):
        return [clean(entry) for entry in entries]
    if len(split) > _LINES:
        half = _LINES // 2
        split = [*split[: half - 1], f"    [... {len(split) - 2 * half + 1} lines left out ...]", *split[-half:]]
    return [_cut(line) for line in split]


def _cut(line: str) -> str:
    data = line.encode("utf-8")
    return line if len(data) <= _LINE else data[: _LINE - 4].decode("utf-8", "ignore") + " ..."


def is_group(error: BaseException | None) -> bool:
    """Whether an exception, or one that led to it, is a group: IPython cannot write those."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, BaseExceptionGroup):
            return True
        seen.add(id(error))
        error = error.__context__
    return False


def plain_traceback(error: BaseException) -> list[str]:
    """An exception as Python writes it, without the frames that are not the student's."""
    try:
        told = traceback.TracebackException.from_exception(error, limit=-_LAST * 4, max_group_width=8)
        for part in _parts(told):
            part.stack = traceback.StackSummary.from_list([f for f in part.stack if not _is_ours(f.filename)])
        return [line.rstrip("\n") for line in told.format()]
    except Exception:
        return [f"{name_of(type(error))}: {text_of(error)}"]


def summary(level: TracebackType | None) -> list[traceback.FrameSummary]:
    """The student's levels of a stack, as the traceback module has them."""
    return [frame for frame in traceback.extract_tb(level, limit=-_LAST * 4) if not _is_ours(frame.filename)]


def _parts(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    waiting: list[traceback.TracebackException | None] = [told]
    while waiting:
        part = waiting.pop()
        if part is not None:
            waiting += [part.__cause__, part.__context__, *(part.exceptions or ())]
            yield part


def _is_ours(filename: str) -> bool:
    return any(f"/{name.replace('.', '/')}/" in filename for name in _INTERNAL)


class Frame(FrameInfo):
    """One level of a stack. IPython's own looks for the source in every loaded module, and takes the frame's present
    line, which is not the one that raised where a `finally` ran after it."""

    def __init__(self, level: TracebackType, context: int) -> None:
        self.frame, self.code, self.lineno = level.tb_frame, level.tb_frame.f_code, level.tb_lineno
        self.description, self.filename = "Raw frame", self.code.co_filename
        self._sd, self.context = None, context
        self.raw_lines = _source(self.code, level.tb_frame.f_globals, self.lineno, context) or [
            "'Could not get source, probably due dynamically evaluated source code.'"
        ]


def _source(code: Any, names: dict[str, Any], lineno: int, after: int) -> list[str]:
    """The lines of a whole cell, or of a function as far as `after` lines behind the one that raised."""
    lines = linecache.getlines(code.co_filename, names)
    if code.co_name == "<module>":
        return lines
    begin = code.co_firstlineno - 1
    outer = _indent(lines[begin]) if begin < len(lines) else 0
    end = lineno
    for line in lines[lineno : lineno + after]:
        if line.strip() and _indent(line) <= outer:
            break
        end += 1
    while end > lineno and not lines[end - 1].strip():
        end -= 1
    return lines[begin:end]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class Skipped(stack_data.RepeatedFrames):
    """Stands for the middle of a long stack."""

    def __init__(self, count: int) -> None:
        super().__init__([], [])
        self.count = count

    @property
    def description(self) -> str:
        """How many there were."""
        return f"{self.count} of them"


class Tracebacks(AutoFormattedTB):
    """IPython's tracebacks, that stay small and quick whatever the stack."""

    def structured_traceback(self, *args: Any, **kwargs: Any) -> list[str]:
        """See IPython."""
        self._left = _CHAINED
        return super().structured_traceback(*args, **kwargs)

    def get_parts_of_chained_exception(self, evalue: BaseException | None) -> Any:
        """The exception that led to this one, as far as is worth telling."""
        self._left -= 1
        return super().get_parts_of_chained_exception(evalue) if self._left > 0 else None

    def get_records(self, etb: TracebackType, context: int, tb_offset: int) -> list[FrameInfo]:
        """The student's levels of a stack, the first and the last of a long one."""
        levels = [level for level in _levels(etb) if not _is_internal(level)]
        if len(levels) <= _FIRST + _LAST + 1:
            return [Frame(level, context - 1) for level in levels]
        skipped = FrameInfo._from_stack_data_FrameInfo(Skipped(len(levels) - _FIRST - _LAST))
        first, last = levels[:_FIRST], levels[-_LAST:]
        return [*(Frame(level, context - 1) for level in first), skipped, *(Frame(level, context) for level in last)]


def _levels(level: TracebackType | None) -> Iterator[TracebackType]:
    while level is not None:
        yield level
        level = level.tb_next


def _is_internal(level: TracebackType) -> bool:
    name = level.tb_frame.f_globals.get("__name__")
    return type(name) is str and any(name == root or name.startswith(f"{root}.") for root in _INTERNAL)
