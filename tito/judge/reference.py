"""The reference solution, run as a submission: which checks it reaches, and whether the judge can hold its tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import nbformat

from tito import notebook as nb
from tito import package
from tito.course import Assignment, Course
from tito.judge import unit
from tito.judge.job import Limits
from tito.judge.released import Sheet, source
from tito.judge.unit import GradedNotebook, Unit
from tito.judge.work import limits_of

Grade = Callable[[Unit], unit.Result]


@dataclass(frozen=True)
class Terms:
    """What a course says about runs of one assignment.

    Attributes:
        stack: the reference package beneath it; None leaves imports alone.
    """

    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    minimum: str = "namespaces"
    figures: bool = False
    stack: Mapping[str, str] | None = None


def terms_of(course: Course, row: Assignment) -> Terms:
    """The terms of an assignment in course.toml."""
    policies = course.policies
    minimum, stack = course.outline.sandbox.minimum, package.prefix(course, row)
    return Terms(limits_of(row.limits), policies.seed, minimum, policies.figures, stack)


def referred(root: Path, assignment: str, sheet: Sheet, terms: Terms, grade: Grade = unit.grade) -> Sheet:
    """The sheet with what its reference solution tells; as it is where there is no source to run.

    Where the judge cannot hold a test that the reference passes in a Jupyter kernel, that kernel runs every submission.

    Args:
        grade: runs a unit, here or elsewhere.
    """
    found = source(root, assignment, sheet.name)
    if found is None:
        return sheet
    text = nbformat.writes(solved(found)).encode()
    key = sha256(b"\0".join([text, repr((sheet, terms)).encode()])).hexdigest()
    if key not in _known:
        _known[key] = _referred(sheet, Unit(
            assignment, "", (sheet,), {sheet.name: text}, beside_source(root / "source" / assignment), terms.stack,
            limits=terms.limits, seed=terms.seed, minimum=terms.minimum, figures=terms.figures,
        ), grade)  # fmt: skip
    return _known[key]


_known: dict[str, Sheet] = {}
_TRIES = 2  # a machine that was short of something for a moment decides nothing for a cohort


def _referred(sheet: Sheet, reference: Unit, grade: Grade) -> Sheet:
    for _ in range(_TRIES):
        judged = _ran(grade(reference))
        failed = judged.ran.failed
        if not failed:
            return replace(sheet, reached=judged.ran.reached)
    stock = _ran(grade(replace(reference, engine="stock")))
    held = [name for name in failed if (stock.scores.get(name) or 0) > 0]
    if held:
        names = ", ".join(f"'{name}'" for name in held)
        return replace(sheet, engine="stock", why=f"the judge cannot hold the test {names}, which a Jupyter kernel can")
    reached = {name: lines for name, lines in judged.ran.reached.items() if name not in failed}
    return replace(sheet, reached=reached)


def _ran(result: unit.Result) -> GradedNotebook:
    return result.notebooks[0]


def solved(found: nb.Notebook) -> nbformat.NotebookNode:
    """The instructor's notebook without its marks: what a student who solved everything as the author did hands in."""
    node = nbformat.from_dict(found.node)
    for cell in node.cells:
        cell.source = nb.unmarked(cell.source, nb.SOLUTION) if cell.cell_type == "code" else cell.source
    return node


def beside_source(folder: Path) -> dict[str, bytes]:
    """What lies beside a source notebook, other notebooks and links left out, by relative path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb" and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


__all__ = ["Terms", "beside_source", "referred", "solved", "terms_of"]
