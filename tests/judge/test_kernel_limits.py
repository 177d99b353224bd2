"""What a cell does wrong costs that cell: hangs, crashes, floods, and asking for what there is not."""

import resource
import time
from pathlib import Path

import pytest
from judge_bench import Bench, processes_with, test_cell

from tito.judge.kernel import CRASHED, NO_TIME_LEFT, OUT_OF_TIME, Allowance

LATER = "assert still_there() == 1"


def test_a_call_that_hangs_costs_its_test_alone(bench: Bench) -> None:
    bench.allowance = Allowance(2, 60, 100_000)
    ran = bench.run(
        "def hangs():\n    while True:\n        pass\ndef still_there():\n    return 1",
        test_cell("hangs()"),
        test_cell(LATER),
    )
    assert ran.scores() == [0, 1]
    assert ran.error(1) == OUT_OF_TIME
    assert ran.incidents == ["cell 2: this cell computed for more than 2 s"]


def test_a_call_that_only_waits_costs_its_test_alone_after_the_wall_time(bench: Bench) -> None:
    bench.allowance = Allowance(2, 60, 100_000, wall_factor=1)
    ran = bench.run("import time\ndef still_there():\n    return 1", test_cell("time.sleep(60)"), test_cell(LATER))
    assert ran.scores() == [0, 1]
    assert ran.incidents == ["cell 2: this cell waited longer than it may"]


def test_waiting_uses_up_no_cpu_time(bench: Bench) -> None:
    """On a busy machine a process mostly waits: that must not move a mark."""
    bench.allowance = Allowance(1, 60, 100_000)
    assert bench.run("import time", test_cell("time.sleep(2.5)")).scores() == [1]


def test_an_interrupt_that_is_swallowed_does_not_pass_the_test(bench: Bench) -> None:
    bench.allowance = Allowance(1, 60, 100_000)
    ran = bench.run(
        "def swallows():\n    try:\n        while True:\n            pass\n"
        "    except KeyboardInterrupt:\n        return 1",
        test_cell("assert swallows() == 1"),
    )
    assert ran.scores() == [0]
    assert ran.error(1) == OUT_OF_TIME


def test_a_hang_that_catches_the_interrupt_costs_its_test_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tito.judge.kernel._OUTPUT_SECONDS", 1)
    bench.allowance = Allowance(2, 60, 100_000)
    stubborn = (
        "def hangs():\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass\n"
    )
    ran = bench.run(stubborn + "def still_there():\n    return 1", test_cell("hangs()"), test_cell(LATER))
    assert ran.scores() == [0, 1]
    assert ran.error(1) == OUT_OF_TIME
    assert ran.incidents == ["cell 2: this cell computed for more than 2 s"]


def test_ended_and_killed_kernels_cost_their_cells_alone(bench: Bench) -> None:
    """Definitions from before a crash come back, tests are not run twice, and their outputs stay."""
    ran = bench.run(
        "import os, signal\nruns = []\ndef still_there():\n    return 1",
        "os._exit(3)",
        test_cell("runs.append(1); print('first'); assert runs == [1]"),
        test_cell("os.kill(os.getpid(), signal.SIGKILL)"),
        test_cell("assert runs == []; " + LATER),
    )
    assert ran.scores() == [1, 0, 1]
    assert [ran.error(i) for i in range(5)] == ["", CRASHED, "", CRASHED, ""]
    assert ran.text(2) == "first\n"
    sentence = "this cell ended the Python process"
    assert ran.incidents == [f"cell 2: {sentence}", f"cell 4: {sentence}"]


def test_a_notebook_that_cannot_come_back_is_given_up(bench: Bench) -> None:
    """The earlier cells end the new kernel, too: every later cell says so, and the run ends."""
    ran = bench.run(
        "import os, threading\nif os.path.exists('seen'):\n    os._exit(1)\nopen('seen', 'w').close()",
        test_cell("os._exit(1)"),
        test_cell("assert True"),
        test_cell("assert True"),
    )
    assert ran.scores() == [0, 0, 0]
    assert ran.incidents[-1] == "cell 4: the cells before this one end the Python process"


