"""Grading every submission of one assignment: nothing lost, nothing twice, nothing again that has not changed."""

import contextlib
import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any

from tito.course import Assignment, Course
from tito.errors import TitoError
from tito.gradebook import records
from tito.gradebook.verdicts import Kind, Verdict, Verdicts, open_verdicts
from tito.judge.digests import digest

_TRIES = 3


class GradingError(TitoError):
    """A cohort cannot be graded as things stand."""


@dataclass(frozen=True)
class Graded:
    """One submission on its way past: its verdict, and whether it had to be graded for it."""

    verdict: Verdict
    fresh: bool


def submitted_by(course: Course, assignment: Assignment) -> list[str]:
    """Students who handed something in, by name."""
    folders = (course.root / "submitted").glob(f"*/{assignment.id}")
    return sorted(folder.parent.name for folder in folders)


def refusal(course: Course, assignment: Assignment, student: str) -> str | None:
    """Why a submission holds nothing to grade, in words for its student; None when it does."""
    folder = course.root / "submitted" / student / assignment.id
    wanted = folder / f"{assignment.id}.ipynb"
    if folder.parent.is_symlink() or folder.is_symlink() or not folder.is_dir():
        return "what was handed in is not a folder of its own: hand in the assignment's folder itself"
    if wanted.is_symlink() or (folder / f"{wanted.name}.was-a-link.txt").exists():
        return f"{wanted.name} is a link to another file: hand in the notebook itself"
    if wanted.is_file():
        return None
    others = sorted(path.name for path in folder.glob("*.ipynb") if path.is_file())
    if others:
        return f"there is no {wanted.name}, but {others[0]}: give it its old name and hand it in again"
    return f"the folder holds no {wanted.name}: hand it in again with the notebook in it"


def run(
    course: Course, assignment: Assignment, executor: Executor, db_url: str, again: bool = False
) -> Iterator[Graded]:
    """Bring every submission of an assignment to a verdict; yields each as it is reached.

    Args:
        executor: where submissions are graded; see `pool`.
        again: grade what has not changed, too.

    Raises:
        GradingError: the assignment has not been generated.
    """
    require_generated(assignment, db_url)
    with open_verdicts(db_url) as verdicts:
        todo: list[str] = []
        for student in submitted_by(course, assignment):
            settled = _without_grading(course, assignment, student, verdicts, db_url, again)
            if settled:
                yield settled
            else:
                _reopen(verdicts, assignment, student)
                todo.append(student)
        for student, failure in _grade(course, assignment, executor, todo):
            yield Graded(_reached(verdicts, course, assignment, student, failure), True)


def require_generated(assignment: Assignment, db_url: str) -> None:
    """Check that an assignment can be graded at all.

    Raises:
        GradingError: it has not been generated into the gradebook.
    """
    if not records.known(db_url, assignment.id):
        raise GradingError(
            f"{assignment.id} is not in the gradebook yet: run nbgrader generate_assignment {assignment.id} first."
        )


def _reopen(verdicts: Verdicts, assignment: Assignment, student: str) -> None:
    """Take a verdict for out of date: if this run is killed, the next one must not find it unchanged."""
    if before := verdicts.get(assignment.id, student):
        verdicts.save(replace(before, digest=""))


def _grade(
    course: Course, assignment: Assignment, executor: Executor, students: list[str]
) -> Iterator[tuple[str, str | None]]:
    """Grade submissions at once; yields each student with the reason of a failure, or None.

    Whoever is lost with a worker process is graded again, alone: only the submission that ends its worker fails.
    """
    root, lost = str(course.root), list[str]()
    futures = {executor.submit(grade_one, root, assignment.id, s): s for s in students}
    try:
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenExecutor:
                lost.append(futures[future])
    finally:
        for future in futures:
            future.cancel()
    for student in sorted(lost):
        try:
            yield student, executor.submit(grade_one, root, assignment.id, student).result()
        except BrokenExecutor:
            yield student, "the process that graded it was ended"


