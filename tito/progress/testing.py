"""The visible tests of a student's notebook, run on the student's own stack."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from tito import notebook as nb
from tito import package
from tito.course import Assignment, Module
from tito.course.rules import listed
from tito.notebook import Cell, Notebook, Role
from tito.progress import running
from tito.progress.desk import Desk
from tito.progress.running import Fault, Frame, Outcome, Task

UNUSABLE = "cannot be used: in your "
"""What a stand-in for a broken cell of the package says, followed by the module."""

_ATTEMPTS = 3  # runs of a notebook, each without the cells that ended the process of the run before


class State(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "not written"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Result:
    """One visible test.

    Attributes:
        tests: grade_ids of the exercises that it tests.
        message: what the check said, or what else stopped it; empty for a test that passed.
        below: ids of the earlier modules whose code the error came from, or that said they cannot be used.
    """

    name: str
    points: float
    state: State
    tests: tuple[str, ...] = ()
    message: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A student's notebook as it is run: theirs, with tests and given cells as they were released."""

    own: Notebook
    released: Notebook | None

    @classmethod
    def of(cls, desk: Desk, row: Assignment) -> "Sheet":
        """Read it.

        Raises:
            ProgressError: it was not fetched. NotebookError: it cannot be read.
        """
        desk.require_fetched(row)
        try:
            released = nb.read(desk.released(row))
        except nb.NotebookError:
            released = None
        return cls(nb.read(desk.notebook(row)), released)

    @cached_property
    def cells(self) -> list[Cell]:
        """The student's cells, numbered as in their notebook; tests that they deleted stand at the end."""
        if self.released is None:
            return self.own.cells
        theirs = {cell.grade_id: cell for cell in self.released.cells if cell.grade_id}
        names = nb.claims(self.own.node.cells, theirs)
        fixed = (Role.TEST, Role.PROVIDED)
        cells = [
            Cell(theirs[name].node, cell.index) if name in theirs and theirs[name].role in fixed else cell
            for cell, name in zip(self.own.cells, names, strict=True)
        ]
        gone = [c for c in self.released.by_role(Role.TEST) if c.grade_id not in names]
        return cells + [Cell(cell.node, len(cells) + at) for at, cell in enumerate(gone)]

    @property
    def restored(self) -> list[str]:
        """grade_ids of the tests and given code cells that the student changed or deleted."""
        if self.released is None:
            return []
        own = {cell.grade_id: cell.source for cell in self.own.cells}
        fixed = (c for c in self.released.by_role(Role.TEST, Role.PROVIDED) if c.is_code)
        return [str(cell.grade_id) for cell in fixed if own.get(cell.grade_id) != cell.source]

    @cached_property
    def exercises(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.role is Role.EXERCISE and cell.is_code]

    @property
    def unwritten(self) -> list[str]:
        """grade_ids of the exercises that are as they were released."""
        return [str(cell.grade_id) for cell in self.exercises if blank(cell)]

    @cached_property
    def demonstrations(self) -> frozenset[str]:
        """The free cells of the release: figures and trials, which nothing needs."""
        cells = self.released.cells if self.released else []
        return frozenset(cell.source for cell in cells if cell.role is Role.FREE)


@dataclass(frozen=True)
class Tested:
    """All visible tests of a notebook.

    Attributes:
        notes: sentences about what is odd in the notebook and no test says.
        given: what stopped the given cells that come first, such as an import of the student's own package.
    """

    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    picture: Path | None = None
    given: str = ""

    @property
    def passed(self) -> int:
        return sum(result.state is State.PASSED for result in self.results)

    @property
    def ok(self) -> bool:
        return self.passed == len(self.results) > 0

    @property
    def failing(self) -> list[Result]:
        """Those that failed although what they test was written."""
        return [result for result in self.results if result.state in (State.FAILED, State.NOT_RUN)]


def blank(cell: Cell) -> bool:
    """Whether an exercise still holds what it was released with."""
    lines = [line.strip() for line in cell.source.split("\n")]
    return nb.CODE_STUB.split("\n")[-1] in lines and nb.CODE_STUB.split("\n")[0] in lines


