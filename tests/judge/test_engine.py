"""Whole notebooks through the engine: what students see, what is stopped, and what goes on after it."""

from collections.abc import Iterator

import pytest

from tito.judge.ended import CRASHED, CUT, NO_TIME_LEFT, OUT_OF_TIME
from tito.judge.engine import Engine
from tito.judge.job import Cell, Job, Limits, Outcome
from tito.judge.sandbox import probe

QUICK = Limits(cell_seconds=2, notebook_seconds=20, wall_factor=3, memory_mib=512, file_mib=8)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(minimum=probe().level)
    yield engine
    engine.close()


def cells(*sources: str) -> tuple[Cell, ...]:
    """Cells of the student's; a source that begins with TEST is a test."""
    return tuple(
        Cell(i, s.removeprefix("TEST\n"), "test" if s.startswith("TEST\n") else "student", f"cell-{i}")
        for i, s in enumerate(sources)
    )


def run(engine: Engine, *sources: str, **more: object) -> Outcome:
    return engine.run(Job(cells(*sources), **{"limits": QUICK, "imports": "import numpy as np", **more}))


def names(outcome: Outcome, index: int) -> list[str]:
    return [o.get("ename") for o in outcome.outputs.get(index, []) if o["output_type"] == "error"]


def text(outcome: Outcome, index: int) -> str:
    return "".join(o["text"] for o in outcome.outputs.get(index, []) if o["output_type"] == "stream")


def test_cells_run_in_order_and_tests_see_what_stood_before_them(engine: Engine) -> None:
    outcome = run(engine, "a = 1", "TEST\nassert a == 1", "a = 2", "TEST\nassert a == 2", "TEST\nassert a == 1")
    assert outcome.passed == {"cell-1": True, "cell-3": True, "cell-4": False}
    assert outcome.reached["cell-1"] == {1}


def test_outputs_are_nbformat(engine: Engine) -> None:
    outcome = run(engine, "print('hello'); 40 + 2", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "1 / 0")
    assert text(outcome, 0) == "hello\n"
    assert outcome.outputs[0][1]["data"]["text/plain"] == "42" and outcome.outputs[0][1]["execution_count"] == 1
    assert "image/png" in outcome.outputs[1][0]["data"]
    assert names(outcome, 2) == ["ZeroDivisionError"]


def test_an_exception_costs_only_what_needs_it(engine: Engine) -> None:
    outcome = run(engine, "def f():\n    return 1", "g = undefined", "TEST\nassert f() == 1", "TEST\nassert g")
    assert outcome.passed == {"cell-2": True, "cell-3": False} and names(outcome, 3) == ["NameError"]


def test_a_cell_that_ends_the_process_costs_that_cell(engine: Engine) -> None:
    ends = "print('bye', flush=True)\nimport os\nos._exit(1)"
    outcome = run(engine, "a = 5", ends, "b = a + 1", "TEST\nassert b == 6")
    assert outcome.passed == {"cell-3": True}
    assert names(outcome, 1) == [CRASHED] and "bye" in text(outcome, 1) and outcome.incidents


def test_a_hang_costs_that_cell(engine: Engine) -> None:
    outcome = run(engine, "a = 5", "while True: pass", "b = a + 1", "TEST\nassert b == 6")
    assert outcome.passed == {"cell-3": True} and OUT_OF_TIME in names(outcome, 1)


def test_a_cell_that_does_not_let_itself_be_interrupted_is_ended(engine: Engine) -> None:
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    outcome = run(engine, "a = 5", stubborn, "b = a + 1", "TEST\nassert b == 6")
    assert outcome.passed == {"cell-3": True} and OUT_OF_TIME in names(outcome, 1)


def test_a_cell_that_waits_for_ever_is_stopped(engine: Engine) -> None:
    outcome = run(engine, "import time\ntime.sleep(1000)", "b = 6", "TEST\nassert b == 6")
    assert outcome.passed == {"cell-2": True} and OUT_OF_TIME in names(outcome, 0)


def test_a_function_that_hangs_costs_its_test(engine: Engine) -> None:
    outcome = run(engine, "def f():\n    while True: pass", "TEST\nassert f() == 1", "TEST\nassert 1 == 1")
    assert outcome.passed == {"cell-1": False, "cell-2": True} and OUT_OF_TIME in names(outcome, 1)


def test_a_function_that_ends_the_process_costs_its_test(engine: Engine) -> None:
    source = "import pytest\nwith pytest.raises(BaseException):\n    f()"
    outcome = run(engine, "import os\ndef f():\n    os._exit(0)", f"TEST\n{source}", "TEST\nassert 1 == 1")
    assert outcome.passed == {"cell-1": False, "cell-2": True}


def test_the_notebook_has_a_limit_of_its_own(engine: Engine) -> None:
    limits = Limits(cell_seconds=2, notebook_seconds=3, wall_factor=5)
    burn = "import time\nend = time.process_time() + 1.8\nwhile time.process_time() < end: pass"
    outcome = run(engine, burn, burn, burn, "TEST\nassert 1 == 1", limits=limits)
    assert outcome.passed == {"cell-3": False} and NO_TIME_LEFT in names(outcome, 3)


def test_memory_is_limited(engine: Engine) -> None:
    outcome = run(engine, "import numpy as np\nx = np.ones(1 << 30)", "TEST\nassert 1 == 1")
    assert names(outcome, 0) and outcome.passed == {"cell-1": True}


def test_output_is_cut(engine: Engine) -> None:
    limits = Limits(cell_seconds=5, output_bytes=10_000)
    outcome = run(engine, "for i in range(100_000): print('x' * 100)", "TEST\nassert 1 == 1", limits=limits)
    assert CUT in text(outcome, 0) and len(text(outcome, 0)) < 20_000 and outcome.passed == {"cell-1": True}


