"""nbgrader's own rules of scoring, applied to a notebook that has been run."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

NO_RESPONSE = "No response."


@cache
def rules() -> ModuleType:
    """`nbgrader.utils`, without the server's extensions that `import nbgrader` brings along: 1 CPU second."""
    if "nbgrader.utils" in sys.modules:
        return sys.modules["nbgrader.utils"]
    spec = importlib.util.find_spec("nbgrader")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).with_name("utils.py")
    found = importlib.util.spec_from_file_location("tito_nbgrader_utils", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def scores(nb: NotebookNode) -> tuple[dict[str, float | None], list[str]]:
    """Points of each graded cell, None where a TA must look, and a sentence for each that nbgrader refuses.

    A test's last expression counts as partial credit. nbgrader gives a whole submission up where one is more than the
    cell is worth; here that test earns nothing.
    """
    known, found, faults = rules(), dict[str, float | None](), list[str]()
    for cell in nb.cells:
        if not known.is_grade(cell):
            continue
        name = cell.metadata.nbgrader.grade_id
        try:
            found[name] = known.determine_grade(cell)[0]
        except (ValueError, KeyError) as error:
            found[name] = 0
            faults.append(f"'{name}' has a result that is no partial credit: {error.args[0]}")
    return found, faults


def comments(nb: NotebookNode) -> dict[str, str | None]:
    """What nbgrader remarks on each solution and each task."""
    known = rules()
    return {
        cell.metadata.nbgrader.grade_id: NO_RESPONSE if _untouched(known, cell) else None
        for cell in nb.cells
        if known.is_solution(cell) or known.is_task(cell)
    }


def _untouched(known: ModuleType, cell: NotebookNode) -> bool:
    return not known.is_task(cell) and cell.metadata.nbgrader.get("checksum") == known.compute_checksum(cell)
