"""Hidden tests, their values and whatever could carry them, taken out of a graded notebook: the one place for it.

Works on the plain tree of a notebook, in place. A cell leaves with `source` as its student may read it, and with
errors as outputs whose `evalue` is a sentence and whose `traceback` is that sentence and the student's own frames.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tito import notebook as nb
from tito.feedback.messages import NO_RULE, frames, in_the_open, message, said
from tito.judge.ended import ENDED_BY_US
from tito.judge.words import MARK, SEALED
from tito.notebook import HIDDEN
from tito.release import Secrets

LEFT_OUT = "(left out: it shows a hidden test)"
_UNREADABLE = "# This cell cannot be shown."
_DEEPEST = 6  # frames of a traceback that are shown, the innermost
_LONGEST_LINE = 160
_CACHED = 8000  # characters of a cell that are worth remembering
_MOST_OUTPUTS = 200  # of one cell; each is looked through for every hidden line


def redact(book: dict[str, Any], secrets: Secrets) -> None:
    """Take out all that a student may not see. Whatever the notebook holds, nothing here raises because of it.

    Grading says that a notebook is sealed, having thrown away what the submission said. Else a student's own cells show
    only errors: in one kernel with the tests, they can find hidden lines and print them in any disguise.
    """
    sealed = _word(book).get(SEALED) is True
    own = OwnCells(book["cells"], secrets)
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            full, cell["source"] = cell["source"], visible(cell["source"])
            cell["outputs"] = _outputs(cell, full, own, secrets, sealed)
    _say_why(book)
    _last_look(book, secrets)


def visible(source: str) -> str:
    """A cell without its hidden tests; nothing of it where their marks do not pair."""
    try:
        return nb.without(source, HIDDEN)
    except nb.NotebookError:
        return _UNREADABLE


def is_test(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is a graded code cell, whose outputs come from running tests."""
    return cell["cell_type"] == "code" and _table(cell["metadata"], "nbgrader").get("grade") is True


