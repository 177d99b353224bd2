"""Where submissions are graded: processes on this machine, or a Dask cluster."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any

from tito.judge.settings import GradingError

_PRELOADED = ["tito.judge.unit", "tito.judge.preloaded"]  # in this order: the first spares nbformat a parser
_CONNECTING = "10s"
_SAFE = "PYTHONSAFEPATH"


def lost(error: BaseException) -> bool:
    """Whether a task ended because its process did: by whose fault, nobody knows."""
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ == "KilledWorker"


def room_in(executor: Executor) -> int:
    """How many tasks to hand to an executor at once: all its workers busy, and little held in memory."""
    return int(getattr(executor, "tito_room", 2 * (os.cpu_count() or 1) + 2))


def workers_of(executor: Executor) -> int:
    """How many workers an executor has now; one that does not say has some."""
    count = getattr(executor, "tito_workers", None)
    return 1 if count is None else count()


@contextlib.contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Processes that grade: started fresh, so that they share nothing with this one.

    Left by an exception, Ctrl-C above all, it ends them where they stand.
    """
    with tempfile.TemporaryDirectory(prefix="tito-run-", ignore_cleanup_errors=True) as folder:
        executor = _Workers(workers, folder)
        try:
            yield executor
        except BaseException:
            executor.end()
            raise
        executor.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _nothing_imported_from_here() -> Iterator[None]:
    """A process that is started meanwhile leaves the working directory alone when it imports.

    A course that is shown at another place than the installation that it holds has a second `tito` there.
    """
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before


class _Workers(Executor):
    """Worker processes; where one was killed, new ones are started for what is submitted next.

    They are forked from a server that has imported what grading needs, once for all.
    """

    def __init__(self, count: int, folder: str) -> None:
        self._count, self._folder = count, folder
        self.tito_room, self.tito_workers = 2 * count + 2, lambda: count
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        with _nothing_imported_from_here():
            forkserver.ensure_running()
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        started = ProcessPoolExecutor(
            self._count, mp_context=self._context, initializer=_begin, initargs=(self._folder,)
        )
        # Half of a task may be in the pipe when the last worker is killed: nobody shall wait until it is read.
        started._call_queue.cancel_join_thread()
        return started

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _no_interrupt():
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
                self._pool = self._started()
                return self._pool.submit(fn, *args, **kwargs)

    def end(self) -> None:
        """End every worker at once."""
        workers, manager = list((self._pool._processes or {}).values()), self._pool._executor_manager_thread
        # First, so that the pool's own thread never meets a cancelled task of a broken pool: it would end by that.
        self.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        if manager is not None:
            manager.join()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """What is started here does not hear Ctrl-C, which a terminal sends to everybody: the parent alone decides."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin(folder: str) -> None:
    """Begin the life of a worker: its temporary files go with the run, and it ends with the process that wanted it.

    Left alone by a parent that was killed, it would go on grading.
    """
    tempfile.tempdir = folder if Path(folder).is_dir() else None

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def dask(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, which need this project and nothing of the course.

    Args:
        address: of the scheduler, as in tcp://127.0.0.1:8786.

    Raises:
        GradingError: Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise GradingError("Dask is not installed here: pip install 'tito[dask]', then try again.") from None
    try:
        client = Client(address, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise GradingError(f"No Dask scheduler answers at {address} ({reason}).") from None
    with client:
        executor = client.get_executor(pure=False)
        executor.tito_workers = lambda: len(client.scheduler_info(n_workers=-1)["workers"])
        executor.tito_room = 2 * max(1, sum(client.nthreads().values())) + 2
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
