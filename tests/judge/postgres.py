"""A PostgreSQL server of one's own, on a socket in a temporary folder."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Base
from sqlalchemy import create_engine, insert, select, text

from tito.gradebook import verdicts

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def missing() -> str | None:
    """Why there can be no server here, or None."""
    if not _BINARIES:
        return "PostgreSQL's server is not installed (Debian: postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (pip install 'psycopg[binary]')"
    return None if _user() else "PostgreSQL does not run as root, and there is no other user"


def _user() -> str | None:
    """Whom to run the server as."""
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    names = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@dataclass(frozen=True)
class Server:
    """A running server."""

    socket: Path
    user: str

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.socket}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database, as a copy of another; returns its URL."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'))
        engine.dispose()
        return self.url(database)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Start a server; it is stopped, and its folder removed, on the way out."""
    user = _user() or ""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        shutil.chown(folder, user)
        who = {"user": user} if not os.getuid() else {}
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
        subprocess.run(
            [_BINARIES[-1], "-D", folder / "data", "-A", "trust", "-U", user, "-E", "UTF8", "--no-sync"],
            cwd=folder, check=True, capture_output=True, env=environment, **who,
        )  # fmt: skip
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [_BINARIES[-1].with_name("postgres"), "-D", folder / "data", "-k", folder, *options], cwd=folder,
                stdout=log, stderr=log, env=environment, **who,
            )  # fmt: skip
        try:
            _wait(folder, process)
            yield Server(folder, user)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while "ready to accept connections" not in (folder / "log").read_text():
        assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.1)


def as_sqlite(url: str, path: Path) -> Path:
    """A copy of a gradebook as an SQLite file."""
    path.unlink(missing_ok=True)
    origin, copy = create_engine(url), create_engine(f"sqlite:///{path}")
    with origin.connect() as source, copy.begin() as target:
        for metadata in (Base.metadata, verdicts._Base.metadata):
            metadata.create_all(target)
            for table in metadata.sorted_tables:
                rows = [dict(row) for row in source.execute(select(table)).mappings()]
                if rows:
                    target.execute(insert(table), rows)
    origin.dispose()
    copy.dispose()
    return path
