"""What a student reads about an error: the whole of what stood in the open, the rule of what was hidden."""

import ast
import builtins
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tito import notebook as nb
from tito.checks import SEPARATOR
from tito.judge.ended import ENDED_BY_US
from tito.notebook import HIDDEN

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^\s*(?:File |Cell )In\s*\[(\d+)\][^\n]*?line:? (\d+)", re.MULTILINE)
_LONGEST = 2000
NO_RULE = "A hidden check failed"


def message(source: str, error: Mapping[str, Any], count: int | None) -> str:
    """What a student reads about a failed test cell; `count` is the cell's execution count.

    A check that stands in the open shows its whole message. A hidden one shows its rule: the one that failed, or the
    one that was to be checked next when the student's code raised. Where the line cannot be told, the check counts as
    hidden.
    """
    name, text = str(error["ename"]), str(error["evalue"])
    if name in ENDED_BY_US:
        return f"The test was stopped: {text}."[:_LONGEST]
    if in_the_open(source, error, count):
        return said(error)
    if name == "CheckFailed":
        rule = _rule_behind(source, text.partition(SEPARATOR)[0])
        return f"{NO_RULE}: {rule}." if rule else f"{NO_RULE}."
    hidden = nb.region_lines(source, HIDDEN)
    rule = _next_rule(source, next((line for line in failed_lines(error, count) if line in hidden), None))
    return f"{NO_RULE}{f': {rule}' if rule else ''}. Your code stopped with {_named(name)}."


def _named(name: str) -> str:
    """An exception's name where Python has it; one of the student's own could say anything."""
    known = getattr(builtins, name, None)
    return name if isinstance(known, type) and issubclass(known, BaseException) else "an exception of its own"


def said(error: Mapping[str, Any]) -> str:
    """An error's name and text, kept short."""
    return f"{error['ename']}: {error['evalue']}"[:_LONGEST]


def in_the_open(source: str, error: Mapping[str, Any], count: int | None) -> bool:
    """Whether a test failed in lines that students can see: every line of it in the traceback is one of them."""
    lines = failed_lines(error, count)
    return bool(lines) and not set(lines) & set(nb.region_lines(source, HIDDEN))


def failed_lines(error: Mapping[str, Any], count: int | None) -> list[int]:
    """The lines of the test cell, from 1, that stand in an error's traceback; none where it does not tell.

    Frames of other cells are left out: where one exception led to another, the first that is shown is the student's.
    """
    return [line for cell, line in frames(error["traceback"]) if cell == count]


def frames(traceback: Sequence[Any]) -> list[tuple[int, int]]:
    """Execution count and line of every frame that stands in a cell, in order."""
    text = _COLOURS.sub("", "\n".join(str(line) for line in traceback))
    return [(int(cell), int(line)) for cell, line in _FRAME.findall(text) if len(cell) < 7 and len(line) < 7]


def _rule_behind(source: str, rule: str) -> str | None:
    """A rule as it is written in the test, with dots for each value that it would show; None where it is not there."""
    return next((_literal(node) for node in _nodes(source) if _pattern(node).fullmatch(rule)), None)


def _next_rule(source: str, line: int | None) -> str | None:
    """The rule of the first check that ends at or after a line; values that it would show are left out."""
    calls = [node for node in _nodes(source) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda c: (c.end_lineno or 0, c.col_offset)):
        for keyword in call.keywords:
            if keyword.arg == "rule" and line is not None and (call.end_lineno or 0) >= line:
                return _literal(keyword.value)
    return None


@lru_cache(maxsize=64)
def _nodes(source: str) -> tuple[ast.AST, ...]:
    """Everything in a test's syntax tree; nothing where magics make it no plain Python."""
    try:
        return tuple(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return ()


def _literal(value: ast.AST) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "..." for p in value.values)
    return None


def _pattern(node: ast.AST) -> re.Pattern[str]:
    """What the text of a string may look like once values stand in it; matches nothing for another node."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [re.escape(_literal(part) or "") if isinstance(part, ast.Constant) else ".*" for part in parts]
    return re.compile("".join(texts) if any(text not in ("", ".*") for text in texts) else "(?!)", re.DOTALL)