def _table(metadata: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = metadata.get(key)
    return found if isinstance(found, Mapping) else {}


def _word(book: Mapping[str, Any]) -> Mapping[str, Any]:
    return _table(book["metadata"], MARK)


def _outputs(cell: dict[str, Any], full: str, own: "OwnCells", secrets: Secrets, sealed: bool) -> list[dict[str, Any]]:
    """A test's failures in words; a student's own errors, and the rest of their outputs where those were sealed."""
    if is_test(cell):
        return _failures(cell, full, own, secrets)
    return [
        _own_error(output, own, secrets) if output["output_type"] == "error" else output
        for output in cell.get("outputs", [])[:_MOST_OUTPUTS]
        if output["output_type"] == "error" or (sealed and not secrets.found_in(_text_of(output)))
    ]


def _failures(cell: Mapping[str, Any], full: str, own: "OwnCells", secrets: Secrets) -> list[dict[str, Any]]:
    errors = [output for output in cell.get("outputs", []) if output["output_type"] == "error"][:_MOST_OUTPUTS]
    errors = [error for error in errors if error["ename"] in ENDED_BY_US] or errors
    shown: dict[str, list[str]] = {}
    for error in errors:
        count = cell.get("execution_count")
        text = _message(full, error, count)
        if secrets.found_in(text):
            text = f"{NO_RULE}."
        shown.setdefault(text, own.lines(error) if not text.startswith(NO_RULE) and _open(full, error, count) else [])
    return [_error(text, own_lines) for text, own_lines in shown.items()]


def _message(full: str, error: Mapping[str, Any], count: int | None) -> str:
    try:
        return message(full, error, count)
    except nb.NotebookError:  # the marks of its hidden tests do not pair
        return f"{NO_RULE}."


def _open(full: str, error: Mapping[str, Any], count: int | None) -> bool:
    try:
        return in_the_open(full, error, count)
    except nb.NotebookError:
        return False


def _own_error(output: Mapping[str, Any], own: "OwnCells", secrets: Secrets) -> dict[str, Any]:
    """An error of the student's own cell: its name and text, unless the text carries a hidden line."""
    text = said(output)
    if secrets.found_in(text):
        text = "An error" if secrets.found_in(str(output["ename"])) else str(output["ename"])[:_LONGEST_LINE]
    return _error(text, own.lines(output))


def _error(text: str, own_lines: Iterable[str]) -> dict[str, Any]:
    return {"output_type": "error", "ename": "", "evalue": text, "traceback": [text, *own_lines]}


def _text_of(output: Mapping[str, Any]) -> str:
    """All text of an output that a page could show."""
    data = output.get("data")
    plain = data.get("text/plain", "") if isinstance(data, Mapping) else ""
    return "".join(
        part if isinstance(part, str) else "".join(map(str, part)) for part in (output.get("text", ""), plain)
    )


def _say_why(book: dict[str, Any]) -> None:
    """A submission that could not be graded says so on top."""
    reason = _word(book).get("unreadable")
    if reason:
        text = f"**Your submission could not be graded.** {reason} It was counted as blank; ask your instructor."
        cell = {"cell_type": "markdown", "metadata": {}, "source": text, "id": "tito-why"}
        book["cells"] = [cell, *book["cells"]]


def _last_look(book: Mapping[str, Any], secrets: Secrets) -> None:
    """Lines of hidden tests that stand where none should, a cell that lost its role for instance."""
    for cell in book["cells"]:
        if not _clean(cell["source"], secrets):
            lines = [LEFT_OUT if secrets.found_in(line) else line for line in cell["source"].split("\n")]
            kept = "\n".join(lines)
            cell["source"] = LEFT_OUT if secrets.found_in(kept) else kept


def _clean(source: str, secrets: Secrets) -> bool:
    """Whether no hidden line stands in a cell; most cells are the same for all students, and looked at once."""
    return _cached_clean(source, secrets) if len(source) <= _CACHED else not secrets.found_in(source)


@lru_cache(maxsize=2048)
def _cached_clean(source: str, secrets: Secrets) -> bool:
    return not secrets.found_in(source)


@dataclass(frozen=True)
class Own:
    """A code cell that is no test, under the number that it ran as."""

    count: int
    lines: tuple[str, ...]
    functions: tuple[tuple[int, int, str], ...]

    def at(self, line: int) -> str | None:
        """`Cell In[5], line 17, in as_operand: raise NotImplementedError()`; None for a line that cannot be shown."""
        if not 1 <= line <= len(self.lines) or HIDDEN.begin in "\n".join(self.lines):
            return None
        around = [(end - begin, name) for begin, end, name in self.functions if begin <= line <= end]
        within = f", in {min(around)[1]}" if around else ""
        return f"Cell In[{self.count}], line {line}{within}: {self.lines[line - 1].strip()[:_LONGEST_LINE]}"


class OwnCells:
    """The code cells of a notebook that a student may read as a whole, found by the numbers in a traceback.

    Source lines and names of functions are read from the cells, never from the traceback, which may hold anything.
    """

    def __init__(self, cells: Iterable[Mapping[str, Any]], secrets: Secrets) -> None:
        self._secrets = secrets
        self._read: dict[int, Own] = {}
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        often = Counter(cell.get("execution_count") for cell in code)  # a second kernel counts from 1 again
        self._sources = {
            cell["execution_count"]: str(cell["source"])
            for cell in code
            if isinstance(cell.get("execution_count"), int)
            and often[cell["execution_count"]] == 1
            and not is_test(cell)
        }

    def lines(self, error: Mapping[str, Any]) -> list[str]:
        """The frames of an error that stand in these cells, the innermost last."""
        found = [self._line(count, line) for count, line in dict.fromkeys(frames(error["traceback"]))]
        return [text for text in found if text and not self._secrets.found_in(text)][-_DEEPEST:]

    def _line(self, count: int, line: int) -> str | None:
        if count not in self._sources:
            return None
        if count not in self._read:
            source = self._sources[count]
            self._read[count] = Own(count, tuple(source.split("\n")), _functions(source))
        return self._read[count].at(line)


def _functions(source: str) -> tuple[tuple[int, int, str], ...]:
    """First line, last line and name of each function in a piece of Python; none where it does not compile."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return tuple((n.lineno, n.end_lineno or n.lineno, n.name) for n in nodes if isinstance(n, kinds))
