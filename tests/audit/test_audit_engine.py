"""The whole audit of a tiny assignment, in the engine that grades students, and what it finds wrong."""

import json
import os
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest
from audit_bench import GOOD, Here, Room, wrong

from tests import tiny
from tito import audited, checks
from tito.audit import auditing, bars, committed, contention, page, report
from tito.audit import subject as subjects
from tito.audit.bars import tally
from tito.audit.blame import blame
from tito.audit.cache import Cache, keys
from tito.audit.errors import AuditError
from tito.audit.findings import Findings, Flip
from tito.audit.gates import Gate
from tito.audit.holding import Bench, Version
from tito.audited import MODULE, Mutants
from tito.cli.progress import Steps
from tito.judge import tree
from tito.judge.hearing import name_of
from tito.judge.integration import only
from tito.judge.job import Limits

GATES = ["blank", "reference", "right bank", "wrong bank", "bank covers every exercise", "mutants"]
LUCK = "check.true(check.rng.uniform() >= {!r}, rule='even')\ncheck.close(double(2.0)"


def test_a_good_assignment(room: Room) -> None:
    found, gates = room.audit(reruns=2)
    assert list(gates) == [*GATES, "reruns"]
    assert {name: gate.faults for name, gate in gates.items() if not gate.passed} == {}
    assert gates["mutants"].looked_at == len(found.mutants) > 8
    assert {name: tally(found.of(name)).survived for name in ("double", "root")} == {"double": 0, "root": 0}
    who = blame(found)
    assert who.cascades == frozenset() and all(who.alone.values())
    assert who.failed["root"].keys() == {"test-root"}
    assert who.failed["double"]["test-root"] > 0  # it needs double
    assert [contains for *_, contains in report.symptoms(found)] == [True] * 4
    what_is_committed_is_small_and_names_no_machine(room, found, gates)


def what_is_committed_is_small_and_names_no_machine(room: Room, found: Findings, gates: dict[str, Gate]) -> None:
    data = committed.document(found, list(gates.values()))
    path = committed.write(data, room.course.root / "bank/01_numbers")
    text = path.read_text()
    assert json.loads(text) == data and path.name == "audit.json"
    assert data["source"] == audited.fingerprint(room.course.source("01_numbers"))
    assert data["bank"] == audited.bank_fingerprint(path.parent)  # it is no part of the bank itself
    assert data["passed"] is True and (data["flips"], data["reruns"]) == (0, 2)
    assert set(data) == {
        "format", "assignment", "source", "bank", "gates", "exercises", "tests", "flips", "reruns", "passed",
    }  # fmt: skip
    assert str(room.course.root) not in text and len(text) < 4000
    room.entry("wrong/itself.py", GOOD["wrong/itself.py"] + "\n")
    assert audited.bank_fingerprint(path.parent) != data["bank"]


def test_a_second_run_runs_nothing_and_a_change_what_it_touches(room: Room) -> None:
    first, _ = room.audit(reruns=1)
    everything, room.executor = room.executor.done, Here(last=0)
    second, _ = room.audit(reruns=1)
    assert second.mutants == first.mutants and second.reference == first.reference
    room.source(lambda cells: tiny.named(cells, "title").update(source="# Other words"))
    room.source(lambda cells: cells.insert(0, tiny.prose("More of them.", "more")))
    assert room.audit(reruns=1)[0].mutants == first.mutants
    room.executor = Here()
    room.entry("wrong/half.py", GOOD["wrong/half.py"].replace("x / 2.0", "x / 4.0"))
    room.audit(reruns=1)
    assert room.executor.done == 2 < everything  # the entry, and its rerun


def test_a_changed_test_is_run_alone(room: Room) -> None:
    room.audit(reruns=1)
    room.replace("test-root", "root of nine", "root of 9")
    for name in ("half", "itself"):
        room.entry(f"wrong/{name}.py", GOOD[f"wrong/{name}.py"].replace("root of nine", "root of 9"))
    room.executor = Here()
    found, gates = room.audit(reruns=1)
    assert all(gate.passed for gate in gates.values())
    assert {name_of(cell) for job in room.executor.jobs for cell in job.cells if cell.kind == "test"} == {"test-root"}
    assert set(found.reference.passed) == set(found.subject.tests)
    (room.course.root / ".audit/01_numbers.jsonl").unlink()
    whole, _ = room.audit(reruns=1)
    assert [replace(one, seconds=0) for one in whole.entries.values()] == [
        replace(one, seconds=0) for one in found.entries.values()
    ]
    assert whole.mutants == found.mutants


def test_tests_that_may_need_each_other_are_run_together(room: Room) -> None:
    subject = subjects.of_course(room.course, room.course.assignment("01"))
    whole, apart = keys(subject.job(), apart=False), keys(subject.job(), apart=True)
    assert set(whole) == {""} and set(apart) == set(subject.tests)


