"""What grading is measured with: gradebooks are compared row by row, and CPU time is counted to the last process."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import bench_grading
import pytest
from accounting import Meter, busy, labels, process, tree
from fault_kinds import end
from gradebook_rows import file_differences, graded_files, marks, table_differences, tables
from nbformat.v4 import new_code_cell, new_notebook, new_output, writes
from nbgrader.api import Gradebook
from soak import Life, grown

# nbgrader 0.9.6 adds rows to a session while it walks their relations, and SQLAlchemy remarks on each of them
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <.*> not in session")


def other_score(book: Gradebook) -> None:
    book.find_grade("test-a", "a", "a", "ada").auto_score = 1.0


def waits(book: Gradebook) -> None:
    book.find_grade("test-a", "a", "a", "ada").needs_manual_grade = True


def comment(book: Gradebook) -> None:
    book.find_comment("answer-a", "a", "a", "ada").manual_comment = "Well done."


def somebody_else(book: Gradebook) -> None:
    book.add_submission("a", "ben")


def fill(book: Gradebook) -> None:
    """One submission with one test and one written answer."""
    book.add_assignment("a")
    book.add_notebook("a", "a")
    book.add_grade_cell("test-a", "a", "a", cell_type="code", max_score=2)
    book.add_solution_cell("answer-a", "a", "a")
    for student in ("ada", "ben"):
        book.add_student(student)
    book.add_submission("a", "ada")
    grade = book.find_grade("test-a", "a", "a", "ada")
    grade.auto_score, grade.needs_manual_grade = 2.0, False


def changed(path: Path, change: Callable[[Gradebook], None]) -> Path:
    with Gradebook(f"sqlite:///{path}") as book:
        change(book)
        book.db.commit()
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Two gradebooks with the same rows, each made anew with ids of its own."""
    folder = tmp_path_factory.mktemp("books")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))  # has alembic
        yield changed(folder / "1.db", fill), changed(folder / "2.db", fill)


def test_gradebooks_with_the_same_rows_are_equal_whatever_their_ids(two: tuple[Path, Path]) -> None:
    assert table_differences(tables(two[0]), tables(two[1])) == []
    assert two[0].read_bytes() != two[1].read_bytes()
    assert marks(two[0], "a")["ada"].grades == {"test-a": [2.0, 0, 2.0, None, None]}


@pytest.mark.parametrize("change", [other_score, waits, comment, somebody_else])
def test_any_other_row_is_a_difference(
    two: tuple[Path, Path], tmp_path: Path, change: Callable[[Gradebook], None]
) -> None:
    other = changed(shutil.copy(two[1], tmp_path / "other.db"), change)
    found = table_differences(tables(two[0]), tables(other))
    assert any("only in the second" in line for line in found)


def graded(root: Path, text: str, grade: bool) -> dict[str, str]:
    cell = new_code_cell("check()", id="one", outputs=[new_output("stream", name="stdout", text=text)])
    cell.metadata["nbgrader"] = {"grade": grade}
    cell.metadata["execution"] = {"shell.execute_reply": str(time.time_ns())}
    path = root / "autograded" / "ada" / "a" / "a.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(writes(new_notebook(cells=[cell])))
    return graded_files(root, "a")


def test_what_a_test_printed_counts_to_the_last_digit(tmp_path: Path) -> None:
    assert file_differences(graded(tmp_path, "got 3", True), graded(tmp_path, "got 3", True)) == []
    (line,) = file_differences(graded(tmp_path, "got 3", True), graded(tmp_path, "got 4", True))
    assert "got 3" in line and "got 4" in line


def test_what_another_cell_measured_does_not_but_its_words_do(tmp_path: Path) -> None:
    assert file_differences(graded(tmp_path, "9.3 ms", False), graded(tmp_path, " 10 ms", False)) == []
    assert len(file_differences(graded(tmp_path, "9.3 ms", False), graded(tmp_path, "an error", False))) == 1


BURN = "import time\nbegan = time.process_time()\nwhile time.process_time() < began + 0.4: pass"
DETACHED = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}], start_new_session=True)"


def test_cpu_seconds_of_a_process_that_nobody_waits_for_are_counted() -> None:
    with Meter() as meter:
        meter.start([sys.executable, "-c", DETACHED]).wait()
        deadline = time.monotonic() + 60
        while meter.read() < 0.4 and time.monotonic() < deadline:
            time.sleep(0.1)
    assert "cgroup" not in meter.how or meter.seconds >= 0.4


def test_seconds_of_others_are_not() -> None:
    with Meter() as meter:
        subprocess.run([sys.executable, "-c", BURN], check=True)
    assert meter.seconds < 0.2


def test_a_process_is_ended_only_while_it_is_itself() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        found = process(sleeper.pid)
        assert found is not None
        other = type(found)(found.pid, found.parent, found.started + 1, found.ticks, found.command)
        assert not end(other)
        assert sleeper.poll() is None
        assert end(found)
    assert not end(found)


def test_a_tree_begins_with_its_root_and_knows_its_children() -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        while len(found := tree(parent.pid)) < 2:
            time.sleep(0.05)
        assert found[0].pid == parent.pid
        assert labels(found)[found[0].key] == "parent"
        assert os.getpid() not in {one.pid for one in found}
        for one in found:
            end(one)


def test_busy_processes_are_gone_afterwards() -> None:
    with busy(2):
        there = tree(os.getpid())
        assert sum("while True: pass" in one.command for one in there) == 2
    assert not any("while True: pass" in one.command for one in tree(os.getpid()))


def test_memory_that_grows_is_found_and_a_warm_up_is_not() -> None:
    done = list(range(0, 1100, 100))
    flat = Life("worker", done, [60.0, 100.0, 119.0, *[120.0] * 8])
    leak = Life("worker", done, [100 + 0.05 * n for n in done])
    assert grown([flat, leak, Life("worker", [0], [5.0])]) == [leak]


def test_the_split_is_read_from_the_document() -> None:
    seconds = [{"student": 0.02, "judge": 0.01}, {"student": 0.04, "judge": 0.03}]
    said = json.dumps({"submissions": [{"cpu_seconds": one} for one in seconds], "totals": {"cpu_seconds": {}}})
    assert bench_grading.split_of(said) == {"student": pytest.approx(0.03), "judge": pytest.approx(0.02)}
