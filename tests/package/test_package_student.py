"""A student's own package: importable whatever their cells hold, and a sentence for each that is broken."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests import tiny
from tito import importing, package
from tito.course import Course
from tito.package import Stack

Change = Callable[[list[NotebookNode]], object]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return tiny.make_course(tmp_path_factory.mktemp("course"))


class Student:
    """One student's notebooks, all solved until they are changed."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.folder = course, folder
        self.notebooks: dict[str, Path] = {}
        for name in ("01_numbers", "02_fours", "03_sums"):
            self.hand_in(name)

    def hand_in(self, name: str, change: Change = lambda cells: None) -> None:
        cells = tiny.solved(tiny.NOTEBOOKS[name]())
        new = change(cells)
        path = self.folder / name / f"{name}.ipynb"
        self.notebooks[name] = tiny.save(new if isinstance(new, list) else cells, path)

    def stack(self, last: int = 3) -> Stack:
        return package.student_stack(self.course, self.course.modules[:last], self.notebooks)

    def python(self, stack: Stack, code: str) -> str:
        """What some code that imports the package prints, or the last line of its traceback."""
        package.write(stack.files, self.folder / "out")
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, 'out')\n{code}"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        return (done.stdout if done.returncode == 0 else done.stderr).strip().split("\n")[-1]


@pytest.fixture
def student(course: Course, tmp_path: Path) -> Student:
    return Student(course, tmp_path)


def write(name: str, source: str) -> Change:
    return lambda cells: tiny.named(cells, name).update(source=source)


def delete(name: str) -> Change:
    return lambda cells: cells.remove(tiny.named(cells, name))


IMPORT = "import tinytorch, tinytorch.core.numbers\nprint('imported')"


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_it_imports_at_every_stage(student: Student, stage: int) -> None:
    stack = student.stack(stage)
    assert (stack.missing, stack.broken) == ((), {})
    code = "import tinytorch as t\n"
    code += "print([t.double(1.0), *(getattr(t, n)() for n in ('four', 'total') if hasattr(t, n))])"
    expected = ["[2.0]", "[2.0, 4.0]", "[2.0, 4.0, 5.0]"][stage - 1]
    assert student.python(stack, code) == expected


def test_solved_it_is_the_reference(student: Student) -> None:
    assert student.stack().files == package.reference(student.course)


