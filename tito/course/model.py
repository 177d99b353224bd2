"""The course that the rest of the project asks: find it, resolve what a user typed, see what needs what."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from tito import unfinished
from tito.course import reading
from tito.course.rows import (
    Assignment,
    Capability,
    Checkpoint,
    LearningPath,
    Limits,
    Milestone,
    Module,
    Outline,
    Policies,
    Sandbox,
    Tier,
)
from tito.course.rules import listed, placed, span
from tito.errors import CourseError

FILE_NAME = "course.toml"


@dataclass(frozen=True)
class Course:
    """One course: the folder that holds it, and what its course.toml says."""

    root: Path
    outline: Outline

    @classmethod
    def load(cls, path: Path | str) -> "Course":
        """Read a course.toml, or the one in a folder.

        Raises:
            CourseError: one sentence: the line where syntax breaks, the key's path where meaning does.
        """
        file = Path(path)
        file = file / FILE_NAME if file.is_dir() else file
        return cls.from_data(reading.read(file), file)

    @classmethod
    def from_data(cls, data: dict[str, Any], file: Path) -> "Course":
        """A course from data already parsed; `file` says where it came from. Raises as `load` does."""
        return cls(file.absolute().parent, reading.outline(data, file))

    @classmethod
    def find(cls, start: Path | str | None = None) -> "Course":
        """Load the course that a folder lies in: the nearest course.toml there or above.

        Args:
            start: the folder to begin at; None is the working directory.
        """
        try:
            folder = Path.cwd() if start is None else Path(start).resolve()
        except OSError as error:
            raise CourseError("The working directory is gone: change to your course folder.") from error
        for candidate in (folder, *folder.parents):
            unfinished.refuse(candidate)
            if (candidate / FILE_NAME).is_file():
                return cls.load(candidate / FILE_NAME)
        raise CourseError(
            f"{folder} is not in a course: it and the folders above it hold no {FILE_NAME}; "
            "change to your course folder and try again."
        )

    @property
    def title(self) -> str:
        """What the course is called."""
        return self.outline.title

    @property
    def description(self) -> str:
        """What the course is, in a sentence."""
        return self.outline.description

    @property
    def package(self) -> str:
        """The name of the package that students build."""
        return self.outline.package

    @property
    def version(self) -> str:
        """The package's `__version__`."""
        return self.outline.version

    @property
    def policies(self) -> Policies:
        """Late penalty and seed."""
        return self.outline.policies

    @property
    def limits(self) -> Limits:
        """What a submission may use where its row says nothing else."""
        return self.outline.limits

    @property
    def sandbox(self) -> Sandbox:
        """How strong the sandbox must be."""
        return self.outline.sandbox

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers, first to last."""
        return self.outline.tiers

    @property
    def paths(self) -> tuple[LearningPath, ...]:
        """The learning paths."""
        return self.outline.paths

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules by number, planned ones too."""
        return self.outline.modules

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones by number, planned ones too."""
        return self.outline.milestones

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Modules and milestones as they are taught: a milestone follows the last module that it needs."""
        return tuple(sorted((*self.modules, *self.milestones), key=self._teaching_place))

    @staticmethod
    def _teaching_place(row: Assignment) -> tuple[int, int]:
        if isinstance(row, Module):
            return row.number, 0
        return int(row.prerequisites[-1][:2]), row.number

    @cached_property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The capability checkpoints: the environment, then one a module."""
        first = _checkpoint("environment", 0, self.outline.environment, None)
        others = (_checkpoint(row.name, row.number, row.checkpoint, row) for row in self.modules)
        return (first, *others)

    @cached_property
    def _spellings(self) -> dict[str, Assignment]:
        return {text: row for row in self.assignments for text in row.spellings}

    def assignment(self, text: str | int) -> Assignment:
        """The row that a user means.

        Args:
            text: 5, "5", "05", "05_autograd" or "autograd"; "m2", "m02", "m02_xor" or "xor"; in any case.

        Raises:
            CourseError: there is none; the sentence says what there is.
        """
        wanted = str(text).strip().lower()
        if wanted in self._spellings:
            return self._spellings[wanted]
        raise CourseError(f"There is no module or milestone {str(text)!r}: {self._offer(wanted)}")

    def _offer(self, wanted: str) -> str:
        milestones = f", milestones {span(self.milestones)}" if self.milestones else ""
        offer = f"modules are {span(self.modules)}{milestones}"
        words = [text for text in self._spellings if not text[-1].isdigit()]
        near = get_close_matches(wanted, words, n=1)
        return f"{offer}; did you mean {self._spellings[near[0]].id}?" if near else f"{offer}."

    def module(self, text: str | int) -> Module:
        """Like `assignment`, for a command that takes modules only."""
        row = self.assignment(text)
        if not isinstance(row, Module):
            raise CourseError(f"{row.id} is a milestone: give a module, {span(self.modules)}.")
        return row

    def milestone(self, text: str | int) -> Milestone:
        """Like `assignment`, for a command that takes milestones only; "1" and "01" then mean m01."""
        wanted = str(text).strip()
        row = self.assignment(f"m{wanted}" if wanted.isdigit() else wanted)
        if not isinstance(row, Milestone):
            raise CourseError(f"{row.id} is a module: give a milestone, {span(self.milestones)}.")
        return row

    def built(self) -> list[Assignment]:
        """The assignments that exist so far, as they are taught."""
        return [row for row in self.assignments if row.built]

    def require_built(self, text: str | int) -> Assignment:
        """Like `assignment`, for a command that needs the notebook: a planned row is a CourseError."""
        row = self.assignment(text)
        if row.built:
            return row
        built = listed(other.id for other in self.built()) if self.built() else "none"
        raise CourseError(f"{row.id} is planned, not built yet: those built so far are {built}.")

    def prerequisites(self, assignment: Assignment | str | int) -> list[Module]:
        """Every module below an assignment, in order: what must be there before it can run."""
        row = assignment if isinstance(assignment, Assignment) else self.assignment(assignment)
        return [module for module in self.modules if module.id in row.prerequisites]

    def tier_modules(self, tier: Tier | str) -> list[Module]:
        """The modules of a tier, in order."""
        wanted = tier.id if isinstance(tier, Tier) else tier
        known = [one.id for one in self.tiers]
        if wanted not in known:
            raise CourseError(f"There is no tier '{wanted}': tiers are {listed(known)}.")
        return [module for module in self.modules if module.tier == wanted]

    def path(self, text: str) -> LearningPath:
        """The learning path with this id."""
        for path in self.paths:
            if path.id == text.strip().lower():
                return path
        raise CourseError(f"There is no path '{text}': paths are {listed(path.id for path in self.paths)}.")

    def path_modules(self, path: LearningPath | str) -> list[Module]:
        """The modules that a learning path takes, or for one that takes any: chooses from."""
        wanted = path if isinstance(path, LearningPath) else self.path(path)
        return [module for module in self.modules if module.tier in wanted.tiers]

    def source(self, assignment: Assignment | str | int) -> Path:
        """The instructor notebook of an assignment, whether it exists or not."""
        row = assignment if isinstance(assignment, Assignment) else self.assignment(assignment)
        return self.root / "source" / row.id / f"{row.id}.ipynb"

    def check_sources(self) -> None:
        """Check that every row marked built has its notebook; a student's folder need not pass.

        Raises:
            CourseError: names the key that claims it.
        """
        for where, row in placed(self.outline):
            if row.built and not self.source(row).is_file():
                notebook = self.source(row).relative_to(self.root).as_posix()
                claim = f"{reading.shown(self.root / FILE_NAME)}: {where}.built ({row.id})"
                raise CourseError(f"{claim}: says true, but {notebook} does not exist.")


def _checkpoint(name: str, number: int, capability: Capability, module: Module | None) -> Checkpoint:
    return Checkpoint(
        id=name, number=number, question=capability.question, runs=capability.runs, module=module
    )