def test_an_interrupted_run_goes_on_where_it_stopped(room: Room) -> None:
    room.executor = Here(last=9)
    with pytest.raises(KeyboardInterrupt):
        room.audit()
    kept = room.course.root / ".audit/01_numbers.jsonl"
    kept.write_text(kept.read_text() + '["half a li')
    room.executor = Here()
    _, gates = room.audit()
    assert all(gate.passed for gate in gates.values())
    lines = [line for line in kept.read_text().split("\n") if line.endswith("}]")]
    assert len({line.split(",")[0] for line in lines}) == len(lines)  # nothing was run twice
    resumed, room.executor = room.executor.done, Here()
    kept.unlink()
    room.audit()
    assert 0 < resumed <= room.executor.done - 9


# ------------------------------------------------------------------------------------------------ what is wrong


def test_a_weak_test(room: Room) -> None:
    """Its tolerance is so wide that wrong divisors pass; the bank's two entries are still caught."""
    room.replace("test-root", "3.0, rule", "3.0, rtol=0.9, rule")
    room.replace("test-root", "1.5, rule", "1.5, rtol=0.9, rule")
    room.entry("wrong/half.py", wrong("root", "return -x", "root of nine", "test-root"))
    room.entry("wrong/itself.py", wrong("root", "return 9.0 * x", "root of nine", "test-root"))
    found, gates = room.audit()
    assert [name for name, gate in gates.items() if not gate.passed] == ["mutants"]
    survived = tally(found.of("root")).survived
    assert survived > 1
    assert gates["mutants"].faults[0].startswith(f"exercise 'root': {survived} of ")
    assert gates["mutants"].faults[-1].endswith("of all mutants are killed, and it takes 95%")
    text = page.render(found, list(gates.values()))
    assert "Below the bar" in text and "+ return math.sqrt(double(x) / 3.0)" in text
    assert list(report.survivors(found)) == ["root"]


