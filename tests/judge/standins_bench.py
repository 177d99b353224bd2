"""What a question costs: CPU microseconds of both sides together, the best of several rounds.

python tests/judge/standins_bench.py [--calls 500] [--rounds 20] [--profile]

The machine may be shared: a round that met another process is a slow one, and the best is what it costs.
"""

import argparse
import cProfile
import os
import pstats
import socket
import time
from collections.abc import Callable

import numpy as np

from tito.judge.court.remote import Remote
from tito.judge.student.serve import serve
from tito.judge.wire import Deadline, Stream

SOURCE = """
import numpy as np
class Vector:
    def __init__(self, data): self.data = np.asarray(data)
    def __add__(self, other): return Vector(self.data + getattr(other, "data", other))
    def __len__(self): return len(self.data)
    def double(self, x): return 2 * x
    def numpy(self): return self.data
    def itself(self): return self
def double(x): return 2 * x
big = np.zeros(1 << 17)
"""
Perform = Callable[[], object]


def _asking(call: Callable[[Remote], Perform], ask: Callable[[Perform, int], None]) -> None:
    """Start a student's process, and ask it."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        namespace: dict[str, object] = {"__name__": "__main__"}
        exec(SOURCE, namespace)
        serve(Stream(theirs), namespace)
        os._exit(0)
    theirs.close()
    perform = call(Remote(Stream(ours, deadline=Deadline(1000))))
    for _ in range(100):
        perform()
    ask(perform, pid)
    ours.close()
    os.waitpid(pid, 0)


def measured(label: str, call: Callable[[Remote], Perform], calls: int, rounds: int) -> None:
    """Print what one call costs."""
    found = []

    def ask(perform: Perform, pid: int) -> None:
        theirs = (~pid << 3) | 2  # the system's clock of another process's CPU time
        for _ in range(rounds):
            began = time.process_time(), time.clock_gettime(theirs), time.perf_counter()
            for _ in range(calls):
                perform()
            ended = time.process_time(), time.clock_gettime(theirs), time.perf_counter()
            here, there, wall = (1e6 * (end - start) / calls for start, end in zip(began, ended, strict=True))
            found.append((here + there, here, there, wall))

    _asking(call, ask)
    both, here, there, wall = min(found)
    print(f"{label:34s} {both:7.1f} us CPU ({here:7.1f} court, {there:7.1f} student), {wall:7.1f} us wall", flush=True)


def profiled(call: Callable[[Remote], Perform], calls: int) -> None:
    """Print where the court's side spends its time."""

    def ask(perform: Perform, pid: int) -> None:
        with cProfile.Profile() as profiler:
            for _ in range(calls):
                perform()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(16)

    _asking(call, ask)


def kinds() -> dict[str, Callable[[Remote], Perform]]:
    """Questions by what they are about."""
    small = np.arange(6.0).reshape(2, 3)

    def of_vector(question: Callable[[object], object]) -> Callable[[Remote], Perform]:
        def prepared(remote: Remote) -> Perform:
            vector = remote.name("Vector")([1.0, 2.0, 3.0])
            return lambda: question(vector)

        return prepared

    def function(argument: object) -> Callable[[Remote], Perform]:
        def prepared(remote: Remote) -> Perform:
            double = remote.name("double")
            return lambda: double(argument)

        return prepared

    def made(remote: Remote) -> Perform:
        vector = remote.name("Vector")
        return lambda: vector(small)

    return {
        "function(int) -> int": function(1),
        "method(int) -> int": of_vector(lambda vector: vector.double(3)),
        "method(array) -> array": of_vector(lambda vector: vector.double(small)),
        "function(small array) -> array": function(small),
        "method() -> array": of_vector(lambda vector: vector.numpy()),
        "attribute -> array": of_vector(lambda vector: vector.data),
        "x + 1 -> object": of_vector(lambda vector: vector + 1),
        "Class(small array) -> object": made,
        "name -> function": lambda remote: lambda: remote.name("double"),
    }


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    for label, call in kinds().items():
        measured(label, call, options.calls, options.rounds)
    measured("1 MiB array", lambda remote: lambda: remote.name("big"), max(1, options.calls // 25), options.rounds)
    if options.profile:
        profiled(kinds()["method(int) -> int"], 20 * options.calls)


if __name__ == "__main__":
    main()