def test(
    desk: Desk,
    row: Assignment,
    *,
    package_root: Path | None = None,
    as_exported: bool = False,
    picture: Path | None = None,
    on_step: Callable[[], object] = lambda: None,
) -> Tested:
    """Run the visible tests of an assignment.

    Args:
        package_root: the folder whose `tinytorch/` lies beneath; None is the student's own.
        as_exported: take exported cells from the package, which tests what later modules build on.
        picture: where the notebook's figures go; None leaves out the cells of the release that only show something.

    Raises:
        ProgressError: it was not fetched. NotebookError: it cannot be read.
    """
    sheet = Sheet.of(desk, row)
    cells = [cell for cell in sheet.cells if cell.is_code]
    if picture is None:
        cells = [c for c in cells if c.role is not Role.FREE or c.source not in sheet.demonstrations]
    tasks = _as_exported(cells, row) if as_exported and isinstance(row, Module) else _as_they_are(cells)
    outcome = _run(tasks, package_root or desk.root, desk.notebook(row).parent, row, picture, on_step)
    reader = _Reader(desk, row, {cell.index + 1: cell for cell in cells}, outcome, sheet)
    results = tuple(reader.result(cell) for cell in cells if cell.role is Role.TEST)
    return Tested(results, tuple(reader.notes()), outcome.picture, reader.given())


test.__test__ = False  # type: ignore[attr-defined] - for pytest: no test of its own


def _run(
    tasks: list[Task], root: Path, folder: Path, row: Assignment, picture: Path | None, on_step: Callable[[], object]
) -> Outcome:
    """Run a notebook; a cell that ends the process is left out the next time, so that it costs itself alone."""
    culprits: dict[int, Fault | None] = {}
    for _ in range(_ATTEMPTS):
        left = [task for task in tasks if task.number not in culprits]
        stuck = [name for task in tasks if task.number in culprits for name in task.of]
        outcome = running.run(left, root, folder, row.limits, stuck=stuck, picture=picture, on_step=on_step)
        missing = [task for task in left if task.number not in outcome.ended]
        if not missing:
            break
        culprit = next(reversed(outcome.ended))
        culprits[culprit] = outcome.ended[culprit]
        on_step = lambda: None  # noqa: E731 - these steps were counted
    return Outcome(outcome.ended | culprits, outcome.picture)


def count(desk: Desk, row: Assignment) -> int:
    """How many cells a run with figures has."""
    return sum(cell.is_code for cell in Sheet.of(desk, row).cells)


def _as_they_are(cells: list[Cell]) -> list[Task]:
    return [Task(cell.index + 1, cell.source, cell.tests) for cell in cells]


def _as_exported(cells: list[Cell], module: Module) -> list[Task]:
    """The first exported cell takes everything from the package, the others nothing."""
    take = (
        f"import importlib as _i\nglobals().update({{name: value for name, value in "
        f"vars(_i.import_module({module.import_path!r})).items() if not name.startswith('__')}})"
    )
    first = next((cell.index for cell in cells if cell.exported), None)
    here = "from tito.stack import use_tinytorch\n\nuse_tinytorch()\n"
    return [
        Task(c.index + 1, c.source if not c.exported else here + take if c.index == first else "pass", c.tests)
        for c in cells
    ]


