"""A backup while everything is being written to: each database as at one moment, and every row with its bytes."""

import contextlib
import itertools
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from backup_room import Room, packed, rows

from tito.backup import sqlite, submitted
from tito.backup.errors import BackupError


@contextlib.contextmanager
def meanwhile(step: Callable[[int], None]) -> Iterator[threading.Event]:
    """Do `step` again and again in a thread; the event says that it was done once."""
    begun, over = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            for number in itertools.count(1):
                step(number)
                begun.set()
                if over.is_set():
                    return
        except BaseException as error:
            failed.append(error)
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(30)
    try:
        yield begun
    finally:
        over.set()
        thread.join()
    assert failed == []


def many(folder: Path, journal: str = "DELETE") -> Path:
    """A database of many pages, all with the same number."""
    path = folder / "busy.db"
    setup = sqlite3.connect(path)
    setup.execute(f"PRAGMA journal_mode={journal}")
    setup.execute("CREATE TABLE many (place INTEGER PRIMARY KEY, number INTEGER, text TEXT)")
    setup.executemany("INSERT INTO many VALUES (?, 0, ?)", [(place, "x" * 2000) for place in range(100)])
    setup.commit()
    setup.close()
    return path


def test_a_plain_copy_may_be_torn(tmp_path: Path) -> None:
    """What the next test looks for can be found."""
    path = many(tmp_path)
    using = sqlite3.connect(path)
    using.execute("PRAGMA cache_size=2")
    using.execute("UPDATE many SET number = 1")
    shutil.copy(path, tmp_path / "plain.db")
    using.rollback()
    using.close()
    assert len(_numbers(tmp_path / "plain.db")) == 2


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_no_transaction_is_torn(tmp_path: Path, journal: str) -> None:
    """Each transaction changes many pages; a plain copy of the file would have some of them."""
    path = many(tmp_path, journal)

    def write(number: int) -> None:
        connection = sqlite3.connect(path, timeout=30)
        connection.execute("PRAGMA synchronous=OFF")
        with connection:
            connection.execute("UPDATE many SET number = ?", (number,))
        connection.close()

    seen = set()
    with meanwhile(write):
        for number in range(5):
            sqlite.copy(path, tmp_path / f"{number}.db")
            found = {row[0] for row in _numbers(tmp_path / f"{number}.db")}
            assert len(found) == 1
            seen |= found
    assert seen - {0}


def _numbers(path: Path) -> list[tuple[int]]:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT DISTINCT number FROM many").fetchall()
    finally:
        connection.close()


def test_every_row_of_the_exchange_has_its_bytes_and_every_submission_is_whole(room: Room, tmp_path: Path) -> None:
    """A student hands in and an instructor collects, while backup after backup is made."""
    place = room.root / "submitted" / "ada" / "ps1"

    def work(number: int) -> None:
        room.hand_in("ben", packed(f"ben, {number}"))
        new, old = place.with_name(".new"), place.with_name(".old")
        new.mkdir()
        for name in ("a", "b", "c"):
            (new / name).write_text(f"{number}")
        place.rename(old)  # as collecting does
        new.rename(place)
        shutil.rmtree(old)

    with meanwhile(work):
        for number in range(4):
            room.save(f"{number}.tar.gz")
    counts = []
    for number in range(4):
        there = Room(tmp_path / f"there-{number}")
        there.root.mkdir()
        shutil.copy(tmp_path / f"{number}.tar.gz", tmp_path / "saved.tar.gz")
        there.restore()
        kept = rows(there.root / "exchange" / "exchange.db", "exchange_submission")
        sums = {column for row in kept for column in row if isinstance(column, str) and len(column) == 64}
        assert sums
        assert sums <= set(there.blobs())
        counts.append(len(kept))
        texts = {(there.root / "submitted" / "ada" / "ps1" / name).read_text() for name in ("a", "b", "c")}
        assert len(texts) == 1
        assert [one.name for one in (there.root / "submitted" / "ada").iterdir()] == ["ps1"]
    assert counts == sorted(counts)


def test_a_submission_that_never_stands_still_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitted, "_PAUSE", 0.0)
    folder = tmp_path / "ps1"
    folder.mkdir()
    real = submitted._state
    numbers = itertools.count()

    def restless(path: Path) -> submitted.State:
        (folder / "work.txt").write_text("x" * next(numbers))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(submitted, "_state", restless)
        with pytest.raises(BackupError, match=r"ps1 changes all the time: end what writes there"):
            submitted.settled(folder, tmp_path / "copy")
    assert submitted.settled(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    assert not submitted.settled(folder, tmp_path / "copy")
