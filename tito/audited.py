"""The committed result of an audit, `bank/NAME/audit.json`, and whether it lets a release go out."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tito.course import Assignment, Course

FILE = "audit.json"
MODULE, EXERCISE, SPARE = 0.95, 0.90, 1
"""Of the mutants that are not argued equivalent, so many are killed in a module; in an exercise so many, or all but so
many."""

Count = Annotated[int, Field(strict=True, ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Gate(_Part):
    """How one gate ended; what looked at nothing did not pass."""

    looked_at: Count
    faults: tuple[str, ...]


class Mutants(_Part):
    """How the mutants of an exercise or of a module fared."""

    made: Count
    killed: Count
    equivalent: Count
    survived: Count

    @property
    def share(self) -> float:
        """Killed of those that are not argued equivalent, 0 to 1; 1 where there are none."""
        real = self.made - self.equivalent
        return self.killed / real if real > 0 else 1.0

    @property
    def below(self) -> bool:
        """Whether an exercise of which this is said misses its bar."""
        return self.share < EXERCISE and self.survived > SPARE


class Worth(_Part):
    """What a test catches that no other test does."""

    alone: Count


class Audit(_Part):
    """The result of a full audit.

    Attributes:
        source: SHA-256 of the notebook's bytes.
        bank: SHA-256 over the bank; None for an assignment without one.
        exercises, tests: by grade_id.
        flips: marks that moved between `reruns` runs of the same work.
    """

    format: Literal[1]
    assignment: str
    source: str
    bank: str | None
    gates: dict[str, Gate]
    exercises: dict[str, Mutants]
    tests: dict[str, Worth]
    flips: Count
    reruns: Count
    passed: Annotated[bool, Field(strict=True)]


def place(course: Course, row: Assignment) -> Path:
    """Where the result of an audit lies, whether it is there or not."""
    return course.root / "bank" / row.id / FILE


def fingerprint(notebook: Path) -> str:
    """SHA-256 of a source notebook as it stands; empty where there is none."""
    return hashlib.sha256(notebook.read_bytes()).hexdigest() if notebook.is_file() else ""


def bank_fingerprint(folder: Path) -> str | None:
    """SHA-256 over the names and texts of a bank's files, of which the committed result is none; None without any."""
    total, found = hashlib.sha256(), False
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path == folder / FILE or any(part.startswith((".", "__")) for part in path.relative_to(folder).parts):
            continue
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        found = True
    return total.hexdigest() if found else None


def refusal(course: Course, row: Assignment) -> str | None:
    """Why the audit does not let an assignment be released, in a sentence; None when it does."""
    path = place(course, row)
    shown, again = path.relative_to(course.root).as_posix(), f"run tito audit {row.id}"
    if not path.is_file():
        return f"{row.id} has not been audited, there is no {shown}: {again}."
    try:
        audit = Audit.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return f"{row.id} cannot be released: {shown} is damaged, so {again} once more."
    if audit.assignment != row.id:
        return f"{row.id} cannot be released: {shown} is the audit of {audit.assignment}, so {again}."
    if audit.source != fingerprint(course.source(row)):
        return f"The audit of {row.id} is out of date, its notebook has changed since: {again}."
    if bank_fingerprint(path.parent) not in (None, audit.bank):  # a copy of the course may have none
        return f"The audit of {row.id} is out of date, its bank has changed since: {again}."
    if not audit.passed:
        return f"{row.id} is below the bar of its audit: {'; '.join(_why(audit))}."
    return None


def _why(audit: Audit) -> list[str]:
    """The worst exercise, the worst gate, and marks that moved, as far as each is to blame."""
    found = [*_exercise(audit), *_gate(audit), *_flips(audit)]
    return found or [*_weakest(audit.exercises), "no gate says why, see tito audit"]


def _exercise(audit: Audit) -> Iterator[str]:
    yield from _weakest({name: one for name, one in audit.exercises.items() if one.below})


def _weakest(exercises: dict[str, Mutants]) -> list[str]:
    """The exercise with the smallest share of its mutants killed, in words."""
    if not exercises:
        return []
    name = min(exercises, key=lambda key: (exercises[key].share, -exercises[key].survived))
    one = exercises[name]
    real = one.made - one.equivalent
    return [f"the tests of exercise '{name}' let {one.survived} of {real} wrong versions pass ({one.share:.0%} caught)"]


def _gate(audit: Audit) -> Iterator[str]:
    name = max(audit.gates, key=lambda key: len(audit.gates[key].faults), default=None)
    if name is not None and audit.gates[name].faults:
        faults = audit.gates[name].faults
        many = f"{len(faults)} faults, the first of them" if faults[1:] else "a fault"
        yield f"the gate '{name}' has {many}: {faults[0].rstrip('. ')}"
    idle = [name for name, gate in audit.gates.items() if gate.looked_at == 0]
    if idle:
        yield f"the gate '{idle[0]}' found nothing to look at"


def _flips(audit: Audit) -> Iterator[str]:
    if audit.flips:
        yield f"{audit.flips} marks moved in {audit.reruns} runs of the same work"
