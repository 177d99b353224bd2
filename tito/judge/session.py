"""One submission on its way through its sandbox: its cells run, and at each test a child is left waiting."""

import base64
import contextlib
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tito.judge import sandbox, tree
from tito.judge.budget import FIRST_LOOK, LOOK, Budget, Stopped, Watch
from tito.judge.channel import BadMessage, Channel, Closed
from tito.judge.ended import CRASHED, NO_TIME_LEFT, OUT_OF_TIME
from tito.judge.job import Cell, Job, Output
from tito.judge.outputs import cleaned, error, printable, stream
from tito.judge.peers import Peer, below, end_stragglers
from tito.judge.zygotes import EngineLost, Pair, Zygote, memory_file

_HELLO = 30  # seconds in which a forked process says that it is there
_TIMES = 4  # as much memory as one process may take, for all of a submission's
_FAREWELL = 10  # seconds for the system to end a namespace
_ESCAPED = 6  # bytes of JSON that one byte of output may take
_ANSWER = 4 << 20  # bytes of an answer beside its outputs
_FILES = 16_000  # beside a notebook
_GONE = 5  # seconds for the system to end a process


class Lost(Exception):
    """A process that runs the student's code ended by itself."""


@dataclass
class Waiting:
    """A child that waits to be asked by a test."""

    conversation: socket.socket
    output: int
    peer: Peer
    started: list[Peer] = field(default_factory=list)

    def pause(self, keeper: int) -> None:
        """Have it, and what it has started, stand still: its time shall not be another test's."""
        self.started = below(self.peer.pid, keeper)
        for one in (self.peer, *self.started):
            one.send(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it go on."""
        for one in (self.peer, *self.started):
            one.send(signal.SIGCONT)

    def end(self, *_: object) -> None:
        """End it."""
        self.peer.send(signal.SIGKILL)

    def close(self) -> None:
        """Let go of it."""
        self.conversation.close()
        for one in (self.peer, *self.started):
            one.close()
        with contextlib.suppress(OSError):
            emptied(self.output)


@dataclass
class Record:
    """What became of the cells."""

    outputs: dict[int, list[Output]] = field(default_factory=dict)
    incidents: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)


class Session:
    """A submission's sandbox. Leaving it ends every process in it."""

    def __init__(self, zygote: Zygote, job: Job) -> None:
        self.job, self.record = job, Record()
        self.room = job.limits.output_bytes
        self.tests: dict[int, Waiting] = {}
        self._base: Channel | None = None
        self._done: list[tuple[int, Cell]] = []
        self._last = next((cell for cell in reversed(job.cells) if cell.kind == "student"), None)
        with Pair() as pair:
            self._keeper = Channel(pair.ours)
            zygote.fork({"limits": _inner(job)}, [pair.theirs.fileno()])
            pair.theirs.close()
            self.pid = hello(pair.ours)
        self.budget = Budget(job.limits, self.pid)
        self._lay_out()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        end_and_wait(self.pid)
        self._keeper.close()
        self._leave_base()
        for waiting in self.tests.values():
            waiting.close()

    def _lay_out(self) -> None:
        written = {name: base64.b64encode(data).decode() for name, data in self._that_fit().items()}
        stack = {name: base64.b64encode(text.encode()).decode() for name, text in (self.job.stack or {}).items()}
        self._tell({"do": "lay out"}, memory_file("job", json.dumps({"files": written, "stack": stack}).encode()))

    def _that_fit(self) -> dict[str, bytes]:
        """The files beside the notebook, without the largest where all together are more than a sandbox holds."""
        room, kept = (self.job.limits.file_mib << 20) // 2, dict[str, bytes]()
        for name, data in sorted(self.job.files.items(), key=lambda one: len(one[1])):
            room -= len(data) + 4096
            if room < 0 or len(kept) == _FILES:
                self.record.incidents.append(
                    f"{len(self.job.files) - len(kept)} files beside the notebook were left out: they are too large"
                )
                break
            kept[name] = data
        return kept

    def _tell(self, message: Any, *descriptors: int) -> None:
        try:
            self._keeper.send(message, descriptors)
        except Closed as lost:
            raise EngineLost("the keeper is gone") from lost
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    # ------------------------------------------------------------------------------------------------ a base

    def _new_base(self) -> None:
        """Start the process in which cells run."""
        self._leave_base()
        self._output = memory_file("output", append=True)
        self._written = 0
        message = {
            "do": "base", "environment": dict(self.job.environment), "output_bytes": self.job.limits.output_bytes,
            "entropy": _entropy(self.job),
        }  # fmt: skip
        with Pair() as cells, Pair() as rights:
            sent = [os.dup(cells.theirs.fileno()), os.dup(rights.theirs.fileno()), os.dup(self._output)]
            self._tell(message, *sent)
        largest = _ESCAPED * self.job.limits.output_bytes + _ANSWER
        patience = self.job.limits.cell_seconds * self.job.limits.wall_factor
        self._base, self._rights = Channel(cells.ours, largest, patience), Channel(rights.ours, patience=patience)
        self._peer: Peer | None = None
        self._peer = self._meet(cells.ours)

    def _leave_base(self) -> None:
        """End the base, and what its cells have left running; the children that wait are left alone."""
        if self._base is not None:
            self._end_base()
            if self._peer is not None:
                self._peer.gone(_GONE)
                self._peer.close()
            self._end_stragglers()
            self._base.close()
            self._rights.close()
            emptied(self._output)
            self._base = None

    def end_child(self, cell: Cell) -> None:
        """End the child of a test, and what it has left running: it may hold the child's sockets."""
        waiting = self.tests[cell.index]
        waiting.end()
        waiting.peer.gone(_GONE)
        self._end_stragglers(waiting)

    def release(self, cell: Cell) -> None:
        """End the child of a test, and forget it."""
        if cell.index in self.tests:
            self.end_child(cell)
            self.tests.pop(cell.index).close()

    def _end_stragglers(self, besides: Waiting | None = None) -> None:
        end_stragglers(self.pid, {waiting.peer.pid for waiting in self.tests.values() if waiting is not besides})

    def _end_base(self, *_: object) -> None:
        if self._peer is not None:
            self._peer.send(signal.SIGKILL)

    def _meet(self, ours: socket.socket, seconds: float = _HELLO) -> Peer:
        """The process at the other end, which must be one of this submission's."""
        try:
            return Peer(hello(ours, seconds), self.pid)
        except OSError as error:
            raise Lost from error

    # ---------------------------------------------------------------------------------------------- the cells

    def run(self) -> None:
        """Run every cell that is no test; afterwards the children wait in `tests`, and nothing else runs."""
        self._new_base()
        for number, cell in enumerate(self.job.cells, start=1):
            try:
                (self._at_test if cell.kind == "test" else self._at_cell)(number, cell)
            except Lost:
                self._give_up(number)
                break
        self._leave_base()

    def _give_up(self, number: int) -> None:
        """No other base can be had: what the cells have left behind leaves no room for one."""
        for count, cell in enumerate(self.job.cells[number - 1 :], start=number):
            self.record.lost.add(cell.index)
            if cell.kind != "test":
                self._note(count, cell, CRASHED, "the cells before this one end the Python process")

    def _at_cell(self, number: int, cell: Cell) -> None:
        seconds = self.budget.seconds()
        if not seconds:
            self._note(number, cell, NO_TIME_LEFT, "the notebook had used up its time before this cell")
            return
        told = len(self.record.incidents)
        try:
            answer = self._ask(number, cell, seconds)
        except (Lost, Stopped) as ended:
            self._written_so_far(cell)
            if isinstance(ended, Lost):
                self.record.lost.add(cell.index)
                self._note(number, cell, CRASHED, "this cell ended the Python process")
            elif told == len(self.record.incidents):  # else it was interrupted before
                self._note(number, cell, OUT_OF_TIME, str(ended))
            self._new_base()
            self._replay()
            return
        self._keep(number, cell, answer)
        self._done.append((number, cell))

    def _keep(self, number: int, cell: Cell, answer: dict[str, Any]) -> None:
        outputs, self.room = cleaned(answer.get("outputs"), number, self.room)
        self.record.outputs[cell.index] = self.record.outputs.get(cell.index, []) + outputs
        written = answer.get("written")
        self._written = written if type(written) is int and 0 <= written < 1 << 40 else 0
        if cell.kind == "student":
            self._review(number, answer.get("notes"))

    def _review(self, number: int, notes: Any) -> None:
        for note in notes[:20] if isinstance(notes, list) else []:
            if isinstance(note, str):
                where, said = f"cell In[{number}]", printable(" ".join(note.split())[:200])
                self.record.review.append(said if said.startswith(f"{where}, ") else f"{where}: {said}")

    def _at_test(self, number: int, cell: Cell) -> None:
        for _ in range(2):
            seconds = self.budget.seconds()
            if not seconds:
                return  # the hearing says so
            try:
                self.tests[cell.index] = self._fork(seconds)
                return
            except (Lost, Stopped) as ended:
                self._new_base()
                self._replay()
                if isinstance(ended, Stopped):
                    told = "what came before this test did not let it begin"
                    self.record.incidents.append(f"cell {cell.index + 1}: {told}")
                    return
        self.record.lost.add(cell.index)

    def _fork(self, seconds: float) -> Waiting:
        """Have the base fork a child that waits."""
        output = memory_file("output", append=True)
        with Pair() as conversation:
            try:
                return Waiting(conversation.ours, output, self._forked(conversation, output, seconds))
            except BaseException:
                emptied(output)
                raise

    def _forked(self, conversation: Pair, output: int, seconds: float) -> Peer:
        """The child, which has said that it is there."""
        try:
            self._rights.send({}, [conversation.theirs.fileno(), output])
            self._base.send({"do": "fork"})
        except Closed as gone:
            raise Lost from gone
        conversation.theirs.close()  # so that the end of the child is the end of the conversation
        answer = self._wait(seconds, "this cell")
        if replaced := answer.get("replaced"):
            told = [name for name in replaced if isinstance(name, str)] if isinstance(replaced, list) else []
            names = ", ".join(sorted(printable(name[:50]) for name in told))[:300]
            self._once(f"what the notebook provides was replaced, and put back for the tests: {names}")
        return self._meet(conversation.ours, min(_HELLO, max(1.0, seconds * self.job.limits.wall_factor)))

    def _once(self, sentence: str) -> None:
        if sentence not in self.record.review:
            self.record.review.append(sentence)

    def _ask(self, number: int, cell: Cell, seconds: float) -> dict[str, Any]:
        """Run a cell in the base."""
        message = {
            "do": "run", "source": cell.source, "count": number, "kind": cell.kind, "provides": cell.provides,
            "draw": self.job.figures or cell.kind == "student", "last": cell is self._last,
        }  # fmt: skip
        try:
            self._base.send(message)
        except Closed as gone:
            raise Lost from gone
        return self._wait(seconds, "this cell", self._interrupted(number, cell))

    def _interrupted(self, number: int, cell: Cell) -> Callable[[str], None]:
        def note(sentence: str) -> None:
            if self._peer is not None:
                self._peer.send(signal.SIGINT)
            self._note(number, cell, OUT_OF_TIME, sentence)

        return note

    def _wait(self, seconds: float, what: str, interrupt: Callable[[str], None] | None = None) -> dict[str, Any]:
        """The answer of the base, for which it and all of the submission may use so many CPU seconds.

        Raises:
            Lost: the process ended.
            Stopped: it was ended, for the reason in the text.
        """
        watch = Watch(self.pid, seconds, self.job.limits.wall_factor)
        look = FIRST_LOOK
        while True:
            try:
                answer = self._base.receive(look)
            except Closed as gone:
                raise Lost from gone
            except BadMessage as bad:
                self._end_base()
                raise Lost from bad
            if answer is not None:
                return answer if isinstance(answer, dict) else {}
            if self._peer is None or self._peer.gone(0):  # others may still hold its socket
                raise Lost
            look = LOOK
            if self.holds_too_much():
                self._end_base()
                raise Stopped(f"{what} took more memory than it may")
            watch.look(what, interrupt, self._end_base)

    def holds_too_much(self) -> bool:
        """Whether all processes of the submission together hold more memory than they may."""
        return tree.holds_more(self.pid, _TIMES * self.job.limits.memory_mib)

    def _replay(self) -> None:
        """Bring a new base to where the lost one was, as far as time allows."""
        left = list(self._done)
        while left and (seconds := self.budget.seconds()):
            number, cell = left.pop(0)
            try:
                self._ask(number, cell, seconds)
            except (Lost, Stopped):
                self._done.remove((number, cell))
                self._new_base()
                left = list(self._done)

    def _written_so_far(self, cell: Cell) -> None:
        """Keep what a cell that was ended had printed."""
        text = os.pread(self._output, max(0, min(self.room, 100_000)), self._written).decode("utf-8", "replace")
        if text:
            outputs, self.room = cleaned([stream(printable(text))], 0, self.room)
            self.record.outputs.setdefault(cell.index, []).extend(outputs)

    def _note(self, number: int, cell: Cell, name: str, sentence: str) -> None:
        self.record.outputs.setdefault(cell.index, []).append(error(name, sentence))
        self.record.incidents.append(f"cell {cell.index + 1}: {sentence}")


def emptied(output: int) -> None:
    """Close a file in memory; whoever else holds it shall not keep what was written."""
    os.ftruncate(output, 0)
    os.close(output)


def end_and_wait(pid: int) -> None:
    """End the first process of a namespace; when it is gone, so is every other in it."""
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            poll.poll(_FAREWELL * 1000)
        finally:
            os.close(descriptor)


def hello(ours: socket.socket, seconds: float = _HELLO) -> int:
    """The process at the other end, as this machine numbers it."""
    ours.settimeout(seconds)
    try:
        return sandbox.receive_pid(ours)
    except OSError as error:
        raise Lost from error
    finally:
        ours.setblocking(True)


def _entropy(job: Job) -> int:
    """What seeds a student's process: it repeats with the notebook. The run's seed has no part in it, because a small
    number could be found again from what was made of it, and with it the inputs of hidden tests."""
    sources = "\0".join(cell.source for cell in job.cells if cell.kind != "test")
    return int.from_bytes(sha256(sources.encode("utf-8", "replace")).digest()[:4], "big")


def _inner(job: Job) -> dict[str, Any]:
    """The limits that a sandbox sets itself."""
    limits = job.limits
    return {
        "memory_mib": limits.memory_mib, "processes": limits.processes, "file_mib": limits.file_mib,
        "seconds": int(limits.notebook_seconds * 2) + 60,
    }  # fmt: skip