def _without_grading(
    course: Course, assignment: Assignment, student: str, verdicts: Verdicts, db_url: str, again: bool
) -> Graded | None:
    """The verdict of a submission that needs no run: unchanged, or with nothing in it."""
    now = digest(course, assignment, student)
    before = verdicts.get(assignment.id, student)
    if before and before.digest == now and not again and _stands(course, before):
        return Graded(before, False)
    reason = refusal(course, assignment, student)
    if reason is None:
        return None
    verdict = Verdict(assignment.id, student, Kind.NOT_GRADABLE, (reason,), now, course.policies.seed)
    shutil.rmtree(course.root / "autograded" / student / assignment.id, ignore_errors=True)
    records.record_nothing(course.root, db_url, verdict)
    verdicts.save(verdict)
    return Graded(verdict, True)


def _stands(course: Course, verdict: Verdict) -> bool:
    """Whether the graded notebook of a verdict is still there, for feedback and for a TA."""
    folder = course.root / "autograded" / verdict.student / verdict.assignment
    return verdict.kind is Kind.NOT_GRADABLE or (folder / f"{verdict.assignment}.ipynb").is_file()


def _reached(
    verdicts: Verdicts, course: Course, assignment: Assignment, student: str, failure: str | None
) -> Verdict:
    """The verdict that grading has saved, or one that says how grading failed."""
    verdict = verdicts.get(assignment.id, student)
    if failure is None and verdict is not None and verdict.digest:
        return verdict
    reason = f"grading stopped before it was done ({failure or 'no verdict'}): grade this submission again"
    verdict = Verdict(assignment.id, student, Kind.NEEDS_REVIEW, (reason,), "", course.policies.seed)
    verdicts.save(verdict)
    return verdict


@contextlib.contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Processes that grade: started fresh, so that they share nothing with this one."""
    executor = _Workers(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


class _Workers(Executor):
    """Worker processes; where one was killed, new ones are started for what is submitted next."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=_end_with_parent)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _no_interrupt():
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
                self._pool = self._started()
                return self._pool.submit(fn, *args, **kwargs)

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


def _end_with_parent() -> None:
    """Let a worker end when the process that started it was killed; left alone, it would go on grading."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def grade_one(root: str, assignment: str, student: str) -> str | None:
    """Run nbgrader's own autograding for one submission; returns why it failed, or None."""
    return _quietly(lambda: _with_nbgrader(root, "autograde", assignment, student))


def feedback_one(root: str, assignment: str, student: str) -> str | None:
    """Run nbgrader's own feedback for one submission; returns why it failed, or None."""
    return _quietly(lambda: _with_nbgrader(root, "generate_feedback", assignment, student))


def _quietly(work: Callable[[], str | None]) -> str | None:
    try:
        return work()
    except Exception as error:
        return "".join(traceback.format_exception_only(error)).strip()


def _with_nbgrader(root: str, command: str, assignment: str, student: str) -> str | None:
    os.chdir(root)
    for _ in range(_TRIES):
        result = getattr(_api(root), command)(assignment, student, force=True)
        if result["success"]:
            return None
        if "database is locked" not in result.get("log", "") + result.get("error", ""):
            break
    return _last_line(result.get("log") or result.get("error") or "nbgrader does not say why")


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if "Error" in line] or text.strip().splitlines()
    return lines[-1][:300] if lines else "no message"


@cache
def _api(root: str) -> Any:
    """nbgrader's programming interface on this course, with its nbgrader_config.py; 3 CPU seconds to import."""
    import logging

    from nbgrader.api import Gradebook  # noqa: F401 - makes the import of apps quicker
    from nbgrader.apps import NbGraderAPI
    from nbgrader.apps.baseapp import NbGrader

    app = NbGrader()
    app.load_cwd_config = True
    app.config_dir = str(Path(root))
    app.load_config_file()
    app.config.CourseDirectory.root = root
    api = NbGraderAPI(config=app.config)
    api.log.setLevel(logging.WARNING)
    api.log.propagate = False
    return api
