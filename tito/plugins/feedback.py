"""Feedback for students: what is wrong, and nothing that would give the tests away."""

import ast
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from tito import notebook as nb
from tito.checks import SEPARATOR
from tito.judge.kernel import ENDED_BY_US
from tito.notebook import HIDDEN
from tito.plugins.exporter import MARK
from tito.plugins.place import Place
from tito.release import Secrets

_FRAME = re.compile(r"^\s*(?:File |Cell )In\s*\[(\d+)\][^\n]*?line:? (\d+)", re.MULTILINE)
_LONGEST = 2000
_NO_RULE = "A hidden check failed"


class Redact(NbGraderPreprocessor):
    """Takes hidden tests, their values and everything that could carry them out of a graded notebook."""

    display_data_priority = List().tag(config=True)  # set by HTML exporters; nbgrader takes the option away

    def preprocess(self, node: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Redact all cells; runs on the way to HTML, the graded notebook keeps everything."""
        source = Place.of(resources).source()
        secrets = Secrets.of_tests(source) if source else Secrets(frozenset())
        for cell in node.cells:
            if utils.is_grade(cell) and cell.cell_type == "code":
                _redact_test(cell, secrets)
            elif cell.cell_type == "code":
                cell.outputs = [_own_error(o, secrets) for o in cell.outputs if o.output_type == "error"]
        _say_why(node)
        return node, resources


def _say_why(node: NotebookNode) -> None:
    """A submission that could not be graded says so on top."""
    reason = node.metadata.get(MARK, {}).get("unreadable")
    if reason:
        text = f"**Your submission could not be graded.** {reason} It was counted as blank; ask your instructor."
        node.cells.insert(0, nb_markdown(text))


def nb_markdown(text: str) -> NotebookNode:
    """A plain markdown cell."""
    return NotebookNode(cell_type="markdown", metadata=NotebookNode(), source=text, id="tito-why")


def _redact_test(cell: NotebookNode, secrets: Secrets) -> None:
    """Show the visible part of a test, and of its failure what `message` says."""
    full = cell.source
    errors = [output for output in cell.outputs if output.output_type == "error"]
    errors = [error for error in errors if error.ename in ENDED_BY_US] or errors
    cell.source = nb.without(full, HIDDEN)
    texts = dict.fromkeys(message(full, error, cell.get("execution_count")) for error in errors)
    shown = [f"{_NO_RULE}." if secrets.found_in(text) else text for text in texts]
    cell.outputs = [new_output("error", ename="", evalue=text, traceback=[text]) for text in shown]


def message(source: str, error: NotebookNode, count: int | None) -> str:
    """What a student reads about a failed test cell; `count` is the cell's execution count.

    A check that stands in the open shows its whole message. A hidden one shows its rule: the one that failed, or the
    one that was to be checked next when the student's code raised. Where the line cannot be told, the check counts as
    hidden.
    """
    if error.ename in ENDED_BY_US:
        return f"The test was stopped: {error.evalue}."
    lines, hidden = failed_lines(error, count), nb.region_lines(source, HIDDEN)
    if lines and not set(lines) & set(hidden):
        return f"{error.ename}: {error.evalue}"[:_LONGEST]
    if error.ename == "CheckFailed":
        rule = _rule_behind(source, error.evalue.partition(SEPARATOR)[0])
        return f"{_NO_RULE}: {rule}." if rule else f"{_NO_RULE}."
    rule = _next_rule(source, next((line for line in lines if line in hidden), None))
    return f"{_NO_RULE}{f': {rule}' if rule else ''}. Your code stopped with {error.ename}."


def failed_lines(error: NotebookNode, count: int | None) -> list[int]:
    """The lines of the test cell, from 1, that stand in an error's traceback; none where it does not tell.

    Frames of other cells are left out: where one exception led to another, the first that is shown is the student's.
    """
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    return [int(line) for cell, line in _FRAME.findall(text) if int(cell) == count]


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


def _nodes(source: str) -> list[ast.AST]:
    """Everything in a test's syntax tree; nothing where magics make it no plain Python."""
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return []


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


def _own_error(output: NotebookNode, secrets: Secrets) -> NotebookNode:
    """An error of the student's own cell: its name and text, unless the text carries a hidden line."""
    text = f"{output.ename}: {output.evalue}"[:_LONGEST]
    if secrets.found_in(text):
        text = f"{output.ename}"
    return new_output("error", ename="", evalue=text, traceback=[text])
