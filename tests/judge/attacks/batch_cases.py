"""Submissions that are made to harm a batch, or to get marks out of it, each with the points that its code deserves."""

import copy
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "01_tensor"
RIGHT, WRONG = "return 2 * x", "return 3 * x"
POINTS = 70


@dataclass(frozen=True)
class Case:
    """One submission.

    Attributes:
        change: given the folder, the notebook and the course, what is handed in: a notebook, a text, or nothing where
            the files are in their place already.
        points: what the tests give; None where it only has to be the same from both commands.
        body: of the exercise.
    """

    change: Callable[[Path, dict[str, Any], Path], Any]
    points: float | None = 0
    body: str = WRONG


def exercise(node: dict[str, Any]) -> dict[str, Any]:
    """The exercise's cell."""
    return named(node, "twice")


def named(node: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell with a grade_id."""
    return next(cell for cell in node["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def _test(node: dict[str, Any]) -> dict[str, Any]:
    return named(node, "test-twice")


def _cell(**changes: object) -> Callable[..., Any]:
    """The test cell with keys changed."""
    return lambda folder, node, root: _test(node).update(copy.deepcopy(changes)) or node


def _meta(**changes: object) -> Callable[..., Any]:
    """The test cell with keys of nbgrader's metadata changed."""
    return lambda folder, node, root: _test(node)["metadata"]["nbgrader"].update(changes) or node


def _whole(**changes: object) -> Callable[..., Any]:
    return lambda folder, node, root: node | changes


def _notebook_meta(**changes: object) -> Callable[..., Any]:
    return lambda folder, node, root: node["metadata"].update(changes) or node


def _with_cell(*cells: object, first: bool = False) -> Callable[..., Any]:
    def change(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
        others = copy.deepcopy(list(cells))
        node["cells"] = others + node["cells"] if first else node["cells"] + others
        return node

    return change


def _text(text: str) -> Callable[..., Any]:
    return lambda folder, node, root: text


def _code(source: str) -> Callable[..., Any]:
    """A cell of the student's before all others; ROOT stands for the course."""
    def change(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": "first"}
        node["cells"].insert(0, cell | {"source": source.replace("ROOT", str(root))})
        return node

    return change


def _beside(files: dict[str, str]) -> Callable[..., Any]:
    def change(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text.replace("ROOT", str(root)))
        return node

    return change


def _linked(links: dict[str, str]) -> Callable[..., Any]:
    def change(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
        for name, target in links.items():
            (folder / name).symlink_to(target.replace("ROOT", str(root)))
        return node

    return change


def _replaced_by_link(what: str, target: str) -> Callable[..., Any]:
    """The student's folder, the assignment's or the notebook is a link."""
    def change(folder: Path, node: dict[str, Any], root: Path) -> None:
        path = {"student": folder.parent, "folder": folder, "notebook": folder / f"{NAME}.ipynb"}[what]
        if path.is_dir():
            folder.rmdir()
            if what == "student":
                folder.parent.rmdir()
        path.symlink_to(target.replace("ROOT", str(root)))

    return change


def _special(make: Callable[[Path], Any], name: str = "special") -> Callable[..., Any]:
    def change(folder: Path, node: dict[str, Any], root: Path) -> Any:
        make(folder / name)
        return node if name == "special" else None

    return change


def _server(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 << 20)


def _twice_there(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
    node["cells"].append(copy.deepcopy(_test(node)))
    return node


def _without_tests(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
    node["cells"].remove(_test(node))
    return node


def _swapped(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
    theirs, ours = exercise(node)["metadata"]["nbgrader"], _test(node)["metadata"]["nbgrader"]
    theirs["grade_id"], ours["grade_id"] = ours["grade_id"], theirs["grade_id"]
    return node


def _graded_exercise(folder: Path, node: dict[str, Any], root: Path) -> dict[str, Any]:
    exercise(node)["metadata"]["nbgrader"] |= {"grade": True, "points": POINTS, "solution": False}
    exercise(node)["source"] += f"\n{POINTS}"
    return node


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


_RESULT = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "70.0"}}
_TOUCH = "import pathlib\ntry:\n    pathlib.Path('ROOT/pwned').write_text('x')\nexcept OSError:\n    pass\n"
_STEAL = (
    "import sqlite3, os\nfor path in ('ROOT/gradebook.db', '../../../gradebook.db', 'gradebook.db'):\n    try:\n"
    "        book = sqlite3.connect(path)\n        book.execute('update grade set auto_score = 0')\n        book.commit()\n"
    "    except Exception:\n        pass\n"
)
_ODD_CELL = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": "odd", "source": "1"}

CASES = {
    "folder-is-a-classmates": Case(_replaced_by_link("folder", "ROOT/submitted/ada/01_tensor")),
    "student-is-a-classmate": Case(_replaced_by_link("student", "ROOT/submitted/ada")),
    "notebook-is-a-classmates": Case(_replaced_by_link("notebook", "ROOT/submitted/ada/01_tensor/01_tensor.ipynb")),
    "notebook-is-the-source": Case(_replaced_by_link("notebook", "ROOT/source/01_tensor/01_tensor.ipynb")),
    "notebook-is-a-device": Case(_replaced_by_link("notebook", "/dev/zero")),
    "notebook-is-a-loop": Case(_replaced_by_link("notebook", "01_tensor.ipynb")),
    "links-to-the-system": Case(_linked({"a": "/etc/shadow", "b": "ROOT/gradebook.db", "c": "/", "d": "ROOT/source"}), 70, RIGHT),
    "link-as-timestamp": Case(_linked({"timestamp.txt": "/dev/zero"}), 70, RIGHT),
    "notebook-is-a-pipe": Case(_special(os.mkfifo, f"{NAME}.ipynb")),
    "notebook-is-a-folder": Case(_special(os.mkdir, f"{NAME}.ipynb")),
    "a-pipe-beside": Case(_special(os.mkfifo), 70, RIGHT),
    "a-socket-beside": Case(_special(_server), 70, RIGHT),
    "a-large-file-beside": Case(_special(_sparse), 70, RIGHT),
    "odd-names-beside": Case(_beside({"-rf": "", "a\nb": "", "n" * 250: "", "$(touch ROOT)": "", "x/y/z": ""}), 70, RIGHT),
    "two-thousand-files": Case(_beside({f"d{n % 40}/f{n}": "x" for n in range(2000)}), 70, RIGHT),
    "modules-beside": Case(
        _beside({f"{name}.py": _TOUCH + "raise SystemExit" for name in (
            "numpy", "tito", "tinytorch", "nbgrader_config", "sitecustomize", "usercustomize", "IPython", "nbformat", "json", "jupyter_config"
        )} | {"evil.pth": "import os; os.system('touch ROOT/pwned')", "tito/__init__.py": _TOUCH, "matplotlibrc": "backend: evil"}),
        70, RIGHT,
    ),
    "modules-that-answer": Case(_beside({"tito.py": "class checks:\n    cell = None", "pytest.py": "", "math.py": ""})),
    "configuration-beside": Case(_beside({"course.toml": "x", "nbgrader_config.py": _TOUCH, "gradebook.db": "x", ".ipynb_checkpoints/a": "x"}), 70, RIGHT),
    "a-test-twice": Case(_twice_there), "a-test-twice-right": Case(_twice_there, 70, RIGHT),
    "no-tests": Case(_without_tests), "no-tests-right": Case(_without_tests, 70, RIGHT),
    "a-schema-of-old": Case(_meta(schema_version=1), 70, RIGHT), "a-schema-to-come": Case(_meta(schema_version=99), 70, RIGHT),
    "a-schema-of-text": Case(_meta(schema_version="x"), 70, RIGHT), "no-schema": Case(_meta(schema_version=None), 70, RIGHT),
    "not-json": Case(_text("not a notebook")), "empty": Case(_text("")), "a-list": Case(_text("[]")), "a-number": Case(_text("1e999")),
    "nested-deeply": Case(_text(_nested(100_000))), "thirty-megabytes": Case(_text("[" + "[]," * 10_000_000 + "[]]")),
    "a-giant-number": Case(_text('{"cells": [], "nbformat": 4, "nbformat_minor": ' + "9" * 10_000 + "}")),
    "not-a-number": Case(_notebook_meta(x=float("nan"), y=float("inf")), 70, RIGHT),
    "format-3": Case(_whole(nbformat=3), None, RIGHT), "format-99": Case(_whole(nbformat=99), None, RIGHT),
    "minor-format-99": Case(_whole(nbformat_minor=99), None, RIGHT), "format-of-text": Case(_whole(nbformat="4"), None, RIGHT),
    "cells-as-a-text": Case(_whole(cells="x")), "no-cells": Case(_whole(cells=[])), "cells-as-numbers": Case(_whole(cells=[1, None, []])),
    "metadata-as-a-list": Case(_whole(metadata=[]), None, RIGHT), "metadata-deep": Case(_notebook_meta(x=json.loads(_nested(200))), None, RIGHT),
    "a-cell-of-no-type": Case(_with_cell({**_ODD_CELL, "cell_type": "evil"}), None, RIGHT),
    "a-cell-without-source": Case(_with_cell({"cell_type": "code", "metadata": {}}), None, RIGHT),
    "a-source-of-numbers": Case(_with_cell({**_ODD_CELL, "source": [1, 2]}), None, RIGHT),
    "outputs-as-a-text": Case(_with_cell({**_ODD_CELL, "outputs": "x", "execution_count": "x"}), None, RIGHT),
    "nbgrader-as-a-number": Case(_with_cell({**_ODD_CELL, "metadata": {"nbgrader": 5}}), None, RIGHT),
    "grade-id-as-a-list": Case(_with_cell({**_ODD_CELL, "metadata": {"nbgrader": {"grade_id": [1], "grade": True, "locked": True, "solution": False, "schema_version": 3, "points": 1}}}), None, RIGHT),
    "a-test-of-ones-own": Case(_with_cell({**_ODD_CELL, "source": "70", "metadata": {"nbgrader": {
        "grade_id": "mine", "grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3, "points": 70, "cell_type": "code"}}})),
    "the-same-id-twice": Case(_with_cell(_ODD_CELL, _ODD_CELL), 70, RIGHT),
    "half-a-character": Case(_with_cell({**_ODD_CELL, "source": "x = '\ud800'"}), None, RIGHT),
    "attachments": Case(_with_cell({"cell_type": "markdown", "id": "a", "metadata": {}, "source": "x", "attachments": {"../../x": {"image/png": "x"}, "y": {"text/html": ["<script>"]}}}), 70, RIGHT),
    "another-kernel": Case(_notebook_meta(kernelspec={"name": "bash", "display_name": "x", "language": "bash"}), 70, RIGHT),
    "a-kernel-that-is-a-command": Case(_notebook_meta(kernelspec={"name": "../../../x; touch pwned", "display_name": "x", "argv": ["touch", "pwned"]}), 70, RIGHT),
    "kernelspec-as-a-list": Case(_notebook_meta(kernelspec=[1], language_info="x"), None, RIGHT),
    "forged-words": Case(_notebook_meta(tito={"incidents": [], "review": [], "kind": "graded"}, nbgrader={"points": 70})),
    "skip-execution": Case(_cell(metadata={"tags": ["skip-execution", "raises-exception"]})),
    "skip-the-test": Case(lambda folder, node, root: _test(node)["metadata"].update(tags=["skip-execution", "raises-exception"]) or node),
    "skip-everything": Case(lambda folder, node, root: [cell["metadata"].update(tags=["skip-execution"]) for cell in node["cells"]] and node, 70, RIGHT),
    "outputs-that-claim": Case(_cell(outputs=[_RESULT], execution_count=1)),
    "a-test-that-is-a-number": Case(_cell(source="70.0")),
    "more-points": Case(_meta(points=1000)), "more-points-right": Case(_meta(points=1000), 70, RIGHT),
    "negative-points": Case(_meta(points=-5), 70, RIGHT), "points-of-text": Case(_meta(points="x"), 70, RIGHT),
    "a-test-as-text": Case(_cell(cell_type="markdown")), "a-test-raw": Case(_cell(cell_type="raw")),
    "a-test-as-a-solution": Case(_meta(solution=True, locked=False)), "a-test-as-a-task": Case(_meta(task=True, grade=False)),
    "a-test-unlocked": Case(_meta(locked=False)), "a-test-not-graded": Case(_meta(grade=False)),
    "names-swapped": Case(_swapped), "a-graded-exercise": Case(_graded_exercise),
    "the-gradebook-is-written": Case(_code(_STEAL)), "the-gradebook-is-written-right": Case(_code(_STEAL), 70, RIGHT),
    "the-course-is-written": Case(_code(_TOUCH + "import shutil\nshutil.rmtree('ROOT', ignore_errors=True)")),
    "the-source-is-executed": Case(_code("%run ROOT/source/01_tensor/01_tensor.ipynb\n%run ../../../source/01_tensor/01_tensor.ipynb")),
    "the-grader-is-killed": Case(_code("import os\nos.kill(os.getppid(), 9)\nos.kill(1, 9)"), 70, RIGHT),
    "displays-that-are-none": Case(
        _code(
            "from IPython.display import publish_display_data\nnest = value = {}\nfor _ in range(400):\n    value['x'] = value = {}\n"
            "for data in ({'application/xjson': {}}, {'text/html': '\\ud800'}, {'application/json': nest}, {'text/plain': ['x', 1]}):\n"
            "    try:\n        publish_display_data(data, nest)\n    except Exception:\n        pass"
        ), 70, RIGHT,
    ),
    "it-hangs-when-it-ends": Case(_code("import atexit, time, subprocess\natexit.register(time.sleep, 1000)\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)"), 70, RIGHT),
}  # fmt: skip

KILLERS = {
    "a-name-that-is-no-text": Case(_beside({"\udcff": "", "d\udcff/x": ""}), 70, RIGHT),
}
"""Submissions of which each has stopped a whole batch; every one gets a batch of its own."""
