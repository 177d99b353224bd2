"""Every test cell of the course's notebooks, unmodified, against the reference behind stand-ins."""

import math
from functools import cache

import numpy as np
import pytest
from standins_server import run_test, student

from tests.conftest import ROOT
from tito import checks
from tito.judge.court.errors import RemoteError
from tito.notebook import HIDDEN, SOLUTION, Notebook, Role, cleared, read, unmarked

NOTEBOOKS = ("01_tensor", "05_autograd", "m01_perceptron")  # pipeline/test_real_course.py has all of them
KNOWN = {"np": np, "math": math, "checks": checks, "recording": checks.recording, "__builtins__": __builtins__}


@cache
def notebook(name: str) -> Notebook:
    return read(ROOT / "source" / name / f"{name}.ipynb")


@cache
def provided(name: str, blank: bool = False) -> tuple[str, ...]:
    """The code cells that run on the student's side; plots are left out, they define nothing."""
    cells = [c for c in notebook(name).cells if c.is_code and c.role in (Role.PROVIDED, Role.EXERCISE)]
    stack = f"import os\nos.environ['TINYTORCH_PATH'] = {str(ROOT / 'tinytorch_solutions')!r}"
    return (stack, *((cleared(c.source) if blank else unmarked(c.source, SOLUTION)) for c in cells))


def cells_under_test() -> list:
    return [
        pytest.param(name, cell.grade_id, id=f"{name}-{cell.grade_id}")
        for name in NOTEBOOKS
        for cell in notebook(name).by_role(Role.TEST)
    ]


@pytest.mark.parametrize(("name", "grade_id"), cells_under_test())
def test_the_reference_passes_behind_stand_ins(name, grade_id):
    source = unmarked(notebook(name).by_id(grade_id).source, HIDDEN)
    with student(*provided(name), seconds=60) as remote:
        run_test(source, remote, KNOWN)
        assert remote.poisoned is None


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_blanks_pass_nothing(name):
    passed = []
    for cell in notebook(name).by_role(Role.TEST):
        with student(*_that_run(provided(name, blank=True)), seconds=60) as remote:
            try:
                run_test(unmarked(cell.source, HIDDEN), remote, KNOWN)
                passed.append(cell.grade_id)
            except (AssertionError, NotImplementedError, NameError, RemoteError):
                assert remote.poisoned is None
    assert passed == []


def _that_run(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells that go on where one of them raises, as a notebook does."""
    lines = (
        f"try:\n    exec(compile({cell!r}, 'cell', 'exec'), globals())\nexcept Exception:\n    pass" for cell in cells
    )
    return tuple(lines)
