"""A course with everything that a backup holds, small."""

import hashlib
import io
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from nbgrader.api import Base
from sqlalchemy import create_engine
from typer.testing import CliRunner

from tests.conftest import ROOT
from tito.backup import restoring, saving
from tito.backup.manifest import Part
from tito.backup.places import Asked
from tito.backup.restoring import How, Restored
from tito.backup.saving import Saved
from tito.cli import backup as backup_command
from tito.cli import restore as restore_command
from tito.errors import TitoError
from tito.exchange.archives import Limits
from tito.exchange.blobs import Blobs
from tito.exchange.database import Database
from tito.exchange.store import Store, Upload
from tito.exchange.submissions import submit
from tito.gradebook import people

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "tiny"\n'
SECRET = "jupyterhub_cookie_secret"


@dataclass(frozen=True)
class Room:
    """A course's folder, with hub/state and exchange in it."""

    root: Path

    @property
    def gradebook(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def save(self, name: str = "saved.tar.gz", secrets: bool = False, **asked: Any) -> Saved:
        return saving.save(self.root, self.root.parent / name, Asked(**asked), secrets)

    def restore(
        self,
        name: str = "saved.tar.gz",
        force: bool = False,
        keep: bool = False,
        only: frozenset[Part] | None = None,
        **asked: Any,
    ) -> Restored:
        return restoring.restore(self.root, self.root.parent / name, Asked(**asked), How(force, keep, only))

    def enrol(self, **names: str) -> None:
        people.write(self.gradebook, {student: {"first_name": name} for student, name in names.items()}, "tiny")

    def store(self) -> Store:
        folder = self.root / "exchange"
        return Store(Database(f"sqlite:///{folder / 'exchange.db'}"), Blobs(str(folder / "files")), Limits())

    def hand_in(self, student: str, data: bytes) -> None:
        """Into the exchange, and collected."""
        store = self.store()
        file = io.BytesIO(data)
        sha256 = hashlib.sha256(data).hexdigest()
        submit(store, "tiny", "ps1", student, Upload(file, sha256, len(data)), key=sha256)
        store.database.close()
        folder = self.root / "submitted" / student / "ps1"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "work.txt").write_bytes(data)

    def holds(self) -> dict[str, Any]:
        """Everything that a backup with secrets has to bring back."""
        files = [*(self.root / "submitted").rglob("*"), self.root / "course.toml", self.root / "nbgrader_config.py"]
        return {
            "gradebook": people.read(self.gradebook),
            "hub": rows(self.root / "hub" / "state" / "jupyterhub.sqlite", "users"),
            "exchange": rows(self.root / "exchange" / "exchange.db", "exchange_submission"),
            "secret": read(self.root / "hub" / "state" / SECRET),
            "files": {str(one.relative_to(self.root)): one.read_bytes() for one in files if one.is_file()},
        }  # fmt: skip

    def blobs(self) -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in (self.root / "exchange" / "files").rglob("*") if one.is_file()}


def rows(database: Path, table: str) -> list[tuple[Any, ...]]:
    if not database.is_file():
        return []
    connection = sqlite3.connect(database)
    try:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    finally:
        connection.close()


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def packed(text: str) -> bytes:
    """A submission as the exchange takes it; the same text makes the same bytes."""
    from exchange_service import archive

    return archive({"p1.ipynb": text.encode()})


def typed(room: Room, monkeypatch: pytest.MonkeyPatch, command: str) -> str:
    """What `tito COMMAND` prints, typed in the course's folder."""
    name, *arguments = command.split()
    app = typer.Typer()
    app.command()(getattr({"backup": backup_command, "restore": restore_command}[name], name))
    monkeypatch.chdir(room.root)
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, TitoError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def make_room(root: Path) -> Room:
    root.mkdir(parents=True)
    shutil.copy(ROOT / "course.toml", root)
    (root / "nbgrader_config.py").write_text(CONFIG)
    room = Room(root)
    engine = create_engine(room.gradebook)
    Base.metadata.create_all(engine)  # without alembic, which takes seconds
    engine.dispose()
    room.enrol(ada="Ada", ben="Ben")
    for student in ("ada", "ben"):
        room.hand_in(student, packed(student))
    state = root / "hub" / "state"
    state.mkdir(parents=True)
    hub = sqlite3.connect(state / "jupyterhub.sqlite")
    with hub:
        hub.execute("CREATE TABLE users (name TEXT)")
        hub.executemany("INSERT INTO users VALUES (?)", [("ada",), ("ines",)])
    hub.close()
    for name, mode in ((SECRET, 0o600), ("hub.log", 0o644)):
        (state / name).write_text(f"{name}\n")
        (state / name).chmod(mode)
    return room


def change(room: Room) -> None:
    """What happens after the backup."""
    room.enrol(cai="Cai", ada="Eda")
    room.hand_in("ben", packed("ben, again"))
    room.hand_in("cai", packed("cai"))
    hub = sqlite3.connect(room.root / "hub" / "state" / "jupyterhub.sqlite")
    with hub:
        hub.execute("DELETE FROM users")
    hub.close()
    (room.root / "hub" / "state" / SECRET).write_text("new\n")
    (room.root / "nbgrader_config.py").write_text(f"{CONFIG}# changed\n")


def copies(origin: Room, folder: Path) -> Callable[[str], Room]:
    """Makes copies of a room."""
    return lambda name: Room(Path(shutil.copytree(origin.root, folder / name / "course")))
