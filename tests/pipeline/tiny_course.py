"""A course of one module and one milestone, small enough to be graded whole in a test."""

import re
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
MODULE, MILESTONE = "01_tensor", "m01_perceptron"

# name -> right body, another right body, two wrong bodies; each takes a list of numbers
EXERCISES = {
    "twice": ("[2 * x for x in xs]", "[x + x for x in xs]", ("[x + 2 for x in xs]", "xs + xs")),
    "square": ("[x * x for x in xs]", "[x**2 for x in xs]", ("[2 * x for x in xs]", "xs")),
    "negate": ("[-x for x in xs]", "[0 - x for x in xs]", ("[abs(x) for x in xs]", "xs[::-1]")),
    "total": ("sum(xs)", "sum(reversed(xs))", ("len(xs)", "sum(xs[1:])")),
    "largest": ("max(xs)", "sorted(xs)[-1]", ("xs[-1]", "max([0, *xs])")),
    "mean": ("total(xs) / len(xs)", "total([x / len(xs) for x in xs])", ("total(xs)", "xs[len(xs) // 2]")),
}
GIVEN = "[-3, 5, -4]"
_POINTS = {"twice": 5, "square": 5, "negate": 10, "total": 15, "largest": 15, "mean": 20}


def build(root: Path) -> None:
    """Write the course: course.toml, configuration, source notebooks and bank."""
    toml = (ROOT / "course.toml").read_text(encoding="utf-8")
    rows = re.split(r"(?=^\[\[)", toml, flags=re.MULTILINE)
    ours = (f'id = "{MODULE}"', f'id = "{MILESTONE}"')
    kept = [r if any(o in r for o in ours) else r.replace("built = true", "built = false") for r in rows]
    root.mkdir(parents=True)
    (root / "course.toml").write_text("".join(kept), encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    _save(root, MODULE, _module())
    _save(root, MILESTONE, _milestone())
    _write_bank(root / "bank" / MODULE)


def exercise(name: str, body: str) -> str:
    """The whole cell of one exercise."""
    return f'#| export\ndef {name}(xs):\n    """Numbers in, numbers out."""\n    return {body}\n'


def _save(root: Path, name: str, cells: list) -> None:
    for index, cell in enumerate(cells):
        cell.id = cell.metadata.get("nbgrader", {}).get("grade_id", f"cell-{index}")
    path = root / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)


def _module() -> list:
    cells = [
        new_markdown_cell("# Lists of numbers"),
        _provided("tiny-export", "#| default_exp core.tensor"),
        _provided("tiny-setup", "from tito import checks"),
        _provided("tiny-fixtures", "NUMBERS = [-3, 6, -6]"),
    ]
    for name, (right, _, _) in EXERCISES.items():
        cells.append(_exercise(f"tiny-{name}", name, right))
        needs = ["tiny-total"] if name == "mean" else []
        cells.append(_test(f"test-{name}", _POINTS[name], [f"tiny-{name}"], needs, _checks(name, right)))
    for number in (1, 2, 3):
        cells.append(_provided(f"question-tiny-{number}", f"**{number}.** Why?", code=False))
        cells.append(_answer(f"answer-tiny-{number}"))
    return cells


def _milestone() -> list:
    use = "from tito import checks\nfrom tito.stack import use_tinytorch\nuse_tinytorch()"
    quadruple = "twice(twice(xs))"
    return [
        _provided("m01-setup", use),
        _provided("m01-imports", "from tinytorch.core.tensor import total, twice"),
        _exercise("m01-quadruple", "quadruple", quadruple),
        _test("test-quadruple", 60, ["m01-quadruple"], [], _checks("quadruple", "[-12, 20, -16]", GIVEN)),
        _exercise("m01-double-total", "double_total", "total(twice(xs))"),
        _test("test-double-total", 40, ["m01-double-total"], [], _checks("double_total", "-4", GIVEN)),
    ]


def _checks(name: str, right: str, given: str = "NUMBERS") -> str:
    want = right if given != "NUMBERS" else re.sub(r"\bxs\b", "NUMBERS", right).replace("total(", "sum(")
    visible = f'check.equal({name}({given}), {want}, rule="{name} gives the right numbers")'
    hidden = re.sub(r"NUMBERS|\[-3, 5, -4\]", "[-7, -10]", f"{name}({given})")
    value = {
        "twice": [-14, -20], "square": [49, 100], "negate": [7, 10], "total": -17, "largest": -7,
        "mean": -8.5, "quadruple": [-28, -40], "double_total": -34,
    }[name]  # fmt: skip
    return (
        f'check = checks.cell("test-{name}")\n{visible}\n### BEGIN HIDDEN TESTS\n'
        f'check.equal({hidden}, {value}, rule="{name} works below zero, too")\n### END HIDDEN TESTS'
    )


def _exercise(grade_id: str, name: str, body: str):
    text = exercise(name, body).rstrip().replace(
        f"    return {body}", f"    ### BEGIN SOLUTION\n    return {body}\n    ### END SOLUTION"
    )  # fmt: skip
    return _named(new_code_cell(text), grade_id, solution=True)


def _provided(grade_id: str, text: str, code: bool = True):
    return _named((new_code_cell if code else new_markdown_cell)(text), grade_id, locked=True)


def _test(grade_id: str, points: int, tests: list[str], needs: list[str], text: str):
    cell = _named(new_code_cell(text), grade_id, grade=True, locked=True, points=points)
    cell.metadata["tito"] = {"tests": tests, "needs": needs}
    return cell


def _answer(grade_id: str):
    text = "### BEGIN SOLUTION\n**Model answer.** It must.\n**Rubric.** Ten for why.\n### END SOLUTION"
    return _named(new_markdown_cell(text), grade_id, grade=True, solution=True, points=10)


def _named(cell, grade_id: str, **role):
    usual = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    cell.metadata["nbgrader"] = usual | {"grade_id": grade_id} | role
    return cell


def _write_bank(folder: Path) -> None:
    for kind in ("right", "wrong"):
        (folder / kind).mkdir(parents=True)
    parts = [f"# %% tiny-{name}\n{exercise(name, other)}" for name, (_, other, _) in EXERCISES.items()]
    (folder / "right" / "other.py").write_text("# design: the other way\n" + "\n".join(parts))
    for name, (_, _, wrongs) in EXERCISES.items():
        for number, body in enumerate(wrongs):
            head = f"# exercise: tiny-{name}\n# belief: a slip\n# symptom: {name}\n# fails: test-{name}\n"
            (folder / "wrong" / f"{name}_{number}.py").write_text(head + exercise(name, body))
