"""A student's course folder, and the course as it is known there.

The folder holds what nbgrader fetched, `01_tensor/01_tensor.ipynb` and so on; beside that the student's own package
`tinytorch/`, the record `progress.json`, and `results/`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tito import handout
from tito.course import Assignment, Course, Module
from tito.course.model import FILE_NAME
from tito.course.rules import listed
from tito.course.shipped import shipped
from tito.errors import CourseError, TitoError

RECORD = "progress.json"
RESULTS = "results"
_ID = re.compile(r"m?[0-9]{2}_[a-z][a-z0-9_]*")
_INSTRUCTORS = ("source", "release")


class ProgressError(TitoError):
    """A student's command cannot be done as things stand."""


@dataclass(frozen=True)
class Desk:
    """One student's course folder.

    Attributes:
        course: the course, with this folder as its root, so that no source is ever found.
        references: module id -> text of the reference that the instructor released to catch up.
    """

    root: Path
    course: Course
    references: Mapping[str, str]

    @classmethod
    def find(cls, start: Path | None = None) -> "Desk":
        """The course folder that we are in: here, above, or one folder below; else this folder becomes one.

        Raises:
            ProgressError: this is the instructor's folder, or several folders below are meant.
        """
        here = _here() if start is None else start.resolve()
        for folder in (here, *here.parents):
            if _instructors(folder) or (folder == here and (folder / FILE_NAME).is_file()):
                raise ProgressError(
                    f"{folder} belongs to the course itself: students work in a folder of their own; "
                    "make one, put the fetched assignments there, and change to it."
                )
            if _used(folder):
                return cls.at(folder)
        below = [folder for folder in _folders(here) if _used(folder)]
        if len(below) > 1:
            names = listed(folder.name for folder in below)
            raise ProgressError(f"There are several course folders here, {names}: change to the one that you mean.")
        return cls.at(below[0] if below else here)

    @classmethod
    def at(cls, root: Path) -> "Desk":
        """The course folder at a known place."""
        fetched = list(_fetched(root))
        return cls(root, _course(root, fetched), handout.references(fetched))

    @classmethod
    def anywhere(cls) -> "Desk":
        """As `find`, for a command that only tells about the course: in the instructor's folder nothing is fetched."""
        try:
            return cls.find()
        except ProgressError:
            return cls(_here(), _course(_here(), []), {})

    @property
    def package(self) -> Path:
        """The student's own package."""
        return self.root / self.course.package

    def file(self, module: Module) -> Path:
        """A module's file in the student's own package."""
        return self.root.joinpath(*module.import_path.split(".")).with_suffix(".py")

    def notebook(self, row: Assignment) -> Path:
        """The student's notebook of an assignment, whether it exists or not."""
        return self.root / row.id / f"{row.id}.ipynb"

    def released(self, row: Assignment) -> Path:
        """The copy of the notebook as it was released."""
        return self.root / row.id / handout.FOLDER / handout.RELEASED

    def fetched(self, row: Assignment) -> bool:
        """Whether the student has the notebook."""
        return self.notebook(row).is_file()

    def shown(self, path: Path) -> str:
        """A path as one would type it in the course folder."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def require_fetched(self, row: Assignment) -> None:
        """Refuse what nobody could open.

        Raises:
            ProgressError: the assignment is planned, or was not fetched.
        """
        if self.fetched(row):
            return
        if not row.built:
            raise ProgressError(f"{row.id} is planned, not built yet.")
        raise ProgressError(
            f"{row.id} has not been fetched: fetch it in JupyterLab (menu Nbgrader, Assignment List), or put the "
            f"folder that you were given at {self.root / row.id}."
        )


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise CourseError("The working directory is gone: change to your course folder.") from error


def _used(folder: Path) -> bool:
    return (folder / RECORD).is_file() or any(True for _ in _fetched(folder))


def _instructors(folder: Path) -> bool:
    return folder.name in _INSTRUCTORS and (folder.parent / FILE_NAME).is_file()


def _folders(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.is_dir() and not _instructors(path))
    except OSError:
        return


def _fetched(folder: Path) -> Iterator[Path]:
    """The folders of assignments in a folder."""
    return (p for p in _folders(folder) if _ID.fullmatch(p.name) and _is_assignment(p))


def _is_assignment(folder: Path) -> bool:
    return (folder / f"{folder.name}.ipynb").is_file() or (folder / handout.FOLDER / handout.RELEASED).is_file()


def _course(root: Path, fetched: list[Path]) -> Course:
    """The course above the folder, else what came with the newest release, else what came with this package."""
    course = _found(root, fetched)
    there = {folder.name for folder in fetched}
    rows = {
        kind: tuple(row.model_copy(update={"built": row.built or row.id in there}) for row in getattr(course, kind))
        for kind in ("modules", "milestones")
    }
    return replace(course, root=root, outline=course.outline.model_copy(update=rows))


def _found(root: Path, fetched: list[Path]) -> Course:
    if any((folder / FILE_NAME).is_file() for folder in (root, *root.parents)):
        return Course.find(root)
    data = handout.newest(fetched)
    if data is not None:
        try:
            return Course.from_data(data, root / handout.FACTS)
        except CourseError:
            pass  # somebody wrote in it, or it is of another version: what came with the package is as good
    path = shipped()
    if path is None:
        raise CourseError("No course is known here: fetch an assignment, or change to your course folder.")
    return Course.load(path)
