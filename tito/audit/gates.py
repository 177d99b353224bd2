"""How each gate of design section 7 ends, from what the versions of an assignment came to.

An answer says of each test, and of each other cell that raised, what it said; None where it passed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tito.audit import bank
from tito.notebook import Cell, Notebook, Role

BROKEN = 'raise ImportError("this package was broken on purpose")\n'
"""A package that does not import."""

Answer = Mapping[str, str | None]


@dataclass(frozen=True)
class Gate:
    """How one gate ended: what it looked at, and a sentence for each thing that is wrong."""

    name: str
    looked_at: int
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.looked_at > 0 and not self.faults


def bank_gates(source: Notebook, entries: Sequence[bank.Entry], answers: Mapping[str, Answer]) -> list[Gate]:
    """The gates that a bank decides: right solutions, wrong ones, and whether there are enough."""
    return [
        _right_gate(source, [e for e in entries if e.right], answers),
        _wrong_gate(source, [e for e in entries if not e.right], answers),
        _coverage_gate(source, entries),
    ]


def _name(cell: Cell) -> str:
    return cell.grade_id or f"cell-{cell.index}"


def nothing_passes(name: str, source: Notebook, answer: Answer) -> Gate:
    """No test gives points to a notebook in which nothing is done."""
    tests = list(source.by_role(Role.TEST))
    passed = [t for t in tests if answer[_name(t)] is None]
    return Gate(name, len(tests), tuple(f"{t} gives {t.points:g} points for nothing" for t in passed))


def everything_passes(name: str, answers: Mapping[str, Answer]) -> Gate:
    """Every test passes, and every other cell runs, in each of some versions."""
    faults = [
        f"{entry}: {cell_id} fails: {message}"
        for entry, answer in answers.items()
        for cell_id, message in answer.items()
        if message is not None
    ]
    return Gate(name, len(answers), tuple(faults))


def _right_gate(
    source: Notebook, right: list[bank.Entry], answers: Mapping[str, Answer]
) -> Gate:
    passed = everything_passes("right bank", {entry.name: answers[entry.name] for entry in right})
    unknown = [fault for entry in right for fault in _unknown_exercises(source, entry)]
    return replace(passed, faults=(*unknown, *passed.faults))


def _unknown_exercises(source: Notebook, entry: bank.Entry) -> list[str]:
    """A misspelt name would leave the reference in place, which passes everything."""
    exercises = {cell.grade_id for cell in source.by_role(Role.EXERCISE)}
    return [f"{entry.name}: no exercise '{name}'" for name in entry.cells if name not in exercises]


def _wrong_gate(
    source: Notebook, wrong: list[bank.Entry], answers: Mapping[str, Answer]
) -> Gate:
    faults = [fault for entry in wrong for fault in _blame(source, entry, answers[entry.name])]
    return Gate("wrong bank", len(wrong), tuple(faults))


def _blame(source: Notebook, entry: bank.Entry, answer: Answer) -> list[str]:
    """The right test fails, its message names the symptom, and no test fails that has nothing to do with it."""
    tests = {_name(t): t for t in source.by_role(Role.TEST)}
    faults = [f"{entry.name}: no test cell '{name}'" for name in entry.fails if name not in tests]
    faults += _unknown_exercises(source, entry)
    for name in (n for n in entry.fails if n in tests):
        message = answer[name]
        if message is None:
            faults.append(f"{entry.name}: {name} passes, and must fail")
        elif entry.symptom.lower() not in message.lower():
            faults.append(f"{entry.name}: {name} does not say '{entry.symptom}': {message}")
    for name, test in tests.items():
        concerned = set(entry.cells) & {*test.tests, *test.needs}
        if answer[name] is not None and not concerned:
            faults.append(f"{entry.name}: {name} fails, and neither tests nor needs it: {answer[name]}")
    return faults


def _coverage_gate(source: Notebook, entries: Sequence[bank.Entry]) -> Gate:
    """Every exercise has two labelled misconceptions."""
    exercises = [c.grade_id for c in source.by_role(Role.EXERCISE)]
    count = {e: sum(e in entry.cells for entry in entries if not entry.right) for e in exercises}
    faults = [f"exercise '{e}' has {n} wrong entries, and needs two" for e, n in count.items() if n < 2]
    return Gate("bank covers every exercise", len(exercises), tuple(faults))
