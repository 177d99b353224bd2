"""Nothing reaches the exchange that the audit refuses, by whichever way; an override is on the record."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_desk import EXERCISE, NAME, Desk

from tests.tiny import tree
from tito import gate, overrides
from tito.files import WRITING
from tito.overrides import OverrideError

NBGRADER = str(Path(sys.executable).parent / "nbgrader")
NOTEBOOK = f"{NAME}/{NAME}.ipynb"
WEAK = {"made": 40, "killed": 27, "equivalent": 4, "survived": 9}


def missing(desk: Desk) -> None:
    assert not desk.audit_file.exists()


def stale(desk: Desk) -> None:
    desk.audit()
    desk.change_source()


def below(desk: Desk) -> None:
    desk.audit(passed=False, exercises={"double": EXERCISE, "root": WEAK})


def damaged(desk: Desk) -> None:
    desk.audit()
    desk.audit_file.write_text(desk.audit_file.read_text()[:-20])


SHUT: list[tuple[Callable[[Desk], None], str]] = [
    (missing, f"{NAME} has not been audited, there is no bank/{NAME}/audit.json: run tito audit {NAME}."),
    (stale, f"The audit of {NAME} is out of date, its notebook has changed since: run tito audit {NAME}."),
    (
        below,
        f"{NAME} is below the bar of its audit: the tests of exercise 'root' let 9 of 36 wrong versions pass "
        "(75% caught).",
    ),
    (damaged, f"{NAME} cannot be released: bank/{NAME}/audit.json is damaged, so run tito audit {NAME} once more."),
]
in_each_case = pytest.mark.parametrize(("shut", "sentence"), SHUT, ids=[case.__name__ for case, _ in SHUT])


# ------------------------------------------------------------------------------------------------ tito release


def test_every_step_is_named_and_the_release_reaches_the_exchange(desk: Desk) -> None:
    desk.audit()
    assert desk.release() is None
    assert [line.partition(":")[0] for line in desk.lines] == ["exchange", "gate", "generate", "scan", "hand over"]
    assert desk.lines[1] == "gate: the audit lets it out."
    assert NOTEBOOK in desk.handed_over
    assert desk.handed_over[NOTEBOOK] == (desk.root / "release" / NOTEBOOK).read_bytes()
    assert desk.overrides == []


@in_each_case
def test_tito_release_refuses_and_touches_nothing(
    desk: Desk, shut: Callable[[Desk], None], sentence: str
) -> None:
    shut(desk)
    before = tree(desk.root)
    refused = desk.release()
    assert refused == (
        f'gate: {sentence} To hand it over on the record: --override "REASON" --by NAME. {NAME} was not handed over.'
    )
    assert desk.lines == [f"exchange: {NAME} is not there yet."]
    assert tree(desk.root) == before
    assert desk.handed_over == {}


@in_each_case
def test_an_override_is_recorded_and_lets_it_out(
    desk: Desk, shut: Callable[[Desk], None], sentence: str
) -> None:
    shut(desk)
    assert desk.release("--override", "the term begins", "--by", "Ada") is None
    assert desk.lines[1] == f"gate: overridden by Ada: the term begins ({sentence})"
    assert NOTEBOOK in desk.handed_over
    (one,) = desk.overrides
    assert (one["assignment"], one["by"], one["reason"], one["refused"]) == (NAME, "Ada", "the term begins", sentence)


@pytest.mark.parametrize("lacking", [("--override", "because"), ("--by", "Ada"), ("--override", " ", "--by", "Ada")])
def test_an_override_has_a_name_and_a_reason(desk: Desk, lacking: tuple[str, ...]) -> None:
    refused = desk.release(*lacking)
    assert refused.startswith("gate: An override of the audit is recorded with name and reason: say ")
    assert (desk.overrides, desk.handed_over) == ([], {})


def test_an_override_that_nobody_needs_is_not_recorded(desk: Desk) -> None:
    desk.audit()
    assert desk.release("--override", "to be sure", "--by", "Ada") is None
    assert desk.lines[1] == "gate: the audit lets it out. No override is needed, and none is recorded."
    assert desk.overrides == []


def test_what_is_in_the_exchange_is_replaced_only_when_asked(desk: Desk) -> None:
    desk.audit()
    assert desk.release() is None
    desk.change_source()
    desk.audit()
    before = tree(desk.root)
    assert desk.release() == (
        "exchange: It was handed over before: --force puts it there again, and who has fetched it keeps it. "
        f"{NAME} was not handed over."
    )
    assert tree(desk.root) == before
    assert desk.release("--force") is None
    assert b"Twice a number and" in desk.handed_over[NOTEBOOK]


# ----------------------------------------------------------------------------------- formgrader, nbgrader's command


@in_each_case
def test_formgraders_button_is_refused(desk: Desk, shut: Callable[[Desk], None], sentence: str) -> None:
    shut(desk)
    result = desk.button()
    assert not result["success"]
    assert sentence in result["log"]
    assert not (desk.root / "exchange").exists()


def test_what_was_generated_before_a_change_is_not_what_was_audited(desk: Desk) -> None:
    desk.change_source()
    desk.audit()
    result = desk.button()
    assert not result["success"]
    assert f"{NAME} is not released: course/released.json: cell 1 lacks the line 'Twice a number and" in result["log"]
    assert not (desk.root / "exchange").exists()


def test_the_button_goes_the_same_way_when_all_is_well(desk: Desk) -> None:
    desk.audit()
    result = desk.button()
    assert result["success"], result
    assert NOTEBOOK in desk.handed_over
    assert not [name for name in desk.handed_over if WRITING in name]


def test_an_override_opens_the_button_too_until_the_notebook_changes(desk: Desk) -> None:
    assert gate.override(desk.course, desk.row, "Ada", "the term begins").open
    assert desk.button()["success"]
    desk.change_source()
    assert not gate.decide(desk.course, desk.row).open


def test_an_override_holds_for_what_was_refused_and_nothing_worse(desk: Desk) -> None:
    """Ada let out what nobody had audited; now an audit says that it is bad."""
    assert gate.override(desk.course, desk.row, "Ada", "the term begins").open
    below(desk)
    assert not gate.decide(desk.course, desk.row).open


def test_the_command_refuses_and_takes_an_override(desk: Desk) -> None:
    """The one test of the command as it is typed."""
    below(desk)
    refused = nbgrader(desk)
    assert refused.returncode == 1
    assert "the tests of exercise 'root' let 9 of 36 wrong versions pass" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (desk.handed_over, desk.overrides) == ({}, [])
    let_out = nbgrader(desk, "--ReleaseGate.override=the term begins", "--ReleaseGate.override_by=Ada")
    assert let_out.returncode == 0, let_out.stderr
    assert "Overridden by Ada: the term begins" in let_out.stderr
    assert NOTEBOOK in desk.handed_over
    assert [(one["by"], one["reason"]) for one in desk.overrides] == [("Ada", "the term begins")]


def nbgrader(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [NBGRADER, "release_assignment", NAME, *arguments]
    return subprocess.run(command, cwd=desk.root, env=dict(os.environ), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["ps1", "numbers", "1"])
def test_an_assignment_that_is_in_no_course_toml_is_never_refused(desk: Desk, name: str) -> None:
    """A short form of an id of the course is nbgrader's name for another assignment."""
    (desk.root / "release" / NAME).rename(desk.root / "release" / name)
    result = desk.button(name)
    assert result["success"], result
    assert f"{name}/{NAME}.ipynb" in desk.handed_over


