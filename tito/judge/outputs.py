"""Outputs as they come from a process of the student's: built anew, with nothing in them that nbformat lacks."""

import json
import re
from typing import Any

from tito.judge.ended import CUT
from tito.judge.job import Output

_TYPES = ("stream", "display_data", "execute_result", "error")
_NAME, _TEXT = 200, 2000
_LINES = 300
_DEEPEST = 30
_MOST = 10_000  # outputs of a cell
_JSON = re.compile(r"application/([a-zA-Z0-9.-]+\+)?json")


def cleaned(raw: Any, count: int, room: int) -> tuple[list[Output], int]:
    """The outputs of one cell, and how many of `room` bytes they leave.

    Args:
        raw: a list from JSON that claims to be outputs.
        count: the cell's execution count.
    """
    out: list[Output] = []
    for item in raw[:_MOST] if isinstance(raw, list) else []:
        output = _output(item, count)
        if output is None:
            continue
        size = _size(output)
        if size > room:
            out += _shortened(output, max(room, 0), any(o["output_type"] == "error" for o in out))
            room = 0
            continue
        room -= size
        out.append(output)
    return out, room


def stream(text: str) -> Output:
    """Text that a cell wrote."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def printable(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(c for c in text if c in "\n\r\t" or c.isprintable() or c.isspace())


def error(name: str, sentence: str) -> Output:
    """An error that is ours to report."""
    return {"output_type": "error", "ename": name, "evalue": sentence, "traceback": [f"{name}: {sentence}"]}


def _output(item: Any, count: int) -> Output | None:
    kind = item.get("output_type") if isinstance(item, dict) else None
    if kind not in _TYPES:
        return None
    if kind == "stream":
        return stream(_text(item.get("text")))
    if kind == "error":
        lines = item.get("traceback")
        lines = [_text(line) for line in lines[:_LINES]] if isinstance(lines, list) else []
        return {
            "output_type": "error", "ename": _text(item.get("ename"))[:_NAME],
            "evalue": _text(item.get("evalue"))[:_TEXT], "traceback": lines,
        }  # fmt: skip
    rich = {"output_type": kind, "data": _bundle(item.get("data")), "metadata": _dictionary(item.get("metadata"))}
    return rich | ({"execution_count": count} if kind == "execute_result" else {})


def _bundle(data: Any) -> dict[str, Any]:
    """What nbformat takes: text under each type, or anything where the type is JSON."""
    return {
        _text(mime): _text(value) if isinstance(value, str) else value
        for mime, value in (data.items() if isinstance(data, dict) else ())
        if isinstance(value, str) or (_JSON.fullmatch(mime) and _shallow(value))
    }


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) and _shallow(value) else {}


def _shallow(value: Any) -> bool:
    """Whether it is nested no deeper than programs that recurse can follow, and can be written as UTF-8."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(_DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [one for several in inner for one in several if isinstance(one, dict | list)]
        if not level:
            return _unbroken(value)
    return False


def _unbroken(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:  # a half of a surrogate pair, or NaN
        return False
    return True


def _text(value: Any) -> str:
    """A text that can be written as UTF-8."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _size(output: Output) -> int:
    return len(str(output).encode("utf-8", "replace"))


def _shortened(output: Output, room: int, has_error: bool) -> list[Output]:
    """What is kept of an output that does not fit; the first error decides marks and is kept."""
    if output["output_type"] == "stream":
        return [stream(f"{output['text'][:room]}\n{CUT}\n")]
    if output["output_type"] == "error" and not has_error:
        text = output["evalue"][:500]
        return [output | {"ename": output["ename"][:100], "evalue": text, "traceback": [text]}]
    return []
