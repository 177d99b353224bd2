"""Without the judge: every gate passes on what is right, and turns red on one planted fault."""

from collections.abc import Callable
from pathlib import Path

import pytest
from audit_bench import GOOD, wrong
from nbformat import NotebookNode

from tests import tiny
from tito import notebook as nb
from tito.audit import plain
from tito.audit.gates import Gate
from tito.course import Course

GATES = ["blank", "no package", "reference", "right bank", "wrong bank", "bank covers every exercise"]


class Bench:
    """A tiny course whose 01_numbers is audited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.course: Course = tiny.make_course(folder / "course")
        for name, text in GOOD.items():
            self.entry(name, text)

    def entry(self, name: str, text: str | None) -> None:
        path = self.course.root / "bank/01_numbers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text)

    def source(self, change: Callable[[list[NotebookNode]], object]) -> None:
        tiny.spoil(self.course, "01_numbers", change)

    def audit(self, name: str = "01_numbers") -> dict[str, Gate]:
        work = self.folder / "work"
        work.mkdir()
        found = plain.audit(self.course, self.course.assignment(name), work)
        return {gate.name: gate for gate in found}

    def only_red(self, name: str) -> tuple[str, ...]:
        """The faults of the one gate that must be red, where all others must be green."""
        found = self.audit()
        assert [gate.name for gate in found.values() if not gate.passed] == [name], found
        return found[name].faults


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def text(name: str, old: str, new: str) -> Callable[[list[NotebookNode]], None]:
    def change(cells: list[NotebookNode]) -> None:
        cell = tiny.named(cells, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def test_all_gates_pass_on_what_is_right(bench: Bench) -> None:
    found = bench.audit()
    assert list(found) == [name for name in GATES if name != "no package"]  # nothing lies below the first module
    assert [gate.faults for gate in found.values()] == [()] * 5
    assert [gate.looked_at for gate in found.values()] == [2, 1, 2, 4, 2]
    assert all(gate.passed for gate in found.values())


def test_an_empty_bank_is_not_passed(bench: Bench) -> None:
    for name in GOOD:
        bench.entry(name, None)
    found = bench.audit()
    assert not found["right bank"].passed and found["right bank"].looked_at == 0
    assert not found["wrong bank"].passed and found["wrong bank"].faults == ()
    assert not found["bank covers every exercise"].passed
    assert Gate("x", 0, ()).passed is False and Gate("x", 1, ()).passed is True


def test_a_blank_that_earns_points(bench: Bench) -> None:
    """A test that catches what the stub raises."""
    lenient = "try: Root().of(9.0)\nexcept NotImplementedError: pass\nelse: check.close("
    bench.source(text("test-root", "check.close(", lenient))
    assert bench.only_red("blank") == ("cell 8 ('test-root') gives 3 points for nothing",)


def test_a_test_that_cannot_fail(bench: Bench) -> None:
    bench.source(text("test-root", "check.close(Root().of(9.0), 3.0", "check.close(3.0, 3.0"))
    found = bench.audit()
    assert not found["blank"].passed
    assert "wrong/half: test-root passes, and must fail" in found["wrong bank"].faults


def test_a_tolerance_so_wide_that_a_wrong_entry_passes(bench: Bench) -> None:
    bench.source(text("test-root", "3.0, rule", "3.0, rtol=0.6, rule"))
    assert bench.only_red("wrong bank") == ("wrong/half: test-root passes, and must fail",)


def test_a_message_without_the_symptom(bench: Bench) -> None:
    bench.source(text("test-root", "the root of nine is three", "the value is right"))
    faults = bench.only_red("wrong bank")
    said = "wrong/half: test-root does not say 'root of nine': CheckFailed: the value is right. Got 4.5"
    assert faults[0].startswith(said)


def test_a_test_that_falls_with_an_exercise_it_neither_tests_nor_needs(bench: Bench) -> None:
    bench.source(lambda cells: tiny.named(cells, "test-root").metadata["tito"].update(needs=[]))
    faults = bench.only_red("wrong bank")
    assert faults[0].startswith("wrong/plus_one: test-root fails, and neither tests nor needs it: CheckFailed: the")


def test_a_right_entry_that_fails(bench: Bench) -> None:
    bench.entry("right/times_two.py", GOOD["right/times_two.py"].replace("2.0 * x", "2.1 * x"))
    faults = bench.only_red("right bank")
    assert faults[0].startswith("right/times_two: test-double fails: CheckFailed: twice two is four. Got 4.2")


def test_a_right_entry_for_an_exercise_that_is_not_there(bench: Bench) -> None:
    """The reference would stand in its place, and pass."""
    bench.entry("right/times_two.py", GOOD["right/times_two.py"].replace("%% double", "%% duoble"))
    assert bench.only_red("right bank") == ("right/times_two: no exercise 'duoble'",)


@pytest.mark.parametrize("name", ["duoble", "test-double", "numbers-setup"])
def test_a_wrong_entry_for_what_is_no_exercise(bench: Bench, name: str) -> None:
    entry = wrong("double", "return 3", "twice", "test-double")
    bench.entry("wrong/extra.py", entry.replace("exercise: double", f"exercise: {name}"))
    faults = bench.only_red("wrong bank")
    assert f"wrong/extra: no exercise '{name}'" in faults


def test_a_wrong_entry_that_names_no_test(bench: Bench) -> None:
    bench.entry("wrong/half.py", wrong("root", "return x / 2.0", "root of nine", "test-rot"))
    assert bench.only_red("wrong bank") == ("wrong/half: no test cell 'test-rot'",)


def test_an_exercise_with_one_entry_alone(bench: Bench) -> None:
    bench.entry("wrong/half.py", None)
    assert bench.only_red("bank covers every exercise") == ("exercise 'root' has 1 wrong entries, and needs two",)


def test_a_reference_that_fails(bench: Bench) -> None:
    bench.source(text("double", "sum(both_halves)", "sum(both_halves) + 1e-3"))
    found = bench.audit()
    assert not found["reference"].passed
    said = "reference: test-double fails: CheckFailed: twice two is four. Got 4.001"
    assert found["reference"].faults[0].startswith(said)


def test_a_wrong_entry_that_hangs(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "CELL_SECONDS", 1)
    bench.entry("wrong/half.py", wrong("root", "while True: pass", "longer than it may", "test-root"))
    assert all(gate.passed for gate in bench.audit().values())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import os; os._exit(1)", "ProcessEnded: "),
        ("return [' ' * (1 << 40)]", "MemoryError: "),
        ("while True: pass", "CellTimeoutError: "),
    ],
)
def test_a_wrong_entry_that_kills_stops_or_fills_its_process(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    """The batch goes on; the entry is red, because no message names its symptom."""
    monkeypatch.setattr(plain, "CELL_SECONDS", 1)
    bench.entry("wrong/half.py", wrong("root", body, "root of nine", "test-root"))
    faults = bench.only_red("wrong bank")
    assert len(faults) == 1 and faults[0].startswith(f"wrong/half: test-root does not say 'root of nine': {said}")


def test_a_wrong_entry_that_does_not_compile(bench: Bench) -> None:
    bench.entry("wrong/half.py", wrong("root", "return (", "root of nine", "test-root"))
    assert "does not say 'root of nine'" in bench.only_red("wrong bank")[0]


def test_a_module_that_lies_on_another_is_also_tried_without_it(bench: Bench) -> None:
    found = bench.audit("02_fours")
    assert list(found) == GATES
    assert found["no package"].passed and found["reference"].passed and found["blank"].passed


def test_a_test_that_passes_without_any_package(bench: Bench) -> None:
    tiny.spoil(bench.course, "02_fours", text("test-four", "check.close(four(), 4.0", "check.close(4.0, 4.0"))
    faults = bench.audit("02_fours")["no package"].faults
    assert faults == ("cell 5 ('test-four') gives 6 points for nothing",)


def test_a_milestone_is_audited_on_the_reference(bench: Bench) -> None:
    found = bench.audit("m01_race")
    assert found["reference"].passed and found["blank"].passed and found["no package"].passed


def test_a_source_that_breaks_a_rule_is_not_audited(bench: Bench) -> None:
    bench.source(lambda cells: tiny.named(cells, "root").update(source="class Root: ..."))
    with pytest.raises(nb.NotebookError, match=r"01_numbers\.ipynb: cell 7 \('root'\) has nothing between .+\.$"):
        bench.audit()
