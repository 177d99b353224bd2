"""Errors of test cells as notebook outputs: the frames of the test, then those of the student's own cells.

Frames of this project and of libraries are left out. What the student's process says of its frames is shown, cleaned
and cut; it cannot pass for a frame of the test.
"""

import linecache
import re
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType, TracebackType
from typing import Any

from tito.judge.court.compiling import filename

_NAME, _TEXT, _LINE, _SHOWN = 200, 2000, 300, 12
_CELL = re.compile(r"Cell In\[\d+\]")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_NUMPY = re.compile(r"[\\/]numpy[\\/]")

Output = dict[str, Any]


def error_output(error: BaseException, count: int) -> Output:
    """The output of a cell with this execution count that raised.

    Example:
        >>> error_output(ValueError("no such axis"), 3)["traceback"]
        ['Traceback (most recent call last)', 'ValueError: no such axis']
    """
    name, text = clean(type(error).__name__)[:_NAME], message_of(error)
    return _output(name, text, [*_frames(error, count), *_cause(error, count)])


def sentence_output(
    name: str, sentence: str, count: int, line: int | None = None, error: BaseException | None = None
) -> Output:
    """An output in our own words, with the line of the test cell or the frames of an exception that it is about."""
    here = [_frame(count, line, "")] if line is not None else []
    return _output(name, sentence, here + ([] if error is None else _own_frames(error)))


def _output(name: str, text: str, frames: Sequence[str]) -> Output:
    last = f"{name}: {_indented(text)}" if text else name
    lines = ["Traceback (most recent call last)", *frames, last]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}


def message_of(error: BaseException) -> str:
    """What an exception says, cut; empty if it cannot be told. The text may be the student's."""
    try:
        text = str(error)
        return clean(text[: 2 * _TEXT])[:_TEXT] if type(text) is str else ""
    except BaseException:
        return ""


def clean(text: str) -> str:
    """Text without colours and control characters, which a terminal would obey."""
    plain = _COLOURS.sub("", text)
    return "".join(c for c in plain if c in "\n\t" or c.isprintable() or c == " ")


def _indented(text: str) -> str:
    """A message whose further lines cannot begin like a frame."""
    return text.replace("\n", "\n  | ")


def _frames(error: BaseException, count: int) -> list[str]:
    """Frames of the test, the NumPy function that raised if one did, frames of the student's cells."""
    return [*_own_frames(error), *_inside_numpy(error), *_theirs(error, count)]


def _walk(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _is_test(frame: FrameType) -> bool:
    return _CELL.fullmatch(frame.f_code.co_filename) is not None


def _own_frames(error: BaseException) -> list[str]:
    shown = [_of_test(frame, line) for frame, line in _walk(error) if _is_test(frame)]
    if len(shown) <= _SHOWN:
        return shown
    half = _SHOWN // 2
    return [*shown[:half], f"... {len(shown) - _SHOWN} frames ...", *shown[-half:]]


def _of_test(frame: FrameType, line: int) -> str:
    code = frame.f_code
    count = int(code.co_filename[len("Cell In[") : -1])
    if code.co_name == "<module>":
        return _frame(count, line, "")
    return _frame(count, line, f", in {code.co_name}({', '.join(code.co_varnames[: code.co_argcount])})")


def _frame(count: int, line: int, where: str) -> str:
    """A frame as IPython writes it."""
    text = linecache.getline(filename(count), line).rstrip("\n")
    return f"{filename(count)}, line {line}{where}\n----> {line} {text[:_LINE]}"


def _inside_numpy(error: BaseException) -> list[str]:
    """One line that names the NumPy function in which the error arose, called by the test."""
    below: str | None = None
    for frame, _ in _walk(error):
        code = frame.f_code
        if _is_test(frame):
            below = None
        elif below is None and _NUMPY.search(code.co_filename) and not code.co_name.startswith("<"):
            below = code.co_name
    return [f"in NumPy's {below}"] if below else []


def _theirs(error: BaseException, count: int) -> list[str]:
    """Frames of the student's cells, as far as they are well formed."""
    try:
        frames = object.__getattribute__(error, "__dict__").get("__tito_frames__")  # the class is not asked
        items = list(frames)[:_SHOWN] if type(frames) in (list, tuple) else []
        texts = [_their_frame(item, count) for item in items if type(item) is dict]
        return [text for text in texts if text]
    except BaseException:
        return []


def _their_frame(frame: Mapping[str, object], count: int) -> str:
    cell, line = frame.get("cell"), frame.get("line")
    if type(cell) is not int or type(line) is not int or cell == count or not 0 < cell < 10**6 or not 0 < line < 10**6:
        return ""
    function, text = (_one_line(frame.get(key)) for key in ("function", "text"))
    where = f", in {function}" if function not in ("", "<module>") else ""
    return f"{filename(cell)}, line {line}{where}\n----> {line} {text}"


def _one_line(value: object) -> str:
    return " ".join(clean(value[:_LINE]).split("\n")).rstrip() if type(value) is str else ""


def _cause(error: BaseException, count: int) -> list[str]:
    """The student's exception behind one of the court's, such as a CheckFailed."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is None:
        return []
    frames = _theirs(cause, count)
    name = clean(type(cause).__name__)[:_NAME]
    return [f"which came from {name}: {_indented(message_of(cause))}", *frames] if frames else []
