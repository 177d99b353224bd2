"""The bars of design section 7, and which gates an assignment passes."""

from collections.abc import Iterable

from tito.audit.equivalent import Argument
from tito.audit.findings import Findings, Flip, Tried
from tito.audit.gates import Answer, Gate, bank_gates, everything_passes, nothing_passes
from tito.audit.result import Result
from tito.audited import MODULE, Mutants

_LONGEST = 160


def tally(tried: Iterable[Tried]) -> Mutants:
    """How these mutants fared, counted."""
    every = list(tried)
    killed, survived = sum(one.killed for one in every), sum(one.survives for one in every)
    equivalent = len(every) - killed - survived
    return Mutants(made=len(every), killed=killed, equivalent=equivalent, survived=survived)


def gates_of(found: Findings) -> list[Gate]:
    """How every gate of an assignment ended."""
    subject = found.subject
    gates = [nothing_passes("blank", subject.source, _answer(found.blank))]
    if found.no_package is not None:
        gates.append(nothing_passes("no package", subject.source, _answer(found.no_package)))
    gates.append(_reference_gate(found))
    if subject.bank is not None:
        answers = {name: _shown(result) for name, result in found.entries.items()}
        gates += bank_gates(subject.source, subject.entries, answers)
    gates.append(_mutant_gate(found))
    if subject.arguments:
        gates.append(_argument_gate(found))
    return [*gates, _rerun_gate(found)] if found.reruns or found.reference.failed else gates


def _answer(result: Result) -> Answer:
    return {name: result.said.get(name) for name in result.passed}


def _shown(result: Result) -> Answer:
    """What a student reads of each failed test: that is where a symptom has to stand."""
    return {name: result.shown.get(name) for name in result.passed} | dict(result.cells)


def _reference_gate(found: Findings) -> Gate:
    answer = dict(_answer(found.reference))
    if found.subject.bank is not None:  # elsewhere a cell may raise to show how that looks
        answer |= found.reference.cells
    gate = everything_passes("reference", {"reference": answer})
    unheld = (f"the judge cannot hold {name}: {why}" for name, why in found.reference.unsupported.items())
    return Gate(gate.name, gate.looked_at, (*unheld, *gate.faults))


def _mutant_gate(found: Findings) -> Gate:
    if found.reference.failed:
        return Gate("mutants", 0, ("none was made: first the reference has to pass",))
    whole = tally(found.mutants)
    faults = [f"exercise '{name}' cannot be mutated: {why}" for name, why in found.unmutated.items()]
    for name in found.subject.exercises:
        one = tally(found.of(name))
        if one.below:
            faults.append(f"exercise '{name}': {one.survived} of {one.made} mutants survive ({_percent(one)} killed)")
    if whole.share < MODULE:
        faults.append(f"{_percent(whole)} of all mutants are killed, and it takes {MODULE:.0%}")
    return Gate("mutants", whole.made, tuple(faults))


def _percent(of: Mutants) -> str:
    return f"{of.share:.1%}"


def _argument_gate(found: Findings) -> Gate:
    tried = {(one.mutant.exercise, one.mutant.diff): one for one in found.mutants}
    faults = [
        fault for one in found.subject.arguments if (fault := _wrong_argument(one, tried.get((one.exercise, one.diff))))
    ]
    return Gate("arguments of equivalence", len(found.subject.arguments), tuple(faults))


def _wrong_argument(argument: Argument, tried: Tried | None) -> str | None:
    if tried is None:
        return f"{argument} is stale: there is no such mutant; take the entry out, or see tito audit --survivors"
    if tried.killed:
        return f"{argument} is wrong: {', '.join(sorted(tried.failed))} tells the mutant from the reference"
    if not argument.why or argument.why.endswith("..."):
        return f"{argument} has no argument: write below its diff why no test can tell them apart"
    return None


def _rerun_gate(found: Findings) -> Gate:
    tests = dict.fromkeys(flip.test for flip in found.flips)
    return Gate("reruns", found.reruns, tuple(_flips(test, found.flips) for test in tests))


def _flips(test: str, flips: Iterable[Flip]) -> str:
    own = [flip for flip in flips if flip.test == test]
    first = own[0]
    said = first.said if len(first.said) <= _LONGEST else f"{first.said[:_LONGEST]} ..."
    return f"{test} ends otherwise in {len(own)} reruns, as with {first.version} under seed {first.seed}: {said}"