DOUBLE = "#| export\ndef double(x):\n    "
BROKEN = {
    "syntax": (DOUBLE + "return (x", "the cell 'double', line 3, does not compile: '(' was never closed"),
    "magic": ("#| export\n%time 1\n", "the cell 'double', line 2, does not compile: invalid syntax"),
    "shell": ("!pip install x", "the cell 'double', line 1, does not compile: invalid syntax"),
    "indent": (DOUBLE + "return x\n  x", "the cell 'double', line 4, does not compile: unindent does not match"),
    "null": ("x = 'a\0b'", "the cell 'double' does not compile: source code string cannot contain null bytes"),
    "surrogate": ("x = '\ud800'", "the cell 'double' does not compile: "),
    "deep": ("x = " + "-" * 100_000 + "1", "the cell 'double' does not compile: it is too deeply nested"),
    "return": ("#| export\nreturn 1", "the cell 'double', line 2, does not compile: 'return' outside function"),
    "raises": ("#| export\n1 / 0", "the cell 'double' fails when it is imported: ZeroDivisionError: division by zero"),
    "blank": ("raise NotImplementedError()", "the cell 'double' fails when it is imported: NotImplementedError:"),
    "import": ("import nowhere_to_be_found", "fails when it is imported: ModuleNotFoundError: No module named 'no"),
    "exit": ("import sys\nsys.exit()", "the cell 'double' fails when it is imported: SystemExit:"),
    "hard exit": ("import os\nos._exit(0)", "the cell 'double' fails when it is imported: it ends the Python process"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", "fails when it is imported: it ends the Python process"),
    "interrupt": ("raise KeyboardInterrupt", "the cell 'double' fails when it is imported: KeyboardInterrupt:"),
    "future": ("from __future__ import annotations\n" + DOUBLE + "return x", "fails when it is imported: SyntaxError"),
    "bad text": ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "fails when it is imported: E"),
    "renamed": (DOUBLE.replace("double", "twice") + "return 2 * x", "the cell 'double' does not define double"),
    "empty": ("", "the cell 'double' does not define double"),
    "undone": (DOUBLE + "return 2 * x\ndel double", "the cell 'double' does not define double"),
    "memory": ("x = ' ' * (1 << 40)", "the cell 'double' fails when it is imported: MemoryError:"),
    "recursion": ("def f(): f()\nf()", "the cell 'double' fails when it is imported: RecursionError: maximum"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_cell_costs_itself_alone_and_says_so_when_used(student: Student, kind: str) -> None:
    source, sentence = BROKEN[kind]
    student.hand_in("01_numbers", write("double", source))
    stack = student.stack(1)
    assert stack.missing == () and list(stack.broken) == ["01_numbers"]
    assert len(stack.broken["01_numbers"]) == 1
    said = stack.broken["01_numbers"][0]
    assert sentence in said and "\n" not in said and str(student.folder) not in said
    assert student.python(stack, IMPORT) == "imported"
    assert student.python(stack, "from tinytorch import Root; print(Root())").startswith("<tinytorch.core.numbers.Root")
    used = student.python(stack, "from tinytorch import double; double(1.0)")
    assert used.startswith(f"ImportError: double cannot be used: in your 01_numbers, {said[:60]}")


def test_a_deleted_cell(student: Student) -> None:
    student.hand_in("01_numbers", delete("root"))
    stack = student.stack()
    assert stack.broken == {"01_numbers": ("the cell 'root' is missing",)}
    assert student.python(stack, "import tinytorch as t; print(t.total())") == "5.0"
    said = student.python(stack, "import tinytorch as t; t.Root()")
    assert said == "ImportError: Root cannot be used: in your 01_numbers, the cell 'root' is missing."


def test_a_broken_cell_of_a_later_module_leaves_the_earlier_ones_alone(student: Student) -> None:
    """Importing any module imports the package, and with it the broken one: the blame must not land on the first."""
    student.hand_in("02_fours", write("four", "1 / 0"))
    stack = student.stack()
    assert list(stack.broken) == ["02_fours"]
    assert stack.files["tinytorch/core/numbers.py"] == package.reference(student.course)["tinytorch/core/numbers.py"]
    said = student.python(stack, "import tinytorch as t; print(t.double(1.0)); t.total()")
    assert said.startswith("ImportError: four cannot be used: in your 02_fours, the cell 'four' fails when")


def test_the_cell_that_calls_at_import_is_to_blame_and_not_what_it_calls(student: Student) -> None:
    student.hand_in("01_numbers", write("double", DOUBLE + "raise RuntimeError('not yet')"))
    student.hand_in("02_fours", write("four", "START = double(2.0)\ndef four(): return START"))
    stack = student.stack()
    assert stack.broken == {"02_fours": ("the cell 'four' fails when it is imported: RuntimeError: not yet",)}
    said = student.python(stack, "from tinytorch.core.fours import START; START()")
    assert said.startswith("ImportError: START cannot be used: in your 02_fours, the cell 'four' fails")


def test_several_broken_cells(student: Student) -> None:
    student.hand_in("01_numbers", lambda c: (write("double", "1 / 0")(c), write("root", "class Root(")(c)))
    student.hand_in("02_fours", write("four", "from tinytorch.core.numbers import nothing"))
    stack = student.stack()
    assert {key: len(value) for key, value in stack.broken.items()} == {"01_numbers": 2, "02_fours": 1}
    assert student.python(stack, IMPORT) == "imported"


def test_a_loop_without_end_is_stopped(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CPU_SECONDS", 1)
    endless = "while True:\n    try:\n        x = 1\n    except BaseException: pass"
    student.hand_in("01_numbers", write("double", endless))
    stack = student.stack(1)
    assert stack.broken["01_numbers"] == ("the cell 'double' fails when it is imported: it takes longer than 1 s",)
    assert student.python(stack, IMPORT) == "imported"


def test_a_cell_that_waits_for_ever_is_stopped(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "WALL_SECONDS", 3)
    student.hand_in("02_fours", write("four", "import time\ntime.sleep(1e6)"))
    stack = student.stack(2)
    assert stack.broken == {"02_fours": ("the cell 'four' fails when it is imported: it takes longer than 3 s",)}


def test_processes_that_a_cell_leaves_behind_hold_nothing_up(student: Student) -> None:
    source = "import os, time\nif os.fork() == 0:\n    time.sleep(1000)\n" + DOUBLE + "return 2 * x"
    student.hand_in("01_numbers", write("double", source))
    assert student.stack(1).broken == {}


def test_a_flood_of_output_is_nothing(student: Student) -> None:
    source = DOUBLE + "return 2 * x\nprint('tito:' + 'null' * 1000000)\nimport sys; sys.stdout.close()"
    student.hand_in("01_numbers", write("double", source))
    assert student.stack(1).broken == {}


def test_a_word_of_success_put_into_the_importers_mouth_breaks_nothing(student: Student) -> None:
    source = "import json, os, sys\nplace = json.loads(sys.argv[1])['place']\n"
    source += "open(place + '/report', 'w').write('[1, 2]')\nos._exit(0)"
    student.hand_in("01_numbers", write("double", source))
    stack = student.stack(1)
    assert "it ends the Python process" in stack.broken["01_numbers"][0]


def test_a_provided_cell_is_ours_whatever_they_made_of_it(student: Student) -> None:
    student.hand_in("01_numbers", write("numbers-imports", "import nowhere"))
    stack = student.stack(1)
    assert stack.broken == {} and stack.files == package.student_stack(
        student.course, student.course.modules[:1], {"01_numbers": student.course.source("01")}
    ).files


HELPER = "#| export\ndef helper(x):\n    return x + x"


@pytest.mark.parametrize("at", [4, 5, 6])
def test_a_helper_that_the_student_exports_is_there(student: Student, at: int) -> None:
    def change(cells: list[NotebookNode]) -> None:
        cells.insert(at, new_code_cell(HELPER, id="mine"))
        tiny.named(cells, "root").source = "#| export\nclass Root:\n    def of(self, x): return helper(x) / x"

    student.hand_in("01_numbers", change)
    stack = student.stack(1)
    assert stack.broken == {}
    assert student.python(stack, "import tinytorch.core.numbers as n; print(n.Root().of(3.0), n.helper(2))") == "2.0 4"


def test_a_helper_may_use_at_once_what_stands_above_it(student: Student) -> None:
    student.hand_in("01_numbers", lambda c: c.insert(6, new_code_cell("#| export\nEIGHT = double(4.0)", id="mine")))
    stack = student.stack(1)
    assert stack.broken == {}
    assert student.python(stack, "from tinytorch.core.numbers import EIGHT; print(EIGHT)") == "8.0"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("#| export\ndef (:", "your exported cell 7, line 2, does not compile: invalid syntax"),
        ("#| export\n1 / 0", "your exported cell 7 fails when it is imported: ZeroDivisionError: division by zero"),
    ],
)
def test_a_helper_that_is_broken_has_its_sentence_too(student: Student, source: str, sentence: str) -> None:
    student.hand_in("01_numbers", lambda c: c.insert(6, new_code_cell(source, id="mine")))
    stack = student.stack(1)
    assert stack.broken == {"01_numbers": (sentence,)}
    assert student.python(stack, "from tinytorch import double; print(double(2.0))") == "4.0"


def test_what_is_not_exported_stays_out(student: Student) -> None:
    student.hand_in("01_numbers", lambda c: c.insert(5, new_code_cell("import os\nos._exit(3)", id="mine")))
    assert student.stack(1).files == package.prefix(student.course, student.course.assignment("02"))


@pytest.mark.parametrize("cell_type", ["markdown", "raw"])
def test_a_retyped_exercise_is_still_an_exercise(student: Student, cell_type: str) -> None:
    student.hand_in("01_numbers", lambda c: tiny.named(c, "double").update(cell_type=cell_type))
    for cell in (cells := tiny.solved(tiny.numbers())):
        if cell.id == "double":
            cell.cell_type = cell_type
            del cell["outputs"], cell["execution_count"]
    student.hand_in("01_numbers", lambda _: cells)
    assert student.stack(1).broken == {}


def test_an_exercise_that_lost_its_directive_or_its_metadata(student: Student) -> None:
    def change(cells: list[NotebookNode]) -> None:
        tiny.named(cells, "double").source = DOUBLE.removeprefix("#| export\n") + "return x * 2.0"
        tiny.named(cells, "root").metadata = {}

    student.hand_in("01_numbers", change)
    stack = student.stack(1)
    assert stack.broken == {} and "return x * 2.0" in stack.files["tinytorch/core/numbers.py"]
    assert stack.files["tinytorch/core/numbers.py"].count("class Root") == 1


def test_of_two_cells_with_one_name_the_last_counts_as_in_grading(student: Student) -> None:
    twin = tiny.exercise("double", DOUBLE + "return 'first'")
    twin.id = "copy"
    student.hand_in("01_numbers", lambda c: c.insert(3, twin))
    stack = student.stack(1)
    assert "first" not in stack.files["tinytorch/core/numbers.py"] and stack.broken == {}


@pytest.mark.parametrize("junk", ["text", None, 3, [1], {"grade_id": 5}, {"grade_id": {"a": []}}, {"grade_id": ["x"]}])
def test_any_metadata(student: Student, junk: object) -> None:
    def change(cells: list[NotebookNode]) -> None:
        for cell in cells:
            cell.metadata = {"nbgrader": junk, "tito": junk}

    student.hand_in("01_numbers", change)
    assert student.stack(1).broken == {}  # ids still tell the cells


def test_an_unreadable_notebook_is_broken_with_a_reason(student: Student) -> None:
    student.notebooks["01_numbers"].write_text("{")
    stack = student.stack()
    assert stack.missing == ()
    assert stack.broken["01_numbers"] == ("01_numbers.ipynb is not a notebook: it is not JSON.",)
    said = student.python(stack, "import tinytorch; tinytorch.double(1.0)")
    assert said == "ImportError: double cannot be used: in your 01_numbers, the notebook cannot be read."


@pytest.mark.parametrize("name", ["01_numbers", "02_fours", "03_sums"])
def test_a_module_that_was_not_handed_in_is_missing_by_name(student: Student, name: str) -> None:
    del student.notebooks[name]
    stack = student.stack()
    assert (stack.missing, stack.broken) == ((name,), {})
    function = {"01_numbers": "double", "02_fours": "four", "03_sums": "total"}[name]
    said = student.python(stack, f"import tinytorch as t; t.{function}(*[1.0][:t.{function} is t.double])")
    assert said == f"ImportError: {function} cannot be used: in your {name}, nothing was handed in."


def test_nothing_at_all(student: Student) -> None:
    student.notebooks.clear()
    stack = student.stack()
    assert stack.missing == ("01_numbers", "02_fours", "03_sums")
    assert student.python(stack, IMPORT) == "imported"
    assert student.stack(0).files.keys() == {"tinytorch/__init__.py"}


def test_the_digest_changes_exactly_when_the_files_do(student: Student) -> None:
    first = student.stack()
    assert student.stack().digest == first.digest
    student.hand_in("01_numbers", write("try-it", "anything"))
    assert student.stack().digest == first.digest
    ours = tiny.named(tiny.solved(tiny.numbers()), "double").source
    student.hand_in("01_numbers", write("double", f"{ours}  # mine"))
    other = student.stack()
    assert other.files != first.files and other.digest != first.digest
    assert len({Stack({"a": "b"}).digest, Stack({"a": "c"}).digest, Stack({"b": "a"}).digest, Stack({}).digest}) == 4
    assert Stack({"a": "1", "b": "2"}).digest == Stack({"b": "2", "a": "1"}).digest


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError(object())",  # an address
        "raise ValueError(set('abcdefgh'))",  # an order that hangs on the hash seed
        "import tinytorch\nraise ValueError(tinytorch.__file__)",  # a temporary folder
        "raise ValueError('\ud800'.encode('utf-8', 'surrogatepass').decode('utf-8', 'surrogatepass'))",
    ],
)
def test_the_digest_does_not_move_with_what_an_error_says(student: Student, source: str) -> None:
    source = source.replace("\ud800", "\\ud800")
    student.hand_in("01_numbers", write("double", source))
    assert student.stack(1).digest == student.stack(1).digest


