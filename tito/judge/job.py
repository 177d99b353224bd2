"""What the engine is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Output = dict[str, Any]  # an output of a code cell, as nbformat has it
Kind = Literal["student", "provided", "test"]


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes:
        index: where it stands among all cells of the notebook.
        kind: who wrote it, and whether it is a test.
        provides: names of functions and classes that this provided cell defines and no exercise does.
        strict: in a test, whether comparing the student's objects is a fault.
    """

    index: int
    source: str
    kind: Kind
    grade_id: str | None = None
    provides: tuple[str, ...] = ()
    strict: bool = True

    def silent(self) -> "Cell":
        """The cell with nothing in it, in its place."""
        return replace(self, kind="provided", source="")


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes:
        cell_seconds: CPU seconds for a cell.
        notebook_seconds: CPU seconds for all cells.
        wall_factor: how many times as much wall time each may take, where it only waits.
        output_bytes: bytes of output of all cells.
        memory_mib: MiB that a process may take beyond what an empty one holds.
        processes: processes and threads at once.
        file_mib: MiB that a file, and each private folder, may hold.
    """

    cell_seconds: float = 20
    notebook_seconds: float = 120
    wall_factor: int = 10
    output_bytes: int = 2_000_000
    memory_mib: int = 1024
    processes: int = 64
    file_mib: int = 64


@dataclass(frozen=True)
class Job:
    """A notebook to run.

    Attributes:
        cells: its code cells, in order.
        files: what lies beside the notebook, by relative path.
        stack: the package beneath it, path to text; None leaves imports alone.
        seed: the run's seed, which only the court reads.
        imports: source whose import statements tests may rely on: the provided cells.
        own: the released provided and exercise cells: the names that they define are the student's, whatever
            else is called so.
        reached: for each test the lines of the checks that held for the reference; None for the reference itself.
        figures: whether the figures of provided cells are drawn, which takes most of the time of most notebooks;
            those of the student's cells always are.
    """

    cells: tuple[Cell, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    stack: Mapping[str, str] | None = None
    limits: Limits = Limits()
    seed: int = 0
    imports: str = ""
    own: tuple[str, ...] = ()
    reached: Mapping[str, frozenset[int]] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    figures: bool = True


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Attributes:
        outputs: by the cell's index.
        passed: for each test, by grade_id or else by index as text.
        reached: for each test the lines of the checks that held.
        unsupported: for each test that the court cannot hold, why.
        incidents: sentences about cells that were stopped.
        review: sentences about what an honest student seldom does.
        level: how strongly the sandbox held.
        seconds: CPU seconds of "student", "judge" and "parent".
        lost: the cells in which a process ended by itself, by index.
        open: the tests that ended before a hidden line of any test was held; None where that is not known.
    """

    outputs: Mapping[int, list[Output]]
    passed: Mapping[str, bool]
    reached: Mapping[str, frozenset[int]]
    unsupported: Mapping[str, str]
    incidents: tuple[str, ...]
    review: tuple[str, ...]
    level: str
    seconds: Mapping[str, float]
    lost: frozenset[int] = frozenset()
    open: frozenset[str] | None = None