def test_another_course_is_never_refused(desk: Desk) -> None:
    (desk.root / "course.toml").unlink()
    assert desk.button()["success"]


def test_a_course_file_that_is_wrong_is_one_sentence(desk: Desk) -> None:
    desk.policy("maybe")
    result = desk.button()
    assert not result["success"]
    assert "policies.release_gate: must be 'refuse', 'warn' or 'off', not 'maybe'." in result["log"]


# ----------------------------------------------------------------------------------------------------- the policy


@pytest.mark.parametrize(("policy", "said"), [("warn", f"warning: {SHUT[0][1]}"), ("off", "release_gate is off in ")])
def test_a_course_may_ask_for_less(desk: Desk, policy: str, said: str) -> None:
    desk.policy(policy)
    assert desk.release() is None
    assert desk.lines[1].startswith(f"gate: {said}")
    assert NOTEBOOK in desk.handed_over
    assert desk.button()["success"] is False, "it is there already"


def test_refusing_is_the_default(desk: Desk) -> None:
    assert desk.course.policies.release_gate == "refuse"


# --------------------------------------------------------------------------------------------------------- leaks


def test_a_leak_stops_before_the_exchange(desk: Desk) -> None:
    (desk.course.source(NAME).parent / "solutions.txt").write_text("both_halves = [x, x]\n")
    assert desk.release("--override", "the term begins", "--by", "Ada") == (
        f"generate: {NAME} is not released: solutions.txt should not be there: what students need beside it stands in "
        f"data or images/. {NAME} was not handed over."
    )
    assert (desk.handed_over, desk.overrides) == ({}, []), "an override is for the audit, and for what goes out"


