"""The student's commands on a course small enough to follow by hand."""

import json
import shutil
from pathlib import Path

import pytest
from student_folder import Student, swap

from tests import tiny
from tito import notebook as nb
from tito.progress import pictures
from tito.progress.desk import Desk, ProgressError

HALF = swap("double", "result = sum(both_halves)", "result = both_halves[0]")


def test_an_empty_folder_knows_the_course_that_came_with_tito(student: Student) -> None:
    data = student.tito("module list --json").json
    assert data["course"] == "TinyTorch" and len(data["modules"]) == 20
    assert {one["state"] for one in data["modules"]} <= {"not fetched", "planned"}
    assert not list(student.folder.iterdir()), "looking leaves nothing behind"


def test_a_fetched_assignment_brings_its_course_along(student: Student) -> None:
    student.fetch("01_numbers")
    data = student.tito("module list --json").json
    assert data["course"] == "Tiny"
    assert [one["state"] for one in data["modules"]] == ["not started", "not fetched", "not fetched"]
    assert student.tito("module list --json", student.folder / "01_numbers").json == data
    assert student.tito("module list --json", student.folder.parent / "ada").json == data


def test_the_handout_says_nothing_of_the_grader(student: Student) -> None:
    student.fetch("01_numbers")
    facts = json.loads((student.folder / "01_numbers/course/course.json").read_text())
    assert facts["policies"]["seed"] == 0 and "sandbox" not in facts


def test_the_newest_handout_counts_and_a_spoilt_one_is_passed_over(student: Student) -> None:
    student.fetch("01_numbers")
    student.fetch("02_fours")
    path = student.folder / "01_numbers/course/course.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, "title": "Newer", "written": "2999-01-01"}))
    assert student.tito("module list --json").json["course"] == "Newer"
    path.write_text("{")
    assert student.tito("module list --json").json["course"] == "Tiny"
    (student.folder / "02_fours/course/course.json").write_text('{"title": 3, "written": "3000"}')
    assert student.tito("module list --json").json["course"] == "TinyTorch"


def test_start_tells_what_it_is_about(student: Student) -> None:
    path = student.fetch("01_numbers")
    said = student.tito("module start 1")
    assert said.code == 0
    for text in ("About Numbers.", "NumPy alone", "2 exercises, 0 written", "01_numbers/01_numbers.ipynb", "Can I?"):
        assert text in said.text
    path.unlink()
    data = student.tito("module start 1 --json").json
    assert data["laid_out"] and path.is_file() and data["stands_on"] == []


def test_blank_partial_and_complete(student: Student) -> None:
    student.fetch("01_numbers")
    said = student.tito("module test 1 --json")
    assert said.code == 1
    assert {t["name"]: t["state"] for t in said.json["tests"]} == {
        "test-double": "not written", "test-root": "not written",
    }  # fmt: skip
    assert said.json["blame"] is None
    student.write("01_numbers", HALF)
    said = student.tito("module complete 1 --json")
    assert said.code == 1 and said.json["exported"] is None
    assert said.json["tests"][0]["message"] == "twice two is four. Got 2, expected 4."
    assert not (student.folder / "tinytorch").exists() and not (student.folder / "progress.json").exists()
    student.write("01_numbers")
    said = student.tito("module complete 1 --json")
    assert (said.code, said.json["exported"], said.json["next"]) == (0, "tinytorch/core/numbers.py", "02_fours")
    assert student.states() == {"01_numbers": "completed", "02_fours": "not fetched", "03_sums": "not fetched"}
    record = student.record["modules"]["01_numbers"]
    assert (record["state"], record["passed"], record["tests"]) == ("completed", 2, 2)
    assert not list(student.folder.rglob(".writing-*"))


