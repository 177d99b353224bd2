"""What an audit found, for a terminal and for programs; `tito.audit.page` makes the page."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from tito.audit.bank import Entry
from tito.audit.bars import tally
from tito.audit.blame import blame
from tito.audit.committed import document
from tito.audit.findings import Findings
from tito.audit.gates import Gate
from tito.audited import Mutants


def verdict(gate: Gate) -> str:
    """How a gate ended, in a word or two."""
    if gate.faults:
        return f"{len(gate.faults)} fault{'s' if len(gate.faults) > 1 else ''}"
    return "passed" if gate.passed else "nothing to look at"


def show(found: Findings, gates: Sequence[Gate], out: Console) -> None:
    """Print the gates, the exercises that have survivors, and every fault."""
    table = Table(title=f"Audit of {found.subject.name}")
    for column in ("gate", "looked at", "result"):
        table.add_column(column, justify="right" if column == "looked at" else "left")
    for gate in gates:
        table.add_row(gate.name, str(gate.looked_at), verdict(gate))
    out.print(table)
    if found.mutants:
        out.print(_exercises(found))
    for gate in gates:
        for fault in gate.faults:
            out.print(f"{gate.name}: {fault}", markup=False)
    idle = [name for name, count in blame(found).alone.items() if not count]
    if idle and found.mutants:
        out.print(f"Nothing is caught by these tests alone: {', '.join(idle)}.", markup=False)


def _exercises(found: Findings) -> Table:
    table = Table(title="Mutants")
    for column in ("exercise", "made", "killed", "equivalent", "surviving"):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    rows = {name: tally(found.of(name)) for name in found.subject.exercises}
    for name, one in (rows | {"all": tally(found.mutants)}).items():
        mark = " (below the bar)" if one.below else ""
        table.add_row(name, str(one.made), str(one.killed), str(one.equivalent), f"{one.survived}{mark}")
    return table


def symptoms(found: Findings) -> list[tuple[Entry, str, str, bool]]:
    """For each wrong solution and each test that must fail with it: what a student reads there, and whether that
    contains the symptom."""
    rows = []
    for entry in found.subject.entries:
        result = found.entries[entry.name]
        for test in entry.fails:
            read = result.shown.get(test, "it passes")
            rows.append((entry, test, read, entry.symptom.lower() in read.lower() and test in result.shown))
    return rows


def survivors(found: Findings) -> dict[str, list[str]]:
    """Exercise -> the diffs of the mutants that are neither killed nor argued."""
    diffs = {name: [one.mutant.diff for one in found.of(name) if one.survives] for name in found.subject.exercises}
    return {name: some for name, some in diffs.items() if some}


def families(found: Findings) -> dict[str, Mutants]:
    """How the mutants fared by what kind of fault they are, the most frequent first."""
    count = Counter(one.mutant.family for one in found.mutants)
    return {name: tally(t for t in found.mutants if t.mutant.family == name) for name, _ in count.most_common()}


def as_data(found: Findings, gates: Sequence[Gate]) -> dict[str, Any]:
    """All of it: the committed result, and what a reader of reports wants beside it."""
    who = blame(found)
    return document(found, gates) | {
        "survivors": survivors(found),
        "equivalent": [
            {"exercise": one.mutant.exercise, "diff": one.mutant.diff, "why": one.argument.why}
            for one in found.mutants if one.argument is not None and not one.killed
        ],
        "families": {
            name: {"made": one.made, "killed": one.killed, "survived": one.survived}
            for name, one in families(found).items()
        },
        "blame": {name: dict(tests) for name, tests in who.failed.items()},
        "cascades": [{"exercise": exercise, "test": test} for exercise, test in sorted(who.cascades)],
        "messages": [
            {"entry": entry.name, "test": test, "symptom": entry.symptom, "read": read, "contains": contains}
            for entry, test, read, contains in symptoms(found)
        ],
        "flipped": [vars(flip) for flip in found.flips],
        "cpu_seconds": round(found.seconds, 1),
    }  # fmt: skip
