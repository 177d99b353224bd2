"""From a course folder to units of work: everything that grading a submission needs, read in the parent."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import nbformat
from nbgrader.api import Notebook
from nbgrader.utils import find_all_files

from tito import catchup
from tito.course import Assignment, Course, Milestone
from tito.judge import running
from tito.judge.digests import LARGEST
from tito.judge.flow import Failed
from tito.judge.links import replace_links_in
from tito.judge.reference import Grade, Terms, referred, terms_of
from tito.judge.released import Sheet, sheet
from tito.judge.settings import GradingError, Settings
from tito.judge.surroundings import collected
from tito.judge.unit import Below, Unit


def refusal(course: Course, assignment: Assignment, student: str) -> str | None:
    """Why a submission holds nothing to grade, in words for its student; None when it does."""
    folder = course.root / "submitted" / student / assignment.id
    wanted = folder / f"{assignment.id}.ipynb"
    if folder.parent.is_symlink() or folder.is_symlink() or not folder.is_dir():
        return "what was handed in is not a folder of its own: hand in the assignment's folder itself"
    if wanted.is_symlink() or (folder / f"{wanted.name}.was-a-link.txt").exists():
        return f"{wanted.name} is a link to another file: hand in the notebook itself"
    if wanted.is_file():
        return None
    others = sorted(path.name for path in folder.glob("*.ipynb") if path.is_file())
    if others:
        return f"there is no {wanted.name}, but {others[0]}: give it its old name and hand it in again"
    return f"the folder holds no {wanted.name}: hand it in again with the notebook in it"


@dataclass
class Preparing:
    """One assignment's units; what they share is read once.

    Attributes:
        sheets: the assignment's notebooks as they were released.
        engine: see `Work`.
    """

    course: Course
    assignment: Assignment
    settings: Settings
    sheets: tuple[Sheet, ...]
    engine: str = field(default_factory=lambda: running.PREFERRED)
    _ignored: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._ignored = [*self.settings.ignore, "*.ipynb"]

    def refer(self, grade: Grade) -> None:
        """Have the reference solution run, before the first unit is made."""
        root, name = self.course.root, self.assignment.id
        self.sheets = tuple(referred(root, name, one, self._terms, grade) for one in self.sheets)

    @cached_property
    def _terms(self) -> Terms:
        return terms_of(self.course, self.assignment)

    def unit(self, student: str) -> Unit:
        """The unit of one submission; links in its folder are replaced by notes first."""
        folder = self.course.root / "submitted" / student / self.assignment.id
        paths = {one.name: folder / f"{one.name}.ipynb" for one in self.sheets}
        handed_in = regular(folder, paths.values())
        notebooks = {name: handed_in[path.name] for name, path in paths.items() if path.name in handed_in}
        return replace(
            self._common, student=student, notebooks=notebooks, files=self._files(folder), below=self._below(student)
        )

    @cached_property
    def _common(self) -> Unit:
        module, terms = not isinstance(self.assignment, Milestone), self._terms
        return Unit(
            self.assignment.id, "", self.sheets, {},
            stack=terms.stack if module else None, limits=terms.limits, seed=terms.seed,
            cleaning=self.settings.cleaning, minimum=terms.minimum, engine=self.engine, figures=terms.figures,
        )  # fmt: skip

    def _files(self, folder: Path) -> dict[str, bytes]:
        """What nbgrader copies beside the graded notebook: the submission's files, and over them the source's."""
        return self._copied(folder) | self._from_source

    def _copied(self, folder: Path) -> dict[str, bytes]:
        return regular(folder, map(Path, find_all_files(str(folder), self._ignored)))

    @cached_property
    def _from_source(self) -> dict[str, bytes]:
        found = self._copied(self.course.root / "source" / self.assignment.id)
        return {name: data for name, data in found.items() if name not in self.settings.own_files}

    def _below(self, student: str) -> Below | None:
        own = collected(self.course, student, [module.id for module in self.course.prerequisites(self.assignment)])
        if not isinstance(self.assignment, Milestone) and not (own and self.course.policies.own_package):
            return None
        root = self.course.root
        files = {path.relative_to(root).as_posix(): path.read_bytes() for path in own.values()}
        return Below(self.course.outline, self._sources | files, self._released)

    @cached_property
    def _released(self) -> tuple[str, ...]:
        return tuple(catchup.recorded(self.course))

    @cached_property
    def _sources(self) -> dict[str, bytes]:
        modules = (module for module in self.course.prerequisites(self.assignment) if module.built)
        paths = (self.course.source(module) for module in modules)
        return {path.relative_to(self.course.root).as_posix(): path.read_bytes() for path in paths}


def regular(folder: Path, paths: Iterable[Path]) -> dict[str, bytes]:
    """What regular files hold, by their path below a folder: opening a pipe would wait for ever.

    Raises:
        Failed: they are too large to be a submission.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        if path.is_symlink() or not path.is_file():
            continue
        if sum(map(len, found.values())) + path.stat().st_size > LARGEST:
            raise Failed(f"its files are larger than {LARGEST >> 20} MiB")
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def without_links(course: Course, assignment: Assignment, student: str) -> bool:
    """Put a note in the place of each link in a submission; whether there was one."""
    return bool(replace_links_in(course.root / "submitted" / student / assignment.id))


def sheets(root: Path, assignment: str, rows: Iterable[Notebook]) -> tuple[Sheet, ...]:
    """The assignment's notebooks as they were released.

    Raises:
        GradingError: the gradebook's copy of one does not make sense.
    """
    found = tuple(sheet(root, assignment, row) for row in rows)
    for one in found:
        _check(one)
    return found


def _check(one: Sheet) -> None:
    """nbgrader's CheckCellMetadata, once: restored cells have the metadata of these, whoever hands in what."""
    from nbgrader.nbgraderformat import MetadataValidator, ValidationError

    nodes = [original.cell(f"cell-{number}") for number, original in enumerate(one.originals)]
    try:
        MetadataValidator().validate_nb(nbformat.v4.new_notebook(cells=nodes))
    except ValidationError as error:
        reason = str(error).splitlines()[0]
        raise GradingError(
            f"The gradebook's copy of {one.name} cannot be used ({reason}): generate it again."
        ) from None
