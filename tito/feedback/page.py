"""One page of feedback: `render(sheet)` makes it of a graded notebook and its marks, in any process.

Everything in a notebook may come from a student: text is escaped, pictures are PNG or JPEG, and the page forbids its
reader's browser to run or fetch anything.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tito.feedback import outputs
from tito.feedback.code import highlighted, plain, shown
from tito.feedback.grades import Score
from tito.feedback.markdown import attached, laid_out
from tito.feedback.redact import redact
from tito.feedback.sheets import FeedbackError, Sheet
from tito.judge.words import MARK, OWN

_HERE = Path(__file__).parent
_HEADING = re.compile(r"<h([2-6])>")
_MOST_CELLS, _MOST_TEXT = 2000, 1_000_000
_CUT = "... the rest is left out: the notebook is too long ..."
_NO_ANSWER = "<p>No response.</p>"  # nbgrader's own comment on a cell that was left as it was


@dataclass(frozen=True)
class Part:
    """One cell as the page shows it.

    Attributes:
        number: from 1, which is its address on the page.
        kind: what its label calls it: "Tests", "Your answer" and so on; empty for a cell that needs no label.
        body: the cell itself; a `pre` for code.
        failures: sentences, each with the student's own lines that led there.
        level: of its label among the headings.
    """

    number: int
    kind: str
    name: str
    body: Markup
    code: bool
    prompt: str
    score: Score | None
    comment: Markup | None
    failures: tuple[tuple[str, tuple[str, ...]], ...]
    outputs: Markup
    level: int

    @property
    def standing(self) -> str:
        """Whether it earned all its points, some, or none; `waiting` until somebody has marked it."""
        if self.score is None or self.score.waiting:
            return "waiting"
        if self.score.points >= self.score.max_points:
            return "full"
        return "some" if self.score.points > 0 else "none"

    @property
    def passed(self) -> bool:
        return self.kind == "Tests" and self.standing == "full" and not self.failures

    @property
    def listed(self) -> bool:
        """Whether it stands in the table: it has points, or a comment that a person wrote."""
        return self.score is not None or self.commented

    @property
    def commented(self) -> bool:
        return self.comment is not None and _NO_ANSWER not in self.comment


def render(sheet: Sheet) -> bytes:
    """The page as UTF-8.

    Raises:
        FeedbackError: the graded notebook cannot be read.
    """
    book = parsed(sheet.content)
    redact(book, sheet.secrets)
    parts = list(_parts(book, sheet))
    own = _own_package(book["metadata"])
    text = _template().render(sheet=sheet, own=own, grades=sheet.grades, parts=parts, style=_style(), policy=_policy())
    return text.encode("utf-8", "replace")


def parsed(content: bytes) -> dict[str, Any]:
    """The plain tree of a notebook of format 4, lines joined, without nbformat's seconds of import and its checks.

    Raises:
        FeedbackError: it is none.
    """
    try:
        book = json.loads(content)
        cells = _within_bounds([_joined(cell) for cell in book["cells"][:_MOST_CELLS]])
        return {"metadata": dict(book.get("metadata", {})), "cells": cells}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FeedbackError("The graded notebook cannot be read: grade it again.") from None


def _joined(cell: dict[str, Any]) -> dict[str, Any]:
    found = {"metadata": {}, "outputs": [], **cell, "source": _text(cell["source"])}
    found["outputs"] = [_output(output) for output in found["outputs"]]
    return found


def _within_bounds(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cells whose text, together, a browser can show; a course's longest notebook has a tenth of the bound."""
    left = _MOST_TEXT
    for cell in cells:
        cell["source"] = cell["source"] if len(cell["source"]) <= left else f"{cell['source'][:left]}\n# {_CUT}"
        left = max(0, left - len(cell["source"]))
    return cells


