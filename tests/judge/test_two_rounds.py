"""No hidden line of any test is held before every test is as far as it can be in the open."""

from collections.abc import Iterator

import psutil
import pytest

from tito.judge import hearing, openly
from tito.judge.engine import Engine
from tito.judge.job import Cell, Job, Limits, Outcome
from tito.judge.sandbox import probe

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
LIMITS = Limits(cell_seconds=3, notebook_seconds=30, wall_factor=3, memory_mib=512, file_mib=8)
NOTED = """
def f(x):
    with open('/tmp/noted', 'a') as file:
        file.write(x)
    return x
def noted():
    with open('/tmp/noted') as file:
        return file.read()
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(minimum=probe().level)
    yield engine
    engine.close()


def job(*sources: str) -> Job:
    """Cells of the student's; a source that begins with TEST is a test."""
    return Job(
        tuple(
            Cell(i, s.removeprefix("TEST\n"), "test" if s.startswith("TEST\n") else "student", f"cell-{i}")
            for i, s in enumerate(sources)
        ),
        limits=LIMITS,
        imports="import numpy as np",
    )


def test(visible: str, hidden: str = "", later: str = "") -> str:
    return f"TEST\n{visible}\n{BEGIN}\n{hidden}\n{END}\n{later}"


test.__test__ = False  # no test of pytest's


def words(outcome: Outcome, index: int) -> list[str]:
    return [o["evalue"] for o in outcome.outputs.get(index, []) if o["output_type"] == "error"]


def test_every_test_is_held_in_the_open_before_any_is_held_in_hiding(engine: Engine) -> None:
    outcome = engine.run(
        job(NOTED, test("f('a')", "f('A')"), "", test("f('b')", "f('B')"), "TEST\nf('c')\nassert noted() == 'abc'",
            test("f('d')", "assert noted() == 'abcdAB'"))
    )  # fmt: skip
    assert outcome.passed == {"cell-1": True, "cell-3": True, "cell-4": True, "cell-5": True}
    assert outcome.open == {"cell-4"}


def test_words_that_were_said_before_any_hidden_line_need_no_other_run(engine: Engine) -> None:
    asked = job("x = 1", test("assert x == 2, 'open'", "x"), test("x", "assert x == 3, 'hidden'"))
    outcome = engine.run(asked)
    assert outcome.passed == {"cell-1": False, "cell-2": False} and outcome.open == {"cell-1"}
    assert (words(outcome, 1), openly.question(asked, outcome)) == (["open"], None)


def test_words_between_hidden_lines_are_asked_for_in_another_run(engine: Engine) -> None:
    asked = job("x = 1", test("x", "y = x", "assert x == 2, 'late'"))
    outcome = engine.run(asked)
    again = openly.question(asked, outcome)
    assert again is not None and "y" not in again.cells[1].source and words(outcome, 1) == ["late"]


def test_what_a_hidden_line_hands_over_is_said_by_no_test(engine: Engine) -> None:
    """The one function is told a secret, the other says what it knows, in the open and late."""
    tells = "import os\ndef f(x):\n    open('/tmp/told', 'w').write(x)\ndef g():\n    "
    tells += "raise ValueError(open('/tmp/told').read() if os.path.exists('/tmp/told') else 'nothing')"
    outcome = engine.run(job(tells, test("", "f('secret')"), test("g()"), test("", "1", "g()")))
    assert words(outcome, 2) == words(outcome, 3) == ["nothing"]
    assert "secret" not in str(outcome.outputs)


def test_a_test_that_waits_stands_still_with_all_that_it_has_started(engine: Engine) -> None:
    busy = """
import os, threading, time
def noting(path):
    while True:
        with open(path, 'a') as file:
            file.write('.')
        time.sleep(0.01)
def start():
    threading.Thread(target=noting, args=('/tmp/thread',), daemon=True).start()
    if os.fork() == 0:
        noting('/tmp/process')
    time.sleep(0.1)
def sizes():
    return os.path.getsize('/tmp/thread'), os.path.getsize('/tmp/process')
"""
    nap = "import time\ndef nap():\n    first = sizes()\n    time.sleep(0.5)\n"
    nap += "    return first == sizes(), min(first) > 0"
    later = "before = sizes()\nnp.ones(1)\nwait()\nassert sizes() > before and sizes()[1] > before[1]"
    outcome = engine.run(
        job(busy, f"{nap}\ndef wait(): time.sleep(0.2)", test("start()", later), "TEST\nassert nap() == (True, True)")
    )
    assert outcome.passed == {"cell-2": True, "cell-3": True}


def test_a_test_that_waited_has_its_time_for_each_part(engine: Engine) -> None:
    slow = "import time\ndef f():\n    end = time.process_time() + 2\n"
    slow += "    while time.process_time() < end: pass\n    return 1"
    outcome = engine.run(job(slow, test("f()", "assert f()"), test("f()", "assert f()")))
    assert outcome.passed == {"cell-1": True, "cell-2": True}


def test_a_child_that_is_ended_while_it_waits_costs_its_test_alone(engine: Engine) -> None:
    source = "import os\ndef mine():\n    open('/tmp/pid', 'w').write(str(os.getpid()))\n"
    source += "def theirs():\n    os.kill(int(open('/tmp/pid').read()), 9)\ndef f(): return 1"
    outcome = engine.run(job(source, test("mine()", "f()"), test("theirs()", "assert f() == 1")))
    assert outcome.passed == {"cell-1": False, "cell-2": True}


def test_a_court_that_is_lost_while_tests_wait_is_held_without_rounds(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "_PATIENCE", 1)
    once, rounds = Engine._once, []
    monkeypatch.setattr(Engine, "_once", lambda self, job, two: rounds.append(two) or once(self, job, two))
    good = test("f()", "assert f() == 1")
    outcome = engine.run(job("def f(): return 1", good, "TEST\nwhile True: pass", good))
    assert rounds[:2] == [True, False] and outcome.open is None
    assert outcome.passed == {"cell-1": True, "cell-2": False, "cell-3": True}


def test_no_process_is_left_that_stands_still(engine: Engine) -> None:
    engine.run(job("x = 1", test("x", "assert x == 1"), test("x", "assert x == 2")))
    stopped = [one for one in psutil.Process().children(recursive=True) if one.status() == psutil.STATUS_STOPPED]
    assert stopped == []
