"""Running one test cell against a student's process, and the verdict.

A cell passes when its last statement was reached, the conversation with the student's process stayed sound, and every
check that held for the reference held again.
"""

import linecache
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from tito.judge.court.carrying import keep_plain
from tito.judge.court.compiling import Compiled, Unsupported, compile_cell, unpacked
from tito.judge.court.errors import BadAnswer, BrokenRule
from tito.judge.court.imports import Import
from tito.judge.court.names import Names, names_of
from tito.judge.court.recorder import Recorder
from tito.judge.court.remote import Remote, is_standin
from tito.judge.court.sums import Sums
from tito.judge.court.surroundings import Left, Said, surroundings
from tito.judge.court.tracebacks import Output, clean, error_output, sentence_output
from tito.judge.ended import CRASHED, OUT_OF_TIME
from tito.judge.wire import DeadlinePassed, Disconnected, EndOfFile, OverLimit, ShortRead, Spent, Unsendable, WireError

_ENDED = (EndOfFile, ShortRead, Disconnected)
_SAYINGS: tuple[tuple[tuple[type[BaseException], ...], str, str], ...] = (
    (_ENDED, CRASHED, "your code ended the Python process"),
    ((DeadlinePassed,), OUT_OF_TIME, "your code took longer than it may"),
    ((OverLimit,), "ProtocolError", "the result could not be read: {}"),
    ((Unsendable,), "ProtocolError", "the test could not hand a value to your code: {}"),
    ((Spent,), "ProtocolError", "your code could not be asked any more: {}"),
    ((WireError, BadAnswer), "ProtocolError", "the result could not be read: {}"),
)
_MOST_POINTS = 1e9
_NOTHING = "this test checks each item of what your code returns, and there was none"


@dataclass(frozen=True)
class TestCell:
    """A test cell to run.

    Attributes:
        count: its execution count.
        strict: whether comparing the student's objects is a fault.
        reached: the lines of the checks that held for the reference, and the sums that its process did (`Sums`); None
            for the reference itself.
        compiled: `prepared(source, count, hidden)` of a process that keeps it; nothing: it is compiled here.
        hidden: numbers of the lines that students do not get.
    """

    __test__ = False  # no test of pytest's

    grade_id: str
    source: str
    count: int
    strict: bool = True
    reached: frozenset[int] | None = None
    compiled: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ran:
    """How a run ended.

    Attributes:
        raised: what came out of the cell.
        broken: what ended the conversation with the student's process.
        printed: what the cell printed.
        error: the output for `raised`, made while the student's process could still be asked for its text.
    """

    raised: BaseException | None
    broken: BaseException | None
    printed: str
    error: Output | None


def run(
    cell: TestCell, remote: Remote, carried: dict[str, object], prelude: Mapping[str, Import], seed: int
) -> dict[str, Any]:
    """Run a test cell and say how it went: `Held` to its end."""
    return Held(cell, remote, carried, prelude, seed).begin(to_its_end=True)


class Held:
    """A test cell on its way: first its lines before the first hidden one, later the others.

    Both methods return, whatever happens: passed; outputs, as nbformat has them; reached, the lines of the checks that
    held and, below zero, the sums that the student's process did; why, a sentence for the log or None; unsupported, a
    sentence if the court cannot run the cell, else None; lost, whether the student's process ended; paused, whether
    there is more to run, in which case the others say nothing.
    """

    def __init__(
        self, cell: TestCell, remote: Remote, carried: dict[str, object], prelude: Mapping[str, Import], seed: int
    ) -> None:
        """Get ready.

        Args:
            remote: the student's process.
            carried: globals that the notebook's test cells share; what is left in them is the court's own.
            prelude: names of `imports_of` and `own_names`.
            seed: the run's seed.
        """
        self._cell, self._remote, self._carried, self._prelude, self._seed = cell, remote, carried, prelude, seed
        self._left: Left | None = None
        self._met: tuple[Iterable[str], Mapping[str, object]] = (), {}

    def begin(self, to_its_end: bool = False) -> dict[str, Any]:
        """Run the lines before the first hidden one; or all."""
        return self._whatever_happens(self._begin, to_its_end)

    def go_on(self) -> dict[str, Any]:
        """Run the rest of a cell that was paused."""
        return self._whatever_happens(self._go_on)

    def _whatever_happens(self, part: Callable[..., dict[str, Any]], *arguments: bool) -> dict[str, Any]:
        try:
            return part(*arguments)
        except BaseException as error:
            self._carried.clear()
            name = type(error).__name__
            output = sentence_output("JudgeError", f"the judge could not hold this test ({name})", self._cell.count)
            return _result([output], why=f"the judge itself raised {name}: {error_text(error)}")

    def _begin(self, to_its_end: bool) -> dict[str, Any]:
        cell = self._cell
        try:
            compiled = unpacked(cell.compiled) if cell.compiled else compile_cell(cell.source, cell.count, cell.hidden)
        except Unsupported as why:
            return _result([], why=str(why), unsupported=str(why))
        linecache.cache[compiled.name] = (len(cell.source), None, cell.source.splitlines(keepends=True), compiled.name)
        self._compiled, self._recorder = compiled, Recorder(cell.source, compiled.asserted, compiled.choices)
        self._names, self._sums = names_of(self._carried), Sums(self._remote, compiled.name, cell.reached)
        self._found = dict(self._carried)
        parts = [compiled.code] if compiled.rest is None else [compiled.code, compiled.rest]
        return self._held(parts, 1 if len(parts) == 2 and not to_its_end else 0)

    def _go_on(self) -> dict[str, Any]:
        globals_, names = self._carried, self._names
        touched = {name for name, value in self._bound.items() if self._found.get(name, self) is not value}
        globals_.clear()
        globals_.update(self._bound | {name: value for name, value in names.left.items() if name not in touched})
        before = dict(globals_)
        result = self._held([self._compiled.rest], 0)
        names.left.update({name: value for name, value in globals_.items() if before.get(name, self) is not value})
        return result

    def _held(self, parts: Sequence[CodeType | None], kept: int) -> dict[str, Any]:
        """Run parts of the cell, but for the last ones that are kept for later."""
        cell, names, compiled = self._cell, self._names, self._compiled
        reads = compiled.reads if kept else compiled.reads_in_all
        names.begin(self._remote, self._prelude, compiled.recorder, self._recorder, self._carried, reads, self._met)
        paused = False
        try:
            with surroundings(self._seed, cell.grade_id, self._left) as said:
                ran = self._executed(parts[: len(parts) - kept], said, bool(kept))
                if paused := ran is None:
                    self._left, self._bound, self._met = Left.now(said), dict(self._carried), names.met()
            if ran is None:
                return _result([], paused=True)
            answer = _value(self._compiled, self._recorder.last, cell.count, self._carried, names)
            return _verdict(cell, self._recorder.lines() | self._sums.asked, ran, answer, names)
        finally:
            if not paused:
                self._recorder.forget()
            names.end()
            keep_plain(self._carried, names, _belongs)

    def _executed(self, parts: Sequence[CodeType | None], said: Said, more: bool) -> Ran | None:
        """Run some code, out of which nothing gets that it raises; None where it came to its end, and there is more."""
        raised, error, remote = None, None, self._remote
        try:
            for part in parts:
                exec(part, self._carried)  # type: ignore[arg-type]
        except BaseException as caught:
            raised, error = caught, error_output(caught, self._cell.count)
        if more and raised is None and remote.poisoned is None:
            return None
        try:
            remote.check()
            broken = remote.poisoned
        except BaseException as caught:
            broken = remote.poisoned or caught
        if broken is None and issubclass(type(raised), (WireError, BrokenRule)):
            broken = raised
        return Ran(raised, broken, clean(said.text), error)


