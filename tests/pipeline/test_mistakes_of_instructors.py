"""What an instructor did wrong ends in one sentence, a code that is not zero, and no release."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from classroom import MODULE, Classroom, cell_of
from tiny_course import build

Spoil = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A course whose first release was made."""
    root = tmp_path_factory.mktemp("mistakes") / "course"
    build(root)
    made = Classroom(root)
    said = made.run("nbgrader", "generate_assignment", MODULE)
    assert said.code == 0, said.text
    return made


def _change(path: Path, change: Callable[[nbformat.NotebookNode], None]) -> None:
    node = nbformat.read(path, as_version=4)
    change(node)
    nbformat.write(node, path)


def without_marks(path: Path, root: Path) -> None:
    def change(node: nbformat.NotebookNode) -> None:
        cell_of(node, "tiny-mean").source = "def mean(xs):\n    return total(xs) / len(xs)"

    _change(path, change)


def without_an_end(path: Path, root: Path) -> None:
    def change(node: nbformat.NotebookNode) -> None:
        cell = cell_of(node, "tiny-mean")
        cell.source = cell.source.replace("### END SOLUTION", "")

    _change(path, change)


def with_one_id_twice(path: Path, root: Path) -> None:
    def change(node: nbformat.NotebookNode) -> None:
        cell_of(node, "tiny-mean").metadata.nbgrader["grade_id"] = "tiny-total"

    _change(path, change)


def not_json(path: Path, root: Path) -> None:
    path.write_text("<<<<<<< HEAD\n")


def with_a_file_that_gives_the_solution_away(path: Path, root: Path) -> None:
    (path.parent / "solutions.txt").write_text("mean is total(xs) / len(xs)\n")


def with_a_wrong_course_file(path: Path, root: Path) -> None:
    text = (root / "course.toml").read_text()
    (root / "course.toml").write_text(text.replace('late = "none"', 'late = "sometimes"'))


MISTAKES: list[tuple[Spoil, str]] = [
    (without_marks, "('tiny-mean') has nothing between '### BEGIN SOLUTION' and '### END SOLUTION'."),
    (without_an_end, "('tiny-mean'): 'BEGIN SOLUTION' has no 'END SOLUTION'."),
    (with_one_id_twice, "('tiny-total') repeats the grade_id of cell"),
    (not_json, "01_tensor.ipynb is not a notebook: it is not JSON."),
    (with_a_file_that_gives_the_solution_away, "01_tensor is not released: solutions.txt should not be there"),
    (with_a_wrong_course_file, "course.toml: policies.late"),
]


@pytest.mark.parametrize(("spoil", "sentence"), MISTAKES, ids=[spoil.__name__ for spoil, _ in MISTAKES])
def test_a_source_that_cannot_be_released(first: Classroom, spoil: Spoil, sentence: str) -> None:
    path = first.root / "source" / MODULE / f"{MODULE}.ipynb"
    kept = {p: p.read_bytes() for p in (path, first.root / "course.toml")}
    spoil(path, first.root)
    try:
        said = first.run("nbgrader", "generate_assignment", MODULE, "--force")
    finally:
        for file, content in kept.items():
            file.write_bytes(content)
        (path.parent / "solutions.txt").unlink(missing_ok=True)
    assert said.code != 0
    assert sentence in said.text
    assert "Traceback" not in said.text
    assert not list((first.root / "release").rglob("*.ipynb"))
