"""Tasks in processes: a bounded number at once, and only those fail whose own process ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from judge_course import Inline

from tito.judge import flow
from tito.judge.executors import pool
from tito.judge.flow import ENDED, Failed, each, within
from tito.judge.settings import GradingError


def work(name: str) -> str:
    """In a worker process: some names end it."""
    if name.startswith("killer"):
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("bad"):
        raise ValueError(name)
    return name.upper()


def task(name: str) -> tuple[Callable[[str], str], str]:
    return work, name


def test_who_ends_a_process_fails_alone() -> None:
    names = [*(f"n{i}" for i in range(12)), "killer-1", "bad", "killer-2"]
    with pool(2) as executor:
        found = dict(each(executor, sorted(names), task))
    assert found.keys() == set(names)
    assert [found[f"n{i}"] for i in range(12)] == [f"N{i}" for i in range(12)]
    for name in ("killer-1", "killer-2"):
        assert isinstance(found[name], Failed)
        assert str(found[name]) == ENDED
    assert isinstance(found["bad"], ValueError)


def test_work_whose_process_ends_each_time_is_a_sentence() -> None:
    with pool(1) as executor, pytest.raises(GradingError, match=rf"^Nothing can be graded here: {ENDED}, 5 times\. "):
        within(executor, work, "killer")


def test_few_tasks_are_made_before_there_is_room_for_them() -> None:
    made: list[str] = []
    ahead: list[int] = []

    def counted(name: str) -> tuple[Callable[[str], str], str]:
        made.append(name)
        return work, name

    executor = Inline()
    executor.tito_room = 3  # type: ignore[attr-defined]
    for number, _ in enumerate(each(executor, [f"n{i:02}" for i in range(20)], counted), start=1):
        ahead.append(len(made) - number)
    assert len(made) == 20
    assert max(ahead) <= 3


def test_a_task_that_cannot_be_made_is_a_failure_of_its_own() -> None:
    def sometimes(name: str) -> tuple[Callable[[str], str], str]:
        if name == "b":
            raise OSError(13, "Permission denied", "b.ipynb")
        return work, name

    found = dict(each(Inline(), ["a", "b", "c"], sometimes))
    assert (found["a"], found["c"]) == ("A", "C")
    assert isinstance(found["b"], OSError)


def test_without_workers_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty(Executor):
        tito_workers = staticmethod(lambda: 0)

        def submit(self, *args: Any, **kwargs: Any) -> Future:
            return Future()

    monkeypatch.setattr(flow, "_LOOK", 0.01)
    monkeypatch.setattr(flow, "_PATIENCE", 0.1)
    with pytest.raises(GradingError, match=r"No worker has been there for 0\.1 s: nothing is lost"):
        list(each(Empty(), ["a"], task))


def test_an_interrupt_goes_to_whoever_asked() -> None:
    class Interrupted(Executor):
        def submit(self, *args: Any, **kwargs: Any) -> Future:
            future: Future = Future()
            future.set_exception(KeyboardInterrupt())
            return future

    with pytest.raises(KeyboardInterrupt):
        list(each(Interrupted(), ["a"], task))


def test_leaving_a_pool_by_an_exception_waits_for_nobody(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), pool(2) as executor:
        futures = [executor.submit(time.sleep, 600) for _ in range(6)]
        while not any(future.running() for future in futures):
            time.sleep(0.02)
        raise KeyboardInterrupt
    assert time.monotonic() - began < 60


LEAVING = """
import time
from contextlib import closing
from tito.judge import executors
from tito.judge.flow import each

def work(data):
    time.sleep(0.2)

def late(self, *args, shutdown=executors._Workers.shutdown, **options):
    time.sleep(1)  # as long as the pool's own thread may need to find its workers gone
    shutdown(self, *args, **options)

if __name__ == "__main__":
    executors._Workers.shutdown = late
    names = [str(number) for number in range(20)]
    with executors.pool(2) as executor:
        with closing(each(executor, names, lambda name: (work, bytes(3_000_000)))) as found:
            next(found)
            raise SystemExit("the disk is full")
"""


def test_a_process_whose_pool_was_left_ends_though_a_task_is_half_in_the_pipe(tmp_path: Path) -> None:
    script = tmp_path / "leaving.py"
    script.write_text(LEAVING)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(flow.__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "the disk is full\n")
