"""The tests of one submission, held in a court against the children that wait."""

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tito import notebook as nb
from tito.judge.budget import FIRST_LOOK, GRACE, LOOK, Stopped, Watch
from tito.judge.channel import BadMessage, Channel, Closed
from tito.judge.court.compiling import prepared
from tito.judge.court.imports import prelude
from tito.judge.ended import CRASHED, NO_TIME_LEFT, OUT_OF_TIME
from tito.judge.job import Cell, Job
from tito.judge.outputs import cleaned, error, printable, stream
from tito.judge.session import Session, Waiting, hello
from tito.judge.zygotes import EngineLost, Pair, Zygote

_MESSAGE = 16 << 20
_COURT = {"memory_mib": 4096, "processes": 16, "file_mib": 16, "seconds": 3600}
_PATIENCE = 20  # seconds for a court whose child was ended to say so


class Adjourned(Exception):
    """The court is gone in which tests wait for their second round."""


class Hearing:
    """A court for one submission, and what its tests came to.

    Children of one submission share files and memory: what a hidden line hands to one, the next may say again. So all
    tests are held up to their first hidden line before any is held further: until then nobody knows anything.

    Attributes:
        open: the tests that ended before any hidden line of any test was held: what they say may be read. None where
            each test was held as a whole, which `rounds` decides.
    """

    def __init__(self, zygote: Zygote, job: Job, session: Session, rounds: bool = True) -> None:
        self.zygote, self.job, self.session = zygote, job, session
        self.passed: dict[str, bool] = {}
        self.reached: dict[str, frozenset[int]] = {}
        self.unsupported: dict[str, str] = {}
        self.open: set[str] | None = set() if rounds else None
        self.seconds = 0.0
        self._court: Channel | None = None
        self._paused: dict[int, Waiting] = {}

    def __enter__(self) -> "Hearing":
        return self

    def __exit__(self, *_: object) -> None:
        self._adjourn()

    def hold(self) -> None:
        """Hold every test, in the order of the notebook.

        Raises:
            Adjourned: that cannot be done in two rounds.
        """
        tests = [(number, cell) for number, cell in enumerate(self.job.cells, start=1) if cell.kind == "test"]
        for number, cell in tests:
            self._one(number, cell, self.session.tests.get(cell.index))
        for number, cell in tests:
            if waiting := self._paused.get(number):
                waiting.go_on()
                self._one(number, cell, waiting)

    def _one(self, number: int, cell: Cell, waiting: Waiting | None) -> None:
        name = name_of(cell)
        self.passed[name], self.reached[name] = False, frozenset()
        seconds = self.session.budget.seconds()
        if not seconds:
            self._stopped(cell, NO_TIME_LEFT, "the notebook had used up its time before this cell")
        elif waiting is None:
            self._stopped(cell, CRASHED, "the cells before this test end the Python process")
        else:
            self._held(number, cell, waiting, seconds)
        if number not in self._paused:
            self.session.release(cell)

    def _held(self, number: int, cell: Cell, waiting: Waiting, seconds: float) -> None:
        again = number in self._paused
        result, ended = self._ask(number, cell, waiting, seconds)
        self._paused.pop(number, None)
        self.seconds += float(result.get("seconds") or 0)
        self.session.budget.charge(float(result.get("seconds") or 0))
        if result.get("paused") and ended is None:
            waiting.pause(self.session.pid)
            self._paused[number] = waiting
            return
        self._keep(number, cell, waiting, result)
        if not again and self.open is not None:
            self.open.add(name_of(cell))
        if ended is not None:
            self.passed[name_of(cell)] = False
            self._stopped(cell, OUT_OF_TIME, ended)
        elif result.get("lost"):
            self.session.record.lost.add(cell.index)

    def _keep(self, number: int, cell: Cell, waiting: Waiting, result: Mapping[str, Any]) -> None:
        name, session = name_of(cell), self.session
        self.passed[name] = result.get("passed") is True
        self.reached[name] = frozenset(result.get("reached") or ())
        if result.get("unsupported"):
            self.unsupported[name] = str(result["unsupported"])
        text = os.pread(waiting.output, max(0, min(session.room, 1 << 20)), 0).decode("utf-8", "replace")
        said = [stream(printable(text))] if text else []
        outputs, session.room = cleaned([*said, *(result.get("outputs") or [])], number, session.room)
        session.record.outputs[cell.index] = outputs

    def _ask(self, number: int, cell: Cell, waiting: Waiting, seconds: float) -> tuple[dict[str, Any], str | None]:
        """What the court says, and why the child was ended, where it was."""
        self._send(number, cell, waiting, seconds)
        watch, court_watch = (
            Watch(pid, seconds, self.job.limits.wall_factor) for pid in (self.session.pid, self._court_pid)
        )
        look, ended, last = FIRST_LOOK, None, float("inf")
        while True:
            answer = self._answer(look)
            if answer is not None:
                return answer, ended
            look = LOOK
            try:
                if waiting.peer.gone(0):
                    self.session.end_child(cell)
                if ended is None:
                    watch.look("this test", None, waiting.end)
                    court_watch.look("this test", None, lambda _: None)
                    if self.session.holds_too_much():
                        raise Stopped("this test took more memory than it may")
            except Stopped as why:
                self.session.end_child(cell)
                ended, last = str(why), time.monotonic() + _PATIENCE
            if time.monotonic() > last:
                self._adjourn()
                if self._paused.keys() - {number}:
                    raise Adjourned
                return {}, ended

    def _send(self, number: int, cell: Cell, waiting: Waiting, seconds: float) -> None:
        paused = number in self._paused
        wall = (seconds + GRACE) * self.job.limits.wall_factor
        message = {"number": number, "paused": paused, "to its end": self.open is None, "seconds": wall}
        try:
            if self._court is None:
                self._open()
            if not paused:
                self._rights.send({}, [waiting.conversation.fileno()])
                message["cell"] = self._described(number, cell)
            self._court.send(message)
        except Closed as gone:
            raise EngineLost("the court is gone") from gone
        waiting.conversation.close()

    def _described(self, number: int, cell: Cell) -> dict[str, Any]:
        reached = None if self.job.reached is None else sorted(self.job.reached.get(name_of(cell), ()))
        hidden = hidden_lines(cell.source)
        return {
            "grade_id": name_of(cell), "source": cell.source, "count": number, "strict": cell.strict,
            "reached": reached, "compiled": prepared(cell.source, number, hidden), "hidden": hidden,
        }  # fmt: skip

    def _answer(self, look: float) -> dict[str, Any] | None:
        try:
            answer = self._court.receive(look)
        except (Closed, BadMessage) as gone:
            raise EngineLost("the court is gone") from gone
        return answer if isinstance(answer, dict) or answer is None else {}

    def _open(self) -> None:
        known = prelude(self.job.imports, tuple(self.job.own))
        message = {"prelude": known, "seed": self.job.seed, "limits": _COURT}
        with Pair() as tests, Pair() as rights:
            self.zygote.fork(message, [tests.theirs.fileno(), rights.theirs.fileno()])
        self._court, self._rights = Channel(tests.ours, _MESSAGE), Channel(rights.ours)
        self._court_pid = hello(tests.ours)

    def _adjourn(self) -> None:
        if self._court is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._court_pid, signal.SIGKILL)
            self._court.close()
            self._rights.close()
            self._court = None

    def _stopped(self, cell: Cell, name: str, sentence: str) -> None:
        self.session.record.outputs.setdefault(cell.index, []).append(error(name, sentence))
        self.session.record.incidents.append(f"cell {cell.index + 1}: {sentence}")


@lru_cache(maxsize=1024)
def hidden_lines(source: str) -> tuple[int, ...]:
    """Numbers of the lines of a test cell that students do not get: all, where its marks do not pair."""
    try:
        return tuple(nb.region_lines(source, nb.HIDDEN))
    except nb.NotebookError:
        return tuple(range(1, len(source.split("\n")) + 1))


def name_of(cell: Cell) -> str:
    """What a test is called."""
    return cell.grade_id if cell.grade_id is not None else str(cell.index)