def test_a_test_that_compares_with_the_references_own_number(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was right once: with the seed that its author had."""
    monkeypatch.setenv("TITO_SEED", "0")
    number = 2.0 * float(checks.cell("test-double").rng.uniform())
    room.replace("test-double", "double(2.0), 4.0", f"double(float(check.rng.uniform())), {number!r}")
    found, gates = room.audit(reruns=2)
    assert not found.reference.failed and not gates["reruns"].passed
    assert gates["reruns"].faults[0].startswith("test-double ends otherwise in ")


def test_a_test_that_knows_only_the_references_rounding(room: Room) -> None:
    exactly = 'check.true(double(0.1) == 0.2, rule="twice two'
    room.replace("test-double", 'check.close(double(2.0), 4.0, rule="twice two', exactly)
    room.entry("right/times_two.py", GOOD["right/times_two.py"].replace("2.0 * x", "x * 3.0 - x"))
    _, gates = room.audit()
    assert gates["right bank"].faults[0].startswith("right/times_two: test-double fails: ")


def test_a_test_that_is_a_matter_of_luck(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TITO_SEED", "0")
    drawn = float(checks.cell("test-double").rng.uniform())
    room.replace("test-double", "check.close(double(2.0)", LUCK.format(drawn))
    found, gates = room.audit(reruns=6)
    assert not found.reference.failed
    assert {flip.test for flip in found.flips} == {"test-double"}
    assert any(flip.version == "reference" for flip in found.flips)
    assert not gates["reruns"].passed


def test_a_test_that_falls_with_an_exercise_it_neither_tests_nor_needs(room: Room) -> None:
    room.source(lambda cells: tiny.named(cells, "test-root").metadata["tito"].update(needs=[]))
    found, gates = room.audit()
    assert blame(found).cascades == {("double", "test-root")}
    assert "wrong/plus_one: test-root fails, and neither tests nor needs it" in gates["wrong bank"].faults[0]
    assert 'class="n cascade"' in page.render(found, list(gates.values()))


def test_a_symptom_that_only_the_instructor_reads_and_a_test_that_catches_nothing_alone(room: Room) -> None:
    """What a hidden check came to is not shown to the student, its rule is."""
    room.entry("wrong/absolute.py", GOOD["wrong/absolute.py"].replace("symptom: negative", "symptom: Got 6"))
    same = tiny.test("test-double-again", tiny.TEST_DOUBLE, 0, ["double"], [])
    room.source(lambda cells: cells.insert(6, same))
    found, gates = room.audit()
    fault = gates["wrong bank"].faults[0]
    assert fault.startswith("wrong/absolute: test-double does not say 'Got 6': A hidden check failed: twice a negative")
    assert blame(found).alone["test-double"] == blame(found).alone["test-double-again"] == 0
    assert "not shown" in page.render(found, list(gates.values()))


def test_a_reference_that_fails_says_nothing_about_mutants(room: Room) -> None:
    room.replace("double", "sum(both_halves)", "sum(both_halves) + 1e-3")
    found, gates = room.audit(reruns=1)
    assert found.mutants == () and not gates["reference"].passed
    assert gates["mutants"].faults == ("none was made: first the reference has to pass",)


def test_what_hangs_is_ended_by_its_limit_and_has_failed(room: Room) -> None:
    subject = subjects.of_course(room.course, room.course.assignment("01"))
    assert auditing._limits(subject, 0.2).cell_seconds == pytest.approx(3.0)
    endless = only(subject.job({"root": "class Root:\n    def of(self, x):\n        while True: pass"}), ["test-root"])
    limits = Limits(cell_seconds=0.3, notebook_seconds=9)
    with Cache(room.course.root / "x.jsonl") as cache:
        bench = Bench(room.executor, cache, "namespaces", Steps)
        result = bench.hold("it", [Version("endless", endless, limits)])["endless"]
    assert result.failed == {"test-root"} and "computed for more than 0.3 s" in result.said["test-root"]


# ------------------------------------------------------------------------------------------- equivalent mutants


def arguable(room: Room) -> str:
    """A course with one mutant that nothing can tell from the reference; its diff."""
    room.replace("double", "both_halves = [x, x]", "both_halves = list([x, x])")
    return "- both_halves = list([x, x])\n+ both_halves = [x, x]"


def argue(room: Room, *entries: tuple[str, str, str]) -> None:
    text = "".join(f"## {name}\n\n```diff\n{diff}\n```\n\n{why}\n\n" for name, diff, why in entries)
    (room.course.root / "bank/01_numbers/equivalent.md").write_text(text)


def test_an_argued_mutant_no_longer_counts_and_wrong_arguments_are_faults(room: Room) -> None:
    diff = arguable(room)
    found, _ = room.audit()
    assert report.survivors(found) == {"double": [diff]}
    argue(room, ("double", diff, "A list of a list is that list."))
    found, gates = room.audit()
    assert report.survivors(found) == {} and gates["arguments of equivalence"].passed
    fared = tally(found.of("double"))
    assert (fared.equivalent, fared.survived, fared.share) == (1, 0, 1.0)
    killed = next(one.mutant.diff for one in found.of("root") if one.killed)
    argue(
        room, ("double", "- a\n+ b", "Why not."), ("root", killed, "So it seems."), ("root", diff, "No."),
        ("double", diff, ""),
    )  # fmt: skip
    _, gates = room.audit()
    stale, wrong_one, misplaced, empty = gates["arguments of equivalence"].faults
    assert "line 3 ('double') is stale: there is no such mutant" in stale and "('root') is stale" in misplaced
    assert "('root') is wrong: test-root tells the mutant from the reference" in wrong_one
    assert "('double') has no argument" in empty


# ----------------------------------------------------------------------------------------------- what is kept


def test_the_bar_counts_what_is_left_to_kill() -> None:
    def fared(made: int, killed: int, equivalent: int) -> Mutants:
        return Mutants(made=made, killed=killed, equivalent=equivalent, survived=made - killed - equivalent)

    assert not any(fared(*counts).below for counts in ((100, 95, 0), (10, 9, 0), (3, 2, 0), (20, 17, 2)))
    assert fared(20, 17, 0).below
    assert fared(0, 0, 0).share == fared(2, 0, 2).share == 1.0
    assert MODULE == 0.95


def test_flips_of_one_test_are_one_sentence() -> None:
    flips = [Flip("test-a", "reference", seed, "x" * 300) for seed in (3, 4)]
    said = bars._flips("test-a", flips)
    assert said.startswith("test-a ends otherwise in 2 reruns, as with reference under seed 3: xxx") and len(said) < 250


def test_a_version_that_takes_down_its_process(room: Room) -> None:
    class Gone(Here):
        def submit(self, *task: object) -> Future:
            return super().submit(_ended, *task[1:])

    subject = subjects.of_course(room.course, room.course.assignment("01"))
    with Cache(Path(room.course.root, "x.jsonl")) as cache, pytest.raises(AuditError, match="cannot be run"):
        Bench(Gone(), cache, "namespaces", Steps).hold("it", [Version("one", subject.job())])


def _ended(task: object) -> None:
    raise BrokenProcessPool("gone")


def test_runs_are_busy_beside_each_other_and_the_last_ones_get_processes_that_end_with_the_block() -> None:
    before = set(tree.children(os.getpid()))
    with contention.Contention(2, at_once=3) as beside:
        counts = []
        for left in (5, 3, 2, 1, 0):
            beside.fill(left)
            counts.append(len(set(tree.children(os.getpid())) - before))
    assert counts == [0, 0, 1, 2, 2]
    assert set(tree.children(os.getpid())) <= before