def test_the_words_of_a_failure_and_no_traceback_of_ours(student: Student) -> None:
    student.fetch("01_numbers")
    student.write("01_numbers", swap("root", "math.sqrt(", "math.sqroot("))
    said = student.tito("module test 1")
    assert "module 'math' has no attribute 'sqroot'" in said.text and "(in root, line " in said.text
    assert "Traceback" not in said.text and "tito/" not in said.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (swap("double", "result = sum", "result = = sum"), "double does not run: invalid syntax (line 5)"),
        (swap("double", "result = sum(both_halves)", "while True: pass"), "it was stopped after 1 s"),
        (swap("double", "result = sum(both_halves)", "import os; os._exit(1)"), "the Python process ended in it"),
        (lambda cells: cells.remove(tiny.named(cells, "double")), "the exercise double is not in your notebook"),
    ],
)
def test_what_stops_one_exercise_stops_no_other(student: Student, change, message: str) -> None:
    student.fetch("01_numbers")

    def both(cells):
        change(cells)
        tiny.named(cells, "root").source = "#| export\nclass Root:\n    def of(self, x): return math.sqrt(x)"

    student.write("01_numbers", both)
    said = student.tito("module test 1 --json")
    first, second = said.json["tests"]
    assert said.code == 1 and message in first["message"] and second["state"] == "passed"


def test_a_loop_that_swallows_the_interrupt_is_stopped_too(student: Student) -> None:
    student.fetch("01_numbers")
    endless = "while True:\n        try:\n            x = x\n        except BaseException: pass"
    student.write("01_numbers", swap("double", "result = sum(both_halves)", endless))
    tests = student.tito("module test 1 --json").json["tests"]
    assert "it was stopped after 1 s" in tests[0]["message"]


def test_a_tests_own_cell_is_brought_back(student: Student) -> None:
    student.fetch("01_numbers")

    def cheat(cells):
        tiny.named(cells, "test-double").source = "pass"
        cells.remove(tiny.named(cells, "test-root"))
        HALF(cells)

    student.write("01_numbers", cheat)
    said = student.tito("module test 1 --json").json
    assert {t["name"]: t["state"] for t in said["tests"]} == {"test-double": "failed", "test-root": "failed"}
    note = "tests and given cells are run as they were released: you changed test-double and test-root"
    assert said["notes"] == [note]


def test_out_of_order_is_refused_and_nothing_happens(student: Student) -> None:
    for name in ("02_fours", "03_sums", "m01_race"):
        student.fetch(name)
        student.write(name)
    for command in ("module start 2", "module test 2", "module complete 3", "milestone run 1", "checkpoint test 2"):
        said = student.tito(command)
        assert said.code == 1 and said.out == "" and len(said.err.splitlines()) == 1, command
    assert "02_fours stands on 01_numbers, which is not in your tinytorch yet" in student.tito("module test 2").err


def test_a_module_changed_after_it_was_completed_says_so(student: Student) -> None:
    student.do("01_numbers")
    student.write("01_numbers", HALF)
    assert student.states()["01_numbers"] == "changed since"
    assert "return both" not in (student.folder / "tinytorch/core/numbers.py").read_text()


def test_completing_one_module_leaves_the_others_as_they_are(student: Student) -> None:
    student.do("01_numbers")
    before = (student.folder / "tinytorch/core/numbers.py").read_bytes()
    student.write("01_numbers", HALF)
    student.do("02_fours")
    assert (student.folder / "tinytorch/core/numbers.py").read_bytes() == before
    first = (student.folder / "tinytorch/core/fours.py").read_text().splitlines()[0]
    assert first.endswith('02_fours.ipynb: edit the notebook, then run "tito module complete 02".')


def test_a_file_edited_by_hand_is_never_overwritten(student: Student) -> None:
    student.do("01_numbers")
    path = student.folder / "tinytorch/core/numbers.py"
    path.write_text(path.read_text() + "# mine\n")
    said = student.tito("module complete 1")
    assert said.code == 1 and "was edited by hand" in said.err and "01_numbers/01_numbers.ipynb" in said.err
    assert "edited by hand" in student.tito("module status").out


def test_an_earlier_module_is_blamed_by_name(student: Student) -> None:
    student.do("01_numbers")
    student.write("01_numbers", HALF)
    assert student.tito("module complete 1 --anyway").code == 0
    assert student.states()["01_numbers"] == "exported, tests fail"
    student.fetch("02_fours")
    student.write("02_fours")
    report = student.tito("module test 2 --json").json["blame"]
    assert [one["module"] for one in report["suspects"]] == ["01_numbers"]
    assert "its own test test-double fails (twice two is four. Got 2, expected 4)" in report["says"]
    assert "Look at 01_numbers first." in student.tito("module test 2").out