def test_a_leak_that_generating_lets_through_stops_at_the_scan(desk: Desk) -> None:
    """A course whose configuration has left out the plug-in that scans while nbgrader generates."""
    config = desk.root / "nbgrader_config.py"
    config.write_text(f"{CONFIG_WITHOUT_SCAN.format(rest=config.read_text())}")
    (desk.course.source(NAME).parent / "solutions.txt").write_text("both_halves = [x, x]\n")
    desk.audit()
    refused = desk.release()
    assert refused.startswith("scan: solutions.txt should not be there")
    assert desk.lines[-1].startswith("generate:")
    assert desk.handed_over == {}


CONFIG_WITHOUT_SCAN = "{rest}\nc.GenerateAssignment.preprocessors = c.GenerateAssignment.preprocessors[:-1]\n"


def test_the_button_scans_too(desk: Desk) -> None:
    """Somebody has put the solutions into release/ by hand."""
    desk.audit()
    (desk.root / "release" / NAME / "solutions.txt").write_text("both_halves = [x, x]\n")
    result = desk.button()
    assert not result["success"]
    assert f"{NAME} is not released: solutions.txt should not be there" in result["log"]
    assert not (desk.root / "exchange").exists()


def test_a_copy_that_is_cut_short_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.audit()

    def full_disk(source: str, target: str, **options: object) -> None:
        Path(target).mkdir()
        (Path(target) / f"{NAME}.ipynb").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full_disk)
    refused = desk.release()
    assert refused.startswith("hand over: ")
    assert "No space left on device" in refused
    assert desk.handed_over == {}


# -------------------------------------------------------------------------------------------------- the record


@pytest.mark.parametrize("text", ["{", "{}", '[{"by": "Ada"}]', "[1]"])
def test_a_damaged_record_is_one_sentence(desk: Desk, text: str) -> None:
    (desk.root / "overrides.json").write_text(text)
    with pytest.raises(OverrideError, match=r"overrides\.json cannot be read, and it says who released what"):
        overrides.recorded(desk.course)
    assert "overrides.json cannot be read" in desk.release()
    assert desk.handed_over == {}


def test_the_record_keeps_all_that_stood_in_it(desk: Desk) -> None:
    first = overrides.record(desk.course, "02_fours", "Ben", "as we said", "it was not audited", "1" * 64)
    gate.override(desk.course, desk.row, " Ada\nL. ", "the  term")
    one, two = overrides.recorded(desk.course)
    assert one == first
    assert (two.by, two.reason, two.assignment) == ("Ada L.", "the term", NAME)
    assert overrides.of(desk.course, "02_fours") == [first]
    assert json.loads((desk.root / "overrides.json").read_text())[0]["at"].endswith("Z")