def _output(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "error":
        lines = [str(line) for line in output.get("traceback", [])]
        return {**output, "ename": str(output["ename"]), "evalue": str(output["evalue"]), "traceback": lines}
    if output["output_type"] == "stream":
        return {**output, "text": _text(output.get("text", ""))}
    return {**output, "data": {kind: _text(data) for kind, data in output.get("data", {}).items()}}


def _text(value: Any) -> str:
    """Text that a file may hold as a list of its lines; data that is no text, JSON for instance, counts as none."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _parts(book: Mapping[str, Any], sheet: Sheet) -> Iterator[Part]:
    python = _is_python(book["metadata"])
    level, room = 1, outputs.Room()
    for number, cell in enumerate(book["cells"], start=1):
        part = _part(number, cell, sheet, level + 1, python, room)
        if cell["cell_type"] == "markdown" and (found := _HEADING.findall(part.body)):
            level = int(found[-1])
        yield part


@dataclass(frozen=True)
class OwnPackage:
    """How tests fared on the student's own package.

    Attributes:
        marks: whether the marks are of that package, as a milestone's are.
        fails: a module and the tests that fail from it on.
    """

    marks: bool
    fails: tuple[tuple[str, tuple[str, ...]], ...]


def _own_package(metadata: Mapping[str, Any]) -> OwnPackage | None:
    """What grading noted of it, if it did."""
    word = metadata.get(MARK)
    found = word.get(OWN) if isinstance(word, Mapping) else None
    if not isinstance(found, Mapping):
        return None
    return OwnPackage("missing" in word, tuple((module, tuple(map(str, tests))) for module, tests in found.items()))


def _is_python(metadata: Mapping[str, Any]) -> bool:
    spec = metadata.get("kernelspec")
    return not isinstance(spec, Mapping) or spec.get("language", "python") == "python"


def _part(number: int, cell: Mapping[str, Any], sheet: Sheet, level: int, python: bool, room: outputs.Room) -> Part:
    role = cell["metadata"].get("nbgrader")
    role = role if isinstance(role, Mapping) else {}
    name = str(role.get("grade_id", ""))
    score = sheet.grades.scores.get(name) if role.get("grade") or role.get("task") else None
    comment = sheet.grades.comments.get(name) if role.get("solution") or role.get("task") else None
    code = cell["cell_type"] == "code"
    errors = [output for output in cell["outputs"] if output["output_type"] == "error"] if code else []
    return Part(
        number=number,
        kind=_kind(role, code, score),
        name=name,
        body=_body(cell, sheet, python),
        code=code,
        prompt=_prompt(cell) if code else "",
        score=score,
        comment=laid_out(comment) if comment else None,
        failures=tuple((shown(e["evalue"]), tuple(map(shown, e["traceback"][1:]))) for e in errors),
        outputs=outputs.laid_out(cell["outputs"], room) if code else Markup(""),
        level=min(level, 6),
    )


def _kind(role: Mapping[str, Any], code: bool, score: Score | None) -> str:
    """What a cell is called; a cell that the gradebook does not know is none of nbgrader's."""
    if role.get("task") and score:
        return "Task"
    if role.get("solution"):
        return "Your code" if code else "Your answer"
    return "Tests" if role.get("grade") and score else ""


def _body(cell: Mapping[str, Any], sheet: Sheet, python: bool) -> Markup:
    source = cell["source"]
    if cell["cell_type"] == "code":
        return highlighted(source, python)
    if cell["cell_type"] == "markdown":
        return laid_out(source, {**sheet.pictures, **attached(cell.get("attachments"))} if "![" in source else None)
    return plain(source)


def _prompt(cell: Mapping[str, Any]) -> str:
    count = cell.get("execution_count")
    return f"In [{count}]" if isinstance(count, int) else ""


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _points(number: float) -> str:
    return f"{_number(number)} point{'' if number == 1 else 's'}"


def _moment(received: datetime) -> str:
    return f"{received:%Y-%m-%d at %H:%M:%S} UTC"


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(_HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": _number, "points": _points, "shown": shown, "moment": _moment}
    return environment.get_template("page.html.j2")


@cache
def _style() -> Markup:
    """The stylesheet, a line a rule, without its comments."""
    text = re.sub(r"/\*.*?\*/", "", (_HERE / "page.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return Markup("\n".join(line.strip() for line in text.splitlines() if line.strip()))


@cache
def _policy() -> str:
    """What a browser may load: pictures that stand in the page, and this one stylesheet, known by its hash."""
    known = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"
