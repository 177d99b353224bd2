"""Graded notebooks of the real course as autograding leaves them, and what a reader of a page would see."""

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tito import notebook as nb
from tito.feedback import page
from tito.feedback.grades import Grades, Score
from tito.feedback.sheets import Sheet
from tito.notebook import HIDDEN, SOLUTION, Cell, Notebook, Role
from tito.release import Secrets

BUILT = ("01_tensor", "02_activations", "03_layers", "m01_perceptron")
Outputs = list[dict[str, Any]]


def source(name: str) -> Notebook:
    return nb.read(ROOT / "source" / name / f"{name}.ipynb")


def error(name: str, text: str, *traceback: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": list(traceback)}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def hidden_lines(cell: Cell) -> list[tuple[int, str]]:
    """Number and text of every line of a test that students never see."""
    lines = cell.source.split("\n")
    return [(number, lines[number - 1]) for number in nb.region_lines(cell.source, HIDDEN)]


def ipython(count: int, line: int, cell: str, name: str, text: str) -> dict[str, Any]:
    """An error as a kernel tells it: the whole test around the line that failed."""
    shown = "\n".join(f"{'---->' if n == line else '     '} {n} {t}" for n, t in enumerate(cell.split("\n"), start=1))
    return error(name, text, "-" * 75, f"{name}  Traceback (most recent call last)",
                 f"Cell In[{count}], line {line}\n{shown}", f"{name}: {text}")  # fmt: skip


def engine(count: int, line: int, cell: str, name: str, text: str) -> dict[str, Any]:
    """An error as the judge tells it: the line alone."""
    shown = cell.split("\n")[line - 1]
    frame = f"Cell In[{count}], line {line}\n----> {line} {shown}"
    return error(name, text, "Traceback (most recent call last)", frame, f"{name}: {text}")


def nothing(cell: Cell, count: int) -> Outputs:
    return []


def failing(form: Callable[..., dict[str, Any]]) -> Callable[[Cell, int], Outputs]:
    """Every hidden line of every test fails, and says itself."""

    def outputs(cell: Cell, count: int) -> Outputs:
        if cell.role is not Role.TEST:
            return []
        hidden, names = hidden_lines(cell), ("CheckFailed", "KeyError")
        return [
            *(form(count, n, cell.source, names[n % 2], f"{line.strip()}. Got 4141") for n, line in hidden),
            stream("\n".join(line for _, line in hidden)),
        ]

    return outputs


def telling(source: Notebook) -> Callable[[Cell, int], Outputs]:
    """Every cell says every hidden line, in each way that a cell has of saying something."""
    secret = "\n".join(line for cell in source.by_role(Role.TEST) for _, line in hidden_lines(cell))
    bundle = {"text/plain": secret, "text/html": f"<b>{html.escape(secret)}</b>", "application/json": {"x": [secret]}}

    def outputs(cell: Cell, count: int) -> Outputs:
        lines = secret.split("\n")
        return [
            stream(secret),
            {"output_type": "display_data", "data": bundle, "metadata": {"x": secret}},
            {"output_type": "execute_result", "data": bundle, "metadata": {}, "execution_count": count},
            *(error("ValueError", line, f"Cell In[{count}], line 1", line) for line in lines[count % 7 :: 7]),
            error(secret, "x", f"Cell In[{count}], line 1"),
        ]

    return outputs


def graded(source: Notebook, outputs: Callable[[Cell, int], Outputs] = nothing, solved: bool = True) -> dict[str, Any]:
    """The notebook of a student who did everything, or nothing: hidden tests in place, outputs as given."""
    cells, count = [], 0
    for cell in source.cells:
        node = json.loads(json.dumps(cell.node))
        node["source"] = _written(cell, solved)
        if cell.is_code:
            count += 1
            node |= {"execution_count": count, "outputs": outputs(cell, count)}
        cells.append(node)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def _written(cell: Cell, solved: bool) -> str:
    if cell.role is Role.ANSWER:
        return "Because it has to be so." if solved else nb.cleared(cell.source, nb.TEXT_STUB)
    if cell.role is Role.EXERCISE:
        return nb.unmarked(cell.source, SOLUTION) if solved else nb.cleared(cell.source)
    return cell.source


def grades(source: Notebook, share: float = 1.0) -> Grades:
    """The same share of the points in every cell."""
    cells = [cell for cell in source.cells if cell.grade_id and cell.points]
    return Grades({cell.grade_id: Score(cell.points * share, cell.points) for cell in cells if cell.grade_id})


def sheet(source: Notebook, book: dict[str, Any], marks: Grades | None = None, student: str = "ada") -> Sheet:
    name = source.path.stem
    content = json.dumps(book).encode()
    return Sheet(student, name, name, content, marks or grades(source), Secrets.of_tests(source))


def small(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """A notebook of a few cells."""
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def code(text: str, *outputs: dict[str, Any], count: int | None = None, **role: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade": False, "solution": False, **role}} if role else {}
    return {
        "cell_type": "code", "source": text, "metadata": metadata, "outputs": list(outputs), "execution_count": count
    }  # fmt: skip


def prose(text: str, **role: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade": False, "solution": False, **role}} if role else {}
    return {"cell_type": "markdown", "source": text, "metadata": metadata}


def rendered(book: dict[str, Any], marks: Grades | None = None, student: str = "ada", **more: Any) -> str:
    made = Sheet(student, "a", more.pop("notebook", "a"), json.dumps(book).encode(), marks or Grades(), **more)
    return page.render(made).decode()


class Page(HTMLParser):
    """A page taken apart: every tag with its attributes, text, and whether tags pair."""

    EMPTY = frozenset({"meta", "br", "img", "hr", "input", "link"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.faults.append(f"<{tag}/> is never closed")
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def attributes(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.tags if name in attrs]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def write(path: Path, book: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book), encoding="utf-8")
