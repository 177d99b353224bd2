"""Where a student stands: worked out from the notebooks, the package and the record, and stored nowhere."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from tito import notebook as nb
from tito.course import Assignment, LearningPath, Milestone, Module
from tito.course.rules import listed
from tito.progress import own, record
from tito.progress.desk import Desk, ProgressError
from tito.progress.record import MilestoneRecord, ModuleRecord
from tito.progress.testing import Sheet


class Standing(StrEnum):
    """How far an assignment has come."""

    PLANNED = "planned"
    WAITING = "not fetched"
    FETCHED = "not started"
    STARTED = "in progress"
    UNREADABLE = "unreadable"
    EXPORTED = "exported, tests fail"
    CHANGED = "changed since"
    REFERENCE = "reference"
    COMPLETED = "completed"
    READY = "ready"
    LOCKED = "locked"
    RUN = "run, tests fail"
    REACHED = "reached"


DONE = (Standing.COMPLETED, Standing.CHANGED, Standing.REFERENCE)


@dataclass(frozen=True)
class ModuleStanding:
    """One module.

    Attributes:
        written, exercises: how many exercises hold something else than what was released.
        note: what the student should know about it; may be empty.
    """

    module: Module
    standing: Standing
    written: int = 0
    exercises: int = 0
    record: ModuleRecord | None = None
    note: str = ""

    @property
    def done(self) -> bool:
        return self.standing in DONE


@dataclass(frozen=True)
class MilestoneStanding:
    """One milestone; `missing` are the modules beneath it that the student's package lacks."""

    milestone: Milestone
    standing: Standing
    missing: tuple[str, ...] = ()
    record: MilestoneRecord | None = None


class Student:
    """One student's standing, read once.

    Attributes:
        note: a sentence where the record had to be rebuilt.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.record, self.note = record.load(desk)

    @cached_property
    def modules(self) -> list[ModuleStanding]:
        return [self.module(module) for module in self.desk.course.modules]

    @cached_property
    def milestones(self) -> list[MilestoneStanding]:
        return [self.milestone(milestone) for milestone in self.desk.course.milestones]

    def module(self, module: Module) -> ModuleStanding:
        """How far one module has come."""
        written, exercises, fault = self._exercises(module)
        state = own.state_of(self.desk, module)
        said = self.record.modules.get(module.id) if state else None
        standing, note = self._standing(module, state, said, written, fault)
        if state is None and module.id in self.record.modules:
            file = self.desk.shown(self.desk.file(module))
            note = f"it was completed, but {file} is gone: complete it again"
        if not note and standing not in DONE and module.id in self.desk.references:
            note = f"its reference was released: tito module catch-up {module.number:02d}"
        return ModuleStanding(module, standing, written, exercises, said, note)

    def _standing(
        self, module: Module, state: str | None, said: ModuleRecord | None, written: int, fault: str
    ) -> tuple[Standing, str]:
        if state == "reference":
            return Standing.REFERENCE, "the released reference stands in your package"
        if state == "own":
            return self._exported(module, said)
        if fault:
            return Standing.UNREADABLE, fault
        if not self.desk.fetched(module):
            return (Standing.WAITING if module.built else Standing.PLANNED), ""
        return (Standing.STARTED if written else Standing.FETCHED), ""

    def _exported(self, module: Module, said: ModuleRecord | None) -> tuple[Standing, str]:
        number = f"{module.number:02d}"
        if own.edited(self.desk, module):
            file = self.desk.shown(self.desk.file(module))
            return Standing.CHANGED, f"{file} was edited by hand: move the change into the notebook"
        partial = said.state == "exported" if said else not own.whole(self.desk, module)
        if partial:
            return Standing.EXPORTED, f"mend it and run tito module complete {number}"
        changed = said is not None and said.digest != own.digest(self.desk, module) and self.desk.fetched(module)
        if changed:
            return Standing.CHANGED, f"your package has it as it was: tito module complete {number} brings it in step"
        if said is not None and said.passed is None:
            return Standing.COMPLETED, f"the record was rebuilt; tito module test {number} says how its tests end now"
        return Standing.COMPLETED, ""

    def _exercises(self, module: Module) -> tuple[int, int, str]:
        """How many exercises are written, how many there are, and why the notebook cannot be read."""
        if not self.desk.fetched(module):
            return 0, 0, ""
        try:
            sheet = Sheet.of(self.desk, module)
        except nb.NotebookError as error:
            return 0, 0, str(error).rstrip(".").replace(f"{self.desk.root}/", "")
        return len(sheet.exercises) - len(sheet.unwritten), len(sheet.exercises), ""

    def milestone(self, milestone: Milestone) -> MilestoneStanding:
        """How far one milestone has come."""
        said = self.record.milestones.get(milestone.id)
        missing = tuple(module.id for module in self.missing(milestone))
        if said is not None:
            return MilestoneStanding(milestone, Standing.REACHED if said.reached else Standing.RUN, missing, said)
        if not milestone.built:
            return MilestoneStanding(milestone, Standing.PLANNED, missing)
        if missing:
            return MilestoneStanding(milestone, Standing.LOCKED, missing)
        return MilestoneStanding(milestone, Standing.READY if self.desk.fetched(milestone) else Standing.WAITING)

    def missing(self, row: Assignment) -> list[Module]:
        """The modules beneath an assignment that the student's package lacks."""
        return [m for m in self.desk.course.prerequisites(row) if own.state_of(self.desk, m) is None]

    def require_below(self, row: Assignment) -> None:
        """Refuse to run what has nothing to stand on.

        Raises:
            ProgressError: names the modules that come first, and how to get them.
        """
        missing = self.missing(row)
        if not missing:
            return
        first = missing[0]
        names = listed(module.id for module in missing)
        lacking = f"which {'are' if len(missing) > 1 else 'is'} not in your {self.desk.package.name} yet"
        ways = f"begin with tito module complete {first.number:02d}"
        if first.id in self.desk.references:
            ways += f", or take the released reference with tito module catch-up {first.number:02d}"
        raise ProgressError(f"{row.id} stands on {names}, {lacking}: {ways}.")

    @property
    def next(self) -> ModuleStanding | None:
        """The first module that is neither done nor planned."""
        return next((one for one in self.modules if not one.done and one.standing is not Standing.PLANNED), None)

    def on_path(self, path: LearningPath) -> list[ModuleStanding]:
        """The standings of a path's modules."""
        wanted = {module.id for module in self.desk.course.path_modules(path)}
        return [one for one in self.modules if one.module.id in wanted]
