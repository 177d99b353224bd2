"""The runner: each job alone in its process, whatever its cells do."""

import time
from typing import Any

import pytest

from tito.audit import runner


def job(*sources: str, seconds: float = 5, **more: Any) -> dict[str, Any]:
    cells = [{"id": f"c{index}", "source": source} for index, source in enumerate(sources)]
    return {"cells": cells, "stack": None, "seed": 0, "cell_seconds": seconds} | more


def test_answers_come_in_order_and_name_the_error() -> None:
    answers = runner.run([job("x = 1", "x / 0", "x"), job("x"), job("import time; time.sleep(0.2)"), job("def (")])
    assert answers[0] == {"c0": None, "c1": "ZeroDivisionError: division by zero", "c2": None}
    assert answers[1] == {"c0": "NameError: name 'x' is not defined"}
    assert answers[2] == {"c0": None}
    assert answers[3]["c0"].startswith("SyntaxError: invalid syntax")
    assert runner.run([]) == []


ENDED = "ProcessEnded: the process ended before this cell was done"


@pytest.mark.parametrize("workers", [1, 3])
def test_a_process_that_ends_costs_its_own_job_alone(workers: int) -> None:
    bad = ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)"]
    answers = runner.run([job("x = 1", one, "x") for one in bad] + [job("y = 1")], workers)
    assert answers == [{"c0": None, "c1": ENDED, "c2": ENDED}] * 3 + [{"c0": None}]


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("import sys; sys.exit()", "SystemExit: "),
        ("raise KeyboardInterrupt", "KeyboardInterrupt: "),
        ("x = ' ' * (1 << 40)", "MemoryError: "),
        ("x = bytearray(5 << 30)", "MemoryError: "),  # more than the runner allows, not more than there may be
        ("def f(): f()\nf()", "RecursionError: maximum recursion depth exceeded"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E: (its text cannot be read)"),
        ("import warnings; warnings.warn('x')\n'\\d'", None),
        ("print('x' * 10_000_000); import sys; print('x', file=sys.stderr); sys.stdin.read()", None),
        ("raise ValueError('x' * 100_000 + '\\u2028\\n')", "ValueError: " + "x" * 100_000 + "\u2028\n"),
    ],
)
def test_one_cell(source: str, answer: str | None) -> None:
    said = runner.run([job(source, "y = 1")])[0]
    assert said["c1"] is None
    assert said["c0"] == answer or (answer and said["c0"].startswith(answer))


@pytest.mark.parametrize(
    "source", ["while True: pass", "try:\n    while True: pass\nexcept Exception: pass", "import time; time.sleep(1e6)"]
)
def test_a_hang_costs_its_cell_alone(source: str) -> None:
    """A cell that waits uses no processor time: wall time, ten times as much, ends it."""
    began = time.monotonic()
    answer = runner.run([job("x = 1", source, "x", seconds=0.3)])[0]
    assert answer == {"c0": None, "c1": "CellTimeoutError: the cell ran longer than it may", "c2": None}
    assert time.monotonic() - began < 60


def test_jobs_share_nothing(tmp_path: Any) -> None:
    first = "import builtins, os; builtins.leak = 1; os.environ['LEAK'] = '1'; open('leak', 'w').close()"
    second = "import builtins, os\nassert not hasattr(builtins, 'leak')\n"
    second += "assert 'LEAK' not in os.environ and not os.listdir()"
    assert runner.run([job(first), job(second)], workers=1) == [{"c0": None}] * 2


def test_the_seed_and_the_package_are_the_jobs_own(tmp_path: Any) -> None:
    (tmp_path / "tinytorch").mkdir()
    (tmp_path / "tinytorch/__init__.py").write_text("word = 'mine'")
    show = "from tito.stack import use_tinytorch\nuse_tinytorch()\nimport os, tinytorch\n"
    show += "raise ValueError(tinytorch.word + os.environ['TITO_SEED'])"
    assert runner.run([job(show, stack=str(tmp_path), seed=7)])[0]["c0"] == "ValueError: mine7"
