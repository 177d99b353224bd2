"""Every command that the guides show is run, in their order, in a course of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, copy_course

BIN = Path(sys.executable).parent
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
AUDIT, GATE = "tests/audit/test_audit_command.py", "tests/release/test_release_gate.py"
ELSEWHERE = {
    "tito demo": "tests/pipeline/test_demo.py",
    "tito audit 01_tensor": AUDIT,  # on smaller notebooks: this one takes minutes
    "tito audit 01_tensor --survivors": AUDIT,
    "tito audit source/ps1/problem1.ipynb": AUDIT,
    "tito release 01_tensor": GATE,
    'tito release 01_tensor --override "REASON" --by NAME': GATE,
}


def commands(path: Path) -> list[str]:
    blocks = re.findall(r"^```console\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_the_guides_show_commands() -> None:
    shown = [command for path in GUIDES for command in commands(path)]
    assert len(shown) >= 9
    for command, test in ELSEWHERE.items():
        assert command in shown
        assert (ROOT / test).is_file()


def test_every_command_of_the_instructors_guide_runs(tmp_path: Path) -> None:
    course = copy_course(tmp_path, "source", "bank", "tinytorch_solutions")
    student = tmp_path / "FOLDER" / "01_tensor"
    handed_in = tmp_path / "submitted" / "ada" / "01_tensor"
    for folder in (student, handed_in):
        folder.mkdir(parents=True)
        shutil.copy(course.source("01_tensor"), folder)
    (tmp_path / "students.csv").write_text("id,first_name,last_name,section\nada,Ada,Lovelace,Tuesday\n")
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for command in commands(ROOT / "docs" / "instructor.md"):
        if command in ELSEWHERE:
            continue
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, command
    assert (tmp_path / "release/01_tensor/01_tensor.ipynb").is_file()
    assert "100" in (tmp_path / "marks.csv").read_text()
    assert (tmp_path / "feedback/ada/01_tensor/01_tensor.html").is_file()
    assert (tmp_path / "FOLDER/tinytorch/core/tensor.py").is_file()
    assert (tmp_path / "reports/cohort.html").is_file()