def test_this_notebook_is_blamed_where_the_earlier_ones_are_well(student: Student) -> None:
    student.do("01_numbers")
    student.fetch("02_fours")
    student.write("02_fours", swap("four", "double(2.0)", "double(3.0)"))
    report = student.tito("module test 2 --json").json["blame"]
    assert report["suspects"] == [] and "look in this notebook first" in report["says"]


def test_a_released_reference_tells_for_certain(student: Student) -> None:
    """A slip that only a hidden test would see: negative numbers. Swapping in the reference shows whose it is."""
    student.fetch("01_numbers")
    student.write("01_numbers", swap("double", "return result", "return result if x > 2 else x * x"))
    assert student.tito("module complete 1").code == 0
    student.fetch("02_fours")
    student.write("02_fours", swap("four", "double(2.0)", "double(1.0) + double(1.0)"))
    assert student.tito("module test 2 --json").json["blame"]["suspects"] == []
    student.fetch("02_fours", references=("01_numbers",))
    student.write("02_fours", swap("four", "double(2.0)", "double(1.0) + double(1.0)"))
    (suspect,) = student.tito("module test 2 --json").json["blame"]["suspects"]
    assert (suspect["module"], suspect["certain"]) == ("01_numbers", True)
    assert suspect["why"] == "with the released reference in its place test-four passes"


def test_a_package_that_does_not_import_is_named(student: Student) -> None:
    student.do("01_numbers")
    student.fetch("02_fours")
    student.write("02_fours")
    (student.folder / "tinytorch/core/numbers.py").write_text("import nowhere\n")
    (suspect,) = student.tito("module test 2 --json").json["blame"]["suspects"]
    assert suspect["certain"] and "it does not import (ModuleNotFoundError" in suspect["why"]
    health = student.tito("system health --json")
    assert health.code == 1 and not health.json["healthy"]
    assert "01_numbers does not import" in health.err


def test_the_released_reference_is_used_and_said(student: Student) -> None:
    student.fetch("02_fours")
    refused = student.tito("module catch-up 1")
    assert refused.code == 1 and "has not been released" in refused.err
    student.fetch("02_fours", references=("01_numbers",))
    assert "tito module catch-up 01" in student.tito("module test 2").err
    assert student.tito("module catch-up 1").code == 0
    assert student.states()["01_numbers"] == "reference"
    student.write("02_fours")
    assert student.tito("module complete 2").code == 0
    student.do("01_numbers")
    assert student.states()["01_numbers"] == "completed"


def test_milestone_with_a_picture(student: Student) -> None:
    student.do("01_numbers", "02_fours")
    student.fetch("m01_race")

    def draw(cells):
        cells.append(tiny.free("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", "plot"))

    student.write("m01_race", draw)
    assert student.tito("milestone status --json").json["milestones"][0]["state"] == "ready"
    said = student.tito("milestone run 1 --json")
    assert (said.code, said.json["reached"], said.json["picture"]) == (0, True, "results/m01_race.png")
    assert "running m01_race" in said.err
    assert (student.folder / "results/m01_race.png").read_bytes().startswith(b"\x89PNG")
    assert student.tito("milestone info 1 --json").json["state"] == "reached"
    assert [p.name for p in (student.folder / "results").iterdir()] == ["m01_race.png"]


def test_checkpoints_ask_the_package(student: Student) -> None:
    student.do("01_numbers")
    answers = student.tito("checkpoint status --json").json["checkpoints"]
    assert [one["answer"] for one in answers] == ["yes", "yes", "open", "open"]
    assert "Yes, because this runs." in student.tito("checkpoint test 1").out
    path = student.folder / "01_numbers/course/course.json"
    facts = json.loads(path.read_text())
    facts["modules"][0]["checkpoint"]["runs"] = "from tinytorch import double\nassert double(2.0) == 5.0"
    path.write_text(json.dumps(facts))
    said = student.tito("checkpoint test 1")
    assert said.code == 1 and "Not yet: this does not hold: double(2.0) == 5.0." in said.out


