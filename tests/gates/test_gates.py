"""The gates of design section 7 that every assignment is under from the day it appears in course.toml."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT
from tito import audited, package
from tito import notebook as nb
from tito.audit import plain
from tito.course import Course
from tito.judge.surroundings import surroundings
from tito.notebook import SOLUTION, Role

COURSE = Course.load(ROOT)
BUILT = [row.id for row in COURSE.built()]
every_assignment = pytest.mark.parametrize("assignment", BUILT)


@every_assignment
def test_blank_reference_and_bank(assignment: str, tmp_path: Path) -> None:
    results = plain.audit(COURSE, COURSE.assignment(assignment), tmp_path, workers=1)
    names = {gate.name for gate in results}
    assert {"blank", "reference", "right bank", "wrong bank", "bank covers every exercise"} <= names
    assert [f"{gate.name}: {fault}" for gate in results for fault in gate.faults] == []
    assert all(gate.passed for gate in results), "a gate had nothing to look at"


@every_assignment
def test_the_committed_audit_is_that_of_the_notebook_and_the_bank_as_they_stand(assignment: str) -> None:
    """Mutants and reruns take minutes; what they came to is committed, and belongs to these very files."""
    assert audited.refusal(COURSE, COURSE.assignment(assignment)) is None


@every_assignment
def test_source_keeps_the_rules(assignment: str) -> None:
    row = COURSE.assignment(assignment)
    source = nb.read(COURSE.source(row))
    assert nb.problems(source, row.points.total) == []
    tests = sum(cell.points for cell in source.by_role(Role.TEST))
    written = sum(cell.points for cell in source.by_role(Role.ANSWER))
    assert (tests, written) == (row.points.tests, row.points.written)
    assert (source.default_exp is None) == (row.kind == "milestone")


def test_grade_ids_and_cell_ids_are_unique_in_the_course() -> None:
    sources = [nb.read(COURSE.source(row)) for row in COURSE.built()]
    ids = Counter(cell.grade_id for source in sources for cell in source.cells if cell.grade_id)
    assert [name for name, count in ids.items() if count > 1] == []
    for source in sources:
        assert all(cell.grade_id in (None, cell.node.id) for cell in source.cells), source.path


def test_the_export_is_in_step_with_the_source() -> None:
    assert package.differences(package.reference(COURSE), ROOT / "tinytorch_solutions") == []


@every_assignment
def test_notebook_runs_top_to_bottom_without_a_warning(assignment: str) -> None:
    """In a real kernel, figures and all; a warning would stand on stderr."""
    row = COURSE.assignment(assignment)
    node = nb.read(COURSE.source(row)).node
    for cell in node.cells:
        cell.source = nb.unmarked(cell.source, SOLUTION)
    beneath = package.reference(COURSE, COURSE.prerequisites(row))
    with surroundings(beneath, {}, seed=0) as place:
        client = NotebookClient(node, timeout=120, kernel_name="python3", allow_errors=True)
        client.execute(env=place.environment, cwd=str(place.folder))
    outputs = [(cell.id, output) for cell in node.cells for output in cell.get("outputs", [])]
    bad = [
        (cell_id, output.get("evalue") or output.get("text"))
        for cell_id, output in outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert bad == []
    figures = [cell_id for cell_id, output in outputs if "image/png" in output.get("data", {})]
    assert figures, "a notebook has at least one figure that it computes"


@every_assignment
def test_length_and_form(assignment: str) -> None:
    """Design section 3: 35 to 65 cells or so; exercises have a docstring, tests begin with their name."""
    source = nb.read(COURSE.source(assignment))
    assert 25 <= len(source.cells) <= 72
    words = sum(len(cell.source.split()) for cell in source.by_role(Role.PROSE))
    assert 1500 <= words <= 5000, words
    for cell in source.by_role(Role.TEST):
        assert cell.source.startswith(f'check = checks.cell("{cell.grade_id}")'), cell
        assert 2 <= cell.points <= 10, cell
    for cell in source.by_role(Role.EXERCISE):
        assert '"""' in nb.without(cell.source, SOLUTION), f"{cell} has no docstring"


def flows_out(source: str) -> set[str]:
    """Names that the hidden part of a test binds and the visible part below it reads: values that would be shown."""
    hidden = set(nb.region_lines(source, nb.HIDDEN))
    names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if node.lineno in hidden and isinstance(node.ctx, ast.Store)}
    below = [node for node in names if node.lineno not in hidden and node.lineno > min(hidden, default=0)]
    return {node.id for node in below if node.id in bound and isinstance(node.ctx, ast.Load)} if hidden else set()


@every_assignment
def test_no_hidden_value_reaches_a_visible_check(assignment: str) -> None:
    source = nb.read(COURSE.source(assignment))
    assert {str(cell): flows_out(cell.source) for cell in source.by_role(Role.TEST) if flows_out(cell.source)} == {}


def test_a_hidden_value_in_a_visible_check_is_found() -> None:
    leaking = "cases = [1]\n### BEGIN HIDDEN TESTS\ncases += [2]\n### END HIDDEN TESTS\nprint(cases)"
    assert flows_out(leaking) == {"cases"}
    assert flows_out("a = 1\n### BEGIN HIDDEN TESTS\nb = a\n### END HIDDEN TESTS\nprint(a)") == set()
