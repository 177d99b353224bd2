"""May an assignment leave the course? Its audit says so, unless somebody overrides it or the course asks otherwise."""

from dataclasses import dataclass

from tito import audited, overrides
from tito.course import Assignment, Course
from tito.overrides import Override


@dataclass(frozen=True)
class Decision:
    """What the gate says.

    Attributes:
        open: whether the release may go out.
        refusal: what the audit says against it; None where it says nothing, or is not asked.
        override: the override that opened the gate, if one did.
    """

    open: bool
    refusal: str | None = None
    override: Override | None = None


def decide(course: Course, row: Assignment) -> Decision:
    """Ask the audit, the overrides, and the policy `release_gate`.

    Raises:
        OverrideError: the recorded overrides cannot be read.
    """
    policy = course.policies.release_gate
    refusal = None if policy == "off" else audited.refusal(course, row)
    if refusal is None or policy == "warn":
        return Decision(True, refusal)
    source = audited.fingerprint(course.source(row))
    held = [one for one in overrides.of(course, row.id) if (one.source, one.refused) == (source, refusal)]
    return Decision(bool(held), refusal, held[-1] if held else None)


def override(course: Course, row: Assignment, by: str, reason: str) -> Decision:
    """Record an override where the gate is shut, and ask again; an open gate needs none, and nothing is recorded.

    Raises:
        OverrideError: no name, no reason, or overrides that cannot be read.
    """
    found = decide(course, row)
    if found.open or found.refusal is None:
        return found
    overrides.record(course, row.id, by, reason, found.refusal, audited.fingerprint(course.source(row)))
    return decide(course, row)
