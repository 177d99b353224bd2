"""Steps that leave in a notebook what people try out while they work: prints, plots, loops without an end."""

from nbformat.v4 import new_code_cell

from tito.notebook import SCHEMA_VERSION
from tito.rehearsal.doing import say_inside
from tito.rehearsal.paper import Paper

_PLOT = """\
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(3, 2))
axes.plot([0, 1, 2, 3], [0, 1, 4, 9])
plt.show()"""


def print_inside(paper: Paper) -> None:
    """A print left in a right function."""
    say_inside(paper, ['print("I am here")'])


def write_on_stderr(paper: Paper) -> None:
    """A right function that writes on stderr."""
    say_inside(paper, ["import sys", "", 'print("I am here", file=sys.stderr)'])


def plot(paper: Paper) -> None:
    """A cell of the student's own, with a figure."""
    at = paper.place(str(paper.rng.choice(paper.exercises).grade_id))
    cell = new_code_cell(_PLOT, id="a-cell-of-my-own")
    cell.metadata["nbgrader"] = {
        "grade": False, "grade_id": "cell-of-my-own", "locked": False, "schema_version": SCHEMA_VERSION,
        "solution": False, "task": False,
    }  # fmt: skip
    paper.node.cells.insert(at + 1, cell)


def hang(paper: Paper) -> None:
    """A function that never ends."""
    name = say_inside(paper, ["while True:", "    pass"])
    paper.undone.add(name)
