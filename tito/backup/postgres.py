"""PostgreSQL databases, by the system's own pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import SQLAlchemyError

from tito.backup.errors import BackupError

T = TypeVar("T")

_PLAIN = ("--no-owner", "--no-privileges")
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def dump(url: str, target: Path) -> None:
    """Write what a database holds at this moment; nobody waits for it.

    Raises:
        BackupError: pg_dump is missing, or fails.
    """
    _run("pg_dump", url, "--format=custom", *_PLAIN, f"--file={target}")


def load(url: str, origin: Path) -> None:
    """Put a dump in the place of what it holds, in one transaction: all of it, or nothing.

    Raises:
        BackupError: pg_restore is missing, or fails.
    """
    _run("pg_restore", url, "--single-transaction", "--clean", "--if-exists", *_PLAIN, str(origin))


def is_empty(url: str) -> bool:
    """Whether a database holds no table.

    Raises:
        BackupError: it cannot be asked.
    """
    return not _ask(url, lambda connection: inspect(connection).get_table_names())


def unused(url: str) -> None:
    """See that nobody else is connected to a database: pg_restore would wait for them, for ever.

    Raises:
        BackupError: somebody is, or it cannot be asked.
    """
    others = _ask(url, lambda connection: connection.execute(text(_OTHERS)).scalar_one())
    if others:
        raise BackupError(
            f"{others} other programs are connected to {shown(url)}: stop the hub and what belongs to it, then "
            "restore. Nothing was touched."
        )


def _ask(url: str, question: Callable[[Connection], T]) -> T:
    try:
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return question(connection)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise BackupError(f"{shown(url)} cannot be asked: {_first(str(getattr(error, 'orig', error)))}.") from None


def shown(url: str) -> str:
    """A URL for people: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def require(tool: str) -> None:
    """See that a program is there.

    Raises:
        BackupError: it is not.
    """
    if shutil.which(tool) is None:
        raise BackupError(
            f"{tool} is missing, which PostgreSQL needs here (Debian: apt-get install postgresql-client)."
        )


def _run(tool: str, url: str, *arguments: str) -> None:
    require(tool)
    place = make_url(url)
    address = URL.create(  # without the password, which everybody could read on the command line
        "postgresql", place.username, None, place.host, place.port, place.database, place.query
    ).render_as_string(hide_password=False)
    environment = dict(os.environ)
    if place.password:
        environment["PGPASSWORD"] = str(place.password)
    done = subprocess.run(
        [tool, f"--dbname={address}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{tool} failed for {shown(url)}: {_first(done.stderr)}.")


def _first(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[0].rstrip(".")
