"""Tasks on their way through an executor: a bounded number at once, and whoever is lost gets a second try, alone."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import Any

from tito.judge.executors import lost, room_in, workers_of
from tito.judge.settings import GradingError

_TRIES = 5
_LOOK, _PATIENCE = 5.0, 60.0  # seconds between two looks whether anybody is there, and until nobody is
ENDED = "the process that graded it was ended"


class Failed(Exception):
    """A task came to nothing; the text says why, for a person."""


def each(
    executor: Executor, names: Iterable[str], task: Callable[[str], tuple[Callable[..., Any], Any]]
) -> Iterator[tuple[str, Any]]:
    """Do a task for each name; yields name and result, or name and what was raised.

    Who ends a worker process takes down what else was there: all of those are done again, one at a time, and only the
    one whose process ends again has failed.

    Args:
        task: from a name, the function to submit and its argument; it is asked when there is room for the task.
    """
    waiting, pending, again = iter(names), dict[Future[Any], str](), list[str]()
    room = room_in(executor)
    try:
        while True:
            for name in islice(waiting, room - len(pending)):
                try:
                    chosen = task(name)
                except (OSError, Failed) as error:
                    yield name, error
                    continue
                pending[executor.submit(*chosen)] = name
            if not pending:
                break
            for future in sorted(_done(executor, pending), key=lambda one: pending[one]):
                name, outcome = pending.pop(future), _outcome(future)
                if isinstance(outcome, BaseException) and lost(outcome):
                    again.append(name)
                else:
                    yield name, outcome
    finally:
        for future in pending:
            future.cancel()
    for name in sorted(again):
        outcome = _outcome(executor.submit(*task(name)))
        yield name, Failed(ENDED) if isinstance(outcome, BaseException) and lost(outcome) else outcome


def _done(executor: Executor, pending: Iterable[Future[Any]]) -> set[Future[Any]]:
    """Those that are done; waits for the first.

    Raises:
        GradingError: nobody is left to do any.
    """
    idle = 0
    while not (done := wait(pending, _LOOK, FIRST_COMPLETED).done):
        idle = 0 if workers_of(executor) else idle + 1
        if idle * _LOOK >= _PATIENCE:
            raise GradingError(
                f"No worker has been there for {_PATIENCE:g} s: nothing is lost; start some and run this again."
            )
    return done


def within(executor: Executor, function: Callable[..., Any], argument: Any) -> Any:
    """One task's result; tried again where its process is lost.

    Raises:
        GradingError: it is lost each time.
    """
    for _ in range(_TRIES):
        outcome = _outcome(executor.submit(function, argument))
        if not isinstance(outcome, BaseException):
            return outcome
        if not lost(outcome):
            raise outcome
    raise GradingError(
        f"Nothing can be graded here: {ENDED}, {_TRIES} times. Look whether the machine has memory left and whether "
        "something ends processes, then run this again."
    )


def _outcome(future: Future[Any]) -> Any:
    """A task's result, or what it raised; what interrupts this process is raised here."""
    try:
        return future.result()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return error
