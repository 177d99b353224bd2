"""One connection to nbgrader's database for a whole run, and patience where somebody else is using it."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tito.errors import TitoError

PATIENCE = 60.0  # seconds for which a database that is in use is asked again
_WAIT = 5.0  # seconds that SQLite itself waits for a lock
_PAUSES = (0.05, 2.0)
_PASSING = ("locked", "busy", "deadlock", "could not serialize", "lock timeout")

T = TypeVar("T")


class GradebookError(TitoError):
    """The gradebook cannot be written as things stand."""


def is_there(db_url: str) -> bool:
    """Whether opening a database would not make it: false for a file of SQLite's that does not exist."""
    url = make_url(db_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def connect(db_url: str) -> Engine:
    """An engine whose transactions take SQLite's write lock at their beginning.

    SQLite refuses at once, without waiting, a transaction that has read and then wants to write while another writes.
    The journal stays as it is: with a write-ahead log the marks would no longer be in gradebook.db alone, which
    people copy, and which nbgrader copies before an upgrade.
    """
    if not db_url.startswith("sqlite"):
        return create_engine(db_url, pool_pre_ping=True)
    engine = create_engine(db_url, connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _leave_transactions_to_us(connection: object, record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined] - sqlite3 would begin by itself, and too late


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def transact(engine: Engine, work: Callable[[Session], T], patience: float = PATIENCE) -> T:
    """Do `work` in one transaction; what it did is all there afterwards, or nothing of it.

    A database that is in use is asked again, and so is one in which somebody else has just made the same row.

    Raises:
        GradebookError: it stayed in use, or cannot be written.
    """
    end = time.monotonic() + patience
    pause, upmost = _PAUSES
    clashed = False
    while True:
        try:
            with Session(engine) as session, session.begin():
                return work(session)
        except IntegrityError:
            if clashed:
                raise
            clashed = True
        except DBAPIError as error:
            if not _passing(error):
                raise GradebookError(_unusable(error)) from None
            if time.monotonic() > end:
                raise GradebookError(_in_use(patience)) from None
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, upmost)


def _passing(error: DBAPIError) -> bool:
    """Whether waiting may help."""
    return error.connection_invalidated or any(word in str(error.orig).lower() for word in _PASSING)


def _in_use(patience: float) -> str:
    return (
        f"The gradebook has been in use by another program for {patience:g} s: nothing is lost; close what writes "
        "to it (another grading run, a database browser) and run the same command again."
    )


def _unusable(error: DBAPIError) -> str:
    reason = (str(error.orig).strip().splitlines() or ["no reason given"])[0]
    return f"The gradebook cannot be used ({reason}): nothing is lost; mend that and run the same command again."
