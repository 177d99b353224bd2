"""The reference package: the same bytes every time, its prefixes, and what its sources may not hold."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tiny
from tests.conftest import ROOT
from tito import package
from tito.course import Course
from tito.errors import TitoError

BUILD = """
import hashlib, json, sys
import tito.cli  # starts faster
from tito import package
from tito.course import Course
files = package.reference(Course.load(sys.argv[1]))
print(json.dumps([sorted(files), hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()]))
"""


def run(code: str, *arguments: object, cwd: Path, **variables: str) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = tiny.environment(**variables)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    course = tiny.make_course(tmp_path / "course")
    names = [
        run(BUILD, tmp_path / "course", cwd=tmp_path, PYTHONHASHSEED="1"),
        run(BUILD, "../course", cwd=tmp_path / "course", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C"),
    ]
    assert names[0] == names[1]
    assert json.loads(names[0])[0] == sorted(package.reference(course))


def test_files_of_the_reference(tmp_path: Path) -> None:
    files = package.reference(tiny.make_course(tmp_path))
    assert sorted(files) == [
        "tinytorch/__init__.py", "tinytorch/core/__init__.py", "tinytorch/core/fours.py", "tinytorch/core/numbers.py",
        "tinytorch/extra/__init__.py", "tinytorch/extra/sums.py", "tinytorch/old/__init__.py", "tinytorch/old/fours.py",
    ]  # fmt: skip
    text = files["tinytorch/core/numbers.py"]
    assert text.startswith("# Generated from source/01_numbers/01_numbers.ipynb: edit the notebook, ")
    assert "SOLUTION" not in text and "#| export" not in text and "checks" not in text
    assert '__all__ = [\n    "double",\n    "Root",\n]' in text
    assert all(text.endswith("\n") and "\r" not in text for text in files.values())


def test_the_reference_imports_by_all_its_paths(tmp_path: Path) -> None:
    package.write(package.reference(tiny.make_course(tmp_path)), tmp_path / "out")
    code = "import sys; sys.path.insert(0, 'out'); import tinytorch as t; from tinytorch.old.fours import four\n"
    code += "print(t.double(1.5), four(), t.total(), t.Root().of(16), t.__version__, sorted(t.__all__))"
    said = run(code, cwd=tmp_path).strip()
    assert said == "3.0 4.0 5.0 4.0 0.1.0 ['Root', '__version__', 'double', 'four', 'total']"


def test_a_prefix_holds_what_is_below_and_nothing_else(tmp_path: Path) -> None:
    course = tiny.make_course(tmp_path)
    modules = {
        "01_numbers": [], "02_fours": ["numbers"], "03_sums": ["fours", "numbers"], "m01_race": ["fours", "numbers"],
    }  # fmt: skip
    for name, below in modules.items():
        files = package.prefix(course, course.assignment(name))
        core = sorted(Path(f).stem for f in files if f.startswith("tinytorch/core/") and "__init__" not in f)
        assert core == below, name
        assert "tinytorch/extra/sums.py" not in files
        top = files["tinytorch/__init__.py"]
        assert ("double" in top) is bool(below) and "total" not in top


def test_the_prefix_of_a_real_module_imports_with_numpy_alone(tmp_path: Path) -> None:
    course = Course.load(ROOT)
    package.write(package.prefix(course, course.assignment("02")), tmp_path)
    code = "import sys; sys.path.insert(0, '.'); import tinytorch; print(tinytorch.Tensor([1.0]).numpy())\n"
    code += "print(sorted({m.split('.')[0] for m in sys.modules} & {'numpy', 'tito', 'nbformat', 'pydantic'}))"
    assert run(code, cwd=tmp_path) == "[1.]\n['numpy']\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c.__delitem__(1), "its first cell must say '#| default_exp core.numbers'."),
        (lambda c: c[1].update(source="#| default_exp core.other"), "must say '#| default_exp core.numbers'."),
        (lambda c: c[3].update(source="#| export\nimport ("), "the cell 'numbers-imports', line 2, does not compile: "),
        (lambda c: c[4].update(source=tiny.DOUBLE.replace("sum(", "sum((")), "the cell 'double', line 6, does not"),
        (lambda c: c[4].update(source="def double(x): ..."), "nothing between '### BEGIN SOLUTION'"),
        (lambda c: c[4].metadata["nbgrader"].update(grade_id="root"), "repeats the grade_id"),
    ],
)
def test_a_source_that_cannot_be_exported(tmp_path: Path, change, sentence: str) -> None:
    course = tiny.make_course(tmp_path)
    path = tiny.spoil(course, "01_numbers", change)
    for act in (lambda: package.reference(course), lambda: package.prefix(course, course.assignment("02"))):
        with pytest.raises(TitoError) as raised:
            act()
        assert str(raised.value).startswith(f"{path}: ") and sentence in str(raised.value)
    assert package.prefix(course, course.assignment("01"))  # nothing below it
