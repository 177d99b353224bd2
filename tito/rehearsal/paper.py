"""One student's copy of a released notebook, and what is known about it while it is being filled in."""

import copy
import random
from dataclasses import dataclass, field
from typing import Literal

import nbformat
from nbformat import NotebookNode

from tito.audit.bank import Entry
from tito.gradebook.kinds import Kind
from tito.notebook import Cell, Notebook, Role
from tito.rehearsal.expected import Expected

Form = Literal["notebook", "empty", "renamed", "absent", "link"]


@dataclass
class Paper:
    """A submission in the making; steps change it, one habit each.

    Attributes:
        source: the instructor's notebook.
        node: the released notebook, which becomes the submission.
        bank: labelled solutions of this assignment, those whose turn it is first.
        used: those that stand in it.
        undone: exercises that define nothing of use.
        wrong: exercises with a misconception in them.
        fails: tests that must fail because of those misconceptions.
        unusual: whether somebody has to look, though the code may be right.
        form: what becomes of the notebook on its way out.
    """

    source: Notebook
    node: NotebookNode
    bank: list[Entry]
    rng: random.Random
    used: list[Entry] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    fails: set[str] = field(default_factory=set)
    answered: int = 0
    unusual: bool = False
    form: Form = "notebook"

    @classmethod
    def blank(cls, source: Notebook, released: Notebook, bank: list[Entry], rng: random.Random) -> "Paper":
        """The notebook as it was released, with nothing done."""
        paper = cls(source, copy.deepcopy(released.node), bank, rng)
        paper.undone = {cell.grade_id for cell in source.by_role(Role.EXERCISE) if cell.grade_id}
        return paper

    @property
    def exercises(self) -> list[Cell]:
        """The source's exercise cells, in order."""
        return list(self.source.by_role(Role.EXERCISE))

    def cell(self, grade_id: str) -> NotebookNode:
        """The paper's own cell of that name."""
        return self.node.cells[self.place(grade_id)]

    def place(self, grade_id: str) -> int:
        """The index of the paper's first cell of that name."""
        return next(i for i, c in enumerate(self.node.cells) if Cell(c, i).grade_id == grade_id)

    def fill(self, grade_id: str, text: str) -> None:
        """Write the text of an exercise, which then counts as done."""
        self.cell(grade_id).source = text
        self.undone.discard(grade_id)

    def text(self) -> str:
        """The notebook file, the same bytes for the same paper."""
        return nbformat.writes(self.node) + "\n"

    @property
    def _mixed(self) -> bool:
        """Whether mistakes stand in another design: the bank knows what they break in the instructor's only."""
        return {entry.right for entry in self.used} == {True, False}

    def expected(self, late: bool = False) -> Expected:
        """What must come of grading this paper."""
        tests = list(self.source.by_role(Role.TEST))
        points = {str(test.grade_id): test.points for test in tests}
        if self.form != "notebook":
            return Expected((Kind.NOT_GRADABLE,), points, frozenset(points), late=late)
        lost = {str(t.grade_id) for t in tests if set(t.tests) <= self.undone}
        touched = {str(t.grade_id) for t in tests if {*t.tests, *t.needs} & (self.undone | self.wrong)}
        if self._mixed:
            touched = set(points)
        else:
            lost |= self.fails
        kind = Kind.NEEDS_REVIEW if self.unusual else Kind.GRADED
        return Expected((kind,), points, frozenset(lost), frozenset(touched - lost), self.answered, late)