class _Reader:
    """Says what the end of each cell means."""

    def __init__(
        self, desk: Desk, row: Assignment, cells: Mapping[int, Cell], outcome: Outcome, sheet: Sheet
    ) -> None:
        self.desk, self.row, self.cells, self.ended, self.sheet = desk, row, cells, outcome.ended, sheet
        self.number = {cell.grade_id: number for number, cell in cells.items() if cell.grade_id}
        modules = desk.course.modules
        self.files = {m.import_path.partition(".")[2].replace(".", "/") + ".py": m for m in modules}

    def result(self, cell: Cell) -> Result:
        name, number = str(cell.grade_id), cell.index + 1
        base = Result(name, cell.points, State.PASSED, cell.tests)
        if number not in self.ended:
            return self._but(base, State.NOT_RUN, "the notebook's process had ended before it was its turn")
        fault = self.ended[number]
        if fault is None:
            return base
        if fault.kind == "Skipped":
            why = f"{listed(cell.tests)} ran without end, or ended the process, in a test above"
            return self._but(base, State.NOT_RUN, why)
        cause = self._cause(cell, fault)
        below = tuple(dict.fromkeys(self._below(fault)))
        if cause is not None:
            return self._but(base, cause[0], cause[1], below)
        return self._but(base, State.FAILED, self._words(fault), below)

    @staticmethod
    def _but(result: Result, state: State, message: str, below: tuple[str, ...] = ()) -> Result:
        return Result(result.name, result.points, state, result.tests, message, below)

    def _cause(self, cell: Cell, fault: Fault) -> tuple[State, str] | None:
        """Why a test cannot pass, where another cell is the reason: it is blank, or it stopped too early."""
        wanted = [*cell.tests, *cell.needs]
        if "NotImplementedError" in (fault.kind, *fault.kinds) or fault.kind == "CheckFailed":
            blanks = [name for name in wanted if name in self.number and blank(self.cells[self.number[name]])]
            hit = [n for n in blanks if fault.kind != "CheckFailed" or n in cell.tests]
            if hit:
                what = f"{hit[0]} is not written yet" if len(hit) == 1 else f"{listed(hit)} are not written yet"
                return State.NOT_WRITTEN, what
        if "NameError" not in fault.kinds:
            return None
        for name in wanted:
            if name not in self.number:
                return State.FAILED, f"the exercise {name} is not in your notebook"
            error = self.ended.get(self.number[name])
            if error is not None:
                return State.FAILED, f"{name} does not run: {self._words(error)}"
        return (State.FAILED, f"{self.given()}") if self.given() else None

    def given(self) -> str:
        """What stopped the first given cell that stopped."""
        for number, cell in self.cells.items():
            fault = self.ended.get(number)
            if cell.role is Role.PROVIDED and fault is not None:
                return f"the given cell {cell.grade_id or number} does not run: {self._words(fault)}"
        return ""

    def notes(self) -> list[str]:
        """What is wrong in the student's own cells, and what was brought back."""
        found = []
        for number, cell in self.cells.items():
            fault = self.ended.get(number)
            if fault is not None and cell.role in (Role.FREE, Role.EXERCISE):
                found.append(f"{self._label(number)} does not run: {self._words(fault)}")
        if restored := self.sheet.restored:
            found.append(f"tests and given cells are run as they were released: you changed {listed(restored)}")
        return found

    def _words(self, fault: Fault) -> str:
        """What a cell's end was, on one line or more, without a traceback."""
        seconds = self.row.limits.cell_seconds
        if fault.kind == "Stopped":
            return f"it was stopped after {seconds} s: look for a loop that never ends"
        if fault.kind == "Ended":
            return "the Python process ended in it"
        if "CheckFailed" in fault.kinds:
            return fault.text
        what = fault.text if fault.kind in ("SyntaxError", "ImportError") and fault.text else _named(fault)
        where = ", from there ".join(self._where(frame) for frame in self._places(fault.frames))
        return f"{what} ({where})" if where else what

    def _places(self, frames: tuple[Frame, ...]) -> list[Frame]:
        """The last place in a cell of the student's, and the last in their package where the error is deeper."""
        cells = [at for at, frame in enumerate(frames) if frame.cell is not None and self._theirs(frame.cell)]
        deep = [at for at, frame in enumerate(frames) if frame.file is not None]
        return [frames[at] for at in sorted({*cells[-1:], *(at for at in deep[-1:] if not cells or at > cells[-1])})]

    def _theirs(self, number: int) -> bool:
        return number in self.cells and self.cells[number].role in (Role.EXERCISE, Role.FREE)

    def _where(self, frame: Frame) -> str:
        text = f": {frame.text}" if frame.text else ""
        if frame.cell is not None:
            return f"in {self._label(frame.cell)}, line {frame.line}{text}"
        module = self.files.get(str(frame.file))
        if module is None:
            return f"in {self.desk.package.name}/{frame.file}, line {frame.line}{text}"
        name = package.cell_at(self.desk.file(module), frame.line)
        return f"in your {module.id}, {name or f'line {frame.line}'}{text}"

    def _label(self, number: int) -> str:
        cell = self.cells.get(number)
        return str(cell.grade_id) if cell is not None and cell.grade_id else f"your cell {number}"

    def _below(self, fault: Fault) -> list[str]:
        """Earlier modules that a fault leads to."""
        ids = [m.id for m in self.desk.course.modules if f"{UNUSABLE}{m.id}, " in fault.text]
        last = fault.frames[-1] if fault.frames else None
        module = self.files.get(str(last.file)) if last is not None and last.file else None
        return ids + ([module.id] if module is not None and module.id != self.row.id else [])


def _named(fault: Fault) -> str:
    text = " ".join(fault.text.split())
    return f"{fault.kind}: {text}" if text else fault.kind
