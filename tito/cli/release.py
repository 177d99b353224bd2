"""`tito release`: from the source to the exchange, through the gate."""

from collections.abc import Callable
from typing import Annotated

import typer

from tito import catchup, gate, overrides
from tito import notebook as nb
from tito import release as leaving
from tito.cli.console import out
from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.judge import api


class StoppedError(TitoError):
    """A step refused, and those after it were not begun."""


def release(
    assignment: Annotated[str, typer.Argument(help="1, 01 or 01_tensor")],
    override: Annotated[str, typer.Option("--override", help="why it goes out in spite of its audit")] = "",
    by: Annotated[str, typer.Option("--by", help="who decides that")] = "",
    force: Annotated[bool, typer.Option("--force", help="in the place of what is in the exchange")] = False,
) -> None:
    """Hand an assignment over to students: ask its audit, generate it, scan it, put it into the exchange."""
    course = Course.find()
    row = course.require_built(assignment)
    # The gate comes first: generating changes what the gradebook grades, and must not when nothing goes out.
    steps: dict[str, Callable[[], str]] = {
        "exchange": lambda: _look(course, row, force),
        "gate": lambda: _ask(course, row, override, by),
        "generate": lambda: _generate(course, row),
        "scan": lambda: _scan(course, row),
        "hand over": lambda: _hand_over(course, row, force, override, by),
    }
    for name, step in steps.items():
        try:
            said = step()
        except TitoError as failure:
            raise StoppedError(f"{name}: {failure} {row.id} was not handed over.") from None
        out.print(f"{name}: {said}", markup=False)


def _look(course: Course, row: Assignment, force: bool) -> str:
    there = api.in_exchange(course.root, row.id)
    if there and not force:
        raise StoppedError("It was handed over before: --force puts it there again, and who has fetched it keeps it.")
    return f"{row.id} is there and will be replaced." if there else f"{row.id} is not there yet."


def _ask(course: Course, row: Assignment, reason: str, by: str) -> str:
    decision = gate.decide(course, row)
    asked = bool(reason or by)
    if decision.open:
        needless = " No override is needed, and none is recorded." if asked and not decision.override else ""
        return f"{_why_open(course, decision)}{needless}"
    if not asked:
        raise StoppedError(f'{decision.refusal} To hand it over on the record: --override "REASON" --by NAME.')
    overrides.require(by, reason)
    return f"overridden by {by}: {reason} ({decision.refusal})"


def _why_open(course: Course, decision: gate.Decision) -> str:
    if decision.override:
        return f"overridden before by {decision.override.by}: {decision.override.reason} ({decision.refusal})"
    if decision.refusal:
        return f"warning: {decision.refusal}"
    return "release_gate is off in course.toml." if course.policies.release_gate == "off" else "the audit lets it out."


def _generate(course: Course, row: Assignment) -> str:
    api.generate(course.root, row.id)
    return f"release/{row.id} is made of the source as it stands."


def _scan(course: Course, row: Assignment) -> str:
    source = nb.read(course.source(row))
    faults = leaving.scan_release(source, course.root / "release" / row.id, catchup.references(course, row))
    if faults:
        raise StoppedError(f"{faults[0]}.")
    return "it gives nothing away."


def _hand_over(course: Course, row: Assignment, force: bool, reason: str, by: str) -> str:
    if reason or by:
        gate.override(course, row, by, reason)
    api.hand_over(course.root, row.id, force)
    return f"{row.id} is in the exchange."