def test_what_an_older_notebook_advises_still_works(student: Student) -> None:
    student.fetch("01_numbers")
    student.write("01_numbers")
    assert student.tito("export --from .").code == 0
    said = student.tito("module status --json")
    assert said.json["modules"][0]["state"] == "completed" and "it was made from your notebooks" in said.err


def test_paths(student: Student) -> None:
    student.do("01_numbers")
    (path,) = student.tito("path --json").json["paths"]
    assert (path["done"], path["next"], path["hours_left"]) == (1, "02_fours", 2)
    assert "1 of 3 done" in student.tito("path all").out


def test_reset_keeps_a_dated_copy(student: Student) -> None:
    path = student.fetch("01_numbers")
    blank = [cell.source for cell in nb.read(path).cells]
    student.write("01_numbers")
    mine = path.read_bytes()
    said = student.tito("module reset 1 --json").json
    assert (student.folder / said["kept"]).read_bytes() == mine and "/01_numbers-2" in said["kept"]
    assert [cell.source for cell in nb.read(path).cells] == blank
    student.write("01_numbers")
    again = student.tito("module reset 1 --json").json
    assert again["kept"] != said["kept"]
    assert student.tito("module reset 1 --json").json["kept"] is None, "what was released need not be kept"


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", '{"modules": 3}', '{"format": "x"}', "\udcff", '{"modules": {"01_numbers": {}}}']
)
def test_a_damaged_record_is_rebuilt_and_kept_aside(student: Student, damage: str) -> None:
    student.do("01_numbers")
    path = student.folder / "progress.json"
    path.write_bytes(damage.encode("utf-8", "surrogateescape"))
    said = student.tito("module status --json")
    assert said.code == 0 and "it was rebuilt, and the damaged file is kept as progress-damaged-" in said.err
    assert said.json["modules"][0]["state"] == "completed" and said.json["next"] == "02_fours"
    (aside,) = student.folder.glob("progress-damaged-*.json")
    assert aside.read_bytes() == damage.encode("utf-8", "surrogateescape")
    assert student.tito("module status").err == "", "once is enough"
    assert student.tito("module test 1").code == 0
    assert student.record["modules"]["01_numbers"]["passed"] == 2


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.5, 0.7, 0.95])
def test_a_record_that_was_cut_short_loses_nothing(student: Student, cut: float) -> None:
    student.do("01_numbers", "02_fours")
    student.fetch("m01_race")
    student.write("m01_race", lambda c: c.append(tiny.free("import matplotlib.pyplot as p\np.plot([1])", "plot")))
    assert student.tito("milestone run 1").code == 0
    path = student.folder / "progress.json"
    before = student.record
    path.write_text(path.read_text()[: int(cut * len(path.read_text()))])
    student.tito("module status")
    after = student.record
    assert after["milestones"] == before["milestones"]
    assert {k: (v["state"], v["digest"]) for k, v in after["modules"].items()} == {
        k: (v["state"], v["digest"]) for k, v in before["modules"].items()
    }


def test_a_record_of_a_newer_tito_is_left_alone(student: Student) -> None:
    student.fetch("01_numbers")
    path = student.folder / "progress.json"
    path.write_text('{"format": 2, "modules": {}}')
    said = student.tito("module status")
    assert said.code == 1 and "newer tito" in said.err and path.read_text() == '{"format": 2, "modules": {}}'


def test_what_a_later_version_added_stays_in_the_record(student: Student) -> None:
    student.fetch("01_numbers")
    (student.folder / "progress.json").write_text('{"format": 1, "mood": "good", "modules": {}, "milestones": {}}')
    student.do("01_numbers")
    assert student.record["mood"] == "good"


BAD = {
    "module test 7": "There is no module or milestone '7'",
    "module test m01": "m01_race is a milestone: give a module",
    "module test 2": "02_fours has not been fetched",
    "module complete 2": "02_fours has not been fetched",
    "module reset 2": "02_fours has not been fetched",
    "module start nubmers": "did you mean 01_numbers?",
    "module catch-up 3": "03_sums stands on 01_numbers and 02_fours",
    "milestone run 3": "There is no module or milestone 'm3'",
    "milestone run 1": "m01_race has not been fetched",
    "checkpoint test 9": "There is no checkpoint 9",
    "checkpoint test 2": "tito module complete 02 puts it there",
    "path other": "There is no path 'other'",
}


