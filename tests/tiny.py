"""A course small enough to read: three modules, a milestone, and the means to spoil any of them."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tito import notebook as nb
from tito.course import Course
from tito.notebook import SOLUTION, Notebook

TOML = '''
title = "Tiny"
description = "Three modules and a milestone."
package = "tinytorch"
version = "0.1.0"
policies = { late = "none", seed = 0 }
limits = { cell_seconds = 5, notebook_seconds = 20, wall_factor = 10, output_bytes = 10000, memory_mib = 512 }

[points]
total = 10
module = { tests = 6, written = 4 }
milestone = { tests = 10, written = 0 }

[environment]
question = "Does it run?"
runs = "assert True"

[[tiers]]
id = "only"
title = "Only"
description = "All there is."

[[paths]]
id = "all"
title = "All"
description = "Everything."
tiers = ["only"]
'''
MODULE = '''
[[modules]]
id = "{id}"
title = "{title}"
description = "About {title}."
tier = "only"
built = true
hours = 1
import_path = "tinytorch.{path}"
exports = {exports}
{aliases}
checkpoint.question = "Can I?"
checkpoint.runs = "assert True"
'''
MILESTONE = '''
[[milestones]]
id = "m01_race"
title = "Race"
description = "All together."
year = 1957
figure = "Nobody"
built = true
hours = 1
prerequisites = ["01-02"]
'''

DOUBLE = '''#| export
def double(x: float) -> float:
    """Twice a number: double(2.0) is 4.0."""
    ### BEGIN SOLUTION
    both_halves = [x, x]
    result = sum(both_halves)
    ### END SOLUTION
    return result'''
ROOT = '''#| export
class Root:
    """The square root of a number, by way of its double."""

    def of(self, x: float) -> float:
        ### BEGIN SOLUTION
        return math.sqrt(double(x) / 2.0)
        ### END SOLUTION'''
TEST_DOUBLE = '''check = checks.cell("test-double")
check.close(double(2.0), 4.0, rule="twice two is four")
### BEGIN HIDDEN TESTS
check.close(double(-3.0), -6.0, rule="twice a negative number is negative")
### END HIDDEN TESTS'''
TEST_ROOT = '''check = checks.cell("test-root")
check.close(Root().of(9.0), 3.0, rule="the root of nine is three")'''
ANSWER = """### BEGIN SOLUTION
**Model answer.** Adding is cheaper than multiplying.

**Rubric (4 points).**
- 2 points for naming the `cost` of a product
- 2 points for a *measurement* that shows it
### END SOLUTION"""


def meta(grade_id: str, **changes: object) -> dict:
    """nbgrader's metadata, all keys."""
    usual = {
        "grade": False, "grade_id": grade_id, "locked": True, "schema_version": 3, "solution": False, "task": False,
    }  # fmt: skip
    return usual | changes


def provided(grade_id: str, source: str) -> NotebookNode:
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": meta(grade_id)})


def exercise(grade_id: str, source: str) -> NotebookNode:
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": meta(grade_id, solution=True, locked=False)})


def test(grade_id: str, source: str, points: float, tests: list[str], needs: list[str]) -> NotebookNode:
    both = {"nbgrader": meta(grade_id, grade=True, points=points), "tito": {"tests": tests, "needs": needs}}
    return new_code_cell(source, id=grade_id, metadata=both)


test.__test__ = False  # type: ignore[attr-defined] - for pytest: a builder


def answer(grade_id: str, source: str = ANSWER, points: float = 4) -> NotebookNode:
    both = {"nbgrader": meta(grade_id, grade=True, solution=True, locked=False, points=points)}
    return new_markdown_cell(source, id=grade_id, metadata=both)


def free(source: str, name: str) -> NotebookNode:
    return new_code_cell(source, id=name)


def prose(source: str, name: str) -> NotebookNode:
    return new_markdown_cell(source, id=name)


def numbers() -> list[NotebookNode]:
    """The cells of 01_numbers: two exercises, of which the second needs the first."""
    return [
        prose("# Numbers\n\nTwice a number, and its root.", "title"),
        provided("numbers-export", "#| default_exp core.numbers"),
        provided("numbers-setup", "from tito import checks"),
        provided("numbers-imports", "#| export\nimport math"),
        exercise("double", DOUBLE),
        test("test-double", TEST_DOUBLE, 3, ["double"], []),
        exercise("root", ROOT),
        test("test-root", TEST_ROOT, 3, ["root"], ["double"]),
        free("double(21.0)", "try-it"),
        answer("answer-numbers-1"),
    ]


