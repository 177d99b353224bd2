"""A cohort's run dies before any of its system calls, or the database and the disk refuse: nothing is half done."""

import errno
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import plug_in
from gradebook_rows import file_differences, graded_files, table_differences, tables
from judge_course import NAME, WRONG, Room
from nbgrader.api import Gradebook

from tito.gradebook import connection, grading
from tito.gradebook.connection import GradebookError
from tito.judge import cohort, folders

DEADLY = {"rename", "mkdir", "commit", "unlink", "rmdir", "write", "execute", "executemany", "chmod", "rollback"}
POINTS = 24  # of death, spread over a run


def cohort_of(room: Room) -> None:
    """Four submissions, three of which have been graded before."""
    room.hand_in("ada")
    room.hand_in("ben", WRONG)
    room.hand_in("cai").rename(room.folder("cai") / "mine.ipynb")
    room.grade()
    with Gradebook(room.db_url) as book:
        book.find_grade("answer", NAME, NAME, "ada").manual_score = 25
        book.db.commit()
    room.hand_in("ada", WRONG, answer="Other words.")
    room.hand_in("cai")
    room.hand_in("dot")


def in_a_child(act: Callable[[], object]) -> int:
    """Run in a process that ends here; its exit code."""
    pid = os.fork()
    if not pid:
        code = 70
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def dying(room: Room, after: int | None, count: Path) -> None:
    """Grade, and die before the `after`-th call that changes something outside this process."""
    calls = 0

    def look(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        if event == "c_call" and getattr(argument, "__name__", "") in DEADLY:
            calls += 1
            if calls == after:
                os._exit(9)

    sys.setprofile(look)
    room.grade()
    sys.setprofile(None)
    count.write_text(str(calls))


def same(one: Room, two: Room) -> list[str]:
    return table_differences(tables(one.root / "gradebook.db"), tables(two.root / "gradebook.db")) + file_differences(
        graded_files(one.root, NAME), graded_files(two.root, NAME)
    )


def test_wherever_a_run_dies_the_next_one_makes_it_whole(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort_of(room)
    start, undisturbed = tmp_path / "start", Room(tmp_path / "undisturbed")
    shutil.copytree(room.root, start)
    shutil.copytree(start, undisturbed.root)
    monkeypatch.chdir(undisturbed.root)
    count = tmp_path / "count"
    assert in_a_child(lambda: dying(undisturbed, None, count)) == 0
    calls = int(count.read_text())
    assert calls > POINTS
    for after in sorted({1 + number * calls // POINTS for number in range(POINTS)}):
        victim = Room(tmp_path / f"dies-{after}")
        shutil.copytree(start, victim.root)
        monkeypatch.chdir(victim.root)
        assert in_a_child(lambda room=victim, after=after: dying(room, after, count)) == 9
        for folder in victim.root.glob(f"autograded/*/{NAME}"):
            assert (folder / f"{NAME}.ipynb").is_file(), "a folder without its notebook"
        kinds = {name: one.fresh for name, one in victim.grade().items()}
        assert set(kinds) == {"ada", "ben", "cai", "dot"}
        assert same(undisturbed, victim) == [], f"died before call {after}"
        assert list(victim.root.glob("autograded/*/.*")) == [], "left over"
        shutil.rmtree(victim.root)


@pytest.fixture
def busy(room: Room) -> sqlite3.Connection:
    """Another program that writes to the gradebook."""
    other = sqlite3.connect(room.root / "gradebook.db", check_same_thread=False, isolation_level=None)
    yield other
    other.close()


def test_a_locked_gradebook_is_waited_for(
    room: Room, busy: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_WAIT", 0.05)
    room.hand_in("ada")
    run = cohort.run(room.course, room.row, room.executor, room.db_url)
    graded = cohort.unit.grade

    def and_lock(unit: object) -> object:
        busy.execute("begin exclusive")
        threading.Timer(1.0, busy.execute, ["rollback"]).start()
        return graded(unit)

    monkeypatch.setattr(cohort.unit, "grade", and_lock)
    began = time.monotonic()
    assert [one.score for one in run] == [70]
    assert time.monotonic() - began > 0.9


def test_one_that_stays_locked_is_a_sentence_and_nothing_is_lost(
    room: Room, busy: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_WAIT", 0.05)
    monkeypatch.setattr(grading, "PATIENCE", 0.3)
    monkeypatch.setattr(grading.open_book.__wrapped__, "__defaults__", ("default_course", None, 0.3))
    for student in ("ada", "ben"):
        room.hand_in(student)
    run = cohort.run(room.course, room.row, room.executor, room.db_url)
    assert next(run).verdict.student == "ada"
    busy.execute("begin immediate")
    with pytest.raises(GradebookError, match=r"in use by another program for 0\.3 s: nothing is lost"):
        next(run)
    busy.execute("rollback")
    assert {name: one.fresh for name, one in room.grade().items()} == {"ada": False, "ben": True}
    assert (room.score("ada"), room.score("ben")) == (70, 70)


def test_a_row_that_somebody_else_makes_meanwhile_is_used(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formgrader enters the student while the submission is being graded."""
    room.hand_in("ada")
    graded = cohort.unit.grade

    def and_enter(unit: object) -> object:
        with Gradebook(room.db_url) as book:
            book.add_student("ada", first_name="Ada")
            book.add_submission(NAME, "ada")
            book.find_grade("answer", NAME, NAME, "ada").manual_score = 20
            book.db.commit()
        return graded(unit)

    monkeypatch.setattr(cohort.unit, "grade", and_enter)
    assert room.grade()["ada"].score == 90
    with Gradebook(room.db_url) as book:
        assert book.find_student("ada").first_name == "Ada"
        assert book.find_grade("answer", NAME, NAME, "ada").needs_manual_grade


def test_a_full_disk_leaves_the_old_folder_and_the_old_marks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.hand_in("ada")
    room.grade()
    before = graded_files(room.root, NAME)
    room.hand_in("ada", WRONG)

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(folders, "_fill", full)
        with pytest.raises(OSError, match=r"No space left.*autograded/ada/01_tensor'"):
            room.grade()
    assert graded_files(room.root, NAME) == before
    assert room.score("ada") == 70
    assert room.grade()["ada"].score == 0


def test_a_full_database_is_a_sentence(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.hand_in("ada")
    with sqlite3.connect(room.root / "gradebook.db") as book:
        pages = book.execute("pragma page_count").fetchone()[0]
    book.close()
    make = connection.create_engine

    def small(*arguments: object, **options: object) -> object:
        engine = make(*arguments, **options)
        limit = lambda link, record: link.execute(f"pragma max_page_count = {pages}")  # noqa: E731
        connection.event.listen(engine, "connect", limit)
        return engine

    with monkeypatch.context() as patch:
        patch.setattr(connection, "create_engine", small)
        for number in range(40):
            room.hand_in(f"student-{number}")
        with pytest.raises(GradebookError, match="database or disk is full"):
            room.grade()
    assert len(room.grade()) == 41


def test_the_clock_may_step(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is decided depends on the time of day."""
    room.hand_in("ada")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert room.grade()["ada"].score == 70
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert not room.grade()["ada"].fresh


def test_the_fake_is_in_use(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = plug_in(monkeypatch)
    room.hand_in("ada")
    assert room.grade()["ada"].level == "fake"
    assert engine.jobs
