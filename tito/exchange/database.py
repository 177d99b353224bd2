"""The exchange's database: SQLite in a file, or any that SQLAlchemy knows by its URL."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
from sqlalchemy import create_engine, event, inspect, select
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from tito.exchange import tables
from tito.exchange.errors import ExchangeServiceError, Refused

_WAIT = 20.0  # seconds that SQLite waits for another process
_REMOTE = ("nfs", "cifs", "smb", "9p", "ceph", "lustre", "fuse", "glusterfs", "afs")
_FULL = ("disk is full", "no space left", "disk full")


class Database:
    """Transactions; in SQLite one writes at a time, in the order in which they came.

    Raises:
        ExchangeServiceError: there is no such database, or it is of another version.
    """

    def __init__(self, url: str, wait: float = _WAIT) -> None:
        self._engine = _connect(url, wait)
        self._turn = threading.Lock() if self._engine.dialect.name == "sqlite" else contextlib.nullcontext()
        try:
            with self.write() as connection:
                _see_schema(connection)
        except Refused as error:
            reason = str(getattr(error.__cause__, "orig", error)).strip().splitlines()[0]
            raise ExchangeServiceError(f"The exchange's database cannot be opened: {reason}") from None

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with _understood(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it, or nothing.

        Raises:
            Refused: the database is in use, or its disk is full.
        """
        with _understood(), self._turn, self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def close(self) -> None:
        """Close what is open."""
        self._engine.dispose()


def _connect(url: str, wait: float) -> Engine:
    try:
        place = make_url(url)
        if place.get_backend_name() != "sqlite":
            return create_engine(place, pool_pre_ping=True, max_overflow=30)
        file = Path(place.database or "exchange.db")
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(place, connect_args={"timeout": wait}, max_overflow=35)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ExchangeServiceError(f"{url!r} is no database that can be used here: {error}") from None
    journal = "DELETE" if _is_remote(file) else "WAL"

    @event.listens_for(engine, "connect")
    def prepare(connection: object, record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined] - sqlite3 would begin by itself, and too late
        for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _is_remote(file: Path) -> bool:
    """Whether a file lies on another machine's disk, where a write-ahead log would lose what was written."""
    place = file.resolve()
    mounts = {Path(one.mountpoint): one.fstype for one in psutil.disk_partitions(all=True)}
    above = next((mounts[folder] for folder in place.parents if folder in mounts), "")
    return above.startswith(_REMOTE)


def _see_schema(connection: Connection) -> None:
    if not inspect(connection).has_table(tables.schema.name):
        tables.metadata.create_all(connection)
        connection.execute(tables.schema.insert().values(version=tables.SCHEMA))
    found = connection.execute(select(tables.schema.c.version)).scalar()
    if found != tables.SCHEMA:
        raise ExchangeServiceError(
            f"The exchange's database has version {found} of its tables, and this program wants version "
            f"{tables.SCHEMA}: start the program that wrote it, or one that says how to bring it up to date."
        )


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """What a database complains of, as an answer of HTTP; a row that is there already is the caller's to judge."""
    try:
        yield
    except DBAPIError as error:
        if error.orig is not None and "unique" in str(error.orig).lower():
            raise
        if any(word in str(error.orig).lower() for word in _FULL):
            raise Refused(507, "The exchange's disk is full: nothing was stored; tell your instructor.") from error
        raise Refused(503, "The exchange's database is in use or away: nothing was stored; try again.") from error
