"""Which cells are not run while grading: those that only show something, and nothing else."""

import pytest

from tito.judge.job import Cell
from tito.judge.showing import for_show

FIGURE = "import matplotlib.pyplot as plt\nx = [1, 2]\ny = [v * 2 for v in x]\nplt.plot(x, y)"


def left_out(*sources: str, last: str = "student") -> bool:
    """Whether the figure is left out before these cells."""
    cells = [Cell(0, FIGURE, "student"), *(Cell(n, s, "student") for n, s in enumerate(sources[:-1], start=1))]
    cells.append(Cell(len(sources), sources[-1], last, "test-x" if last == "test" else None))
    return for_show(cells, frozenset([FIGURE])) == {0}


@pytest.mark.parametrize(
    "after",
    ["print(1)", "x = 3\nprint(x)", "x, y = 3, 4\nz = x + y", "for x in range(3):\n    print(x)",
     "import numpy as x\nx.ones(1)",
     "with open('f') as x:\n    x.read()", "def x():\n    return 1\nx()", "z = 1",
     "from math import sin as y\ny(1)", "x: int = 3\nprint(x)"],
)  # fmt: skip
def test_a_figure_that_nothing_reads_is_left_out(after: str) -> None:
    assert left_out(after)


@pytest.mark.parametrize(
    "after",
    ["print(x)", "z = x\nx = 3", "x += 1", "def f():\n    return x\nx = 3", "z = [x for _ in range(3)]", 
     "if z:\n    x = 1\nprint(x)",
     "for x in z:\n    pass\nprint(x)", "z = [x for x in range(3)]\nprint(x)", 
     "try:\n    x = 1\nexcept OSError:\n    pass\nprint(x)",
     "x = x", "while x:\n    break", "%time x", "f = lambda x: x\nprint(x)", "del x", "z = {x: 1 for x in y}"],
)  # fmt: skip
def test_a_figure_whose_names_may_be_read_is_run(after: str) -> None:
    assert not left_out(after)


def test_a_test_reads_names_that_it_does_not_bind() -> None:
    assert left_out("x = 3\nassert x == 3", last="test")
    assert not left_out("assert x", last="test")


def test_only_what_stands_as_it_was_released_is_left_out() -> None:
    assert for_show([Cell(0, FIGURE, "student")], frozenset()) == frozenset()
    assert for_show([Cell(0, "x = 1", "student")], frozenset(["x = 1"])) == frozenset()


def test_a_figure_that_another_figure_reads_goes_with_it() -> None:
    second = "plt.plot(x)"
    cells = [Cell(0, FIGURE, "student"), Cell(1, second, "student")]
    assert for_show(cells, frozenset([FIGURE, second])) == {0, 1}
    assert for_show([*cells, Cell(2, "print(y)", "student")], frozenset([FIGURE, second])) == {1}