def error_text(error: BaseException) -> str:
    """An exception's message, on one line."""
    return " ".join(error_output(error, 0)["evalue"].split())


def _verdict(cell: TestCell, lines: frozenset[int], ran: Ran, answer: Output | None, names: Names) -> dict[str, Any]:
    """What the run comes to: a broken conversation first, then an exception, then checks that were never made."""
    printed = [{"output_type": "stream", "name": "stdout", "text": ran.printed}] if ran.printed else []
    if ran.broken is not None:
        output = _broken(ran.broken, cell.count)
        why = f"{output['ename']}: {output['evalue']}"
        return _result([*printed, output], lines, why, lost=issubclass(type(ran.broken), _ENDED))
    if ran.error is not None:
        return _result([*printed, ran.error], lines, _hint(ran.raised, names))
    missing = sorted(line for line in (cell.reached or frozenset()) - lines if line > 0)
    if missing:
        output = sentence_output("NothingChecked", _NOTHING, cell.count, missing[0])
        return _result([*printed, output], lines, f"the assertion in line {missing[0]} was never reached")
    if answer is not None and answer["output_type"] == "error":
        return _result([*printed, answer], lines, answer["evalue"])
    return _result([*printed, *([answer] if answer else [])], lines, passed=True)


def _result(
    outputs: list[Output],
    lines: frozenset[int] = frozenset(),
    why: str | None = None,
    passed: bool = False,
    unsupported: str | None = None,
    lost: bool = False,
    paused: bool = False,
) -> dict[str, Any]:
    return {
        "passed": passed, "outputs": outputs, "reached": sorted(lines), "why": why,
        "unsupported": unsupported, "lost": lost, "paused": paused,
    }  # fmt: skip


def _broken(fault: BaseException, count: int) -> Output:
    """A broken conversation, in words for the student; they hold nothing that came over the wire."""
    for kinds, name, saying in _SAYINGS:
        if issubclass(type(fault), kinds):
            return sentence_output(name, saying.format(error_text(fault)), count, error=fault)
    name = "BrokenRule" if issubclass(type(fault), BrokenRule) else type(fault).__name__
    return sentence_output(name, error_text(fault), count, error=fault)


def _hint(raised: BaseException | None, names: Names) -> str | None:
    """For the log: why a name that an earlier test bound is not there."""
    if type(raised) is NameError and raised.name in names.dropped:
        return f"{raised.name!r} was made by an earlier test from the student's objects, which are not carried over"
    return None


def _value(compiled: Compiled, value: object, count: int, carried: Mapping[str, object], names: Names) -> Output | None:
    """A number at the end of the cell, which nbgrader takes for partial credit.

    Only the test's own counts: not what a call of the student's function gave. Less than nothing is nothing.
    """
    root = compiled.root
    if not compiled.answers or root in names.theirs or is_standin(carried.get(root or "")):
        return None
    number = value.item() if isinstance(value, np.number | np.bool_) else value
    if type(number) not in (bool, int, float):
        return None
    if type(number) is not bool and not 0 <= number < _MOST_POINTS:
        if not number < 0:
            return sentence_output("PartialCredit", "the partial credit came out as no number of points", count)
        number = 0
    data = {"text/plain": str(number)}
    return {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}


def _belongs(value: object) -> bool:
    """Whether a value must not outlive its test: it speaks to the student's process."""
    return is_standin(value) or issubclass(type(value), Remote)