def test_files_beside_the_notebook_and_the_package_beneath_it(engine: Engine) -> None:
    stack = {"tinytorch/__init__.py": "from .core import one\n", "tinytorch/core.py": "one = 1\n"}
    outcome = run(
        engine, "from tito.stack import use_tinytorch\nuse_tinytorch()\nfrom tinytorch import one",
        "words = open('data/words.txt').read()", "TEST\nassert (one, words) == (1, 'three words here')",
        files={"data/words.txt": b"three words here"}, stack=stack,
    )  # fmt: skip
    assert outcome.passed == {"cell-2": True}, outcome.outputs


def test_a_file_that_is_changed_later_is_as_it_was_for_an_earlier_test(engine: Engine) -> None:
    outcome = run(
        engine, "open('a.txt', 'w').write('first');", "def f():\n    return open('a.txt').read()",
        "TEST\nassert f() == 'first'", "import os\nos.remove('a.txt')",
    )  # fmt: skip
    assert outcome.passed == {"cell-2": True}


def test_a_folder_with_all_that_can_lie_in_one_is_as_it_was(engine: Engine) -> None:
    made = (
        "import os\nos.makedirs('a/b')\nopen('a/b/deep', 'w').write('1')\nos.symlink('a/b/deep', 'link')\n"
        "os.mkdir('empty')\nopen('run', 'w').write('1')\nos.chmod('run', 0o755)\n"
        "def seen():\n    can = os.access('run', os.X_OK), os.access('link', os.X_OK), os.path.islink('link')\n"
        "    return open('link').read(), sorted(os.listdir()), can"
    )
    changed = "open('a/b/deep', 'w').write('2')\nos.rmdir('empty')"
    was = "assert seen() == ('1', ['a', 'empty', 'link', 'run'], (True, False, True))"
    outcome = run(engine, made, f"TEST\n{was}", changed, "TEST\nassert seen()[0] == '2'")
    assert outcome.passed == {"cell-1": True, "cell-3": True}, outcome.outputs


def test_printing_functions_print_into_the_cell_of_their_test(engine: Engine) -> None:
    outcome = run(engine, "def f():\n    print('working')\n    return 1", "TEST\nassert f() == 1")
    assert outcome.passed == {"cell-1": True} and "working" in text(outcome, 1)


def test_a_check_that_is_never_reached_is_no_pass(engine: Engine) -> None:
    right, wrong = "def items():\n    return [1, 2]", "def items():\n    return []"
    test = "TEST\nfor item in items():\n    assert item in (1, 2)"
    reached = run(engine, right, test).reached
    assert run(engine, right, test, reached=reached).passed == {"cell-1": True}
    assert run(engine, wrong, test, reached=reached).passed == {"cell-1": False}


def test_a_provided_function_is_put_back(engine: Engine) -> None:
    given = Cell(0, "def helper():\n    return 1", "provided", provides=("helper",))
    made = (given, *(Cell(i + 1, c.source, c.kind, c.grade_id) for i, c in enumerate(
        cells("def helper():\n    return 2", "TEST\nassert helper() == 1"))))  # fmt: skip
    outcome = engine.run(Job(made, limits=QUICK))
    assert list(outcome.passed.values()) == [True] and any("helper" in line for line in outcome.review)


def test_processes_left_behind_are_gone(engine: Engine) -> None:
    start = "import subprocess\nsubprocess.Popen(['setsid', 'sleep', '98765']);"
    run(engine, start, "TEST\nassert 1 == 1")
    assert not _running("98765")


def _running(word: str) -> list[str]:
    from pathlib import Path

    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line.startswith("sleep") and word in line:
            found.append(line)
    return found


def test_what_is_done_to_an_array_that_was_put_there_is_seen(engine: Engine) -> None:
    change = "def change(a):\n    a += 1"
    held = "TEST\nfrom tito.checks import ref\na = ref(np.ones(3))\nchange(a)\nassert a.pull().tolist() == [2, 2, 2]"
    copied = "TEST\na = np.ones(3)\nchange(a)\nassert a.tolist() == [2, 2, 2]"
    assert run(engine, change, held, copied).passed == {"cell-1": True, "cell-2": False}


def test_a_test_draws_the_numbers_that_follow_those_of_the_cells(engine: Engine) -> None:
    """Python seeds `random` anew in each fork; a student's own seed must hold in a test all the same."""
    seeded = "import random\nrandom.seed(3)\nown = random.Random(3)\ndef draw():\n    return random.random()"
    test = "TEST\nassert [draw(), draw()] == [own.random(), own.random()]"
    assert run(engine, seeded, test, "draw()", test).passed == {"cell-1": True, "cell-3": False}
    seeded = "import numpy as np\nnp.random.seed(3)\nown = np.random.RandomState(3)\ndraw = np.random.random_sample"
    assert run(engine, seeded, "TEST\nassert draw() == own.random_sample()").passed == {"cell-1": True}


def test_what_nobody_seeded_is_drawn_alike_in_each_run(engine: Engine) -> None:
    draw = "import random, numpy as np\ndef draw():\n    return random.random(), np.random.rand()"
    told = [run(engine, draw, "TEST\nassert draw() is None, draw()").outputs[1][0]["evalue"] for _ in range(2)]
    assert told[0] == told[1] and "0." in told[0]


def test_seeding_reaches_the_students_process(engine: Engine) -> None:
    draw = "import numpy as np\ndef draw():\n    return float(np.random.random())"
    test = "TEST\nfrom tito.checks import seed\nseed(3)\nassert draw() == np.random.RandomState(3).random_sample()"
    assert run(engine, draw, test).passed == {"cell-1": True}
