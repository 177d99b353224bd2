"""A student's folder of the tiny course, and the commands that are typed in it."""

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from tests import tiny
from tito import catchup, cli, handout
from tito import notebook as nb
from tito.course import Course

Change = Callable[[list[NotebookNode]], object]
NOTHING: Change = lambda cells: None  # noqa: E731


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """Everything, on one line."""
        return " ".join((self.out + self.err).split())


@dataclass
class Terminal:
    """Types commands in a folder, in this process."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: Any

    def __call__(self, command: str, folder: Path | None = None) -> Said:
        self.monkeypatch.setattr(cli.app, "registered_commands", [])  # one process would collect them
        self.monkeypatch.setattr(cli.app, "registered_groups", [])
        self.monkeypatch.setattr(sys, "argv", ["tito", *command.split()])
        self.capsys.readouterr()
        code = 0
        with contextlib.chdir(folder or self.folder):
            try:
                cli.main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err)


@dataclass
class Student:
    """One student of the tiny course, who can fetch, write and type."""

    course: Course
    folder: Path
    tito: Terminal
    released: dict[str, str] = field(default_factory=dict)

    def fetch(self, name: str, references: tuple[str, ...] = ()) -> Path:
        """What nbgrader would have put there."""
        cells = tiny.released(tiny.NOTEBOOKS[name]())
        path = tiny.save(cells, self.folder / name / f"{name}.ipynb")
        texts = {one: catchup.text_of(self.course, self.course.module(one)) for one in references}
        handout.put(self.course, nb.read(path).node, path.parent, texts)
        return path

    def write(self, name: str, change: Change = NOTHING) -> Path:
        """The right answers typed in, and then a change."""
        cells = tiny.solved(tiny.NOTEBOOKS[name]())
        new = change(cells)
        return tiny.save(new if isinstance(new, list) else cells, self.folder / name / f"{name}.ipynb")

    def do(self, *names: str) -> None:
        """Fetch, write and complete modules."""
        for name in names:
            self.fetch(name)
            self.write(name)
            said = self.tito(f"module complete {name}")
            assert said.code == 0, said.text

    @property
    def record(self) -> dict[str, Any]:
        return json.loads((self.folder / "progress.json").read_text())

    def states(self) -> dict[str, str]:
        """Module -> state."""
        return {one["id"]: one["state"] for one in self.tito("module list --json").json["modules"]}


def put(name: str, source: str) -> Change:
    """Replace the text of one cell."""
    return lambda cells: tiny.named(cells, name).update(source=source)


def swap(name: str, old: str, new: str) -> Change:
    """Replace a part of the text of one cell."""

    def change(cells: list[NotebookNode]) -> None:
        cell = tiny.named(cells, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change
