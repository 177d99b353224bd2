"""What a user can get wrong: one sentence on stderr, a non-zero exit, no traceback, and nothing half written."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import tiny
from tito import cli
from tito.course import Course

COMMANDS = [["export"], ["export", "--check"], ["audit", "01"], ["scan", "01"]]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    made = tiny.make_course(tmp_path / "course")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def tito(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tito", *arguments])
        monkeypatch.setattr(cli.app, "registered_commands", [])  # one process would collect them
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def refused(said: tuple[int, str, str]) -> str:
    """The one sentence of a refusal."""
    code, _, err = said
    assert code == 1
    assert err.count("\n") == 1 and err.endswith((".\n", "?\n")), err
    assert "Traceback" not in err and "Error" not in err
    return err.strip()


def test_the_commands_work_where_nothing_is_wrong(course: Course, tito) -> None:
    """The control of this file."""
    code, out, err = tito("export")
    assert (code, err) == (0, "") and out.endswith("8 files, 8 changed.\n")
    assert tito("export") == (0, "8 files, 0 changed.\n", "")
    assert tito("export", "--check") == (0, "tinytorch_solutions/ is in step with source/.\n", "")
    tiny.save(tiny.released(tiny.numbers()), course.root / "release/01_numbers/01_numbers.ipynb")
    assert tito("scan", "1") == (0, "01_numbers: the release and 0 feedback pages give nothing away.\n", "")


@pytest.mark.parametrize("name", ["4", "99", "m02", "numbrs", ""])
@pytest.mark.parametrize("command", ["audit", "scan"])
def test_unknown_module(course: Course, tito, command: str, name: str) -> None:
    said = refused(tito(command, name))
    assert said.startswith(f"There is no module or milestone {name!r}: modules are 01") and "03" in said


@pytest.mark.parametrize("name", ["../01", "01_numbers.ipynb"])
def test_an_assignment_elsewhere_that_is_not_there(course: Course, tito, name: str) -> None:
    assert refused(tito("audit", name)).rstrip().endswith(f"{Path(name).name} does not exist.")
    assert refused(tito("scan", name)).startswith(f"There is no module or milestone {name!r}: modules are 01")


@every_command
def test_a_folder_in_no_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tito, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(tito(*command)).startswith(f"{tmp_path} is not in a course: it and the folders above it hold no")


@every_command
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('title = "Tiny', "course.toml, line 1, the end of the file: unterminated string."),
        ("title = 3\n", "course.toml: title"),
        (tiny.TOML, "course.toml: modules: this key is missing."),
        ("\xff", "course.toml, line 1: the text is not UTF-8."),
    ],
)
def test_a_broken_course_file(course: Course, tito, command: list[str], content: str, sentence: str) -> None:
    (course.root / "course.toml").write_bytes(content.encode("latin-1"))
    assert sentence in refused(tito(*command))
    assert not (course.root / "tinytorch_solutions").exists()


def _text(text: str) -> Callable[[Course], object]:
    return lambda course: course.source("01").write_text(text)


def _cells(change: Callable[[list], object]) -> Callable[[Course], object]:
    return lambda course: tiny.spoil(course, "01_numbers", change)


SPOILT: dict[str, tuple[Callable[[Course], object], str]] = {
    "missing": (lambda course: course.source("01").unlink(), "does not exist."),
    "folder": (lambda c: (c.source("01").unlink(), c.source("01").mkdir()), "cannot be read: is a directory."),
    "not JSON": (_text("nonsense"), "is not a notebook: it is not JSON."),
    "empty": (_text(""), "is not a notebook: it is not JSON."),
    "a list": (_text("[]"), "is not a notebook: it does not say which notebook format it has."),
    "nbformat 3": (_text('{"nbformat": 3, "worksheets": []}'), "is of notebook format 3: open it in JupyterLab"),
    "nbformat 5": (_text('{"nbformat": 5, "cells": []}'), "is of notebook format 5: "),
    "malformed": (_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}'), "is not a valid"),
    "no markers": (
        _cells(lambda c: c[4].update(source="def double(x): return 2 * x")),
        "cell 5 ('double') has nothing between '### BEGIN SOLUTION' and '### END SOLUTION'.",
    ),
    "open region": (_cells(lambda c: c[4].update(source="# BEGIN SOLUTION")), "'BEGIN SOLUTION' has no 'END SOLUT"),
    "nested region": (
        _cells(lambda c: c[4].update(source="# BEGIN SOLUTION\n# BEGIN SOLUTION")), "a second 'BEGIN SOLUTION' before"
    ),
    "duplicate names": (
        _cells(lambda c: c[6].metadata["nbgrader"].update(grade_id="double")),
        "cell 7 ('double') repeats the grade_id of cell 5.",
    ),
    "duplicate ids": (_cells(lambda c: c[6].update(id="double")), "cell 7 ('root') repeats the id of cell 5."),
    "no ids": (_cells(lambda c: {x.pop("id") for x in c}), "cell 1 has no id: save the notebook in JupyterLab"),
    "points": (
        _cells(lambda c: c[5].metadata["nbgrader"].update(points=4)),
        "the points add up to 11, and course.toml says 10.",
    ),
    "schema": (_cells(lambda c: c[4].metadata["nbgrader"].update(schema_version=1)), "another schema than version 3."),
    "metadata": (_cells(lambda c: c[4].metadata.update(nbgrader="x")), "'nbgrader' metadata that is no table."),
}  # fmt: skip


@every_command
@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_source(course: Course, tito, command: list[str], kind: str) -> None:
    spoil, sentence = SPOILT[kind]
    tito("export")
    before = tiny.tree(course.root / "tinytorch_solutions")
    spoil(course)
    said = refused(tito(*command))
    assert said.startswith(str(course.source("01"))) and sentence in said
    assert tiny.tree(course.root / "tinytorch_solutions") == before


def test_a_cell_of_the_source_that_does_not_compile(course: Course, tito) -> None:
    tiny.spoil(course, "01_numbers", lambda c: c[4].update(source=tiny.DOUBLE.replace("x: float", "x: float x")))
    assert "the cell 'double', line 2, does not compile: invalid syntax" in refused(tito("export"))
    assert not (course.root / "tinytorch_solutions").exists()


def test_an_export_out_of_step(course: Course, tito) -> None:
    tito("export")
    path = course.root / "tinytorch_solutions/tinytorch/core/numbers.py"
    path.write_text(path.read_text() + "# mine\n")
    said = refused(tito("export", "--check"))
    assert said == "tinytorch_solutions/ is out of step with source/ (tinytorch/core/numbers.py): run tito export."
    said = refused(tito("export"))
    assert said.startswith(f"{path} was edited by hand, and the export would undo that: move the change into source/")
    assert path.read_text().endswith("# mine\n")
    assert tito("export", "--force")[0] == 0 and tito("export", "--check")[0] == 0


def test_a_file_that_export_did_not_write(course: Course, tito) -> None:
    tito("export")
    (course.root / "tinytorch_solutions/notes.md").write_text("mine")
    before = tiny.tree(course.root / "tinytorch_solutions")
    tiny.spoil(course, "01_numbers", lambda c: c[3].update(source="#| export\nimport math  # new"))
    said = refused(tito("export"))
    assert said.endswith("notes.md was not written by tito export: move it elsewhere, or delete it.")
    assert tiny.tree(course.root / "tinytorch_solutions") == before


def test_a_students_own_package(course: Course, tito) -> None:
    """What is broken is said, and stops nothing; a folder without notebooks is refused."""
    assert "holds no notebook such as 01_numbers/01_numbers.ipynb." in refused(tito("export", "--from", "me"))
    cells = tiny.solved(tiny.numbers())
    cells[4].source = "def double(x: return x"
    tiny.save(cells, course.root / "me/01_numbers/01_numbers.ipynb")
    code, out, err = tito("export", "--from", "me")
    assert (code, err) == (0, "") and (course.root / "me/tinytorch/core/numbers.py").is_file()
    assert "In 01_numbers, the cell 'double', line 1, does not compile: invalid syntax.\n" in out
    (course.root / "me/tinytorch/notes.md").write_text("mine")
    assert "notes.md was not written by tito export" in refused(tito("export", "--from", "me"))


def test_a_bank_entry_without_a_header(course: Course, tito) -> None:
    path = course.root / "bank/01_numbers/wrong/x.py"
    path.parent.mkdir(parents=True)
    path.write_text("# exercise: double\nx = 1\n")
    assert refused(tito("audit", "01")) == f"{path} lacks '# belief: ...' in its header."


def test_an_audit_that_finds_nothing_to_look_at_has_not_passed(course: Course, tito) -> None:
    code, out, err = tito("audit", "01")
    assert code == 1 and "nothing to look at" in out
    assert all(line.startswith("01_numbers, ") for line in err.splitlines()), "only how far it is"


def test_audit_of_nothing_or_of_too_much(course: Course, tito) -> None:
    for arguments in ([], ["01", "--all"]):
        assert refused(tito("audit", *arguments)).startswith("Say which assignment to audit")


def test_a_leak_ends_the_scan_with_a_sentence_and_an_exit_code(course: Course, tito) -> None:
    tiny.save(tiny.numbers(), course.root / "release/01_numbers/01_numbers.ipynb")
    code, out, err = tito("scan", "01")
    assert (code, out) == (1, "") and "01_numbers: the notebook shows 'both_halves=[x,x]'.\n" in err
    assert refused(tito("scan", "02")).startswith("02_fours: it has not been generated: run nbgrader generate")


def test_a_leak_in_feedback(course: Course, tito) -> None:
    tiny.save(tiny.released(tiny.numbers()), course.root / "release/01_numbers/01_numbers.ipynb")
    page = course.root / "feedback/ada/01_numbers/01_numbers.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>fine</p>")
    assert tito("scan", "01")[1] == "01_numbers: the release and 1 feedback pages give nothing away.\n"
    line = "check.close(double(-3.0), -6.0, rule=&quot;twice a negative number is negative&quot;)"
    page.write_text(line.replace("close", "<b>close</b>"))
    said = refused(tito("scan", "01"))
    assert said.startswith("01_numbers: feedback/ada/01_numbers/01_numbers.html shows 'check.close(double(")


def no_room(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), "x/.writing-1")


@pytest.mark.parametrize("what", ["mkstemp", "replace", "mkdir"])
def test_a_disk_that_refuses_every_write(course: Course, tito, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    tito("export")
    before = tiny.tree(course.root)
    tiny.spoil(course, "01_numbers", lambda c: c[3].update(source="#| export\nimport math  # new"))
    changed = tiny.tree(course.root)
    place = {"mkstemp": tempfile, "replace": os, "mkdir": Path}[what]
    monkeypatch.setattr(place, what, no_room)
    said = refused(tito("export"))
    monkeypatch.undo()
    assert said.endswith("core/numbers.py cannot be written: Read-only file system.")
    assert tiny.tree(course.root) == changed and changed != before


def test_a_disk_that_has_no_place_for_an_audit(course: Course, tito, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", no_room)
    assert "cannot be used: read-only file system." in refused(tito("audit", "01"))


def mounted(root: Path, what: str) -> subprocess.CompletedProcess[str]:
    """Run a command where the course lies on a disk that is mounted read-only, in a mount namespace of its own."""
    script = f"mount --bind . . && mount -o remount,ro,bind . && cd {root}"
    script += f" && exec {sys.executable} -c 'from tito.cli import main; main()' {what}"
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    return subprocess.run(command, cwd=root, env=tiny.environment(), capture_output=True, text=True, check=False)


def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        script = "mount --bind . . && mount -o remount,ro,bind . && cd $PWD && ! touch x 2>/dev/null"
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="this machine allows no mount namespace; the tests above stand in for it")
def test_a_disk_that_is_mounted_read_only(course: Course) -> None:
    done = mounted(course.root, "export")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert done.stderr.endswith("cannot be written: Read-only file system.\n")
    assert not (course.root / "tinytorch_solutions").exists()
    done = mounted(course.root, "export --check")
    assert done.returncode == 1 and "is out of step with source/" in done.stderr  # reading needs no writing


def test_the_installed_command_says_the_same(course: Course) -> None:
    program = Path(sys.executable).parent / "tito"
    course.source("01").write_text("nonsense")
    done = subprocess.run([program, "export"], cwd=course.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{course.source('01')} is not a notebook: it is not JSON.\n"