def test_a_notebook_has_a_limit_and_bringing_a_kernel_back_counts(bench: Bench) -> None:
    bench.allowance = Allowance(6, 6, 100_000, wall_factor=1)
    began = time.monotonic()
    ran = bench.run(
        "import os, time\ntime.sleep(2.2)",
        test_cell("os._exit(1)"),
        test_cell("os._exit(1)"),
        test_cell("assert True"),
        test_cell("assert True"),
    )
    assert ran.scores()[0] == 0
    assert ran.error(4) == NO_TIME_LEFT
    assert ran.incidents[-1] == "cell 5: the notebook had used up its time before this cell"
    assert time.monotonic() - began < 60


def test_a_cell_gets_no_more_than_the_notebook_has_left(bench: Bench) -> None:
    bench.allowance = Allowance(3, 4, 100_000, wall_factor=1)
    ran = bench.run("import time\ntime.sleep(1.5)", test_cell("time.sleep(60)"), test_cell("assert True"))
    assert ran.scores() == [0, 0]
    assert [ran.error(1), ran.error(2)] == [OUT_OF_TIME, NO_TIME_LEFT]


def test_a_flood_of_output_fills_neither_memory_nor_time(bench: Bench) -> None:
    """200 MB in lines, then 20,000 errors: the marks stand, and the notebook stays small."""
    bench.allowance = Allowance(60, 120, 10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ran = bench.run(
        "def floods(lines):\n    for _ in range(lines):\n        print('x' * 999)\n"
        "def errs():\n    for _ in range(300):\n        try:\n            raise ValueError('y' * 1000)\n"
        "        except ValueError:\n            get_ipython().showtraceback()",
        test_cell("floods(200_000)"),
        test_cell("errs()"),
        test_cell("floods(10)\nassert False, 'kept'"),
        test_cell("assert True"),
    )
    assert ran.scores() == [1, 0, 0, 1]
    assert ran.error(3) == "AssertionError"
    assert len(str(ran.node)) < 50_000
    assert ran.incidents[-1].endswith(" bytes of output were cut")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # KiB


def test_the_error_survives_the_limit_on_output(bench: Bench) -> None:
    bench.allowance = Allowance(20, 60, 2_000)
    ran = bench.run("print('z' * 10_000)", test_cell("raise ValueError('long ' * 1000)"))
    assert ran.error(1) == "ValueError"
    assert "... output was cut here" in ran.text(0)
    assert len(str(ran.node.cells[1].outputs)) < 1_500


def test_what_costs_nothing_and_what_fails_a_test(bench: Bench) -> None:
    """One kernel: warnings and prints are harmless, no tag turns a test off, SystemExit and input() fail."""
    ran = bench.run(
        "import sys, warnings\n"
        "def warns():\n    warnings.warn('slow')\n    print('on stderr', file=sys.stderr)",
        test_cell("warns()\nprint('on stdout')"),
        test_cell("assert False", tags=["skip-execution", "raises-exception"]),
        test_cell("sys.exit(0)"),
        test_cell("raise SystemExit"),
        test_cell("input('your name')"),
        test_cell("await __import__('asyncio').sleep(0)"),
    )
    assert ran.scores() == [1, 0, 0, 0, 0, 1]
    assert [ran.error(i) for i in (2, 3, 5)] == ["AssertionError", "SystemExit", "StdinNotImplementedError"]
    assert "on stderr" in ran.text(1)
    assert ran.incidents == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="leftover processes are found through /proc")
def test_what_a_cell_leaves_running_ends_with_the_run(bench: Bench) -> None:
    began = time.monotonic()
    ran = bench.run(
        "import os, subprocess\n"
        "subprocess.Popen(['sleep', '98765.1'])\n"
        "subprocess.Popen(['sleep', '98765.2'], start_new_session=True)\n"
        "os.system('sleep 98765.3 &')",
        test_cell("assert True"),
    )
    assert ran.scores() == [1]
    assert time.monotonic() - began < 60
    assert not processes_with("sleep 98765")