def simple(name: str, path: str, imports: str, function: str, expected: float) -> list[NotebookNode]:
    """The cells of a module with one exercise: a function of no argument that returns a number."""
    setup = "from tito import checks\nfrom tito.stack import use_tinytorch\n\nuse_tinytorch()"
    source = f'#| export\ndef {name}() -> float:\n    """A number."""\n    ### BEGIN SOLUTION\n'
    source += f"    value = {function}\n    ### END SOLUTION\n    return value"
    check = f'check = checks.cell("test-{name}")\ncheck.close({name}(), {expected}, rule="{name} is {expected}")'
    return [
        provided(f"{name}-export", f"#| default_exp {path}"),
        provided(f"{name}-setup", setup),
        provided(f"{name}-imports", f"#| export\n{imports}"),
        exercise(name, source),
        test(f"test-{name}", check, 6, [name], []),
        answer(f"answer-{name}-1"),
    ]


def race() -> list[NotebookNode]:
    cells = simple("race", "", "from tinytorch import double, four", "double(four())", 8.0)
    cells[2].source = cells[2].source.replace("#| export\n", "")
    cells[3].source = cells[3].source.replace("#| export\n", "")
    cells[4].metadata["nbgrader"]["points"] = 10
    return cells[1:-1]


NOTEBOOKS: dict[str, Callable[[], list[NotebookNode]]] = {
    "01_numbers": numbers,
    "02_fours": lambda: simple(
        "four", "core.fours", "from tinytorch.core.numbers import double", "double(2.0)", 4.0
    ),
    "03_sums": lambda: simple("total", "extra.sums", "from tinytorch.core.fours import four", "four() + 1.0", 5.0),
    "m01_race": race,
}


def book(cells: list[NotebookNode]) -> NotebookNode:
    node = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    node.cells = cells  # not validated: a test may want it wrong
    return node


def save(cells: list[NotebookNode], path: Path) -> Path:
    """Write a notebook as it is, right or wrong."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(book(cells)), encoding="utf-8")
    return path


def source_of(cells: list[NotebookNode]) -> Notebook:
    return Notebook(book(cells), Path("01_numbers.ipynb"))


def make_course(root: Path) -> Course:
    """A course of its own in a folder, with all its source notebooks."""
    root.mkdir(parents=True, exist_ok=True)
    rows = [
        ("01_numbers", "Numbers", "core.numbers", ["double", "Root"], ""),
        ("02_fours", "Fours", "core.fours", ["four"], 'aliases = ["tinytorch.old.fours"]'),
        ("03_sums", "Sums", "extra.sums", ["total"], ""),
    ]
    text = TOML + "".join(
        MODULE.format(id=i, title=t, path=p, exports=json.dumps(e), aliases=a) for i, t, p, e, a in rows
    )
    (root / "course.toml").write_text(text + MILESTONE, encoding="utf-8")
    for name, cells in NOTEBOOKS.items():
        save(cells(), root / "source" / name / f"{name}.ipynb")
    return Course.load(root)


def spoil(course: Course, name: str, change: Callable[[list[NotebookNode]], object]) -> Path:
    """Change the cells of a source notebook in place; `change` may also return new ones."""
    cells = NOTEBOOKS[name]()
    new = change(cells)
    return save(new if isinstance(new, list) else cells, course.source(name))


def released(cells: list[NotebookNode]) -> list[NotebookNode]:
    """What students get, made without nbgrader: hidden tests gone, stubs in place of solutions."""
    for cell in cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = nb.cleared(cell.source, nb.CODE_STUB if cell.cell_type == "code" else nb.TEXT_STUB)
        cell.source = nb.without(cell.source, nb.HIDDEN)
    return cells


def solved(cells: list[NotebookNode]) -> list[NotebookNode]:
    """What a student hands in who does everything as we do."""
    for cell in cells:
        cell.source = nb.without(nb.unmarked(cell.source, SOLUTION), nb.HIDDEN)
    return cells


def named(cells: list[NotebookNode], name: str) -> NotebookNode:
    return next(cell for cell in cells if cell.id == name)


def copy_tree(origin: Path, target: Path) -> Path:
    return Path(shutil.copytree(origin, target))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and what it holds."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "__pycache__" not in p.parts
    }


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "JUPYTER_PLATFORM_DIRS": "1", **changes}


