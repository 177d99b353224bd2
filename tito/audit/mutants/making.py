"""All mutants of one exercise."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tito import notebook as nb
from tito.audit.mutants import library, own
from tito.audit.mutants.changing import Change
from tito.audit.mutants.text import Text, alike, difference, shape

_MOST_CONTEXT = 4


@dataclass(frozen=True)
class Mutant:
    """A solution with one fault.

    Attributes:
        exercise: the grade_id of the cell.
        family: what kind of fault it is.
        source: the whole cell, without marks.
        diff: what is other than in the reference; it tells the mutant from all others of its exercise.
    """

    exercise: str
    family: str
    source: str
    diff: str


def mutants_of(exercise: str, source: str) -> list[Mutant]:
    """The mutants of a cell's solution region, each once; what means the same as the reference is left out.

    Raises:
        SyntaxError: the cell is no plain Python.
        AuditError: cosmic-ray is not installed.
    """
    text = Text(source)
    seen = {shape(source)}
    reference = nb.unmarked(source, nb.SOLUTION)
    found: list[Mutant] = []
    for family, mutated in _candidates(text):
        form = shape(mutated)
        if form is not None and form not in seen:
            seen.add(form)
            plain = nb.unmarked(mutated, nb.SOLUTION)
            found.append(Mutant(exercise, family, plain, difference(reference, plain)))
    return _told_apart(reference, found)


def _candidates(text: Text) -> Iterator[tuple[str, str]]:
    for family, change in own.changes(text.nodes()):
        if text.may_change(*text.span(change.old)):
            yield family, text.spliced(_named(change))
    yield from library.mutated(text.source, text.may_change)


def _named(change: Change) -> Change:
    """The change with what Python needs to write its new nodes."""
    for node in change.new if isinstance(change.new, list) else [change.new]:
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and not hasattr(part, "ctx"):
                part.ctx = ast.Load()
    return change


def _told_apart(reference: str, mutants: list[Mutant]) -> list[Mutant]:
    """Where two lines of a cell read the same, diffs get as many lines around them as tell them apart."""
    for context in range(1, _MOST_CONTEXT + 1):
        twice = alike(mutant.diff for mutant in mutants)
        mutants = [
            replace(one, diff=difference(reference, one.source, context)) if one.diff in twice else one
            for one in mutants
        ]
    return mutants
