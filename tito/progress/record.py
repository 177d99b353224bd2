"""progress.json: what a student has completed, in one file that people can read.

A file that cannot be read is kept aside under another name. What it still says, row by row, is taken over, and the rest
is found again from the notebooks, the package, and the pictures of milestones.
"""

import contextlib
import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tito import files
from tito.progress import own, pictures
from tito.progress.desk import RECORD, RESULTS, Desk, ProgressError

FORMAT = 1
Row = TypeVar("Row", bound=BaseModel)
Count = Annotated[int, Field(ge=0)]


class _Kept(BaseModel):
    """A table of the file; keys that only a later version knows stay in it."""

    model_config = ConfigDict(extra="allow")


class ModuleRecord(_Kept):
    """How a module came into the student's own package.

    Attributes:
        state: completed with all visible tests; exported although tests failed; or the released reference.
        passed, tests: visible tests then; None where the record had to be rebuilt.
        digest: of the exported cells, so that later changes show; empty where they already had changed.
    """

    state: Literal["completed", "exported", "reference"]
    when: str
    passed: Count | None = None
    tests: Count | None = None
    digest: str = ""


class MilestoneRecord(_Kept):
    """How the last run of a milestone ended."""

    when: str
    passed: Count
    tests: Count
    picture: str | None = None

    @property
    def reached(self) -> bool:
        """Whether all visible tests passed."""
        return self.passed == self.tests > 0


class Record(_Kept):
    """The whole file."""

    format: int = FORMAT
    modules: dict[str, ModuleRecord] = {}
    milestones: dict[str, MilestoneRecord] = {}


def now() -> str:
    """The time as it stands in the file: with its offset, to the second."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def load(desk: Desk) -> tuple[Record, str | None]:
    """The record, and a sentence where it had to be rebuilt.

    Raises:
        ProgressError: a newer version wrote it.
    """
    path = desk.root / RECORD
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        found = _rebuilt(desk, "")
        if found.modules or found.milestones:
            _save(desk, found)
            return found, f"There was no {RECORD}: it was made from your notebooks and your package."
        return found, None
    except (OSError, UnicodeDecodeError):
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        return _mended(desk, text)
    with contextlib.suppress(ValueError, RecursionError, ValidationError):
        record = Record.model_validate(json.loads(text))
        if record.format <= FORMAT:
            return record, None
        raise ProgressError(f"{path} was written by a newer tito: install that one here, too.")
    return _mended(desk, text)


def update(desk: Desk, change: Callable[[Record], object]) -> None:
    """Change the record on disk; what stood there before is read again first."""
    record, _ = load(desk)
    change(record)
    _save(desk, record)


def _save(desk: Desk, record: Record) -> None:
    files.write(desk.root / RECORD, json.dumps(record.model_dump(), indent=1, ensure_ascii=False) + "\n")


def _mended(desk: Desk, text: str) -> tuple[Record, str]:
    path = desk.root / RECORD
    aside = free_name(path.with_name(f"progress-damaged-{stamp()}.json"))
    path.rename(aside)
    record = _rebuilt(desk, text)
    _save(desk, record)
    return record, f"{RECORD} could not be read: it was rebuilt, and the damaged file is kept as {aside.name}."


def _rebuilt(desk: Desk, text: str) -> Record:
    """A record from what the damaged text still says, then from the package; a row that stands nowhere else is kept."""
    record = Record()
    for module in desk.course.modules:
        state = own.state_of(desk, module)
        said = _salvaged(text, module.id, ModuleRecord)
        if state is not None:
            whole = "completed" if own.whole(desk, module) else "exported"
            kind: Any = "reference" if state == "reference" else whole
            found = ModuleRecord(state=kind, when=now(), digest=own.digest_if_same(desk, module))
            record.modules[module.id] = said or found
    for milestone in desk.course.milestones:
        result = _salvaged(text, milestone.id, MilestoneRecord) or _pictured(desk, milestone.id)
        if result is not None:
            record.milestones[milestone.id] = result
    return record


def _salvaged(text: str, name: str, kind: type[Row]) -> Row | None:
    """A row of a damaged file, where its own braces are still whole."""
    for match in re.finditer(rf'"{re.escape(name)}"\s*:\s*', text):
        with contextlib.suppress(ValueError, RecursionError, ValidationError):
            return kind.model_validate(json.JSONDecoder().raw_decode(text, match.end())[0])
    return None


def _pictured(desk: Desk, name: str) -> MilestoneRecord | None:
    """What the picture of a milestone's last run says about that run."""
    with contextlib.suppress(ValueError, RecursionError, ValidationError):
        return MilestoneRecord.model_validate(json.loads(pictures.noted(desk.root / RESULTS / f"{name}.png")))
    return None


def stamp() -> str:
    """The date and time in a file's name."""
    return datetime.datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")


def free_name(path: Path) -> Path:
    """The path, or with a number where something stands there already."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate
