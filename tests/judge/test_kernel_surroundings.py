"""What a submission finds around it: its own files, the right tinytorch, and nothing of the grader's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from judge_bench import Bench, Ran, test_cell

from tito import package
from tito.course import Course
from tito.judge.folders import read_folder
from tito.judge.surroundings import beside, collected, surroundings

ROOT = Path(__file__).parents[2]
REPORT = """
import json, os
def missing(name):
    try:
        __import__(name)
    except ImportError:
        return True
    return False
print(json.dumps({
    "environment": dict(os.environ), "cwd": os.getcwd(), "files": sorted(os.listdir()),
    "missing": [name for name in NAMES if missing(name)],
}))
"""


@pytest.fixture(scope="module")
def course() -> Course:
    return Course.load(ROOT)


def report(ran: Ran, index: int) -> dict:
    return json.loads(ran.text(index).splitlines()[-1])


def test_a_kernel_sees_no_secret_of_the_grader(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "planted-secret")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-secret")
    folder = bench.root / "beside"
    folder.mkdir()
    (folder / "data.csv").write_text("1,2\n")
    (folder / "a.ipynb").write_text("{}")
    (bench.root / "source" / "a").mkdir(parents=True)
    names = ["tinytorch", "tinytorch_solutions", "source", "bank"]
    ran = bench.run(f"NAMES = {names!r}{REPORT}", test_cell("open('data.csv').close()"))
    found = report(ran, 0)
    assert "planted-secret" not in str(found)
    assert str(ROOT) not in str(found["environment"].get("PYTHONPATH", ""))
    assert found["missing"] == names
    assert found["files"] == ["data.csv"]
    assert not found["cwd"].startswith(str(bench.root))
    assert found["environment"]["HOME"].startswith(str(Path(found["cwd"]).parent))
    assert not Path(found["cwd"]).exists(), "the folder of a run is gone afterwards"
    assert ran.scores() == [1]


def test_module_02_sees_the_reference_of_01_and_nothing_above(bench: Bench, course: Course) -> None:
    stack = package.prefix(course, course.assignment("02"))
    ran = bench.run(
        "from tito.stack import use_tinytorch\nuse_tinytorch()\nimport tinytorch.core.tensor as t",
        "NAMES = ['tinytorch.core.activations', 'tinytorch.core.layers', 'tinytorch_solutions']" + REPORT,
        test_cell("assert t.Tensor([1.0, 2.0]).sum().item() == 3.0"),
        test_cell("assert os.environ['TITO_SEED'] == '11'"),
        work=replace(bench.work(), stack=stack, seed=11),
    )
    assert ran.scores() == [1, 1]
    found = report(ran, 1)
    assert found["missing"] == ["tinytorch.core.activations", "tinytorch.core.layers", "tinytorch_solutions"]


def test_module_01_has_nothing_below_it(course: Course) -> None:
    stack = package.prefix(course, course.assignment("01"))
    assert list(stack) == ["tinytorch/__init__.py"]
    assert "from tinytorch" not in stack["tinytorch/__init__.py"]


def test_collected_takes_real_files_only(course: Course, tmp_path: Path) -> None:
    copy = Course(tmp_path, course.outline)
    for module in ("01_tensor", "02_activations", "03_layers"):
        (tmp_path / "submitted" / "ann" / module).mkdir(parents=True)
    real = tmp_path / "submitted" / "ann" / "01_tensor" / "01_tensor.ipynb"
    real.write_text("{}")
    (tmp_path / "submitted" / "ann" / "02_activations" / "02_activations.ipynb").symlink_to(real)
    assert collected(copy, "ann", ["01_tensor", "02_activations", "03_layers"]) == {"01_tensor": real}


def test_files_are_copied_and_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    files = tmp_path / "files"
    for folder in ("data", "__pycache__", ".ipynb_checkpoints"):
        (files / folder).mkdir(parents=True)
        (files / folder / "x.txt").write_text("x")
    (files / "link").symlink_to(secret)
    (files / "folder").symlink_to(tmp_path)
    for name in ("timestamp.txt", "a.ipynb"):
        (files / name).write_text("now")
    with surroundings(None, beside(read_folder(files)), seed=3) as around:
        assert [p.relative_to(around.folder).as_posix() for p in around.folder.rglob("*.*")] == ["data/x.txt"]
        assert sorted(p.name for p in around.folder.iterdir()) == ["data"]
        assert around.environment["TITO_SEED"] == "3"
        assert "TINYTORCH_PATH" not in around.environment
