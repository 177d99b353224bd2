"""What the committed result of an audit says about a release."""

import pytest
from gate_desk import EXERCISE, NAME, Desk

from tito import audited


def exercise(made: int, killed: int, equivalent: int = 0) -> dict[str, int]:
    return {"made": made, "killed": killed, "equivalent": equivalent, "survived": made - killed - equivalent}


def refusal(desk: Desk) -> str | None:
    return audited.refusal(desk.course, desk.row)


def test_a_current_audit_that_passed_refuses_nothing(desk: Desk) -> None:
    desk.audit()
    assert refusal(desk) is None


def test_a_byte_of_the_notebook_makes_it_stale(desk: Desk) -> None:
    desk.audit()
    with desk.course.source(NAME).open("a") as file:
        file.write("\n")
    assert "is out of date" in refusal(desk)


def test_a_changed_bank_makes_it_stale_and_a_missing_one_does_not(desk: Desk) -> None:
    entry = desk.audit_file.parent / "wrong" / "halves.py"
    entry.parent.mkdir(parents=True)
    entry.write_text("one\n")
    desk.audit(bank=audited.bank_fingerprint(desk.audit_file.parent))
    assert refusal(desk) is None
    entry.write_text("another\n")
    assert refusal(desk) == f"The audit of {NAME} is out of date, its bank has changed since: run tito audit {NAME}."
    entry.unlink()
    assert refusal(desk) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1e999", '{"format": 1}', "\x00", "[" * 100_000],
    ids=["empty", "cut", "list", "null", "number", "bare", "zero", "deep"],
)
def test_a_damaged_file_is_one_sentence(desk: Desk, text: str) -> None:
    desk.audit()
    desk.audit_file.write_text(text)
    assert refusal(desk).endswith(f"audit.json is damaged, so run tito audit {NAME} once more.")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"passed": "yes"}, {"passed": 1}, {"flips": -1}, {"gates": []}, {"source": None},
        {"exercises": {"root": EXERCISE | {"killed": 1.5}}}, {"gates": {"blank": {"looked_at": 1}}},
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_damage(desk: Desk, change: dict[str, object]) -> None:
    desk.audit(**change)
    assert "is damaged" in refusal(desk)


def test_the_audit_of_another_assignment_does_not_count(desk: Desk) -> None:
    desk.audit(assignment="02_fours")
    assert f"bank/{NAME}/audit.json is the audit of 02_fours" in refusal(desk)


BELOW = [
    ({"exercises": {"a": exercise(100, 80), "b": exercise(20, 12, 4)}}, "exercise 'b' let 4 of 16 wrong versions pass"),
    ({"exercises": {"a": exercise(10, 9), "b": exercise(4, 3)}}, "no gate says why"),  # one survivor is allowed
    ({"exercises": {}}, "no gate says why"),
    (
        {"gates": {"blank": {"looked_at": 9, "faults": ["test-a gives 3 points for nothing."]}}},
        "bar of its audit: the gate 'blank' has a fault: test-a gives 3 points for nothing.",
    ),
    (
        {"gates": {"x": {"looked_at": 1, "faults": ["one"]}, "wrong bank": {"looked_at": 9, "faults": ["p", "q"]}}},
        "the gate 'wrong bank' has 2 faults, the first of them: p.",
    ),
    ({"gates": {"right bank": {"looked_at": 0, "faults": []}}}, "the gate 'right bank' found nothing to look at."),
    ({"flips": 2}, "2 marks moved in 20 runs of the same work."),
]


@pytest.mark.parametrize(("changes", "words"), BELOW)
def test_below_the_bar_names_the_worst_with_its_figures(
    desk: Desk, changes: dict[str, object], words: str
) -> None:
    desk.audit(passed=False, **changes)
    assert words in refusal(desk)
    assert refusal(desk).startswith(f"{NAME} is below the bar of its audit: ")


def test_exercise_and_gate_are_both_named(desk: Desk) -> None:
    gates = {"blank": {"looked_at": 9, "faults": ["test-a gives 3 points for nothing"]}}
    desk.audit(passed=False, gates=gates, exercises={"a": exercise(10, 5)}, flips=1)
    assert refusal(desk) == (
        f"{NAME} is below the bar of its audit: the tests of exercise 'a' let 5 of 10 wrong versions pass (50% caught)"
        "; the gate 'blank' has a fault: test-a gives 3 points for nothing; 1 marks moved in 20 runs of the same work."
    )