@pytest.mark.parametrize("command", BAD)
def test_bad_input_is_one_sentence(student: Student, command: str) -> None:
    student.fetch("01_numbers")
    for form in (command, f"{command} --json"):
        said = student.tito(form)
        assert said.code == 1 and said.out == "" and BAD[command] in said.err
        assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "it is not JSON"),
        ("[]", "does not say which notebook format"),
        ('{"nbformat": 3, "worksheets": []}', "notebook format 3"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}', "not a valid notebook"),
    ],
)
def test_a_notebook_that_is_none(student: Student, content: str, sentence: str) -> None:
    path = student.fetch("01_numbers")
    path.write_text(content)
    for command in ("module test 1", "module complete 1"):
        said = student.tito(command)
        assert said.code == 1 and sentence in said.err and "tito module reset 01" in said.err
        assert len(said.err.splitlines()) == 1
    assert student.states()["01_numbers"] == "unreadable"
    assert student.tito("module reset 1").code == 0 and student.states()["01_numbers"] == "not started"


def test_the_instructors_folder_is_no_students_folder(student: Student) -> None:
    root = student.course.root
    for folder in (root, root / "source", root / "source" / "01_numbers"):
        said = student.tito("module test 1", folder)
        assert said.code == 1 and "students work in a folder of their own" in said.err
    assert student.tito("module list", root).code == 0
    assert not (root / "progress.json").exists()


def test_a_folder_of_the_clone_can_be_the_students(student: Student) -> None:
    work = student.course.root / "work"
    shutil.copytree(student.folder, work)
    here = Student(student.course, work, student.tito)
    here.tito.folder = work
    here.do("01_numbers")
    text = (work / "tinytorch/core/numbers.py").read_text()
    assert text.splitlines()[0].startswith("# Generated from 01_numbers/01_numbers.ipynb")


def test_one_folder_below_is_found_and_two_are_refused(student: Student, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    student.fetch("01_numbers")
    shutil.copytree(student.folder, home / "tiny")
    assert Desk.find(home).root == home / "tiny"
    shutil.copytree(student.folder, home / "other")
    with pytest.raises(ProgressError, match="other and tiny"):
        Desk.find(home)


def test_health_and_info_of_a_laptop(student: Student) -> None:
    student.fetch("01_numbers")
    said = student.tito("system health")
    assert said.code == 0 and "Grading is for instructors, needs Linux" in said.out and "Sandbox" not in said.out
    names = {one["name"] for one in student.tito("system health --json").json["needed"]}
    assert {"Python", "numpy", "jupyterlab", "nbgrader", "kernel"} <= names
    data = student.tito("system info --json").json
    assert data["course"] == "Tiny 0.1.0" and data["fetched"] == "01_numbers"
    assert data["folder"] == str(student.folder)


def test_what_is_missing_is_named_with_what_to_do(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    from tito.cli import system

    monkeypatch.setattr(system, "NEEDED", {"no-such-package": "it is needed"})
    said = student.tito("system health --student")
    assert said.code == 1 and "no-such-package: not installed, and it is needed: in the course's clone run" in said.text


def test_a_text_in_a_picture(tmp_path: Path) -> None:
    from matplotlib.image import imread, imsave

    path = tmp_path / "a.png"
    imsave(path, [[0.0, 1.0]])
    assert pictures.noted(path) == ""
    pictures.note(path, '{"a": "\u00e4"}')
    assert pictures.noted(path) == '{"a": "\\xe4"}' and imread(path).shape == (1, 2, 4)
    for size in range(0, len(path.read_bytes()), 7):
        (tmp_path / "cut.png").write_bytes(path.read_bytes()[:size])
        assert pictures.noted(tmp_path / "cut.png") in ("", '{"a": "\\xe4"}')


def test_every_command_has_its_json() -> None:
    from typer.main import get_command

    from tito import cli

    cli._register()
    groups = get_command(cli.app).commands
    for name in ("module", "milestone", "checkpoint", "system"):
        assert len(groups[name].commands) > 1
        for command in groups[name].commands.values():
            assert "--json" in [o for p in command.params for o in p.opts], f"tito {name} {command.name}"
