"""The process around the cells: what a warm one must not hold, and what a fork of it must not share."""

import subprocess
import sys
from pathlib import Path

from shell_harness import Warm

_NOTHING = """
import os, sys, threading
from pathlib import Path
before = set(os.listdir("/proc/self/fd"))
from tito.judge.student.shell import Shell
Shell()
assert threading.active_count() == 1, threading.enumerate()
assert "ipykernel" not in sys.modules and "zmq" not in sys.modules and "sqlite3" not in sys.modules
assert "nbclient" not in sys.modules and "nbgrader" not in sys.modules and "pydantic" not in sys.modules
print([str(path) for path in Path.home().rglob("*") if path.is_file() and "matplotlib" not in str(path)])
"""


def test_the_warm_process_has_no_thread_and_writes_nothing_into_the_home(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _NOTHING], env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)


def test_it_works_without_a_fork(tmp_path: Path) -> None:
    alone = Warm(tmp_path, "once")
    try:
        assert alone.run("x = 2\nprint(x)", "x + 1")[1][0]["data"] == {"text/plain": "3"}
    finally:
        alone.close()


def test_forks_draw_different_numbers(warm: Warm) -> None:
    cell = "import random, numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"
    first, second = warm.text(cell).split(), warm.text(cell).split()
    assert all(a != b for a, b in zip(first, second, strict=True))
    assert warm.text("import random\nrandom.seed(1); print(random.random())") == "0.13436424411240122\n"


def test_forks_share_nothing(warm: Warm) -> None:
    warm.run("import builtins, sys\nx = 1\nbuiltins.leak = sys.leak = 1\nprint('gone')")
    assert warm.last("'x' in globals(), 'leak' in dir(__builtins__), len(In)")[0]["data"]["text/plain"] == (
        "(False, False, 2)"
    )


def test_cells_find_their_own_module_and_folder(warm: Warm, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("value = 5\n")
    cells = (
        "import os, sys, beside\nprint(beside.value, os.getcwd() == str(_dh[0]))",
        "print(sys.modules['__main__'].__dict__ is globals(), __name__, '__file__' in globals())",
    )
    first, second = warm.run(*cells, folder=tmp_path)
    assert (first[0]["text"], second[0]["text"]) == ("5 True\n", "True __main__ False\n")


def test_a_program_of_arguments_fails_as_in_a_notebook(warm: Warm) -> None:
    outputs = warm.last("import argparse\nargparse.ArgumentParser().parse_args()")
    assert "unrecognized arguments: -f" in outputs[0]["text"]


def test_input_stays_refused_in_a_process_that_a_cell_forks(warm: Warm) -> None:
    cell = (
        "import os\npid = os.fork()\nif not pid:\n    try: input()\n    except NotImplementedError: os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))"
    )
    assert warm.text(cell) == "7\n"