def test_odd_line_ends_do_not_shift_the_blame(student: Student) -> None:
    odd = '#| export\r\ndef double(x):\r\n    """\x0c \x1c \u2028 \x85"""\r    return 2 * x\n\n\n'
    bad = "class Root: pass\n1 / 0"
    student.hand_in("01_numbers", lambda c: (write("double", odd)(c), write("root", bad)(c)))
    stack = student.stack(1)
    assert [said[:16] for said in stack.broken["01_numbers"]] == ["the cell 'root' "]
    package.write(stack.files, student.folder / "out")
    assert package.write(stack.files, student.folder / "out") == []


def test_the_importer_finds_nothing_wrong_where_nothing_is(tmp_path: Path) -> None:
    """The control: without it every test above could pass on an importer that blames at random."""
    (tmp_path / "good.py").write_text("x = 1\n")
    (tmp_path / "bad.py").write_text("x = 1\n\nraise KeyError('why')\n")
    assert importing.failure(tmp_path, {}) is None
    assert importing.failure(tmp_path, {"good": ["x"]}) is None
    assert importing.failure(tmp_path, {"good": ["y"]}) == importing.Failure("good", "it does not define y", None, "y")
    assert importing.failure(tmp_path, {"good": [], "bad": ["x"]}) == importing.Failure("bad", "KeyError: 'why'", 3)
